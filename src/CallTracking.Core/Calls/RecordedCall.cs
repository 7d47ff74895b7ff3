using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>
/// What the finished records of a call tell about it: a pure function of the set of its records. A record is about a line, not about a
/// person, so that much stays unknown: nothing here is more than every PBX that wrote such records must have meant.
/// </summary>
internal sealed partial class RecordedCall
{
    private readonly RecordPart _part;
    private readonly NumberPlan _plan;
    private readonly RecordedLeg _root;
    private readonly bool _isRootTrunk;
    private readonly bool _isPlaced;
    private readonly List<FinishedRecord> _attempts = [];
    private readonly FinishedRecord? _own;
    private readonly List<Because> _because = [];

    private RecordedCall(RecordPart part, NumberPlan plan, DateTimeOffset? seenInRoomsUntil)
    {
        _part = part;
        _plan = plan;
        _root = part.Root!;
        var first = _root.First;
        _isPlaced = _root.IsHelper || first.Role == RecordRole.Placed;
        _own = _root.IsHelper ? OwnLegOf(part) : null;
        _isRootTrunk = _own is null ? RecordedSides.IsOnTrunk(first, plan) : IsTrunk(plan, _own.OtherEndpoint, first);
        foreach (var row in part.Rows)
        {
            if (IsAttemptOfRoot(row))
            {
                _attempts.Add(row);
            }
        }

        StartedAt = _root.IsHelper ? part.Rows.Min(static row => row.StartedAt) : first.StartedAt;
        EndedAt = part.Rows.Where(EndsWithCall).Max(static row => row.EndedAt ?? row.StartedAt);
        IsEndALowerBound = _root.Rows[^1] is { IsWholeLeg: false, Place: RecordPlace.Room }
            or { IsWholeLeg: false, Place: RecordPlace.Queue, Result: not RecordResult.Answered };
        if (seenInRoomsUntil > EndedAt)
        {
            EndedAt = seenInRoomsUntil.Value;
        }

        Direction = DirectionOf();
        Answered = AnswerOf();
        (Outcome, Reason) = OutcomeOf();
    }

    /// <summary>Name of the leg for whose sake the call exists.</summary>
    public string RootName => _root.First.Leg?.Value ?? _root.First.LegName ?? _root.First.Key;

    /// <summary>As written: mostly the second in which it began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>As written.</summary>
    public DateTimeOffset EndedAt { get; }

    /// <summary>Whoever stays alone in a room, or in a queue of which nobody rings, goes on without a record.</summary>
    public bool IsEndALowerBound { get; }

    public CallDirection Direction { get; }

    public CallOutcome Outcome { get; }

    public MissedReason? Reason { get; }

    /// <summary>The record of the first person or room that took the call; null when none is known.</summary>
    public FinishedRecord? Answered { get; }

    /// <summary>When that was, where the record can tell: of a line that a menu, a queue or the employee's own leg had taken before, it
    /// cannot.</summary>
    public DateTimeOffset? AnsweredAt => Answered switch
    {
        { Place: RecordPlace.Room } room => room.IsWholeLeg ? null : room.StartedAt,
        { IsWholeLeg: true } row => row.IsAttempt() ? row.AnsweredAt : null,
        { AnsweredAt: { } at } row when !_isPlaced && row.Place == RecordPlace.Parties && at > row.StartedAt => at,
        _ => null,
    };

    public PhoneNumber? External { get; private set; }

    public string? DialedNumber { get; private set; }

    public FinishedRecord? TrunkRow { get; private set; }

    /// <summary>Whether records tell of a call at all: the leg for whose sake it exists is known, and is somebody's device or reached one.</summary>
    public static bool IsCall(RecordPart part, NumberPlan plan) => part.Root is { } root
        && (!root.IsHelper || part.Rows.Exists(static row => row.OtherEndpoint is not null && row.OtherLegName is not null))
        && !(root.First.Role == RecordRole.Calling && part.Rows.TrueForAll(IsUseOfPark) && root.Rows.Exists(static row => row.Place != RecordPlace.Ending)
            && !RecordedSides.IsOnTrunk(root.First, plan))
        && !(root.First is { Role: RecordRole.Placed, IsWholeLeg: true } placed && RecordedSides.IsNobody(placed, plan));

