using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>Names parties as the ledger writes them, and says who took part how.</summary>
internal static class Parties
{
    public static (LegFacts Leg, Mark At)? FirstPerson(CallFacts call)
    {
        (LegFacts Leg, Mark At)? first = null;
        foreach (var leg in call.Legs)
        {
            if (call.PersonAt(leg) is { } at && (first is null || at.Order < first.Value.At.Order))
            {
                first = (leg, at);
            }
        }

        return first;
    }

    public static long LastPersonOrder(CallFacts call)
    {
        var last = long.MinValue;
        foreach (var leg in call.Legs)
        {
            if (call.PersonAt(leg) is { } at)
            {
                last = Math.Max(last, at.Order);
            }
        }

        return last;
    }

    /// <summary>A leg's party: the extension as the PBX names it, the outside number in E.164 where possible.</summary>
    public static string NameOf(LegFacts leg, CallFacts call, NumberPlan plan, in DirectionVerdict direction)
    {
        if (leg.IsTrunk)
        {
            var text = ReferenceEquals(leg, call.RootLeg) || ReferenceEquals(leg, direction.TrunkLeg) ? direction.ExternalText : leg.AskedNumber ?? StripPrefix(leg.CallerNumber, plan);
            return plan.Read(text).Display ?? leg.Endpoint;
        }

        return !plan.IsExtension(leg.Endpoint) && plan.IsExtension(leg.CallerNumber) ? leg.CallerNumber! : leg.Endpoint;
    }

    /// <summary>Who took the call at this leg: the room where the leg entered one as its caller, else the leg's party.</summary>
    public static string TakerOf(LegFacts leg, CallFacts call, NumberPlan plan, in DirectionVerdict direction) =>
        leg.Room is not null && call.PersonAt(leg) == leg.Room && leg.RoomName is { } room ? room : NameOf(leg, call, plan, direction);

    /// <summary>A target as dialled, in the ledger's form.</summary>
    public static string TargetOf(string dialed, NumberPlan plan) =>
        plan.IsExtension(dialed) || plan.IsRoom(dialed) ? dialed : plan.Read(StripPrefix(dialed, plan)).Display ?? dialed;

    public static List<Participant> Of(
        CallFacts call, NumberPlan plan, in DirectionVerdict direction, TalkTimes times, DateTimeOffset until)
    {
        var parties = new PartyList(call.Legs.Count);
        var order = OrderOf(call.Legs);
        for (var place = 0; place < call.Legs.Count; place++)
        {
            var i = order?[place] ?? place;
            var leg = call.Legs[i];
            var isCallerOutside = leg.IsTrunk && ReferenceEquals(leg, call.RootLeg) && direction.Direction == CallDirection.Inbound;
            if (!isCallerOutside)
            {
                parties.Add(Single(i, call, plan, direction, times, until));
            }

            if (leg.Room is not null && leg.RoomName is { } room)
            {
                var talk = TimeSpan.Zero;
                foreach (var span in leg.RoomStays)
                {
                    talk += (span.To ?? until) - span.From;
                }

                parties.Add(new Participant(
                    room, ParticipantKind.Room, null, true, false, true, 0, default, talk, default, ParticipantResult.Answered));
            }
        }

        foreach (var queue in call.Queues)
        {
            parties.Add(new Participant(queue.Queue, ParticipantKind.Queue, null, false, false, false, 0, default, default, default, null));
        }

        if (call.MailboxEntered is not null || call.MessageLeft is not null)
        {
            parties.Add(new Participant(
                call.Mailbox ?? "mailbox", ParticipantKind.Mailbox, null, false, false, call.MessageLeft is not null, 0, default, default,
                default, null));
        }

        return parties.All;
    }

    public static string? StripPrefix(string? number, NumberPlan plan) =>
        number is not null && plan.TryStripOutboundPrefix(number, out var bare) ? bare : number;

    /// <summary>Legs in order of their begin, which is not always the order in which they were told: between channels that is not
    /// stable. Null when it is the order in which they stand.</summary>
    private static int[]? OrderOf(List<LegFacts> legs)
    {
        for (var i = 1; i < legs.Count; i++)
        {
            if (legs[i].Started.At < legs[i - 1].Started.At)
            {
                var order = Enumerable.Range(0, legs.Count).ToArray();
                Array.Sort(order, (a, b) => legs[a].Started.At.CompareTo(legs[b].Started.At) is not 0 and var byTime ? byTime : a.CompareTo(b));
                return order;
            }
        }

        return null;
    }

