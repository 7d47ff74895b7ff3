using System.Runtime.CompilerServices;

namespace CallTracking.Pbx.Simulator;

/// <summary>
/// One simulated call as it goes: each method is something that happens next, in the order in which a real PBX reports it. Every call
/// ends with <see cref="HangUp"/> or <see cref="NotLifted"/>.
/// </summary>
/// <remarks>Parties inside are written as extensions, parties outside as E.164. A step that cannot happen at that moment throws
/// <see cref="InvalidOperationException"/> with a line that names the step and what has to come before it. Not thread-safe.</remarks>
public sealed partial class SimulatedCall
{
    private readonly SimulatorOptions _site;
    private readonly LegNames _names;
    private readonly Random _random;
    private readonly List<PbxEvent> _events = [];
    private readonly List<SimulatedCallTruth> _truths = [];
    private readonly List<Attempt> _ringing = [];
    private readonly CallTruth _truth;
    private readonly Leg _root;
    private readonly string? _target;
    private DateTimeOffset _now;
    private Leg? _partner;
    private string? _bridge;
    private string? _queue;
    private bool _lineTaken;
    private bool _ownLegRings;
    private bool _inMenu;
    private bool _inMailbox;
    private bool _messageLeft;
    private bool _inRoom;
    private bool _someUnreachable;
    private int? _refusalCause;

    private SimulatedCall(SimulatorOptions site, LegNames names, Random random, DateTimeOffset at, CallRequest request)
    {
        _site = site;
        _names = names;
        _random = random;
        _now = at;
        _target = request.To;
        var inbound = request.Direction == SimulatedDirection.Inbound;
        var name = inbound ? request.FromName : NameOf(request.From);
        _root = new Leg(names.Next(inbound ? site.Trunk : request.From!), request.From ?? string.Empty, inbound);
        var dialed = request.Origin == SimulatedOrigin.ClickToCall ? null : inbound ? Digits(request.To) : Dialable(request.To);
        _truth = new CallTruth
        {
            RootLeg = _root.Id,
            Direction = request.Direction,
            Origin = request.Origin,
            StartedAt = at,
            ExternalNumber = inbound ? request.From : request.Direction == SimulatedDirection.Outbound ? request.To : null,
            CallerNumber = request.From,
            CallerName = name,
            DialedNumber = dialed,
            Trunk = inbound ? site.Trunk : null,
        };
        _events.Add(new LegStarted(
            0, at, _root.Id, inbound ? site.Trunk : _root.Party, _root.Id, request.From is null ? null : Digits(request.From), name, dialed,
            inbound ? site.TrunkContext : site.InternalContext));
        if (request.Origin == SimulatedOrigin.ClickToCall)
        {
            _ownLegRings = true;
            Add(new LegDialed(0, Next(), _root.Id, null, null));
            Add(new LegRinging(0, Next(), _root.Id));
        }
        else if (request.Direction == SimulatedDirection.Outbound)
        {
            Add(new LegIdentified(0, Next(), _root.Id, Digits(site.MainNumber), name));
        }
    }

    /// <summary>Simulated time of the step before.</summary>
    public DateTimeOffset Now => _now;

    internal DateTimeOffset StartedAt => _truth.StartedAt;

    internal IReadOnlyList<PbxEvent> Events => _events;

    /// <summary>The call's truth, and those of the calls made for it; empty until it ended.</summary>
    internal IReadOnlyList<SimulatedCallTruth> Truths => _truths;

    internal bool HasEnded => _truths.Exists(truth => truth.RootLeg == _root.Id);

    internal static SimulatedCall Begin(
        SimulatorOptions site, LegNames names, Random random, DateTimeOffset at, CallRequest request) =>
        new(site, names, random, at, request);

