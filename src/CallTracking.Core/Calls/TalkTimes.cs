namespace CallTracking.Calls;

/// <summary>Who was connected with the other side for how long, computed from stays in bridges, ties between bridges, holds and parks.</summary>
internal sealed class TalkTimes
{
    // Most calls have no bridge yet when they are looked at, so that nobody has a time.
    private static readonly TalkTimes None = new(0);

    // By position among the call's legs.
    private readonly LegTimes[] _legs;

    private TalkTimes(int legs)
    {
        _legs = legs == 0 ? [] : new LegTimes[legs];
    }

    /// <summary>Time the far side was held or parked by anybody, overlaps once.</summary>
    public TimeSpan Hold { get; private set; }

    /// <summary>End of the last stretch in which both sides talked; null when they never did.</summary>
    public DateTimeOffset? LastTalkEnd { get; private set; }

    /// <summary>How long a leg talked.</summary>
    /// <param name="leg">Its position in <see cref="CallFacts.Legs"/>.</param>
    public TimeSpan TalkOf(int leg) => _legs.Length == 0 ? TimeSpan.Zero : _legs[leg].Talk;

    /// <summary>How long it was in a conversation that was held.</summary>
    /// <param name="leg">Its position in <see cref="CallFacts.Legs"/>.</param>
    public TimeSpan HoldOf(int leg) => _legs.Length == 0 ? TimeSpan.Zero : _legs[leg].Held;

    /// <summary>When it last talked; null when it never did.</summary>
    /// <param name="leg">Its position in <see cref="CallFacts.Legs"/>.</param>
    public DateTimeOffset? LastTalkOf(int leg) => _legs.Length == 0 ? null : _legs[leg].LastTalk;

    public static TalkTimes Compute(CallFacts call, CallDirection direction, DateTimeOffset until)
    {
        var cuts = Cuts(call, until);
        if (cuts.Count < 2)
        {
            return None;
        }

        var times = new TalkTimes(call.Legs.Count);
        for (var i = 0; i + 1 < cuts.Count; i++)
        {
            // The same moment may cut several times.
            if (cuts[i] != cuts[i + 1])
            {
                times.Add(call, direction, cuts[i], cuts[i + 1]);
            }
        }

        return times;
    }

    /// <summary>Whether a leg stands for the party the call is about: the caller of an inbound or internal call, the outside of an
    /// outbound one. Where that caller has left an internal call, his side is whoever is there.</summary>
    public static bool IsFar(CallFacts call, CallDirection direction, LegFacts leg) =>
        direction == CallDirection.Outbound ? leg.IsTrunk : ReferenceEquals(leg, call.RootLeg);

    private static List<DateTimeOffset> Cuts(CallFacts call, DateTimeOffset until)
    {
        List<DateTimeOffset>? cuts = null;
        foreach (var leg in call.Legs)
        {
            foreach (var stay in leg.Stays)
            {
                Cut(ref cuts, stay.From, stay.To ?? until);
            }

            Cut(ref cuts, leg.Holds, until);
            Cut(ref cuts, leg.Parks, until);
            Cut(ref cuts, leg.RoomStays, until);
            if (cuts is not null && leg.Ended is { } ended)
            {
                cuts.Add(ended.At);
            }
        }

        if (cuts is null)
        {
            return [];
        }

        foreach (var tie in call.Ties)
        {
            cuts.Add(tie.From);
            cuts.Add(tie.To ?? until);
        }

        cuts.Sort();
        return cuts;
    }

    private static void Cut(ref List<DateTimeOffset>? cuts, List<Span> spans, DateTimeOffset until)
    {
        foreach (var span in spans)
        {
            Cut(ref cuts, span.From, span.To ?? until);
        }
    }

    private static void Cut(ref List<DateTimeOffset>? cuts, DateTimeOffset from, DateTimeOffset to)
    {
        cuts ??= new List<DateTimeOffset>(8);
        cuts.Add(from);
        cuts.Add(to);
    }

    private void Add(CallFacts call, CallDirection direction, DateTimeOffset from, DateTimeOffset to)
    {
        var length = to - from;
        var farHeld = false;
        var talked = false;
        for (var i = 0; i < _legs.Length; i++)
        {
            var leg = call.Legs[i];
            var far = IsFar(call, direction, leg);
            farHeld |= far ? IsIn(leg.Parks, from) : IsIn(leg.Holds, from);
            if (IsIn(leg.Holds, from) || leg.IsSupervisor || IsIn(leg.Parks, from))
            {
                continue;
            }

            if ((IsIn(leg.RoomStays, from) && (far || IsFarPresent(call, direction, from))) || HasPartner(call, direction, leg, far, from))
            {
                _legs[i].Talk += length;
                _legs[i].LastTalk = to;
                talked = true;
            }
        }

        if (talked)
        {
            LastTalkEnd = to;
        }

        if (!farHeld || !IsFarPresent(call, direction, from))
        {
            return;
        }

        Hold += length;
        for (var i = 0; i < _legs.Length; i++)
        {
            var leg = call.Legs[i];
            if (!IsFar(call, direction, leg) && call.PersonAt(leg) is { } person && person.At <= from
                && (leg.Ended is null || leg.Ended.Value.At > from))
            {
                _legs[i].Held += length;
            }
        }
    }

    private static bool IsFarPresent(CallFacts call, CallDirection direction, DateTimeOffset at)
    {
        foreach (var leg in call.Legs)
        {
            if (IsFar(call, direction, leg) && leg.Started.At <= at && (leg.Ended is null || leg.Ended.Value.At > at))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasPartner(CallFacts call, CallDirection direction, LegFacts leg, bool far, DateTimeOffset at)
    {
        var bridge = BridgeAt(leg, at);
        if (bridge is null)
        {
            return false;
        }

        var farPresent = IsFarPresent(call, direction, at);
        foreach (var other in call.Legs)
        {
            if (ReferenceEquals(other, leg) || other.IsSupervisor || IsIn(other.Holds, at)
                || (farPresent && IsFar(call, direction, other) == far))
            {
                continue;
            }

            if (BridgeAt(other, at) is { } otherBridge && Reaches(call, bridge, otherBridge, at))
            {
                return true;
            }
        }

        return false;
    }

    private static string? BridgeAt(LegFacts leg, DateTimeOffset at)
    {
        for (var i = leg.Stays.Count - 1; i >= 0; i--)
        {
            var stay = leg.Stays[i];
            if (stay.From <= at && (stay.To is null || at < stay.To))
            {
                return stay.Bridge;
            }
        }

        return null;
    }

    private static bool Reaches(CallFacts call, string from, string to, DateTimeOffset at)
    {
        if (from == to)
        {
            return true;
        }

        if (call.Ties.Count == 0)
        {
            return false;
        }

        var reached = new HashSet<string>(StringComparer.Ordinal) { from };
        bool grown;
        do
        {
            grown = false;
            foreach (var tie in call.Ties)
            {
                if (tie.From <= at && (tie.To is null || at < tie.To) && reached.Contains(tie.A) != reached.Contains(tie.B))
                {
                    reached.Add(tie.A);
                    reached.Add(tie.B);
                    grown = true;
                }
            }
        }
        while (grown && !reached.Contains(to));

        return reached.Contains(to);
    }

    private static bool IsIn(List<Span> spans, DateTimeOffset at)
    {
        foreach (var span in spans)
        {
            if (span.Covers(at))
            {
                return true;
            }
        }

        return false;
    }

    private struct LegTimes
    {
        public TimeSpan Talk;
        public TimeSpan Held;
        public DateTimeOffset? LastTalk;
    }
}
