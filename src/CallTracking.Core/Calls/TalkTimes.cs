namespace CallTracking.Calls;

/// <summary>Who was connected with the other side for how long, computed from stays in bridges, ties between bridges, holds and parks.</summary>
internal sealed class TalkTimes
{
    private readonly Dictionary<LegFacts, TimeSpan> _talk = [];
    private readonly Dictionary<LegFacts, TimeSpan> _held = [];
    private readonly Dictionary<LegFacts, DateTimeOffset> _lastTalk = [];

    /// <summary>Time the far side was held or parked by anybody, overlaps once.</summary>
    public TimeSpan Hold { get; private set; }

    /// <summary>End of the last stretch in which both sides talked; null when they never did.</summary>
    public DateTimeOffset? LastTalkEnd { get; private set; }

    public TimeSpan TalkOf(LegFacts leg) => _talk.GetValueOrDefault(leg);

    public TimeSpan HoldOf(LegFacts leg) => _held.GetValueOrDefault(leg);

    public DateTimeOffset? LastTalkOf(LegFacts leg) => _lastTalk.TryGetValue(leg, out var at) ? at : null;

    public static TalkTimes Compute(CallFacts call, CallDirection direction, DateTimeOffset until)
    {
        var times = new TalkTimes();
        var cuts = Cuts(call, until);
        for (var i = 0; i + 1 < cuts.Count; i++)
        {
            times.Add(call, direction, cuts[i], cuts[i + 1]);
        }

        return times;
    }

    /// <summary>Whether a leg stands for the party the call is about: the caller of an inbound or internal call, the outside of an
    /// outbound one. Where that caller has left an internal call, his side is whoever is there.</summary>
    public static bool IsFar(CallFacts call, CallDirection direction, LegFacts leg) =>
        direction == CallDirection.Outbound ? leg.IsTrunk : ReferenceEquals(leg, call.RootLeg);

    private static List<DateTimeOffset> Cuts(CallFacts call, DateTimeOffset until)
    {
        var cuts = new SortedSet<DateTimeOffset>();
        void Cut(DateTimeOffset from, DateTimeOffset? to)
        {
            cuts.Add(from);
            cuts.Add(to ?? until);
        }

        foreach (var leg in call.Legs)
        {
            foreach (var stay in leg.Stays)
            {
                Cut(stay.From, stay.To);
            }

            foreach (var span in leg.Holds)
            {
                Cut(span.From, span.To);
            }

            foreach (var span in leg.Parks)
            {
                Cut(span.From, span.To);
            }

            foreach (var span in leg.RoomStays)
            {
                Cut(span.From, span.To);
            }

            if (cuts.Count > 0 && leg.Ended is { } ended)
            {
                cuts.Add(ended.At);
            }
        }

        if (cuts.Count > 0)
        {
            foreach (var tie in call.Ties)
            {
                Cut(tie.From, tie.To);
            }
        }

        return [.. cuts];
    }

    private void Add(CallFacts call, CallDirection direction, DateTimeOffset from, DateTimeOffset to)
    {
        var length = to - from;
        var farHeld = false;
        var talked = false;
        foreach (var leg in call.Legs)
        {
            var far = IsFar(call, direction, leg);
            farHeld |= far ? IsIn(leg.Parks, from) : IsIn(leg.Holds, from);
            if (IsIn(leg.Holds, from) || leg.IsSupervisor || IsIn(leg.Parks, from))
            {
                continue;
            }

            if (IsIn(leg.RoomStays, from) || HasPartner(call, direction, leg, far, from))
            {
                _talk[leg] = _talk.GetValueOrDefault(leg) + length;
                _lastTalk[leg] = to;
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
        foreach (var leg in call.Legs)
        {
            if (!IsFar(call, direction, leg) && call.PersonAt(leg) is { } person && person.At <= from
                && (leg.Ended is null || leg.Ended.Value.At > from))
            {
                _held[leg] = _held.GetValueOrDefault(leg) + length;
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
}
