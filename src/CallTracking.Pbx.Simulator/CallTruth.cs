namespace CallTracking.Pbx.Simulator;

/// <summary>Keeps the truth of one call while its script runs.</summary>
internal sealed class CallTruth
{
    private readonly List<Party> _parties = [];
    private readonly List<SimulatedTransferTruth> _transfers = [];
    private Party? _talking;
    private DateTimeOffset _talkingSince;
    private TimeSpan _talk;

    public required LegId RootLeg { get; init; }

    public required SimulatedDirection Direction { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public SimulatedOrigin Origin { get; init; }

    public string? ExternalNumber { get; init; }

    public string? CallerNumber { get; init; }

    public string? CallerName { get; init; }

    public string? DialedNumber { get; init; }

    public string? Trunk { get; set; }

    public string? Queue { get; set; }

    public string? Room { get; set; }

    public string Digits { get; set; } = string.Empty;

    public string? AnsweredBy { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    public string? LastParty { get; private set; }

    public DateTimeOffset? MailboxAt { get; set; }

    public TimeSpan Hold { get; set; }

    public bool WaitsForTransfer => _transfers is [.., { Completed: false }];

    public void Asked(string party) => Of(party);

    public void Rang(string party, TimeSpan time)
    {
        var state = Of(party);
        state.Rang = true;
        state.Rings++;
        state.Ring += time;
    }

    public void Ended(string party, SimulatedPartyResult result)
    {
        var state = Of(party);
        state.Result = state.Answered ? SimulatedPartyResult.Answered : result;
    }

    public void Answered(string party, DateTimeOffset at, bool isRoom = false)
    {
        var state = Of(party);
        state.Answered = true;
        state.Result = isRoom ? null : SimulatedPartyResult.Answered;
        if (AnsweredBy is null)
        {
            AnsweredBy = party;
            AnsweredAt = at;
        }

        if (WaitsForTransfer)
        {
            _transfers[^1] = _transfers[^1] with { Completed = true };
        }
    }

    public void TalkBegins(string party, DateTimeOffset at)
    {
        _talking = Of(party);
        _talkingSince = at;
        LastParty = party == AnsweredBy ? null : party;
    }

    public void TalkEnds(DateTimeOffset at)
    {
        if (_talking is not null)
        {
            _talking.Talk += at - _talkingSince;
            _talk += at - _talkingSince;
            _talking = null;
        }
    }

    public void Transferred(SimulatedTransferKind kind, string from, string to, bool completed) =>
        _transfers.Add(new SimulatedTransferTruth(kind, from, to, completed));

    // It was rung in the consultation; whether that counts as ringing here is open.
    public void HandedOver(string party, DateTimeOffset at)
    {
        Answered(party, at);
        Of(party).RangIsOpen = true;
    }

    /// <summary>The asked parties' results, whoever answered.</summary>
    public bool All(SimulatedPartyResult result) => _parties.Count > 0 && _parties.All(party => party.Result == result);

    public bool Any(SimulatedPartyResult result) => _parties.Any(party => party.Result == result);

    public bool AnyAsked => _parties.Count > 0;

    public bool AnyRang => _parties.Any(party => party.Rang);

    public SimulatedCallTruth Finish(
        SimulatedOutcome outcome, SimulatedMissedReason? reason, bool lost, SimulatedSide? endedBy, DateTimeOffset endedAt,
        LegId? consultationFor = null) => new()
        {
            RootLeg = RootLeg,
            Direction = Direction,
            Origin = Origin,
            ExternalNumber = ExternalNumber,
            CallerNumber = CallerNumber,
            CallerName = CallerName,
            DialedNumber = DialedNumber,
            Trunk = Trunk,
            Queue = Queue,
            Outcome = outcome,
            MissedReason = reason,
            LostInTransfer = lost,
            AnsweredBy = AnsweredBy,
            LastParty = LastParty,
            EndedBy = endedBy,
            StartedAt = StartedAt,
            AnsweredAt = AnsweredAt,
            EndedAt = endedAt,
            Wait = (AnsweredAt ?? MailboxAt ?? endedAt) - StartedAt,
            Connected = AnsweredAt is { } answeredAt ? endedAt - answeredAt : TimeSpan.Zero,
            Talk = Room is null ? _talk : null,
            Hold = Hold,
            Parties = [.. _parties.Select(party => new SimulatedPartyTruth(
            party.Name, party.RangIsOpen ? null : party.Rang, party.Answered, party.Rings, party.Ring, party.Talk, party.Result))],
            Transfers = _transfers,
            Digits = Digits,
            Room = Room,
            ConsultationFor = consultationFor,
        };

    private Party Of(string name)
    {
        var party = _parties.Find(known => known.Name == name);
        if (party is null)
        {
            party = new Party(name);
            _parties.Add(party);
        }

        return party;
    }

    private sealed class Party(string name)
    {
        public string Name { get; } = name;

        public bool Rang { get; set; }

        public bool RangIsOpen { get; set; }

        public bool Answered { get; set; }

        public int Rings { get; set; }

        public TimeSpan Ring { get; set; }

        public TimeSpan Talk { get; set; }

        public SimulatedPartyResult? Result { get; set; }
    }
}
