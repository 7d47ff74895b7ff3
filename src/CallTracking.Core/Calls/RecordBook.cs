using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>The finished records of one family of legs, and what became of them.</summary>
internal sealed class RecordFamily(string name)
{
    public string Name { get; } = name;

    public Dictionary<string, FinishedRecord> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls restored from them, as last published.</summary>
    public Dictionary<Guid, RestoredCall> Restored { get; } = [];

    /// <summary>Calls of the ledger that they may belong to, as they were before any record.</summary>
    public Dictionary<Guid, RecalledCall> Recalled { get; } = [];

    /// <summary>The call that each record was last said to belong to.</summary>
    public Dictionary<string, Guid?> Placed { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls in the tracker's memory that they belong to.</summary>
    public HashSet<CallFacts> Tracked { get; } = [];

    public LinkedListNode<RecordFamily>? Use { get; set; }
}

/// <summary>A call restored from records.</summary>
internal sealed class RestoredCall
{
    public required Call Call { get; set; }

    public required HashSet<string> Keys { get; set; }
}

/// <summary>A call that the ledger knows and the tracker does not any more.</summary>
internal sealed class RecalledCall
{
    public required Call Live { get; init; }

    public required int Revision { get; set; }

    public bool IsContradicted { get; set; }

    public HashSet<string> Keys { get; set; } = [];
}

/// <summary>What the ledger holds of a family of legs.</summary>
/// <param name="Calls">Its calls.</param>
/// <param name="Records">Its records, each with the call that it belongs to.</param>
internal sealed record RecalledFamily(IReadOnlyList<Call> Calls, IReadOnlyList<(FinishedRecord Record, Guid? CallId)> Records);

/// <summary>
/// The finished records of a link that may still be joined by others, by family. Bounded: what was not touched for longest is forgotten
/// first, and is recalled from the ledger when another record of it comes.
/// </summary>
internal sealed class RecordBook(int most = 20_000)
{
    /// <summary>Names of legs come back after a restart of the PBX: without a unique name, records farther apart are not kin.</summary>
    private static readonly TimeSpan KinWithin = TimeSpan.FromHours(12);

    private readonly Dictionary<string, RecordFamily> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordFamily> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordFamily> _byLegName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordFamily> _byLeg = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<FinishedRecord>> _inRooms = new(StringComparer.Ordinal);
    private readonly LinkedList<RecordFamily> _byUse = [];

    public int Count => _byName.Count;

    public RecordFamily? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The family in which a record of the leg is.</summary>
    public RecordFamily? FamilyOfLeg(string leg) => _byLeg.GetValueOrDefault(leg);

    /// <summary>The family in which a record of the leg is that has this further name.</summary>
    public RecordFamily? OwnerOf(string legName) =>
        _byLegName.TryGetValue(legName, out var family) && family.Records.Values.Any(record => record.LegName == legName) ? family : null;

    /// <summary>Whether the family of a record has others already, or its leg has.</summary>
    public bool Knows(FinishedRecord record) =>
        _byKey.ContainsKey(record.Key) || (record.Family is { } family ? _byName.ContainsKey(family.Value) : KinOf(record) is not null);

    /// <summary>Until when records of other members of a room say that the leg was there.</summary>
    public DateTimeOffset? InRoomUntil(FinishedRecord leg)
    {
        if (leg.LegName is null || !_inRooms.TryGetValue(leg.LegName, out var rows))
        {
            return null;
        }

        DateTimeOffset? until = null;
        foreach (var row in rows)
        {
            // Names of legs come back, but not within a call's time.
            if (row.EndedAt is { } end && end >= leg.StartedAt && row.StartedAt - leg.StartedAt < KinWithin && !(until >= end))
            {
                until = end;
            }
        }

        return until;
    }

