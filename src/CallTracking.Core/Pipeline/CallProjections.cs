using System.Threading.Channels;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Pipeline;

/// <summary>Runs the projections behind the pipeline: woken by each commit, and now and then for what other processes committed.</summary>
internal sealed class CallProjections(
    IEnumerable<ICallProjection> projections, ICallTrackingDbContextFactory contexts, IOptions<CallTrackingOptions> options,
    TimeProvider time, ILogger<CallProjections> logger) : ICallProjections, IDisposable
{
    // Commits per transaction: enough that a backlog goes quickly, few enough that the ledger's writer comes in between.
    private const int Commits = 200;
    private const int IdsPerQuery = 500;

    // Changes per transaction, unless one commit alone has more: the ledger's writer waits for no longer than they take.
    private const int Changes = 64;

    // A call changes several times within a moment: its newest state is what counts.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly ICallProjection[] _projections = [.. projections.OrderBy(projection => projection.Order)];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Something was committed.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (_projections.Length > 0)
        {
            try
            {
                await CatchUpAsync(cancellationToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // A store that is away, or a projection's own fault: told, and tried again.
            catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
            {
                Log.ProjectionsFailed(logger, exception.Message, exception);
                await Task.Delay(LookAgain, time, cancellationToken).ConfigureAwait(false);
            }

            await WaitAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(Gather, time, cancellationToken).ConfigureAwait(false);
            _wake.Reader.TryRead(out _);
        }
    }

    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var caller = Caller.System(options.Value.Tenant);
            var links = await StoreWork.ReadAsync(contexts, caller, context => context.Set<LinkRow>().OrderBy(row => row.Link)
                .Select(row => new Place(row.Link, row.Epoch, row.Ordinal)).ToListAsync(cancellationToken)).ConfigureAwait(false);
            List<Exception>? failures = null;
            foreach (var projection in _projections)
            {
                try
                {
                    await CatchUpAsync(caller, projection, links, cancellationToken).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // One that fails does not hold up the others.
                catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    (failures ??= []).Add(exception);
                }
            }

            if (failures is not null)
            {
                throw failures.Count == 1 ? failures[0] : new AggregateException(failures);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task CatchUpAsync(Caller caller, ICallProjection projection, List<Place> links, CancellationToken cancellationToken)
    {
        var name = projection.Name;
        var done = await StoreWork.ReadAsync(contexts, caller, context => context.Set<ProjectionRow>().Where(row => row.Name == name)
            .Select(row => new Place(row.Link, row.Epoch, row.Ordinal)).ToDictionaryAsync(place => place.Link, cancellationToken))
            .ConfigureAwait(false);
        foreach (var link in links)
        {
            if (done.TryGetValue(link.Link, out var place) && place.IsAt(link))
            {
                continue;
            }

            while (await StepAsync(caller, projection, link, cancellationToken).ConfigureAwait(false))
            {
                await projection.OnAppliedAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One transaction.</summary>
    /// <returns>False when there was nothing left to do up to the place.</returns>
    private Task<bool> StepAsync(Caller caller, ICallProjection projection, Place until, CancellationToken cancellationToken) =>
        StoreWork.WriteAsync(contexts, caller, async (context, token) =>
        {
            var (name, link) = (projection.Name, until.Link);
            var cursor = await context.Set<ProjectionRow>().AsTracking()
                .SingleOrDefaultAsync(row => row.Name == name && row.Link == link, token).ConfigureAwait(false);
            var (epoch, ordinal) = (cursor?.Epoch ?? 0, cursor?.Ordinal ?? 0);
            if (new Place(link, epoch, ordinal).IsAt(until))
            {
                return false;
            }

            var rows = await context.Set<ChangesRow>()
                .Where(row => row.Link == link && row.Epoch >= epoch && (row.Epoch > epoch || row.Ordinal > ordinal)
                    && (row.Epoch < until.Epoch || (row.Epoch == until.Epoch && row.Ordinal <= until.Ordinal)))
                .OrderBy(row => row.Epoch).ThenBy(row => row.Ordinal).Take(Commits).ToListAsync(token).ConfigureAwait(false);
            var fitting = Fitting(rows);
            var isLast = rows.Count < Commits && fitting == rows.Count;
            rows.RemoveRange(fitting, rows.Count - fitting);
            if (cursor is null)
            {
                cursor = new ProjectionRow { Tenant = caller.Tenant, Name = name, Link = link };
                context.Add(cursor);
            }

            // The newest commits may have changed no call: then the link's own place is how far it is known.
            (cursor.Epoch, cursor.Ordinal) = isLast ? (until.Epoch, until.Ordinal) : (rows[^1].Epoch, rows[^1].Ordinal);
            var (changed, withdrawn) = await LoadAsync(context, projection, rows, token).ConfigureAwait(false);
            if (changed.Count + withdrawn.Count > 0)
            {
                await projection.ApplyAsync(context, changed, withdrawn, token).ConfigureAwait(false);
            }

            return true;
        }, cancellationToken);

    /// <summary>How many of the rows fit into one transaction; at least one where there is one.</summary>
    private static int Fitting(List<ChangesRow> rows)
    {
        var (fitting, changes) = (0, 0);
        while (fitting < rows.Count && (fitting == 0 || changes + LedgerChange.Count(rows[fitting].Changes) <= Changes))
        {
            changes += LedgerChange.Count(rows[fitting++].Changes);
        }

        return fitting;
    }

    private static async Task<(IReadOnlyList<Call> Changed, IReadOnlyList<Guid> Withdrawn)> LoadAsync(
        CallTrackingDbContext context, ICallProjection projection, List<ChangesRow> rows, CancellationToken cancellationToken)
    {
        var kinds = new Dictionary<Guid, LedgerChangeKind>();
        var order = new List<Guid>();
        foreach (var change in rows.SelectMany(row => LedgerChange.Decode(row.Changes)))
        {
            if (!kinds.TryAdd(change.CallId, change.Kind))
            {
                kinds[change.CallId] = change.Kind;
                continue;
            }

            order.Add(change.CallId);
        }

        var wanted = order.FindAll(id => kinds[id] == LedgerChangeKind.Ended || (kinds[id] == LedgerChangeKind.Open && projection.WantsOpenCalls));
        var calls = new Dictionary<Guid, Call>();
        foreach (var ids in wanted.Chunk(IdsPerQuery))
        {
            foreach (var call in await context.Calls.Where(call => ids.Contains(call.Id)).ToListAsync(cancellationToken).ConfigureAwait(false))
            {
                calls.Add(call.Id, call);
            }
        }

        return ([.. wanted.Where(calls.ContainsKey).Select(id => calls[id])], order.FindAll(id => kinds[id] == LedgerChangeKind.Withdrawn));
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = _wake.Reader.WaitToReadAsync(patience.Token).AsTask();
        await Task.WhenAny(woken, Task.Delay(LookAgain, time, patience.Token)).ConfigureAwait(false);
        await patience.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private sealed record Place(string Link, long Epoch, long Ordinal)
    {
        public bool IsAt(Place other) => (Epoch, Ordinal).CompareTo((other.Epoch, other.Ordinal)) >= 0;
    }
}
