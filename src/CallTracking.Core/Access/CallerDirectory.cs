using System.Collections.Concurrent;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Access;

/// <summary>Finds who somebody is and what he may do. A change of roles or staff, in whatever process, holds after a second at most.</summary>
/// <remarks>Thread-safe. Everything is kept in memory; the store is asked once a second whether something changed.</remarks>
public sealed class CallerDirectory : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Tenant> _tenants = new(StringComparer.Ordinal);

    /// <summary>Finds callers in a store.</summary>
    /// <param name="contexts">The store.</param>
    /// <param name="time">The clock.</param>
    public CallerDirectory(ICallTrackingDbContextFactory contexts, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(time);
        _contexts = contexts;
        _time = time;
    }

    /// <summary>The employee who is signed in at the host.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="externalUserId">Who he is for the host's sign-in: <see cref="Employee.ExternalUserId"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The employee with what he may do now; null for somebody who is none, or left: he gets nothing.</returns>
    /// <exception cref="LedgerStoreException">The store cannot be read.</exception>
    public async Task<Caller?> FindAsync(string tenant, string externalUserId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tenant);
        ArgumentNullException.ThrowIfNull(externalUserId);
        return (await LookAsync(tenant, cancellationToken).ConfigureAwait(false)).FindUser(externalUserId);
    }

    /// <summary>An employee by his id.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="employee">The employee.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The employee with what he may do now; null for somebody who is none, or left.</returns>
    /// <exception cref="LedgerStoreException">The store cannot be read.</exception>
    public async Task<Caller?> FindAsync(string tenant, Guid employee, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tenant);
        return (await LookAsync(tenant, cancellationToken).ConfigureAwait(false)).Find(employee);
    }

    /// <summary>The same caller with what he may do now: for whatever lasts long, such as a live connection.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The system itself; an employee anew; null for somebody who left.</returns>
    /// <exception cref="LedgerStoreException">The store cannot be read.</exception>
    public async Task<Caller?> RefreshAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Employee is { } employee ? await FindAsync(caller.Tenant, employee, cancellationToken).ConfigureAwait(false) : caller;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tenant in _tenants.Values)
        {
            tenant.Turn.Dispose();
        }
    }

    /// <summary>Something was changed in this process: the next look reads the store.</summary>
    internal void Forget(string tenant)
    {
        if (_tenants.TryGetValue(tenant, out var known))
        {
            known.LookedAt = null;
        }
    }

    /// <summary>The newest picture, at most a second old.</summary>
    internal async Task<AccessPicture> LookAsync(string tenant, CancellationToken cancellationToken)
    {
        var known = _tenants.GetOrAdd(tenant, static _ => new Tenant());
        if (known.Picture is { } fresh && IsFresh(known))
        {
            return fresh;
        }

        await known.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (known.Picture is { } picture && IsFresh(known))
            {
                return picture;
            }

            var looked = _time.GetTimestamp();
            known.Picture = await StoreWork.ReadAsync(
                _contexts, Caller.System(tenant), context => ReadAsync(context, tenant, known.Picture, cancellationToken)).ConfigureAwait(false);
            known.LookedAt = looked;
            return known.Picture;
        }
        finally
        {
            known.Turn.Release();
        }
    }

    /// <summary>Reads all that decides who may do what.</summary>
    internal static async Task<AccessPicture> ReadAsync(
        CallTrackingDbContext context, string tenant, AccessPicture? known, CancellationToken cancellationToken)
    {
        // The version first: what is changed meanwhile is read again at the next look.
        var version = await context.Set<StaffVersion>().Select(static row => row.Version).SingleOrDefaultAsync(cancellationToken)
            .ConfigureAwait(false);
        if (known is not null && known.Version == version)
        {
            return known;
        }

        return new AccessPicture(
            tenant, version, await context.Set<Employee>().ToListAsync(cancellationToken).ConfigureAwait(false),
            await context.Set<Department>().ToListAsync(cancellationToken).ConfigureAwait(false),
            await context.Set<Role>().ToListAsync(cancellationToken).ConfigureAwait(false),
            await context.Set<RoleAssignment>().ToListAsync(cancellationToken).ConfigureAwait(false));
    }

    private bool IsFresh(Tenant tenant) => tenant.LookedAt is { } looked && _time.GetElapsedTime(looked) < LookAgain;

    private sealed class Tenant
    {
        private readonly Lock _lock = new();
        private long? _lookedAt;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public AccessPicture? Picture { get; set; }

        public long? LookedAt
        {
            get
            {
                lock (_lock)
                {
                    return _lookedAt;
                }
            }

            set
            {
                lock (_lock)
                {
                    _lookedAt = value;
                }
            }
        }
    }
}