    /// <summary>Takes a record in.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isNew">False when it is known and says nothing new.</param>
    /// <param name="left">The family that it was in before; null where that has not changed.</param>
    /// <returns>Its family.</returns>
    public RecordFamily Add(FinishedRecord record, out bool isNew, out RecordFamily? left)
    {
        left = null;
        if (_byKey.TryGetValue(record.Key, out var former))
        {
            var known = former.Records[record.Key];
            var richer = known with { Family = known.Family ?? record.Family, Leg = known.Leg ?? record.Leg, Order = known.Order ?? record.Order };
            if (richer == known)
            {
                Touch(former);
                isNew = false;
                return former;
            }

            Remove(former, known);
            left = former;
            record = richer with { NamesRecur = known.NamesRecur && record.NamesRecur };
        }

        isNew = true;
        var family = FamilyOf(record);
        left = ReferenceEquals(left, family) ? null : left;
        family.Records[record.Key] = record;
        _byKey[record.Key] = family;
        Index(record, family);
        Touch(family);
        return family;
    }

    /// <summary>Adds what the ledger remembers.</summary>
    public void Recall(RecordFamily family, IEnumerable<FinishedRecord> records)
    {
        foreach (var record in records)
        {
            if (!_byKey.ContainsKey(record.Key))
            {
                family.Records[record.Key] = record;
                _byKey[record.Key] = family;
                Index(record, family);
            }
        }
    }

    /// <summary>Forgets what was not touched for longest, as long as there is too much.</summary>
    public void Shrink()
    {
        while (_byName.Count > most && _byUse.First is { } oldest && oldest.Value.Tracked.Count == 0)
        {
            Forget(oldest.Value);
        }
    }

    /// <summary>Forgets a family; when another record of it comes, it is recalled from the ledger.</summary>
    public void Forget(RecordFamily family)
    {
        _byUse.Remove(family.Use!);
        _byName.Remove(family.Name);
        foreach (var record in family.Records.Values.ToList())
        {
            Remove(family, record);
        }
    }

    private RecordFamily FamilyOf(FinishedRecord record)
    {
        if (record.Family is { } named)
        {
            return _byName.TryGetValue(named.Value, out var known) ? known : Begin(named.Value);
        }

        return KinOf(record) ?? Begin(record.Leg?.Value ?? $"{record.LegName} {record.Key}");
    }

    /// <summary>Without the name of a family, legs that name each other are kin.</summary>
    private RecordFamily? KinOf(FinishedRecord record)
    {
        if (record.Leg is { } leg && _byName.TryGetValue(leg.Value, out var own))
        {
            return own;
        }

        foreach (var name in (ReadOnlySpan<string?>)[record.LegName, record.OtherLegName])
        {
            if (name is not null && _byLegName.TryGetValue(name, out var kin)
                && kin.Records.Values.Any(other => other.Family is null && (other.StartedAt - record.StartedAt).Duration() < KinWithin))
            {
                return kin;
            }
        }

        return null;
    }

    private RecordFamily Begin(string name)
    {
        var family = new RecordFamily(name);
        _byName.Add(name, family);
        family.Use = _byUse.AddLast(family);
        return family;
    }

    private void Touch(RecordFamily family)
    {
        _byUse.Remove(family.Use!);
        _byUse.AddLast(family.Use!);
    }

    private void Index(FinishedRecord record, RecordFamily family)
    {
        if (record.Leg is { } leg)
        {
            _byLeg[leg.Value] = family;
        }

        if (record.LegName is { } name)
        {
            _byLegName[name] = family;
        }

        if (record.OtherLegName is { } other)
        {
            _byLegName.TryAdd(other, family);
            if (record.Place == RecordPlace.Room)
            {
                if (!_inRooms.TryGetValue(other, out var rows))
                {
                    _inRooms[other] = rows = [];
                }

                rows.Add(record);
            }
        }
    }

    private void Remove(RecordFamily family, FinishedRecord record)
    {
        family.Records.Remove(record.Key);
        family.Placed.Remove(record.Key);
        _byKey.Remove(record.Key);
        Forget(_byLeg, record.Leg?.Value, family);
        Forget(_byLegName, record.LegName, family);
        Forget(_byLegName, record.OtherLegName, family);
        if (record.OtherLegName is { } other && _inRooms.TryGetValue(other, out var rows) && rows.Remove(record) && rows.Count == 0)
        {
            _inRooms.Remove(other);
        }
    }

    private static void Forget(Dictionary<string, RecordFamily> index, string? name, RecordFamily family)
    {
        if (name is not null && index.TryGetValue(name, out var known) && ReferenceEquals(known, family))
        {
            index.Remove(name);
        }
    }
}