    private static bool IsTrunk(NumberPlan plan, string? endpoint, FinishedRecord? row) =>
        endpoint is not null && CallTracker.SideOf(plan, endpoint, row?.Context, row?.CallerNumber, row?.DialedNumber).IsTrunk;

    /// <summary>Calling a parking place to learn or fill its slot is no conversation.</summary>
    private static bool IsUseOfPark(FinishedRecord row) =>
        row.Place is RecordPlace.Parking or RecordPlace.Feature or RecordPlace.Ending && row.OtherEndpoint is null;

    /// <summary>Reads the records of a call.</summary>
    /// <param name="part">Its records, the root's among them.</param>
    /// <param name="plan">The site's numbering.</param>
    /// <param name="seenInRoomsUntil">Until when records of other calls name its root in a room; null when none does.</param>
    public static RecordedCall Of(RecordPart part, NumberPlan plan, DateTimeOffset? seenInRoomsUntil = null) => new(part, plan, seenInRoomsUntil);

    /// <summary>The instant that a record most likely means: of a whole second, its middle.</summary>
    public static DateTimeOffset Likely(DateTimeOffset written) =>
        written.Ticks % TimeSpan.TicksPerSecond == 0 ? written.AddMilliseconds(500) : written;

    /// <summary>The call, restored from its records alone.</summary>
    public Call Restore(string tenant, string link)
    {
        var (start, end) = (Likely(StartedAt), Likely(EndedAt));
        var answered = AnsweredAt is { } at ? Likely(at) : (DateTimeOffset?)null;
        var answeredBy = Answered is { } taken ? PartyOf(taken) : null;
        var last = LastAnswer() is { } other && PartyOf(other) is { } party && party != answeredBy ? party : null;
        var caller = _isRootTrunk ? External?.Display : OwnParty;
        var waitEnd = answered ?? (Outcome is CallOutcome.Answered or CallOutcome.Unknown ? start : end);
        return new Call
        {
            Tenant = tenant,
            Id = CallIdentity.Derive(tenant, link, RootName, StartedAt),
            Link = link,
            Direction = Direction,
            State = CallState.Ended,
            Origin = OriginOf(),
            PlacedBy = _isPlaced && !_isRootTrunk ? caller : null,
            External = External,
            CallerNumber = _isRootTrunk && Direction == CallDirection.Outbound ? null : caller,
            CallerName = _isPlaced ? null : _root.First.CallerName,
            DialedNumber = DialedNumber,
            PresentedNumber = Direction == CallDirection.Outbound ? PresentedOf() : null,
            Trunk = TrunkRow is null ? null
                : _isRootTrunk ? _own?.OtherEndpoint ?? TrunkName(_root.First) : TrunkRow.IsAttempt() ? TrunkName(TrunkRow) : TrunkRow.OtherEndpoint,
            Queue = _root.Rows.Find(static row => row.Place == RecordPlace.Queue)?.PlaceName,
            Outcome = Outcome,
            MissedReason = Reason,
            AnsweredBy = answeredBy,
            LastParty = last,
            EndedBy = EndedBySide(),
            StartedAt = start,
            AnsweredAt = answered,
            EndedAt = end,
            Wait = waitEnd - start,
            Connected = answered is { } from && end > from ? end - from : TimeSpan.Zero,
            Participants = RecordedParties.Of(this),
            Witnesses = CallWitness.Cdr,
            Because = _because,
            Families = FamiliesOf(),
        };
    }

    internal IReadOnlyList<FinishedRecord> Attempts => _attempts;

    internal FinishedRecord Root => _root.First;

    internal FinishedRecord? Own => _own;

    internal bool IsRootTrunk => _isRootTrunk;

    internal bool IsAnswer(FinishedRecord row) => row.Result == RecordResult.Answered;

