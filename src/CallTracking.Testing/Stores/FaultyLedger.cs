using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

/// <summary>What a store does with a write.</summary>
public enum LedgerFault
{
    /// <summary>It takes it.</summary>
    None,

    /// <summary>It refuses it for now, as a store that is away or locked: nothing is written.</summary>
    Unavailable,

    /// <summary>It writes it and the answer is lost, as when the connection breaks during the commit.</summary>
    AnswerLost,

    /// <summary>It says nothing at all until it is told something else; then it goes on with what waits.</summary>
    Silent,

    /// <summary>It refuses it for good.</summary>
    Refused,
}

/// <summary>A store that fails on demand, in front of one that does not.</summary>
/// <remarks>Thread-safe. Reading fails while writing is unavailable or refused, and waits while it is silent.</remarks>
/// <param name="writer">The store's writer.</param>
/// <param name="reader">The store's reader.</param>
/// <param name="time">The clock for <see cref="Delay"/>.</param>
public sealed class FaultyLedger(ILedgerWriter writer, ILedgerReader reader, TimeProvider time) : ILedgerWriter, ILedgerReader
{
    private readonly Lock _gate = new();
    private readonly Queue<LedgerFault> _next = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LedgerFault _fault;

    /// <summary>What it does with everything until something else is set; what <see cref="Next"/> named comes first. Default
    /// <see cref="LedgerFault.None"/>.</summary>
    public LedgerFault Fault
    {
        get
        {
            lock (_gate)
            {
                return _fault;
            }
        }

        set
        {
            TaskCompletionSource changed;
            lock (_gate)
            {
                _fault = value;
                (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            changed.SetResult();
        }
    }

    /// <summary>How long every write takes. Default none.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Writes that were tried.</summary>
    public long Attempts { get; private set; }

    /// <summary>What it does with the next write; several wait for one write each.</summary>
    /// <param name="fault">The fault.</param>
    public void Next(LedgerFault fault)
    {
        lock (_gate)
        {
            _next.Enqueue(fault);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        var fault = await FaultAsync(cancellationToken).ConfigureAwait(false);
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, time, cancellationToken).ConfigureAwait(false);
        }

        Check(fault);
        await writer.WriteAsync(commits, cancellationToken).ConfigureAwait(false);
        if (fault == LedgerFault.AnswerLost)
        {
            throw new LedgerStoreException("The store's connection broke while it committed (fault on demand).", isTransient: true);
        }
    }

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => ReadAsync(() => reader.PrepareAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<LinkPosition> GetPositionAsync(string tenant, string link, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.GetPositionAsync(tenant, link, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<string?> GetRecordPositionAsync(string tenant, string link, string source, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.GetRecordPositionAsync(tenant, link, source, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<EventLogEntry> ReadOpenAsync(string tenant, string link, CancellationToken cancellationToken) =>
        EachAsync(() => reader.ReadOpenAsync(tenant, link, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Call>> GetOpenCallsAsync(string tenant, string link, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.GetOpenCallsAsync(tenant, link, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAsync(string tenant, string link, DateTimeOffset before, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.PruneAsync(tenant, link, before, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CoverageGap>> GetGapsAsync(
        string tenant, string link, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.GetGapsAsync(tenant, link, from, to, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredCall>> FindCallsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.FindCallsAsync(tenant, link, families, within, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredCall>> GetCallsAsync(string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.GetCallsAsync(tenant, ids, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRecord>> FindRecordsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.FindRecordsAsync(tenant, link, families, within, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRecord>> GetRecordsAsync(
        string tenant, string link, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.GetRecordsAsync(tenant, link, keys, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<QuarantinedRow> ReadQuarantinedAsync(string tenant, string link, CancellationToken cancellationToken) =>
        EachAsync(() => reader.ReadQuarantinedAsync(tenant, link, cancellationToken), cancellationToken);

    private static void Check(LedgerFault fault)
    {
        if (fault is LedgerFault.Unavailable or LedgerFault.Refused)
        {
            throw new LedgerStoreException(
                fault == LedgerFault.Refused ? "The store refuses (fault on demand)." : "The store is away (fault on demand).",
                isTransient: fault == LedgerFault.Unavailable);
        }
    }

    /// <summary>What is to happen now; waits while the store is silent.</summary>
    private async ValueTask<LedgerFault> FaultAsync(CancellationToken cancellationToken, bool isWrite = true)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                Attempts += isWrite ? 1 : 0;
                var fault = isWrite && _next.TryDequeue(out var next) ? next : _fault;
                if (fault != LedgerFault.Silent)
                {
                    return fault;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(Func<Task> read, CancellationToken cancellationToken)
    {
        Check(await FaultAsync(cancellationToken, isWrite: false).ConfigureAwait(false));
        await read().ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        Check(await FaultAsync(cancellationToken, isWrite: false).ConfigureAwait(false));
        return await read().ConfigureAwait(false);
    }

    private async IAsyncEnumerable<T> EachAsync<T>(
        Func<IAsyncEnumerable<T>> read, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(await FaultAsync(cancellationToken, isWrite: false).ConfigureAwait(false));
        await foreach (var item in read().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }
}
