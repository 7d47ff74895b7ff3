using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>To which call records belong: by the names of legs, and where those recur by time.</content>
public sealed partial class CallTracker
{
    /// <summary>Where names of legs recur, a record belongs to a call that was there at its time.</summary>
    private static readonly TimeSpan SameTime = TimeSpan.FromSeconds(3);

    private CallFacts? FindTracked(RecordPart part, RecordFamily family)
    {
        if (part.Rows[0].NamesRecur)
        {
            return FindByTime(part, family);
        }

        // A leg may have been handed over to another call; the family that it began has not.
        if (part.Root?.First.Leg is { } root && (_families.GetValueOrDefault(root) ?? FamilyOf(root)) is { Legs.Count: > 0 } call)
        {
            return call;
        }

        if (!part.IsMain)
        {
            return null;
        }

        if (_families.TryGetValue(new LegId(family.Name), out call) && call.Legs.Count > 0)
        {
            return call;
        }

        foreach (var leg in part.Legs)
        {
            if (leg.First.Leg is { } id && _legs.TryGetValue(id, out var known))
            {
                return known.Call;
            }
        }

        return null;
    }

    /// <summary>A name that is used again may be that of several calls: the one that was there at the time is meant, and of two the one that
    /// began closest to it. One that only the ledger knows may be closer still.</summary>
    private CallFacts? FindByTime(RecordPart part, RecordFamily family)
    {
        CallFacts? found = null;
        foreach (var call in _open.Concat(_lingering))
        {
            if (call.Legs.Count > 0 && IsNamed(part, family, call) && Overlap(part, call.First.At, call.EndedMark?.At ?? DateTimeOffset.MaxValue)
                && (found is null || Distance(part, call.First.At) < Distance(part, found.First.At)))
            {
                found = call;
            }
        }

        return found is not null && FindRecalled(part, family) is { } recalled
            && Distance(part, recalled.Live.StartedAt) < Distance(part, found.First.At) ? null : found;
    }

    private static bool IsNamed(RecordPart part, RecordFamily family, CallFacts call)
    {
        foreach (var name in call.Families)
        {
            if (name == part.Root?.First.Leg || (part.IsMain && name.Value == family.Name))
            {
                return true;
            }
        }

        return part.IsMain && part.Legs.Exists(leg => leg.First.Leg is { } id && call.Legs.Exists(one => one.Id == id));
    }

    private static RecalledCall? FindRecalled(RecordPart part, RecordFamily family)
    {
        RecalledCall? found = null;
        foreach (var recalled in family.Recalled.Values)
        {
            var call = recalled.Live;
            var isNamed = (part.Root?.First.Leg is { } root && call.Families.Contains(root.Value))
                || (part.IsMain && call.Families.Contains(family.Name));
            if (isNamed && (!part.Rows[0].NamesRecur || Overlap(part, call.StartedAt, call.EndedAt ?? DateTimeOffset.MaxValue))
                && (found is null || Distance(part, call.StartedAt) < Distance(part, found.Live.StartedAt)))
            {
                found = recalled;
            }
        }

        return found;
    }

    private static TimeSpan Distance(RecordPart part, DateTimeOffset startedAt) => (part.Rows[0].StartedAt - startedAt).Duration();

    private static bool Overlap(RecordPart part, DateTimeOffset from, DateTimeOffset to) =>
        part.Rows[0].StartedAt - SameTime <= to && part.Rows.Max(static row => row.EndedAt ?? row.StartedAt) + SameTime >= from;
}