    private static Participant Single(
        int position, CallFacts call, NumberPlan plan, in DirectionVerdict direction, TalkTimes times, DateTimeOffset until)
    {
        var leg = call.Legs[position];
        var kind = leg.IsSupervisor ? ParticipantKind.Supervisor : leg.IsTrunk ? ParticipantKind.External : ParticipantKind.Extension;
        var taken = call.PersonAt(leg);
        var isCaller = ReferenceEquals(leg, call.RootLeg) && !(leg.IsTrunk && call.IsPlacedBySystem);
        var inRoomOnly = leg.Room is not null && taken == leg.Room;
        var answered = (taken is not null && !inRoomOnly) || (call.IsOwnLeg(leg) && leg.Lifted is not null);
        var ring = TimeSpan.Zero;
        if (leg.Ringing is { } ringing)
        {
            var stop = (leg.Up ?? leg.DialDone ?? leg.Ended)?.At ?? until;
            ring = stop > ringing.At ? stop - ringing.At : TimeSpan.Zero;
        }

        return new Participant(
            NameOf(leg, call, plan, direction), kind, null, leg.Asked is not null, leg.Ringing is not null, answered,
            leg.Ringing is null ? 0 : 1, ring, times.TalkOf(position), times.HoldOf(position), ResultOf(leg, call, answered, isCaller))
        {
            Presence = PresenceOf(leg, call, taken),
        };
    }

    private static ParticipantPresence PresenceOf(LegFacts leg, CallFacts call, Mark? taken)
    {
        if (!leg.IsLive || !call.IsOpen || HasGivenAway(leg))
        {
            return ParticipantPresence.None;
        }

        if (taken is not null || leg.IsSupervisor)
        {
            return ParticipantPresence.InCall;
        }

        if (ReferenceEquals(leg, call.RootLeg) && !leg.IsTrunk)
        {
            return IsAnybodyElseThere(leg, call) ? ParticipantPresence.InCall : ParticipantPresence.Calling;
        }

        return leg.Asked is null || leg.DialDone is not null ? ParticipantPresence.None
            : leg.Ringing is not null ? ParticipantPresence.Ringing : ParticipantPresence.Asked;
    }

    /// <summary>It gave the conversation away and did not come back to it.</summary>
    private static bool HasGivenAway(LegFacts leg)
    {
        if (leg.GaveAway is not { } gave)
        {
            return false;
        }

        foreach (var stay in leg.Stays)
        {
            if (stay.To is null && stay.From > gave.At)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAnybodyElseThere(LegFacts leg, CallFacts call)
    {
        foreach (var other in call.Legs)
        {
            if (!ReferenceEquals(other, leg) && other.IsLive && call.PersonAt(other) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static ParticipantResult? ResultOf(LegFacts leg, CallFacts call, bool answered, bool isCaller)
    {
        if (answered)
        {
            return ParticipantResult.Answered;
        }

        if (leg.Asked is null || leg.IsSupervisor || (isCaller && leg.Asked is null) || (leg.IsLive && leg.DialDone is null))
        {
            return null;
        }

        var result = call.ResultOf(leg);
        return result switch
        {
            DialResult.Busy => ParticipantResult.Busy,
            DialResult.Declined => ParticipantResult.Declined,
            DialResult.Unavailable or DialResult.NoSuchNumber or DialResult.Congested => ParticipantResult.Unavailable,
            DialResult.NoAnswer => ParticipantResult.NoAnswer,
            DialResult.Forwarded => ParticipantResult.Cancelled,
            _ => call.WasTakenElsewhere(leg) ? ParticipantResult.AnsweredElsewhere
                : leg.EndUnseen && leg.DialDone is null ? null
                : result == DialResult.Cancelled ? ParticipantResult.Cancelled
                : leg.Ringing is not null ? ParticipantResult.NoAnswer : ParticipantResult.Unavailable,
        };
    }

    private static Participant Join(Participant a, Participant b) => a with
    {
        Asked = a.Asked || b.Asked,
        Rang = a.Rang || b.Rang,
        Answered = a.Answered || b.Answered,
        Rings = a.Rings + b.Rings,
        Ring = a.Ring + b.Ring,
        Talk = a.Talk + b.Talk,
        Hold = a.Hold + b.Hold,
        Result = a.Answered || b.Answered ? ParticipantResult.Answered : b.Result ?? a.Result,
        Presence = a.Presence > b.Presence ? a.Presence : b.Presence,
    };

    /// <summary>Participants in order of appearance; one that comes again is joined with what is there.</summary>
    private readonly struct PartyList(int capacity)
    {
        // Up to here looking through them is faster than a table, and nearly all calls stay below.
        private const int Few = 16;

        private readonly Dictionary<string, int>? _positions = capacity > Few ? new Dictionary<string, int>(StringComparer.Ordinal) : null;

        public List<Participant> All { get; } = new(capacity);

        public void Add(Participant one)
        {
            var position = PositionOf(one.Party);
            if (position >= 0)
            {
                All[position] = Join(All[position], one);
                return;
            }

            _positions?.Add(one.Party, All.Count);
            All.Add(one);
        }

        private int PositionOf(string party)
        {
            if (_positions is not null)
            {
                return _positions.TryGetValue(party, out var known) ? known : -1;
            }

            for (var i = 0; i < All.Count; i++)
            {
                if (All[i].Party == party)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