    /// <summary>The party on the other side of a record, as the ledger writes it.</summary>
    internal string? PartyOf(FinishedRecord row)
    {
        if (row.Place == RecordPlace.Room)
        {
            return row.PlaceName;
        }

        if (_isPlaced && _isRootTrunk && ReferenceEquals(row, _root.First))
        {
            return External?.Display;
        }

        if (row.AskedEndpoint(_plan) is not { } endpoint)
        {
            return External?.Display;
        }

        if (!row.IsAskedOnTrunk(_plan))
        {
            return endpoint;
        }

        var number = row.AskedNumber(_plan) ?? (Direction == CallDirection.Outbound && ReferenceEquals(row, TrunkRow) ? External?.Raw : null);
        return number is null ? Direction == CallDirection.Outbound && row.AskedName() == TrunkRow?.AskedName() ? External?.Display : null
            : _plan.Read(Parties.StripPrefix(number, _plan)).Display;
    }

    internal bool IsAskedOnTrunk(FinishedRecord row) => row.IsAskedOnTrunk(_plan);

    /// <summary>Our side of a call that one of us began, or was to begin.</summary>
    internal string? OwnParty
    {
        get
        {
            var first = _root.First;
            var endpoint = _own?.OtherEndpoint ?? first.Endpoint ?? (first.IsAttempt() ? first.DialedNumber : null);
            return !_plan.IsExtension(endpoint) && _plan.IsExtension(first.CallerNumber) ? first.CallerNumber : endpoint;
        }
    }

    private string? TrunkName(FinishedRecord row) =>
        RecordedSides.TrunkOf(row, _plan) is { } name && name != row.Endpoint ? name
        : _plan.HasTrunks && !_plan.IsTrunk(row.Endpoint) ? null : row.Endpoint;

    /// <summary>Whether a record tells how a party was asked in this call.</summary>
    private bool IsAttemptOfRoot(FinishedRecord row)
    {
        var first = _root.First;
        if (row.IsAttempt())
        {
            // Whoever takes a ringing call is told of by his own leg, which names the caller's.
            return !_root.Rows.Contains(row) && (row.Place != RecordPlace.Feature
                || (row.Result == RecordResult.Answered && row.OtherLegName is not null && row.OtherLegName == first.LegName));
        }

        return row.OtherEndpoint is not null && row.OtherLegName is not null && row.Role != RecordRole.Called
            && row.Place is not (RecordPlace.Room or RecordPlace.Feature) && row.OtherLegName != _own?.OtherLegName
            && row.OtherLegName != first.LegName
            && !(row.IsWholeLeg && _part.Rows.Exists(other => other.IsAttempt() && other.LegName == row.OtherLegName));
    }

    /// <summary>A leg that was handed over to another call goes on there.</summary>
    private bool EndsWithCall(FinishedRecord row) => !row.IsWholeLeg || row.OtherLegName is null || _root.Rows.Contains(row)
        || _part.Rows.Exists(other => other.LegName == row.OtherLegName);

    /// <summary>A program called the employee through a helper: the device that was asked first on that helper's other half.</summary>
    private static FinishedRecord? OwnLegOf(RecordPart part)
    {
        foreach (var row in part.Rows)
        {
            if (row.OtherEndpoint is not null && row.OtherLegName is not null && row.Role == RecordRole.Helper && !part.Root!.Rows.Contains(row))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>Whether the caller dialled himself or a program called him first shows in few records.</summary>
    private CallOrigin OriginOf() =>
        Direction == CallDirection.Inbound ? CallOrigin.Dialed
        : _isPlaced ? _isRootTrunk ? CallOrigin.Broadcast : CallOrigin.ClickToCall
        : CallOrigin.Unknown;

    private string? PresentedOf() =>
        _root.First.CallerNumber is { } number && number != External?.Raw && !_plan.IsExtension(number) ? number : null;

    private List<string> FamiliesOf()
    {
        var families = new List<string> { RootName };
        foreach (var row in _part.Rows)
        {
            if (_part.IsMain && row.Family?.Value is { } family && !families.Contains(family))
            {
                families.Add(family);
            }
        }

        return families;
    }
}
