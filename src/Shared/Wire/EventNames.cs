namespace CallTracking.Pbx.Wire;

/// <summary>Counts skipped events by name, over bytes and without allocation once a name was seen. Bounded.</summary>
internal sealed class EventNames
{
    public const string Other = "other";
    private const int Buckets = 512;
    private const int LongestName = 128;

    private readonly Entry?[] _buckets = new Entry?[Buckets];
    private readonly Func<string, bool> _isUnknown;
    private readonly int _limit;
    private readonly Entry _other = new([], Other, isUnknown: true);
    private long _reported;
    private long _count;

    /// <summary>Creates an empty table.</summary>
    /// <param name="isUnknown">Whether a name is to be reported; asked once per name. Null: every name.</param>
    /// <param name="limit">How many unknown names are told apart.</param>
    public EventNames(Func<string, bool>? isUnknown = null, int limit = 1000)
    {
        _isUnknown = isUnknown ?? (static _ => true);
        _limit = limit;
    }

    /// <summary>Events counted under unknown names.</summary>
    public long Unknown { get; private set; }

    /// <summary>The counter of a name; names beyond the limit share one.</summary>
    public Entry this[ReadOnlySpan<byte> name]
    {
        get
        {
            ref var bucket = ref _buckets[Hash(name) & (Buckets - 1)];
            for (var entry = bucket; entry is not null; entry = entry.Next)
            {
                if (name.SequenceEqual(entry.Bytes))
                {
                    return entry;
                }
            }

            if (name.Length > LongestName)
            {
                return _other;
            }

            var text = WireBytes.Printable(name, LongestName);
            var isUnknown = _isUnknown(text);
            if (isUnknown && _count++ >= _limit)
            {
                return _other;
            }

            bucket = new Entry(name.ToArray(), text, isUnknown) { Next = bucket };
            return bucket;
        }
    }

    public void Count(Entry entry)
    {
        entry.Count++;
        if (entry.IsUnknown)
        {
            Unknown++;
        }
    }

    /// <summary>Whether unknown events were counted since the last report.</summary>
    public bool HasNews => _reported != Unknown;

    /// <summary>Tells what was counted since the last report, one call per event.</summary>
    /// <param name="tell">Takes the name, and whether it is the first of that name.</param>
    public void Report(Action<string, bool> tell)
    {
        _reported = Unknown;
        foreach (var entry in _buckets.SelectMany(Chain).Append(_other).Where(static entry => entry.IsUnknown))
        {
            for (; entry.Reported < entry.Count; entry.Reported++)
            {
                tell(entry.Name, entry.Reported == 0);
            }
        }
    }

    /// <summary>The unknown names and how often they came.</summary>
    public Dictionary<string, long> ToDictionary()
    {
        var result = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in _buckets.SelectMany(Chain).Append(_other).Where(static entry => entry is { IsUnknown: true, Count: > 0 }))
        {
            result[entry.Name] = result.GetValueOrDefault(entry.Name) + entry.Count;
        }

        return result;
    }

    /// <summary>Case-insensitive for ASCII letters: length, first, middle and last letters tell names of events apart well
    /// enough.</summary>
    public static int Hash(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return 0;
        }

        var hash = name.Length;
        hash = (hash * 31) + (name[0] | 0x20);
        hash = (hash * 31) + (name[name.Length / 2] | 0x20);
        hash = (hash * 31) + (name[name.Length * 3 / 4] | 0x20);
        hash = (hash * 31) + (name[^1] | 0x20);
        return (hash ^ (hash >> 9)) & int.MaxValue;
    }

    private static IEnumerable<Entry> Chain(Entry? entry)
    {
        for (; entry is not null; entry = entry.Next)
        {
            yield return entry;
        }
    }

    internal sealed class Entry(byte[] bytes, string name, bool isUnknown)
    {
        public byte[] Bytes { get; } = bytes;

        public string Name { get; } = name;

        public bool IsUnknown { get; } = isUnknown;

        public long Count { get; set; }

        public long Reported { get; set; }

        public Entry? Next { get; init; }
    }
}
