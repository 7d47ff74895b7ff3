using Microsoft.EntityFrameworkCore;

namespace CallTracking.Identification;

/// <summary>The tables of identification.</summary>
internal static class IdentificationModel
{
    public static void Configure(ModelBuilder model)
    {
        var link = model.Entity<CallContact>();
        link.ToTable("ct_call_contacts");
        link.HasKey(c => new { c.Tenant, c.CallId });
        link.Property(c => c.Tenant).HasMaxLength(64);
        link.HasIndex(c => new { c.Tenant, c.ContactId, c.StartedAt, c.CallId }, "ix_ct_call_contacts_contact");

        var choice = model.Entity<NumberChoice>();
        choice.ToTable("ct_number_choices");
        choice.HasKey(c => new { c.Tenant, c.Number });
        choice.Property(c => c.Tenant).HasMaxLength(64);
        choice.Property(c => c.Number).HasMaxLength(32);
        choice.HasIndex(c => new { c.Tenant, c.ContactId }, "ix_ct_number_choices_contact");
    }
}
