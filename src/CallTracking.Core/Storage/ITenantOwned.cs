namespace CallTracking.Storage;

/// <summary>A row of a tenant. The query filter <see cref="CallTrackingDbContext.TenantFilter"/> hides it from every other one.</summary>
public interface ITenantOwned
{
    /// <summary>The tenant.</summary>
    string Tenant { get; }
}
