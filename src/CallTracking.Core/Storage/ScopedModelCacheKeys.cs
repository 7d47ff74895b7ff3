using CallTracking.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CallTracking.Storage;

/// <summary>Callers who see all rows have a model without the filter <see cref="CallTrackingDbContext.ScopeFilter"/>: the pipeline, projections
/// and looks into the whole ledger do not pay for a question whose answer is always yes.</summary>
internal sealed class ScopedModelCacheKeys : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => context is CallTrackingDbContext ledger
        ? (context.GetType(), designTime, SeesAll(ledger.Caller, Permission.CallsRead), SeesAll(ledger.Caller, Permission.ContactsRead))
        : (object)(context.GetType(), designTime);

    public static bool SeesAll(Caller caller, Permission permission) => caller.Access.ScopeOf(permission) == AccessScope.All;
}
