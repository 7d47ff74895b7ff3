using Microsoft.EntityFrameworkCore;

namespace CallTracking.Staff;

/// <summary>The tables of the staff.</summary>
internal static class StaffModel
{
    public static void Configure(ModelBuilder model)
    {
        var employee = model.Entity<Employee>();
        employee.ToTable("ct_employees");
        employee.HasKey(e => new { e.Tenant, e.Id });
        employee.Property(e => e.Tenant).HasMaxLength(64);
        employee.Property(e => e.DisplayName).HasMaxLength(200);
        employee.Property(e => e.ExternalUserId).HasMaxLength(200);
        employee.Property(e => e.Email).HasMaxLength(320);
        employee.Property(e => e.Language).HasMaxLength(35);
        employee.Property(e => e.TimeZone).HasMaxLength(64);
        employee.Property(e => e.Revision).IsConcurrencyToken();
        employee.HasIndex(e => new { e.Tenant, e.ExternalUserId }, "ix_ct_employees_user").IsUnique();
        employee.HasIndex(e => new { e.Tenant, e.DepartmentId }, "ix_ct_employees_department");

        var department = model.Entity<Department>();
        department.ToTable("ct_departments");
        department.HasKey(d => new { d.Tenant, d.Id });
        department.Property(d => d.Tenant).HasMaxLength(64);
        department.Property(d => d.Name).HasMaxLength(200);
        department.Property(d => d.Revision).IsConcurrencyToken();
        department.HasIndex(d => new { d.Tenant, d.Name }, "ix_ct_departments_name").IsUnique();

        var assignment = model.Entity<ExtensionAssignment>();
        assignment.ToTable("ct_extension_assignments");
        assignment.HasKey(a => new { a.Tenant, a.Id });
        assignment.Property(a => a.Tenant).HasMaxLength(64);
        assignment.Property(a => a.Extension).HasMaxLength(64);
        assignment.Property(a => a.Link).HasMaxLength(64);
        assignment.Property(a => a.From).HasColumnName("from_at");
        assignment.Property(a => a.To).HasColumnName("to_at");
        assignment.HasIndex(a => new { a.Tenant, a.Extension, a.From }, "ix_ct_extension_assignments_extension");
        assignment.HasIndex(a => new { a.Tenant, a.EmployeeId }, "ix_ct_extension_assignments_employee");

        var schedule = model.Entity<WorkSchedule>();
        schedule.ToTable("ct_work_schedules");
        schedule.HasKey(w => new { w.Tenant, w.OwnerId });
        schedule.Property(w => w.Tenant).HasMaxLength(64);
        schedule.Property(w => w.Hours).HasConversion<WorkingHoursConverter>();
        schedule.Property(w => w.Revision).IsConcurrencyToken();

        var version = model.Entity<StaffVersion>();
        version.ToTable("ct_staff_versions");
        version.HasKey(v => v.Tenant);
        version.Property(v => v.Tenant).HasMaxLength(64);
    }
}
