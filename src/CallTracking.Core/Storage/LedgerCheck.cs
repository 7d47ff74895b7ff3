using CallTracking.Access;
using CallTracking.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <summary>Looks whether a store is sound: whether the database itself is whole, as far as its kind can tell, and whether what it holds can
/// be a ledger. It reads everything, page by page, and changes nothing; a host may write meanwhile.</summary>
/// <remarks>Safe for concurrent use. Every tenant's rows are looked at, and nothing of them is told but ids, names of links and counts.</remarks>
public sealed partial class LedgerCheck
{
    private const int Page = 500;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly IReadOnlyList<ILedgerStoreCheck> _stores;

    /// <summary>Checks a store.</summary>
    /// <param name="contexts">The store.</param>
    /// <param name="stores">What the store itself can tell; none for most.</param>
    public LedgerCheck(ICallTrackingDbContextFactory contexts, IEnumerable<ILedgerStoreCheck> stores)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(stores);
        _contexts = contexts;
        _stores = [.. stores];
    }

    /// <summary>Checks everything. Takes about a minute for five million calls.</summary>
    /// <param name="progress">Is told how many rows were looked at, now and then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerStoreException">The store cannot be read at all.</exception>
    public async Task<LedgerCheckReport> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var report = new LedgerCheckReport.Builder(progress);
        foreach (var store in _stores)
        {
            foreach (var finding in await store.CheckAsync(cancellationToken).ConfigureAwait(false))
            {
                report.Add(finding);
            }
        }

        if (!report.IsReadable)
        {
            return report.Build();
        }

        foreach (var tenant in await TenantsAsync(cancellationToken).ConfigureAwait(false))
        {
            var caller = Caller.System(tenant);
            await CheckCallsAsync(caller, report, cancellationToken).ConfigureAwait(false);
            await CheckOrphansAsync(caller, report, cancellationToken).ConfigureAwait(false);
            await CheckLinksAsync(caller, report, cancellationToken).ConfigureAwait(false);
        }

        return report.Build();
    }

    private async Task<List<string>> TenantsAsync(CancellationToken cancellationToken) =>
        await AskAsync(Caller.System(), async context =>
        {
            var links = await context.Set<LinkRow>().IgnoreQueryFilters([CallTrackingDbContext.TenantFilter])
                .Select(row => row.Tenant).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false);
            var calls = await context.Set<Call>().IgnoreQueryFilters([CallTrackingDbContext.TenantFilter])
                .Select(call => call.Tenant).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false);
            return links.Union(calls, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        }).ConfigureAwait(false);

    // Rows that belong to a call which is not there. Each is one statement, so that a write in between cannot look like damage.
    private async Task CheckOrphansAsync(Caller caller, LedgerCheckReport.Builder report, CancellationToken cancellationToken)
    {
        var participants = await AskAsync(caller, context => context.Set<Participant>()
            .Where(row => !context.Set<Call>().Any(call => call.Id == EF.Property<Guid>(row, LedgerModel.CallId)))
            .Select(row => EF.Property<Guid>(row, LedgerModel.CallId)).ToListAsync(cancellationToken)).ConfigureAwait(false);
        report.Add(LedgerRule.ParticipantWithoutCall, participants);
        var families = await AskAsync(caller, context => context.Set<CallFamilyRow>()
            .Where(row => !context.Set<Call>().Any(call => call.Id == row.CallId))
            .Select(row => row.CallId).ToListAsync(cancellationToken)).ConfigureAwait(false);
        report.Add(LedgerRule.FamilyWithoutCall, families);
        var records = await AskAsync(caller, context => context.Set<RecordRow>()
            .Where(row => row.CallId != null && !context.Set<Call>().Any(call => call.Id == row.CallId))
            .Select(row => row.CallId!.Value).ToListAsync(cancellationToken)).ConfigureAwait(false);
        report.Add(LedgerRule.RecordWithoutCall, records);
        report.Quarantined += await AskAsync(
            caller, context => context.Set<QuarantineRow>().LongCountAsync(cancellationToken)).ConfigureAwait(false);
    }

    private async Task<T> AskAsync<T>(Caller caller, Func<CallTrackingDbContext, Task<T>> ask)
    {
        try
        {
            var context = _contexts.Create(caller);
            await using (context.ConfigureAwait(false))
            {
                return await ask(context).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException && _contexts.Explain(exception) is { } ours)
        {
            throw ours;
        }
    }
}

/// <summary>What a kind of store can tell of its own soundness, below the ledger: damaged pages, a schema of another version.</summary>
public interface ILedgerStoreCheck
{
    /// <summary>Checks the database.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    /// <exception cref="LedgerStoreException">It cannot be read at all.</exception>
    Task<IReadOnlyList<LedgerFinding>> CheckAsync(CancellationToken cancellationToken);
}
