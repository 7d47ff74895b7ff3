namespace CallTracking.Pbx.Simulator;

public sealed partial class SimulatedCall
{
    private Attempt AskOne(string? party)
    {
        RequireIdle();
        Require(party is not null || (_target is not null && _truth.Direction != SimulatedDirection.Inbound), "name who is asked");
        _inMenu = false;
        return Ask(party ?? _target!, _root, _truth);
    }

    private Attempt Ask(string party, Leg by, CallTruth truth)
    {
        var outside = IsOutside(party);
        var leg = new Leg(_names.Next(outside ? _site.Trunk : party), party, outside);
        Add(outside
            ? new LegStarted(0, Next(), leg.Id, _site.Trunk, by.Id, null, null, null, _site.TrunkContext)
            : new LegStarted(0, Next(), leg.Id, party, by.Id, party, NameOf(party), null, _site.InternalContext));
        Add(new LegDialed(0, Next(), leg.Id, by.Id, outside ? Digits(party) : null));
        truth.Asked(party);
        truth.Trunk ??= outside ? _site.Trunk : null;
        return new Attempt(leg, by);
    }

    private void StartRinging(Attempt attempt)
    {
        Add(new LegRinging(0, Next(), attempt.Leg.Id));
        attempt.RingsSince = _now;
        _ringing.Add(attempt);
    }

    private void StopRinging(Attempt attempt)
    {
        if (attempt.RingsSince is { } since)
        {
            _truth.Rang(attempt.Leg.Party, _now - since);
        }
    }

    private void EndRinging(DialResult result, SimulatedPartyResult partyResult)
    {
        foreach (var attempt in _ringing)
        {
            Add(new DialEnded(0, Next(), attempt.Leg.Id, result, attempt.By.Id, null));
            StopRinging(attempt);
            _truth.Ended(attempt.Leg.Party, partyResult);
        }

        _ringing.Clear();
    }

    // The phone itself asks for the end, which is not the caller's or anybody's hang-up of a conversation.
    private void Refuse(Attempt attempt, DialResult result, SimulatedPartyResult partyResult, int cause)
    {
        Add(new HangupRequested(0, Next(), attempt.Leg.Id, HangupOrigin.Party));
        Add(new DialEnded(0, Next(), attempt.Leg.Id, result, attempt.By.Id, null));
        _truth.Ended(attempt.Leg.Party, partyResult);
        _refusalCause = cause;
        Add(new LegEnded(0, Next(), attempt.Leg.Id, DialResult.Unknown, cause));
    }

    private Attempt Ringing(string? party)
    {
        Require(_ringing.Count > 0, "nobody rings; call Ring first", "Answer or Decline");
        Require(party is not null || _ringing.Count == 1, "several ring; name one", "Answer or Decline");
        var attempt = party is null ? _ringing[0] : _ringing.Find(ringing => ringing.Leg.Party == party);
        Require(attempt is not null, $"{party} does not ring", "Answer or Decline");
        return attempt!;
    }

    private void TakeLine()
    {
        if (!_lineTaken)
        {
            _lineTaken = true;
            Add(new LegUp(0, Next(), _root.Id));
        }
    }

    private void LeaveQueue(QueueLeaveReason reason)
    {
        if (_queue is not null)
        {
            Add(new QueueLeft(0, Next(), _root.Id, _queue, reason));
            _queue = null;
        }
    }

    private void HoldWhile(Action action)
    {
        var from = _now;
        var party = _partner!.Party;
        _truth.TalkEnds(from);
        action();
        _now = _now.AddMicroseconds(1);
        _truth.Hold += _now - from;
        _truth.TalkBegins(party, _now);
    }

    private void Add(PbxEvent pbxEvent) => _events.Add(pbxEvent);

    // A PBX takes a moment from one event to the next, and no two events of a call fall together.
    private DateTimeOffset Next() => _now = _now.AddMicroseconds(_random.Next(120, 2_400));

    private string? NameOf(string? extension) => _site.Extensions.FirstOrDefault(known => known.Number == extension)?.Name;

    private string? Dialable(string? party) => party is not null && IsOutside(party) ? _site.OutboundPrefix + Digits(party) : party;

    private static bool IsOutside(string party) => party[0] == '+';

    // Trunks write E.164 without the plus.
    private static string Digits(string? number) => number?.TrimStart('+') ?? string.Empty;

    private sealed record Leg(LegId Id, string Party, bool IsOutside);

    private sealed class Attempt(Leg leg, Leg by)
    {
        public Leg Leg { get; } = leg;

        public Leg By { get; } = by;

        public DateTimeOffset? RingsSince { get; set; }
    }
}

/// <summary>How a call begins.</summary>
/// <param name="Direction">Who calls whom.</param>
/// <param name="Origin">How it is placed.</param>
/// <param name="From">The caller: extension, or E.164; null when withheld.</param>
/// <param name="FromName">The name the caller's network sends.</param>
/// <param name="To">What is dialled: extension, room, or E.164.</param>
internal sealed record CallRequest(
    SimulatedDirection Direction, SimulatedOrigin Origin, string? From, string? FromName, string? To);

/// <summary>Names legs and bridges of one run, each once.</summary>
internal sealed class LegNames(long first = 0)
{
    private long _legs = first;
    private long _bridges = first;

    public LegId Next(string endpoint) => new($"{endpoint}-{_legs++:x8}");

    public string NextBridge() => $"bridge-{_bridges++:x}";
}
