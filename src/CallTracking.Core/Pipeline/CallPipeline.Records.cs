using CallTracking.Calls;
using CallTracking.Pbx;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <content>
/// Finished records may be about calls that the tracker has long forgotten: before a step is tracked, the ledger is asked about all of its
/// records at once. While the store is away nobody can be asked, and records wait; live events go on.
/// </content>
internal sealed partial class CallPipeline
{
    /// <summary>A record's call began at most so long before or after it: calls are long, and clocks of records may be set to another
    /// zone.</summary>
    private static readonly TimeSpan RecallWithin = TimeSpan.FromHours(26);

    /// <summary>Records of the live link that wait for the store at most. Files of records are not read meanwhile.</summary>
    private const int WaitingMost = 10_000;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Queue<PbxEvent> _ahead = new();
    private readonly Queue<PbxEvent> _waiting = new();
    private readonly Dictionary<string, RecalledFamily> _recalled = new(StringComparer.Ordinal);
    private TaskCompletionSource? _storeIsBack;
    private long _contradictions;

    /// <summary>Returns at once, or, while records wait for the store, when they have been taken.</summary>
    public Task WhenRecordsAreTakenAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _storeIsBack)?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Waits for events, or, while records wait for the store, for a moment.</summary>
    /// <returns>False when no event comes any more; records that still wait then are read again from where they lie.</returns>
    private async ValueTask<bool> WaitForEventsAsync(CancellationToken abort)
    {
        if (_ahead.Count > 0)
        {
            return true;
        }

        var read = _inbox.Reader.WaitToReadAsync(abort);
        if (_waiting.Count == 0 || read.IsCompleted)
        {
            return await read.ConfigureAwait(false);
        }

        var reading = read.AsTask();
        var pause = Task.Delay(AskAgainAfter, _stages.Time, abort);
        return await Task.WhenAny(reading, pause).ConfigureAwait(false) == pause || await reading.ConfigureAwait(false);
    }

    /// <summary>The next event: one that was looked at ahead, else from the inbox.</summary>
    private bool TryTake(out PbxEvent taken) => _ahead.TryDequeue(out taken!) || _inbox.Reader.TryRead(out taken!);

    /// <summary>Whether the ledger has to be asked about a record first: then this step ends before it, and the events behind it are looked
    /// through for more of the kind.</summary>
    private bool LooksAhead(PbxEvent pbxEvent)
    {
        if (pbxEvent is not RecordReceived { Record: var record } || _fold.Records is not { } tracker || !tracker.NeedsRecall(record)
            || _recalled.ContainsKey(record.Key))
        {
            return false;
        }

        var behind = _ahead.ToArray();
        _ahead.Clear();
        _ahead.Enqueue(pbxEvent);
        foreach (var next in behind)
        {
            _ahead.Enqueue(next);
        }

        while (_ahead.Count < _stages.Options.MaxBatch && _inbox.Reader.TryRead(out var next))
        {
            _ahead.Enqueue(next);
        }

        return true;
    }

    /// <summary>Asks the ledger about the records of the next step, and takes up those that waited for the store.</summary>
    private async Task RecallAsync(CancellationToken abort)
    {
        _recalled.Clear();
        if (_fold.Records is not { } tracker || (_ahead.Count == 0 && _waiting.Count == 0))
        {
            return;
        }

        if (_commits.IsSpooling)
        {
            LetRecordsWait();
            return;
        }

        for (var left = _stages.Options.MaxBatch - _ahead.Count; left > 0 && _waiting.TryDequeue(out var waited); left--)
        {
            _ahead.Enqueue(waited);
        }

        var records = _ahead.OfType<RecordReceived>().Select(static e => e.Record).Where(tracker.NeedsRecall).ToList();
        try
        {
            await RecallAsync(records, abort).WaitAsync(DurableCommits.Patience, _stages.Time, abort).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or LedgerStoreException { IsTransient: true })
        {
            _link.Status.StoreRefused(exception.Message);
            LetRecordsWait();
            return;
        }

        tracker.Recall = record => _recalled.GetValueOrDefault(record.Key);
        if (_waiting.Count == 0)
        {
            Interlocked.Exchange(ref _storeIsBack, null)?.SetResult();
        }
    }

    private async Task RecallAsync(List<FinishedRecord> records, CancellationToken abort)
    {
        if (records.Count == 0)
        {
            return;
        }

        var names = records.SelectMany(record => NamesOf(record).Select(name => new FamilyTime(name, record.StartedAt))).Distinct().ToList();
        var calls = await _stages.Reader.FindCallsAsync(_link.Tenant, _link.Name, names, RecallWithin, abort).ConfigureAwait(false);
        var stored = await _stages.Reader.FindRecordsAsync(_link.Tenant, _link.Name, names, RecallWithin, abort).ConfigureAwait(false);
        var callsByName = calls.SelectMany(one => one.Call.Families.Select(name => (name, one))).ToLookup(static one => one.name, static one => one.one);
        var recordsByName = stored.ToLookup(static one => one.Family);
        foreach (var record in records)
        {
            var found = NamesOf(record).SelectMany(name => callsByName[name]).DistinctBy(static one => one.Call.Id).ToList();
            var known = found.SelectMany(static one => one.Records).Concat(NamesOf(record).SelectMany(name => recordsByName[name]))
                .DistinctBy(static one => one.Key).Select(static one => (Record: RecordCodec.FromStored(one), one.CallId))
                .Where(static one => one.Record is not null).Select(static one => (one.Record!, one.CallId)).ToList();
            _recalled[record.Key] = new RecalledFamily([.. found.Select(static one => one.Call)], known);
        }
    }

    private static IEnumerable<string> NamesOf(FinishedRecord record)
    {
        if (record.Family is { } family)
        {
            yield return family.Value;
        }

        if (record.Leg is { } leg && leg != record.Family)
        {
            yield return leg.Value;
        }

        if (record is { Family: null, Leg: null, LegName: { } name })
        {
            yield return name;
        }
    }

    private void CountContradictions()
    {
        var all = _fold.Records?.Contradictions ?? 0;
        _stages.Metrics.Contradicted(_link.Name, all - _contradictions);
        _contradictions = all;
    }

    private void LetRecordsWait()
    {
        if (_storeIsBack is null)
        {
            Volatile.Write(ref _storeIsBack, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        for (var count = _ahead.Count; count > 0; count--)
        {
            var next = _ahead.Dequeue();
            if (next is RecordReceived or RecordsRead)
            {
                // Its place on the wire is past by then.
                _waiting.Enqueue(next with { Seq = 0 });
            }
            else
            {
                _ahead.Enqueue(next);
            }
        }

        while (_waiting.Count > WaitingMost)
        {
            Log.RecordDropped(_stages.Logger, _link.Name, WaitingMost);
            _waiting.Dequeue();
        }
    }

    // What comes from beside the wire has no place on it: it takes that of the frame before it. Records that are all a link has count on.
    private PbxEvent Number(PbxEvent pbxEvent)
    {
        if (pbxEvent.Seq != 0)
        {
            return pbxEvent;
        }

        var before = _seq == long.MaxValue ? 0 : _seq;
        return pbxEvent with { Seq = pbxEvent is RecordReceived && _link.HasOnlyRecords ? before + 1 : before };
    }
}
