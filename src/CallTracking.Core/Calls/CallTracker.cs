using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>
/// Folds the legs of one link into calls: a pure function of its events and the site's settings, without I/O and without a clock. It
/// keeps facts (which leg was born, asked, rang, was lifted, bridged, held, ended) and lets the verdicts be computed from them; families
/// of legs are merged where the PBX says that they belong together.
/// </summary>
/// <remarks>Not thread-safe: one ordered worker per link. Events about legs it does not know are counted and change nothing.</remarks>
public sealed partial class CallTracker
{
    /// <summary>How long a finished call stays open to late facts: PBXes report an originate's verdict or a message left after the
    /// hang-up.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);

    /// <summary>How soon after its last leg's end a family may get another leg and go on: a hunt through hidden channels.</summary>
    private static readonly TimeSpan ReopenWithin = TimeSpan.FromSeconds(2);

    private const int LingerMost = 20_000;

    private readonly string _tenant;
    private readonly string _link;
    private readonly NumberPlan _plan;
    private readonly TimeSpan _maxCallDuration;
    private readonly CallStateMachine _machine = new();
    private readonly Dictionary<LegId, LegFacts> _legs = [];
    private readonly Dictionary<LegId, CallFacts> _families = [];
    private readonly HashSet<CallFacts> _open = [];
    private readonly Queue<CallFacts> _lingering = new();
    private readonly List<CallFacts> _touched = [];
    private readonly Bridges _bridges = new();
    private readonly Dictionary<string, List<CallFacts>> _rooms = new(StringComparer.Ordinal);
    private long _order;
    private long _epoch;
    private DateTimeOffset? _downAt;
    private DateTimeOffset? _bootedAt;
    private string? _instance;
    private bool _isNewSinceDown;
    private (DateTimeOffset DownAt, bool EndUnseen)? _restart;

    /// <summary>Creates an empty tracker.</summary>
    /// <param name="tenant">Tenant of the link; part of every call's identity.</param>
    /// <param name="link">Name of the link; part of every call's identity.</param>
    /// <param name="site">The link's site.</param>
    /// <param name="maxCallDuration">After this long without a word about it an open call is closed with the time last known. Default
    /// 12 hours.</param>
    public CallTracker(string tenant, string link, SiteOptions site, TimeSpan? maxCallDuration = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        ArgumentException.ThrowIfNullOrEmpty(link);
        ArgumentNullException.ThrowIfNull(site);
        _tenant = tenant;
        _link = link;
        _plan = new NumberPlan(site);
        _maxCallDuration = maxCallDuration ?? TimeSpan.FromHours(12);
    }

    /// <summary>Calls that were announced and have not ended.</summary>
    public int OpenCalls => _open.Count(static call => call.Published);

    /// <summary>Events about legs that were never announced: heard after connecting in the middle of calls.</summary>
    public long StrayEvents { get; private set; }

    /// <summary>State changes that the state machine refused.</summary>
    public long RefusedTriggers => _machine.Refused;

    /// <summary>State changes asked for.</summary>
    internal long FiredTriggers => _machine.Fired;

    /// <summary>The newest instance of every call that has not ended, in order of start.</summary>
    public IReadOnlyList<Call> ListOpen()
    {
        var calls = new List<Call>();
        foreach (var call in _open)
        {
            if (call.Published)
            {
                calls.Add(ViewOf(call));
            }
        }

        calls.Sort((a, b) => (a.StartedAt, a.Id).CompareTo((b.StartedAt, b.Id)));
        return calls;
    }

    /// <summary>Applies one event.</summary>
    /// <param name="epoch">Epoch of the connection it came over.</param>
    /// <param name="pbxEvent">The event.</param>
    /// <param name="changes">Takes what became known, at most one change per call, withdrawn calls first.</param>
    public void Apply(long epoch, PbxEvent pbxEvent, ICollection<CallChange> changes)
    {
        ArgumentNullException.ThrowIfNull(pbxEvent);
        ArgumentNullException.ThrowIfNull(changes);
        _epoch = epoch;
        _order++;
        _touched.Clear();
        Dispatch(pbxEvent, changes);
        if (_book.Count > 0)
        {
            SettleTouched(pbxEvent, changes);
        }

        foreach (var call in _touched)
        {
            call.Touched = false;
            Publish(call, pbxEvent, changes);
            PlaceRecordsOf(call);
        }

        if (pbxEvent is not RecordReceived)
        {
            Expire(pbxEvent.At);
        }
    }