    /// <summary>Time passes: it rings on, the caller waits, nobody speaks.</summary>
    /// <param name="time">How long, zero or more.</param>
    public SimulatedCall Wait(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Require(!HasEnded, "the call has ended");
        _now += new TimeSpan(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond));
        return this;
    }

    /// <summary>The employee of a click-to-call lifts his own phone.</summary>
    public SimulatedCall Lift()
    {
        Require(_ownLegRings, "only the employee of a click-to-call lifts, once");
        _ownLegRings = false;
        _lineTaken = true;
        Add(new LegUp(0, Next(), _root.Id));
        Add(new DialEnded(0, Next(), _root.Id, DialResult.Answered, null, null));
        Add(new OriginateEnded(0, Next(), _root.Id, Succeeded: true, Dialable(_target)));
        return this;
    }

    /// <summary>The employee of a click-to-call does not lift: the end of the call.</summary>
    public void NotLifted()
    {
        Require(_ownLegRings, "only the employee of a click-to-call can leave it ringing");
        _ownLegRings = false;
        Add(new LegEnded(0, Next(), _root.Id, DialResult.NoAnswer, 19));
        var end = _now;
        Add(new OriginateEnded(0, Next(), _root.Id, Succeeded: false, Dialable(_target)));
        _truths.Add(_truth.Finish(SimulatedOutcome.NotStarted, null, lost: false, SimulatedSide.Pbx, end));
    }

    /// <summary>The PBX takes the line and plays a menu; the caller listens and presses keys.</summary>
    /// <param name="listens">How long he listens first.</param>
    /// <param name="digits">The keys; empty for none.</param>
    public SimulatedCall Menu(TimeSpan listens, string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        RequireIdle();
        TakeLine();
        _inMenu = true;
        Wait(listens);
        foreach (var digit in digits)
        {
            Wait(TimeSpan.FromMilliseconds(250));
            Add(new DigitPressed(0, Next(), _root.Id, digit));
            _truth.Digits += digit;
        }

        return this;
    }

    /// <summary>The PBX takes the line, and the caller begins to wait in a queue.</summary>
    /// <param name="queue">The queue.</param>
    public SimulatedCall Queue(string queue)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        RequireIdle();
        TakeLine();
        _inMenu = false;
        _queue = queue;
        _truth.Queue ??= queue;
        Add(new QueueJoined(0, Next(), _root.Id, queue));
        return this;
    }

    /// <summary>Parties are asked to take the call and ring, all at once.</summary>
    /// <param name="parties">Whom; nobody named means the party that was dialled.</param>
    public SimulatedCall Ring(params string[] parties)
    {
        ArgumentNullException.ThrowIfNull(parties);
        RequireIdle();
        Require(parties.Length > 0 || (_target is not null && _truth.Direction != SimulatedDirection.Inbound), "name who rings");
        _inMenu = false;
        var asked = (parties.Length > 0 ? parties : [_target!]).Select(party => Ask(party, _root, _truth)).ToList();
        asked.ForEach(StartRinging);
        return this;
    }

    /// <summary>A ringing party lifts; whoever else rings is called off.</summary>
    /// <param name="party">Who; may be left out when only one rings.</param>
    public SimulatedCall Answer(string? party = null)
    {
        var winner = Ringing(party);
        _ringing.Remove(winner);
        StopRinging(winner);
        Add(new LegUp(0, Next(), winner.Leg.Id));
        _truth.Answered(winner.Leg.Party, _now);
        var losers = _ringing.ToList();
        var losersFirst = _random.Next(2) == 0;
        if (losersFirst)
        {
            EndRinging(DialResult.Cancelled, SimulatedPartyResult.AnsweredElsewhere);
        }

        Add(new DialEnded(0, Next(), winner.Leg.Id, DialResult.Answered, winner.By.Id, null));
        EndRinging(DialResult.Cancelled, SimulatedPartyResult.AnsweredElsewhere);
        TakeLine();
        LeaveQueue(QueueLeaveReason.Connected);
        _bridge = _names.NextBridge();
        Add(new BridgeEntered(0, Next(), winner.Leg.Id, _bridge));
        Add(new BridgeEntered(0, Next(), _root.Id, _bridge));
        _partner = winner.Leg;
        _truth.TalkBegins(winner.Leg.Party, _now);
        losers.ForEach(loser => Add(new LegEnded(0, Next(), loser.Leg.Id, DialResult.Unknown, 26)));
        return this;
    }

    /// <summary>Whoever rings has rung to the end.</summary>
    public SimulatedCall NoAnswer()
    {
        Require(_ringing.Count > 0, "nobody rings; call Ring first");
        var asked = _ringing.ToList();
        EndRinging(DialResult.NoAnswer, SimulatedPartyResult.NoAnswer);
        asked.ForEach(attempt => Add(new LegEnded(0, Next(), attempt.Leg.Id, DialResult.Unknown, null)));
        return this;
    }

    /// <summary>A ringing party presses decline; the others ring on.</summary>
    /// <param name="party">Who; may be left out when only one rings.</param>
    public SimulatedCall Decline(string? party = null)
    {
        var attempt = Ringing(party);
        _ringing.Remove(attempt);
        StopRinging(attempt);
        Refuse(attempt, DialResult.Declined, SimulatedPartyResult.Declined, 21);
        return this;
    }

    /// <summary>A party is asked and is busy: it does not ring.</summary>
    /// <param name="party">Who; left out for the party that was dialled.</param>
    public SimulatedCall Busy(string? party = null)
    {
        var attempt = AskOne(party);
        Wait(TimeSpan.FromMilliseconds(_random.Next(50, 400)));
        Refuse(attempt, DialResult.Busy, SimulatedPartyResult.Busy, 17);
        return this;
    }

    /// <summary>A party outside is asked, and the route takes no call.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="party">Who; left out for the party that was dialled.</param>
    public SimulatedCall Refuse(SimulatedRefusal reason, string? party = null)
    {
        var attempt = AskOne(party);
        Require(attempt.Leg.IsOutside, "only a route to the outside refuses");
        Wait(TimeSpan.FromMilliseconds(_random.Next(50, 900)));
        var result = reason == SimulatedRefusal.NoSuchNumber ? DialResult.NoSuchNumber : DialResult.Congested;
        _someUnreachable = true;
        Refuse(attempt, result, SimulatedPartyResult.Unavailable, reason == SimulatedRefusal.NoSuchNumber ? 1 : 34);
        return this;
    }

    /// <summary>A phone that is not there: the PBX has nothing to ask, and no leg comes to be.</summary>
    /// <param name="party">Whose; left out for the party that was dialled.</param>
    public SimulatedCall Unreachable(string? party = null)
    {
        RequireIdle();
        Require(party is not null || _target is not null, "name who cannot be reached");
        _inMenu = false;
        _someUnreachable = true;
        return this;
    }

    /// <summary>A mailbox takes the line.</summary>
    /// <param name="mailbox">Its name; null where the PBX does not say.</param>
    public SimulatedCall Mailbox(string? mailbox)
    {
        RequireIdle();
        LeaveQueue(QueueLeaveReason.NotServed);
        TakeLine();
        _inMenu = false;
        _inMailbox = true;
        Add(new MailboxEntered(0, Next(), _root.Id, mailbox));
        _truth.MailboxAt = _now;
        _mailbox = mailbox;
        return this;
    }

    /// <summary>The caller speaks to the mailbox. The PBX reports the message when he has hung up.</summary>
    /// <param name="length">How long.</param>
    public SimulatedCall LeaveMessage(TimeSpan length)
    {
        Require(_inMailbox, "no mailbox has taken the line; call Mailbox first");
        _messageLeft = true;
        return Wait(length);
    }

    /// <summary>The caller enters a conference room.</summary>
    /// <param name="room">The room.</param>
    public SimulatedCall EnterRoom(string room)
    {
        ArgumentException.ThrowIfNullOrEmpty(room);
        RequireIdle();
        TakeLine();
        _inMenu = false;
        _inRoom = true;
        _bridge = "room-" + room;

        // Both orders are seen on real wires.
        var bridgeFirst = _random.Next(2) == 0;
        Add(bridgeFirst ? new BridgeEntered(0, Next(), _root.Id, _bridge) : new RoomEntered(0, Next(), _root.Id, room));
        Add(bridgeFirst ? new RoomEntered(0, Next(), _root.Id, room) : new BridgeEntered(0, Next(), _root.Id, _bridge));
        _truth.Room = room;
        _truth.Answered(room, _now, isRoom: true);
        return this;
    }

    private static void Require(bool condition, string cure, [CallerMemberName] string step = "")
    {
        if (!condition)
        {
            throw new InvalidOperationException($"{step} cannot happen now: {cure}.");
        }
    }

    private void RequireIdle([CallerMemberName] string step = "")
    {
        Require(!HasEnded, "the call has ended", step);
        Require(!_ownLegRings, "the employee's own phone still rings; call Lift first", step);
        Require(_ringing.Count == 0, "somebody rings; call Answer, NoAnswer or Decline first", step);
        Require(_partner is null && !_inRoom, "the caller is in conversation", step);
        Require(!_inMailbox, "a mailbox has taken the line", step);
    }
}
