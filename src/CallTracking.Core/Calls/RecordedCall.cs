using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>
/// What the finished records of a call tell about it: a pure function of the set of its records. A record is about a line, not about a
/// person, so that much stays unknown: nothing here is more than every PBX that wrote such records must have meant.
/// </summary>
internal sealed class RecordedCall
{
    /// <summary>Asked for less than this, parties that all stopped at once may all have refused.</summary>
    private static readonly TimeSpan RefusedWithin = TimeSpan.FromSeconds(3);

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
        _isRootTrunk = IsTrunk(_own is null ? first.Endpoint : _own.OtherEndpoint, first);
        foreach (var row in part.Rows)
        {
            if (row.OtherEndpoint is not null && row.OtherLegName is not null && row.Role != RecordRole.Called
                && row.Place is not (RecordPlace.Room or RecordPlace.Feature) && row.OtherLegName != _own?.OtherLegName
                && row.OtherLegName != first.LegName)
            {
                _attempts.Add(row);
            }
        }

        StartedAt = _root.IsHelper ? part.Rows.Min(static row => row.StartedAt) : first.StartedAt;
        EndedAt = part.Rows.Max(static row => row.EndedAt ?? row.StartedAt);
        IsEndALowerBound = _root.Rows[^1] is { Place: RecordPlace.Room } or { Place: RecordPlace.Queue, Result: not RecordResult.Answered };
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
        { Place: RecordPlace.Room } room => room.StartedAt,
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
            && !IsTrunk(plan, root.First.Endpoint, root.First));

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
        var caller = _isRootTrunk ? External?.Display : ExtensionOf(_own?.OtherEndpoint ?? _root.First.Endpoint!, _root.First.CallerNumber);
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
            Trunk = TrunkRow is null ? null : _isRootTrunk ? _own?.OtherEndpoint ?? _root.First.Endpoint : TrunkRow.OtherEndpoint,
            Queue = _root.Rows.Find(static row => row.Place == RecordPlace.Queue)?.PlaceName,
            Outcome = Outcome,
            MissedReason = Reason,
            AnsweredBy = answeredBy,
            LastParty = last,
            EndedBy = Outcome == CallOutcome.Busy ? CallSide.Callee : CallSide.Unknown,
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

        if (row.OtherEndpoint is not { } endpoint)
        {
            return External?.Display;
        }

        if (!IsTrunk(endpoint, null))
        {
            return endpoint;
        }

        var number = row.OtherNumber ?? (Direction == CallDirection.Outbound && ReferenceEquals(row, TrunkRow) ? External?.Raw : null);
        return number is null ? Direction == CallDirection.Outbound && row.OtherLegName == TrunkRow?.OtherLegName ? External?.Display : null
            : _plan.Read(Parties.StripPrefix(number, _plan)).Display;
    }

    internal bool IsTrunk(string? endpoint, FinishedRecord? row) => IsTrunk(_plan, endpoint, row);

    internal string ExtensionOf(string endpoint, string? number) =>
        !_plan.IsExtension(endpoint) && _plan.IsExtension(number) ? number! : endpoint;

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

    private CallDirection DirectionOf()
    {
        var first = _root.First;
        if (_isRootTrunk)
        {
            TrunkRow = first;
            if (!_isPlaced)
            {
                External = Public(first.CallerNumber);
                DialedNumber = IsDialedKept() ? first.DialedNumber : null;
                return Decide(CallDirection.Inbound, "recordedRootOnTrunk");
            }

            External = Public(first.OtherNumber);
            return Decide(CallDirection.Outbound, "recordedPlacedOnTrunk");
        }

        var dialed = first.DialedNumber;
        var inside = dialed is not null && (_plan.IsExtension(dialed) || _plan.IsRoom(dialed));
        var asked = _attempts.Count > 0 ? _attempts[0] : _root.Rows.Find(static row => row.OtherEndpoint is not null && row.Place != RecordPlace.Room);
        if (asked is not null && IsTrunk(asked.OtherEndpoint, null))
        {
            TrunkRow = asked;
            DialedNumber = dialed;
            External = Public(Parties.StripPrefix(asked.OtherNumber ?? dialed, _plan));
            return Decide(CallDirection.Outbound, "recordedTrunkAsked");
        }

        if (asked is null && dialed is not null && !inside && _plan.TryStripOutboundPrefix(dialed, out var outside))
        {
            DialedNumber = dialed;
            External = Public(outside);
            return Decide(CallDirection.Outbound, "recordedOutboundPrefix");
        }

        if (asked is null && _isPlaced && (_own ?? first).CallerNumber is { } shown && !_plan.IsExtension(shown) && !_plan.IsRoom(shown)
            && _plan.Read(shown) is { E164: not null } number)
        {
            // Nobody but the employee was called yet; whom the call was for is what his phone showed him.
            External = number;
            return Decide(CallDirection.Outbound, "recordedNumberShown");
        }

        DialedNumber = inside || asked is null || !_plan.IsExtension(asked.OtherEndpoint) ? dialed : asked.OtherEndpoint;
        return Decide(CallDirection.Internal, "recordedBothInside");
    }

    private CallDirection Decide(CallDirection direction, string rule)
    {
        _because.Add(new Because("direction", rule, []));
        return direction;
    }

    private PhoneNumber? Public(string? text) => _plan.Read(text) is { Kind: not PhoneNumberKind.Withheld } number ? number : null;

    /// <summary>A move after an answer makes some PBXes write the new target into the record from before: a number that comes again in a later
    /// step, or that is one of our own places, may be that.</summary>
    private bool IsDialedKept()
    {
        var first = _root.First;
        var isInside = _plan.IsExtension(first.DialedNumber) || _plan.IsRoom(first.DialedNumber);
        return first.Result != RecordResult.Answered || !_root.Rows.Exists(row =>
            !ReferenceEquals(row, first) && (isInside || (row.Step != first.Step && row.DialedNumber == first.DialedNumber)));
    }

    private FinishedRecord? AnswerOf()
    {
        // A party that the system itself called is a person when it lifts.
        if (_isRootTrunk && _isPlaced && !_root.IsHelper && IsAnswer(_root.First))
        {
            return _root.First;
        }

        return _part.Rows.Find(row => IsAnswer(row) && !IsPassedOver(row)
            && (row.Place == RecordPlace.Room ? _root.Rows.Contains(row) : _attempts.Contains(row)));
    }

    /// <summary>Another one took the call from the party while it was asked: the party's own record says that it did not answer.</summary>
    private bool IsPassedOver(FinishedRecord row) =>
        _part.Rows.Exists(one => one.Role == RecordRole.Called && one.LegName == row.OtherLegName && one.Result == RecordResult.NoAnswer)
        && _attempts.Exists(other => !ReferenceEquals(other, row) && IsAnswer(other) && other.StartedAt >= row.StartedAt);

    private FinishedRecord? LastAnswer() => _attempts.FindLast(IsAnswer);

    private (CallOutcome Outcome, MissedReason? Reason) OutcomeOf()
    {
        if (Answered is { } row)
        {
            return Say(CallOutcome.Answered, row.Place == RecordPlace.Room ? "recordedRoom" : "recordedPartyAnswered");
        }

        var rows = _part.Rows;
        if (_isPlaced && !_isRootTrunk && !(_own is null ? _root.Rows.Exists(IsAnswer) : IsAnswer(_own)) && _attempts.Count == 0)
        {
            return Say(CallOutcome.NotStarted, "recordedOwnLegNotLifted");
        }

        if (rows.Exists(static row => row.Place == RecordPlace.Mailbox))
        {
            return Say(CallOutcome.Unknown, "recordOfMailboxCannotTell");
        }

        // Whatever took the line after the last attempt (a mailbox, a menu) may have left no name of its own.
        var tried = _attempts.Count == 0 ? StartedAt : _attempts.Max(static row => row.EndedAt ?? row.StartedAt);
        if (_attempts.Count > 0 && _root.Rows.Exists(row => IsAnswer(row) && row.OtherLegName is null && row.StartedAt >= tried && row.EndedAt > row.StartedAt))
        {
            return Say(CallOutcome.Unknown, "recordOfAnsweredLineCannotTell");
        }

        return OfAttempts() ?? (rows.Exists(row => IsAnswer(row) && row.Place is RecordPlace.Announcement or RecordPlace.Queue or RecordPlace.Parties)
            ? Say(CallOutcome.Unknown, "recordOfAnsweredLineCannotTell") : Say(CallOutcome.Unknown, "recordOfUnansweredCannotTell"));
    }

    private (CallOutcome Outcome, MissedReason? Reason)? OfAttempts()
    {
        if (_attempts.Count == 0)
        {
            return OfNobodyAsked();
        }

        // A party that was asked twice counts with its last attempt; one with several devices with all of them.
        var last = _attempts.GroupBy(static row => (row.OtherEndpoint, row.OtherNumber))
            .SelectMany(static rows => rows.Where(row => row.StartedAt == rows.Max(static one => one.StartedAt))).ToList();
        var results = last.Select(static row => row.Result).ToHashSet();
        if (results.SetEquals([RecordResult.Busy]))
        {
            return Say(CallOutcome.Busy, "recordedBusy");
        }

        if (results.IsSubsetOf([RecordResult.Failed, RecordResult.Congested]))
        {
            return Direction == CallDirection.Inbound
                ? Say(CallOutcome.Missed, "recordedNobodyReached") : Say(CallOutcome.Failed, "recordedRouteRefused");
        }

        if (Direction != CallDirection.Inbound)
        {
            if (results.SetEquals([RecordResult.NoAnswer]) && _root.Rows.Exists(static row => row.Result == RecordResult.NoSuchNumber))
            {
                return Say(CallOutcome.Failed, "recordedNoSuchNumber");
            }

            if (Direction == CallDirection.Outbound)
            {
                return null;
            }
        }

        return OfRinging(last);
    }

    /// <summary>Whoever leaves a queue or a group whose members ring was missed by all of them. Of a single party a record does not tell
    /// whether it rang to the end or declined; several do not decline in the same second.</summary>
    private (CallOutcome Outcome, MissedReason? Reason)? OfRinging(IReadOnlyCollection<FinishedRecord> attempts)
    {
        var end = attempts.Max(static row => row.EndedAt);
        var ringing = attempts.Where(row => row.EndedAt == end && row.Result == RecordResult.NoAnswer
            && row.EndedAt - row.StartedAt >= RefusedWithin).Select(static row => row.OtherEndpoint).Distinct().Count();
        return ringing > 1 ? Say(CallOutcome.Missed, "recordedSeveralRangToTheEnd") : null;
    }

    private (CallOutcome Outcome, MissedReason? Reason)? OfNobodyAsked()
    {
        var refused = _root.Rows.FindAll(static row => row.Result is RecordResult.Failed or RecordResult.Congested or RecordResult.Busy);
        if (refused.Count == 0 || refused.Count < _root.Rows.Count)
        {
            return null;
        }

        if (_isPlaced && _isRootTrunk)
        {
            // A time-out is written as a failure by some versions.
            return refused.TrueForAll(static row => row.Result == RecordResult.Busy) ? Say(CallOutcome.Busy, "recordedBusy")
                : refused.TrueForAll(static row => row.Result == RecordResult.Congested) ? Say(CallOutcome.Failed, "recordedRouteRefused") : null;
        }

        return Direction == CallDirection.Inbound
            ? Say(CallOutcome.Missed, "recordedNobodyAsked", MissedReason.Unavailable) : Say(CallOutcome.Failed, "recordedNobodyAsked");
    }

    private (CallOutcome Outcome, MissedReason? Reason) Say(CallOutcome outcome, string rule, MissedReason? reason = null)
    {
        _because.Add(new Because("outcome", rule, []));
        return (outcome, reason);
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
