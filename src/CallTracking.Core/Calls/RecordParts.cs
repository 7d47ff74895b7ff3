using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>The records of one leg, in the order in which they were begun.</summary>
internal sealed class RecordedLeg(string key)
{
    public string Key { get; } = key;

    public List<FinishedRecord> Rows { get; } = [];

    public FinishedRecord First => Rows[0];

    public bool IsHelper => First.Role == RecordRole.Helper;

    /// <summary>Fetching a parked call, taking a ringing one, listening in: no call of its own.</summary>
    public bool IsFeature => Rows.TrueForAll(static row => row.Place == RecordPlace.Feature);
}

/// <summary>The records that tell of one call.</summary>
internal sealed class RecordPart
{
    /// <summary>The leg for whose sake the call exists; null when no record tells of it (yet).</summary>
    public required RecordedLeg? Root { get; init; }

    /// <summary>Whether it holds what no leg of another call claims.</summary>
    public bool IsMain { get; init; }

    public List<RecordedLeg> Legs { get; } = [];

    /// <summary>All of its records, in the order in which they were begun.</summary>
    public List<FinishedRecord> Rows { get; } = [];
}

/// <summary>
/// Tells the calls in the records of one family apart. PBXes write the family of the end, not of the beginning, into a record: calls that
/// were joined have one family at last, and are two calls all the same, since each had a caller of its own.
/// </summary>
internal static class RecordParts
{
    public static readonly Comparison<FinishedRecord> ByBeginning = static (a, b) =>
    {
        var order = a.StartedAt.CompareTo(b.StartedAt);
        order = order != 0 || a.Order is null || b.Order is null ? order : a.Order.Value.CompareTo(b.Order.Value);
        return order != 0 ? order : string.CompareOrdinal(a.Key, b.Key);
    };

    public static List<RecordPart> Of(IEnumerable<FinishedRecord> records, string? family)
    {
        var rows = records.ToList();
        if (rows.Count == 0)
        {
            return []; // They went over to another family.
        }

        rows.Sort(ByBeginning);
        var legs = LegsOf(rows);
        var named = legs.FindAll(leg => leg.First.Leg?.Value is { } id && id == family && !leg.IsFeature
            && leg.First is not { IsWholeLeg: true, Role: RecordRole.Called });
        var callers = legs.FindAll(leg => !leg.IsFeature && leg.Rows.TrueForAll(static row => row.Role == RecordRole.Calling) && !IsCalled(leg, rows));
        var mains = named.Count > 0 ? named : FirstOf(callers, legs);
        var parts = new List<RecordPart>();
        foreach (var root in mains)
        {
            parts.Add(new RecordPart { Root = root, IsMain = true });
        }

        foreach (var root in callers)
        {
            if (!mains.Contains(root))
            {
                parts.Add(new RecordPart { Root = root });
            }
        }

        if (!parts.Exists(static part => part.IsMain))
        {
            parts.Insert(0, new RecordPart { Root = null, IsMain = true });
        }

        foreach (var leg in legs)
        {
            var part = parts.Find(one => one.Root == leg) ?? Nearest(parts, leg);
            part.Legs.Add(leg);
            part.Rows.AddRange(leg.Rows);
        }

        foreach (var part in parts)
        {
            part.Rows.Sort(ByBeginning);
        }

        return parts;
    }

    private static List<RecordedLeg> LegsOf(List<FinishedRecord> rows)
    {
        var legs = new List<RecordedLeg>();
        var byKey = new Dictionary<string, RecordedLeg>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            // A name that comes back for another call has another device behind it.
            var key = row.Leg is { } id ? row.NamesRecur ? $"{id.Value} {row.LegName}" : id.Value : row.LegName ?? row.Key;
            if (!byKey.TryGetValue(key, out var leg))
            {
                byKey[key] = leg = new RecordedLeg(key);
                legs.Add(leg);
            }

            leg.Rows.Add(row);
        }

        return legs;
    }

    /// <summary>Somebody reached this leg before it did anything by itself.</summary>
    private static bool IsCalled(RecordedLeg leg, List<FinishedRecord> rows)
    {
        foreach (var row in rows)
        {
            if (row.OtherLegName is { } other && other == leg.First.LegName && !leg.Rows.Contains(row) && ByBeginning(row, leg.First) <= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where no record is of the leg that the family is named after: the first caller, else the first that a program called, be it
    /// through a helper.</summary>
    private static List<RecordedLeg> FirstOf(List<RecordedLeg> callers, List<RecordedLeg> legs)
    {
        var first = callers.Count > 0 ? callers[0]
            : legs.Find(static leg => leg.First.Role == RecordRole.Placed && !leg.IsFeature);
        return first is null ? [] : [first];
    }

    private static RecordPart Nearest(List<RecordPart> parts, RecordedLeg leg)
    {
        var mentioned = parts.Find(part => part.Root is { } root
            && root.Rows.Exists(row => row.OtherLegName is { } other && other == leg.First.LegName));
        if (mentioned is not null)
        {
            return mentioned;
        }

        var nearest = parts[0];
        foreach (var part in parts)
        {
            if (part.IsMain && part.Root is { } root && nearest.Root is { } so
                && (root.First.StartedAt - leg.First.StartedAt).Duration() < (so.First.StartedAt - leg.First.StartedAt).Duration())
            {
                nearest = part;
            }
        }

        return nearest;
    }
}
