using Microsoft.EntityFrameworkCore;

namespace CallTracking.Ratings;

/// <summary>The table of ratings.</summary>
internal static class RatingModel
{
    public static void Configure(ModelBuilder model)
    {
        var rating = model.Entity<CallRating>();
        rating.ToTable("ct_ratings");
        rating.HasKey(r => new { r.Tenant, r.Id });
        rating.Property(r => r.Tenant).HasMaxLength(64);
        rating.Property(r => r.Comment).HasMaxLength(CallRatings.MaxComment);
        rating.Property(r => r.Revision).IsConcurrencyToken();
        rating.HasIndex(r => new { r.Tenant, r.CallId, r.Source }, "ix_ct_ratings_call").IsUnique();
        rating.HasIndex(r => new { r.Tenant, r.At, r.Id }, "ix_ct_ratings_at");
        rating.HasIndex(r => new { r.Tenant, r.EmployeeId, r.At, r.Id }, "ix_ct_ratings_employee");
        rating.HasIndex(r => new { r.Tenant, r.DepartmentId, r.At, r.Id }, "ix_ct_ratings_department");
    }
}
