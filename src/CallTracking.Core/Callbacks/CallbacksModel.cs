using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <summary>The tables of the callbacks.</summary>
internal static class CallbacksModel
{
    public const int NumberLength = 64;
    public const int ReasonLength = 1000;
    public const int RuleLength = 64;
    private const int NameLength = 64;
    private const int QueueLength = 256;

    public static void Configure(ModelBuilder model)
    {
        var obligation = model.Entity<Obligation>();
        obligation.ToTable("ct_obligations");
        obligation.HasKey(o => new { o.Tenant, o.Id });
        obligation.Property(o => o.Tenant).HasMaxLength(NameLength);
        obligation.Property(o => o.Number).HasMaxLength(NumberLength);
        obligation.Property(o => o.NumberKey).HasMaxLength(NumberLength);
        obligation.Property(o => o.Link).HasMaxLength(NameLength);
        obligation.Property(o => o.Queue).HasMaxLength(QueueLength);
        obligation.Property(o => o.DialedNumber).HasMaxLength(NumberLength);
        obligation.Property(o => o.OwnerRule).HasMaxLength(RuleLength);
        obligation.Property(o => o.Reason).HasMaxLength(ReasonLength);
        obligation.Property(o => o.Revision).IsConcurrencyToken();
        obligation.Property(o => o.OpenKey).HasMaxLength(NumberLength);
        obligation.HasIndex(o => new { o.Tenant, o.OpenKey }, "ix_ct_obligations_open").IsUnique();
        obligation.HasIndex(o => new { o.Tenant, o.IsOpen, o.DueAt, o.Id }, "ix_ct_obligations_due");
        obligation.HasIndex(o => new { o.Tenant, o.OwnerId, o.IsOpen, o.DueAt, o.Id }, "ix_ct_obligations_owner");
        obligation.HasIndex(o => new { o.Tenant, o.DepartmentId, o.IsOpen, o.DueAt, o.Id }, "ix_ct_obligations_department");
        obligation.HasIndex(o => new { o.Tenant, o.OpenedAt, o.Id }, "ix_ct_obligations_opened");
        obligation.HasIndex(o => new { o.Tenant, o.ContactId, o.OpenedAt, o.Id }, "ix_ct_obligations_contact");
        obligation.HasIndex(o => new { o.Tenant, o.NumberKey, o.OpenedAt, o.Id }, "ix_ct_obligations_number");
        obligation.HasIndex(o => new { o.Tenant, o.EvidenceCallId }, "ix_ct_obligations_evidence");
        obligation.HasIndex(o => new { o.Tenant, o.IsOpen, o.NextStepAt, o.Id }, "ix_ct_obligations_step");

        var call = model.Entity<ObligationCall>();
        call.ToTable("ct_obligation_calls");
        call.HasKey(c => new { c.Tenant, c.CallId });
        call.Property(c => c.Tenant).HasMaxLength(NameLength);
        call.Property(c => c.NumberKey).HasMaxLength(NumberLength);
        call.Property(c => c.Queue).HasMaxLength(QueueLength);
        call.HasIndex(c => new { c.Tenant, c.ObligationId, c.At, c.CallId }, "ix_ct_obligation_calls_obligation");
        call.HasIndex(c => new { c.Tenant, c.Kind, c.At, c.CallId }, "ix_ct_obligation_calls_kind");
        call.HasIndex(c => new { c.Tenant, c.NumberKey, c.At, c.CallId }, "ix_ct_obligation_calls_number");

        var entry = model.Entity<ObligationEvent>();
        entry.ToTable("ct_obligation_events");
        entry.HasKey(e => new { e.Tenant, e.ObligationId, e.Ordinal });
        entry.Property(e => e.Tenant).HasMaxLength(NameLength);
        entry.Property(e => e.Rule).HasMaxLength(RuleLength);
        entry.Property(e => e.Note).HasMaxLength(ReasonLength);
    }
}
