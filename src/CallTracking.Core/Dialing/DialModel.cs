using Microsoft.EntityFrameworkCore;

namespace CallTracking.Dialing;

/// <summary>The tables of dialling.</summary>
internal static class DialModel
{
    public static void Configure(ModelBuilder model)
    {
        var dial = model.Entity<Dial>();
        dial.ToTable("ct_dials");
        dial.HasKey(d => new { d.Tenant, d.Id });
        dial.Property(d => d.Tenant).HasMaxLength(64);
        dial.Property(d => d.Link).HasMaxLength(64);
        dial.Property(d => d.Extension).HasMaxLength(64);
        dial.Property(d => d.AgentLeg).HasMaxLength(64);
        dial.Property(d => d.Number).HasMaxLength(64);
        dial.Property(d => d.Dialed).HasMaxLength(64);
        dial.Property(d => d.Reason).HasMaxLength(64);
        dial.Property(d => d.Revision).IsConcurrencyToken();
        dial.HasIndex(d => new { d.Tenant, d.EmployeeId, d.ReservedAt }, "ix_ct_dials_employee");
        dial.HasIndex(d => new { d.Tenant, d.Stage, d.ReservedAt }, "ix_ct_dials_stage");
        dial.HasIndex(d => new { d.Tenant, d.CallId }, "ix_ct_dials_call");
        dial.HasIndex(d => new { d.Tenant, d.AgentLeg }, "ix_ct_dials_leg").IsUnique();

        var turn = model.Entity<DialTurn>();
        turn.ToTable("ct_dial_turns");
        turn.HasKey(t => new { t.Tenant, t.EmployeeId });
        turn.Property(t => t.Tenant).HasMaxLength(64);
        turn.Property(t => t.Revision).IsConcurrencyToken();
    }
}
