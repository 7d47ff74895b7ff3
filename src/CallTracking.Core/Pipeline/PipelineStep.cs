using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <summary>What is tracked, made durable and published together: one commit, or one per connection where the link connected
/// anew.</summary>
internal sealed class PipelineStep(string tenant, string link, EventLogWriter eventLog, long lease = 0)
{
    private readonly List<LedgerCommit> _commits = [];
    private readonly Dictionary<string, string> _positions = [];
    private readonly Dictionary<Guid, CoverageGap> _gaps = [];
    private readonly List<QuarantinedRow> _quarantined = [];
    private readonly Dictionary<string, StoredRecord> _records = new(StringComparer.Ordinal);
    private readonly EventLogWriter _recordWriter = new();
    private ChangeSet _uncommitted = new();
    private bool _marked;
    private long _epoch;
    private long _firstSeq;
    private long _lastSeq;
    private DateTimeOffset _loggedAt;

    /// <summary>Events taken.</summary>
    public int Taken { get; private set; }

    /// <summary>Time of the newest event.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Whether the PBX said what it has.</summary>
    public bool HasSnapshot { get; private set; }

    /// <summary>Where the tracker puts what the next event changes; <see cref="Take"/> empties it.</summary>
    public List<CallChange> NewChanges { get; } = [];

    /// <summary>Where the coverage gaps that the next event changes are put; <see cref="Take"/> empties it.</summary>
    public List<CoverageGap> NewGaps { get; } = [];

    /// <summary>Everything that changed.</summary>
    public ChangeSet Changes { get; } = new();

    /// <summary>What to write, in order.</summary>
    public IReadOnlyList<LedgerCommit> Commits => _commits;

    /// <summary>How far sources of records were read.</summary>
    public List<RecordsRead> RecordsRead { get; } = [];

    /// <summary>Takes one event.</summary>
    /// <param name="epoch">Epoch of its connection.</param>
    /// <param name="pbxEvent">The event.</param>
    /// <param name="error">What the tracker threw on it; null when all is well.</param>
    /// <param name="records">The tracker, where it takes finished records.</param>
    /// <param name="marksLife">It is worth a commit only to say that the link was still observed then.</param>
    public void Take(long epoch, PbxEvent pbxEvent, Exception? error, CallTracker? records = null, bool marksLife = false)
    {
        Taken++;
        LastAt = pbxEvent.At;
        HasSnapshot |= pbxEvent is Snapshot;
        if (pbxEvent is RecordsRead read)
        {
            RecordsRead.Add(read);
            _positions[read.Source] = read.Position;
        }

        TakeSettled(records, epoch, pbxEvent);
        if (error is not null || IsWorthLogging(pbxEvent, records is not null))
        {
            Place(epoch, pbxEvent);
            EventLogCodec.Write(eventLog, pbxEvent);
        }
        else if (marksLife || NewChanges.Count > 0 || NewGaps.Count > 0)
        {
            Place(epoch, pbxEvent);
            _marked = true;
        }

        if (error is not null)
        {
            _quarantined.Add(QuarantinedEvents.ToRow(epoch, pbxEvent, error));
        }

        foreach (var gap in NewGaps)
        {
            _gaps[gap.Id] = gap;
        }

        NewGaps.Clear();

        foreach (var change in NewChanges)
        {
            Changes.Add(change);
            _uncommitted.Add(change);
        }

        NewChanges.Clear();
    }

    /// <summary>What was taken since the last commit becomes the next one.</summary>
    /// <param name="ordinal">Counts the commits of the epoch.</param>
    public void CloseCommit(ref long ordinal)
    {
        if (!HoldsAnything)
        {
            return;
        }

        var (calls, withdrawn) = _uncommitted.ToStore();
        _commits.Add(new LedgerCommit(
            tenant, link, _epoch, ++ordinal, _firstSeq, _lastSeq, _loggedAt, eventLog.Finish(), calls, withdrawn)
        {
            Lease = lease,
            Gaps = [.. _gaps.Values],
            Quarantined = [.. _quarantined],
            Records = [.. _records.Values],
            RecordPositions = [.. _positions.Select(static one => new RecordPosition(one.Key, one.Value))],
        });
        _uncommitted = new ChangeSet();
        _gaps.Clear();
        _quarantined.Clear();
        _positions.Clear();
        _records.Clear();
        _marked = false;
    }

    private bool HoldsAnything => eventLog.Count > 0 || _marked;

    private void TakeSettled(CallTracker? records, long epoch, PbxEvent pbxEvent)
    {
        if (records is not { Settled.Count: > 0 })
        {
            return;
        }

        Place(epoch, pbxEvent);
        _marked = true;
        foreach (var (record, callId) in records.Settled)
        {
            _records[record.Key] = RecordCodec.ToStored(_recordWriter, record, callId);
        }

        records.TakeSettled();
    }

    // A record is stored as such; a rebuild only needs those of calls that it finds in the log.
    private bool IsWorthLogging(PbxEvent pbxEvent, bool areRecordsStored) => pbxEvent is RecordReceived && areRecordsStored
        ? NewChanges.Exists(static change => change.Call.Witnesses != CallWitness.Cdr)
        : NewChanges.Count > 0 || NewGaps.Count > 0 || IsRemembered(pbxEvent);

    // These two come for ever even when nobody calls. Without a change behind them they mean nothing to a rebuild.
    private static bool IsRemembered(PbxEvent pbxEvent) => pbxEvent is not (Tick or EndpointReachability);

    private void Place(long epoch, PbxEvent pbxEvent)
    {
        if (!HoldsAnything)
        {
            (_epoch, _firstSeq, _lastSeq) = (epoch, pbxEvent.Seq, pbxEvent.Seq);
        }

        _lastSeq = Math.Max(_lastSeq, pbxEvent.Seq);
        _loggedAt = pbxEvent.At;
    }
}
