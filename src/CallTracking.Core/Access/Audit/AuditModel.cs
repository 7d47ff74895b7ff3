using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Access;

/// <summary>The tables of the audit trail.</summary>
internal static class AuditModel
{
    public static void Configure(ModelBuilder model)
    {
        var row = model.Entity<AuditEntry>();
        row.ToTable("ct_audit");
        row.HasKey(r => new { r.Tenant, r.Day, r.Number });
        row.Property(r => r.Tenant).HasMaxLength(64);
        row.Property(r => r.Action).HasMaxLength(64);
        row.Property(r => r.Entity).HasMaxLength(64);
        row.Property(r => r.EntityId).HasMaxLength(128);
        row.HasIndex(r => new { r.Tenant, r.Entity, r.EntityId, r.Day, r.Number }, "ix_ct_audit_entity");
        row.HasIndex(r => new { r.Tenant, r.Employee, r.Day, r.Number }, "ix_ct_audit_employee");

        var head = model.Entity<AuditHead>();
        head.ToTable("ct_audit_heads");
        head.HasKey(h => h.Tenant);
        head.Property(h => h.Tenant).HasMaxLength(64);
    }
}
