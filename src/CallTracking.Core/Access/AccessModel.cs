using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Access;

/// <summary>The tables of roles.</summary>
internal static class AccessModel
{
    public static void Configure(ModelBuilder model)
    {
        var role = model.Entity<Role>();
        role.ToTable("ct_roles");
        role.HasKey(r => new { r.Tenant, r.Id });
        role.Property(r => r.Tenant).HasMaxLength(64);
        role.Property(r => r.Name).HasMaxLength(100);
        role.Property(r => r.Description).HasMaxLength(500);
        role.Property(r => r.Grants).HasConversion(
            new JsonListConverter<RoleGrant>(RoleJson.Default.IReadOnlyListRoleGrant), new ListComparer<RoleGrant>());
        role.Property(r => r.Revision).IsConcurrencyToken();
        role.HasIndex(r => new { r.Tenant, r.Name }, "ix_ct_roles_name").IsUnique();

        var assignment = model.Entity<RoleAssignment>();
        assignment.ToTable("ct_role_assignments");
        assignment.HasKey(a => new { a.Tenant, a.EmployeeId, a.RoleId });
        assignment.Property(a => a.Tenant).HasMaxLength(64);
        assignment.HasIndex(a => new { a.Tenant, a.RoleId }, "ix_ct_role_assignments_role");
    }
}