    private void Dispatch(PbxEvent pbxEvent, ICollection<CallChange> changes)
    {
        switch (pbxEvent)
        {
            case LegStarted e: OnLegStarted(e); break;
            case LegsJoined e: Merge(e.A, e.B, changes); break;
            case LegDialed e: OnLegDialed(e, changes); break;
            case LegRinging e: OnLegRinging(e); break;
            case LegUp e: OnLegUp(e); break;
            case DialEnded e: OnDialEnded(e, changes); break;
            case HangupRequested e: OnHangupRequested(e); break;
            case LegEnded e: OnLegEnded(e, changes); break;
            case LegIdentified e: OnLegIdentified(e); break;
            case BridgeEntered e: OnBridgeEntered(e, changes); break;
            case BridgeLeft e: OnBridgeLeft(e); break;
            case BridgesTied e: OnBridgesTied(e); break;
            case BridgesParted e: OnBridgesParted(e); break;
            case LegHeld e: OnLegHeld(e); break;
            case LegResumed e: OnLegResumed(e); break;
            case BlindTransferred e: OnBlindTransferred(e); break;
            case AttendedTransferred e: OnAttendedTransferred(e); break;
            case LegRedirected e: OnLegRedirected(e); break;
            case LegParked e: OnLegParked(e); break;
            case LegUnparked e: OnLegUnparked(e, changes); break;
            case CallPickedUp e: OnCallPickedUp(e, changes); break;
            case QueueJoined e: OnQueueJoined(e); break;
            case QueueLeft e: OnQueueLeft(e); break;
            case RoomEntered e: OnRoomEntered(e); break;
            case RoomLeft e: OnRoomLeft(e); break;
            case MailboxEntered e: OnMailboxEntered(e); break;
            case MessageLeft e: OnMessageLeft(e); break;
            case DigitPressed e: OnDigitPressed(e); break;
            case SupervisionStarted e: OnSupervisionStarted(e, changes); break;
            case RecordingStarted e: OnRecordingStarted(e); break;
            case RecordingStopped e: OnRecordingStopped(e); break;
            case OriginateEnded e: OnOriginateEnded(e); break;
            case CallPlaced e: OnCallPlaced(e); break;
            case LinkUp e: OnLinkUp(e); break;
            case LinkDown e: OnLinkDown(e); break;
            case Snapshot e: OnSnapshot(e, changes); break;
            case Tick e: OnTick(e); break;
            case RecordReceived e: OnRecord(e, changes); break;
            default: break; // Reachability says nothing about a call.
        }
    }

    private Mark MarkOf(PbxEvent e) => new(e.At, e.Seq, _order);

    private LegFacts? Find(LegId? id)
    {
        if (id is { } known && _legs.TryGetValue(known, out var leg))
        {
            return leg;
        }

        StrayEvents += id is null ? 0 : 1;
        return null;
    }

    private void Touch(CallFacts call, PbxEvent e)
    {
        call.LastAt = e.At > call.LastAt ? e.At : call.LastAt;
        if (!call.Touched)
        {
            call.Touched = true;
            _touched.Add(call);
        }
    }

    private void Publish(CallFacts call, PbxEvent cause, ICollection<CallChange> changes)
    {
        // A child may be announced before the leg for whose sake it was made: the call is shown once its root is known, or once
        // something happens that cannot wait for it.
        if (call.Legs.Count == 0 || (!call.Published && call.RootLeg!.Id != call.Root && cause is LegStarted or LegIdentified))
        {
            return;
        }

        var kind = call switch
        {
            { Published: false } => CallChangeKind.Started,
            { EndPublished: true, State: CallState.Ended } => CallChangeKind.Amended,
            { State: CallState.Ended } => CallChangeKind.Ended,
            _ => CallChangeKind.Updated,
        };
        if (!call.Published)
        {
            call.Id = CallIdentity.Derive(_tenant, _link, call.Root.Value, call.RootLeg!.Started.At);
            call.Published = true;
        }

        call.EndPublished = call.State == CallState.Ended;
        call.Revision++;
        var view = ViewOf(call);
        if (call.IsHidden != IsNoCall(call, view))
        {
            call.IsHidden = !call.IsHidden;
            kind = call.IsHidden ? CallChangeKind.Withdrawn : kind;
        }

        call.Told = call.IsOpen && !call.IsHidden ? view : null;
        if (!call.IsHidden || kind == CallChangeKind.Withdrawn)
        {
            changes.Add(new CallChange(view, kind));
        }
    }

    private void Expire(DateTimeOffset now)
    {
        while (_lingering.TryPeek(out var call)
            && (call.IsOpen || _lingering.Count > LingerMost || now - call.EndedMark!.Value.At > Linger))
        {
            _lingering.Dequeue();
            if (!call.IsOpen)
            {
                Forget(call);
            }
        }
    }

    private void Forget(CallFacts call)
    {
        LeaveToBook(call);
        foreach (var leg in call.Legs)
        {
            if (_legs.TryGetValue(leg.Id, out var known) && ReferenceEquals(known, leg))
            {
                _legs.Remove(leg.Id);
            }
        }

        foreach (var family in call.Families)
        {
            if (_families.TryGetValue(family, out var known) && ReferenceEquals(known, call))
            {
                _families.Remove(family);
            }
        }
    }

    /// <summary>Two families turn out to be one conversation: the older one stays, the younger one is no call of its own.</summary>
    private CallFacts? Merge(LegId a, LegId b, ICollection<CallChange> changes)
    {
        var first = FamilyOf(a);
        var second = FamilyOf(b);
        if (first is null || second is null)
        {
            // One of them has no leg yet: whoever is born into it belongs to the other.
            if ((first ?? second) is { } known)
            {
                var other = first is null ? a : b;
                known.Families.Add(other);
                _families[other] = known;
            }

            return first ?? second;
        }

        if (ReferenceEquals(first, second) || !first.IsOpen || !second.IsOpen)
        {
            return first;
        }

        var (older, younger) = first.First.Order <= second.First.Order ? (first, second) : (second, first);
        Absorb(older, younger, changes);
        return older;
    }

    private CallFacts? FamilyOf(LegId id) =>
        _legs.TryGetValue(id, out var leg) ? leg.Call : _families.GetValueOrDefault(id);

    private void Absorb(CallFacts older, CallFacts younger, ICollection<CallChange> changes)
    {
        foreach (var leg in younger.Legs)
        {
            leg.Call = older;
            older.Legs.Add(leg);
        }

        foreach (var family in younger.Families)
        {
            older.Families.Add(family);
            _families[family] = older;
        }

        HandOverRecords(younger);
        older.Transfers.AddRange(younger.Transfers);
        older.Queues.AddRange(younger.Queues);
        older.Recordings.AddRange(younger.Recordings);
        older.Ties.AddRange(younger.Ties);
        older.Originated ??= younger.Originated;
        older.OriginatedNumber ??= younger.OriginatedNumber;
        older.LastAt = younger.LastAt > older.LastAt ? younger.LastAt : older.LastAt;
        _open.Remove(younger);
        _touched.Remove(younger);
        foreach (var members in _rooms.Values)
        {
            members.Remove(younger);
        }

        if (younger.Published)
        {
            younger.Revision++;
            changes.Add(new CallChange(CallView.Of(younger, _plan), CallChangeKind.Withdrawn));
        }

        younger.Legs.Clear();
        younger.State = CallState.Ended;
        if (!older.Touched)
        {
            older.Touched = true;
            _touched.Add(older);
        }
    }

    private void CloseIfOver(CallFacts call, PbxEvent e)
    {
        if (!call.IsOpen || call.HasLiveLeg)
        {
            return;
        }

        var end = MarkOf(e);
        Close(call, end with { At = LastLegEnd(call) ?? end.At }, e.Seq);
    }

    private void Close(CallFacts call, Mark end, long seq)
    {
        var start = call.RootLeg!.Started.At;
        call.EndedMark = end.At < start ? end with { At = start } : end;
        foreach (var queue in call.Queues)
        {
            queue.Left ??= end;
        }

        foreach (var tie in call.Ties)
        {
            tie.To ??= end.At;
        }

        _machine.Fire(call, CallTrigger.End, seq);
        _open.Remove(call);
        _lingering.Enqueue(call);
        LeaveRooms(call);
    }

    private static DateTimeOffset? LastLegEnd(CallFacts call)
    {
        DateTimeOffset? last = null;
        foreach (var leg in call.Legs)
        {
            if (leg.Ended is { } ended && !leg.IsSupervisor && (last is null || ended.At > last))
            {
                last = ended.At;
            }
        }

        return last;
    }
}
