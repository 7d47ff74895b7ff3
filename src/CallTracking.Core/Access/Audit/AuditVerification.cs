using System.Globalization;

namespace CallTracking.Access;

/// <summary>
/// Looks through a tenant's trail, row by row in the order of the chain, and says what does not fit: a pure fold. A row that does not fit
/// itself was changed or moved; rows that do not fit each other have lost what stood between them; rows that fit, and are not what a
/// checkpoint vouched for, were written anew by somebody who knows how.
/// </summary>
internal sealed class AuditVerification
{
    private const int MostFindings = 1000;

    // So many rows that do not fit are compared with each other's places to tell moved ones from changed ones.
    private const int MostMoved = 512;

    private readonly SortedDictionary<(int Day, long Number), AuditCheckpoint> _checkpoints = [];
    private readonly List<AuditFinding> _findings = [];
    private readonly List<AuditEntry> _misfits = [];
    private readonly AuditErasures _erasures = new();
    private readonly (int Day, long Number) _vouchedUpTo;
    private AuditEntry? _last;
    private bool _lastFits = true;
    private long _rows;
    private long _vouched;
    private long _findingCount;

    /// <param name="checkpoints">All checkpoints of the tenant, valid or not.</param>
    /// <param name="isValid">Whether a signature is right.</param>
    public AuditVerification(IEnumerable<AuditCheckpoint> checkpoints, Func<AuditCheckpoint, bool> isValid)
    {
        foreach (var checkpoint in checkpoints)
        {
            if (isValid(checkpoint))
            {
                _checkpoints[(checkpoint.Day, checkpoint.Number)] = checkpoint;
            }
            else
            {
                Find(AuditFindingKind.CheckpointInvalid, checkpoint.Day, checkpoint.Number,
                    $"the checkpoint is not signed by a known key (key {checkpoint.KeyId})");
            }
        }

        LastCheckpoint = _checkpoints.Count == 0 ? null : _checkpoints.Last().Value;
        _vouchedUpTo = LastCheckpoint is { } last ? (last.Day, last.Number) : default;
    }

    public AuditCheckpoint? LastCheckpoint { get; }

    /// <summary>Takes the next row.</summary>
    public void Add(AuditEntry row)
    {
        _rows++;
        var fits = AuditChain.DigestOf(row).AsSpan().SequenceEqual(row.Digest);
        if (!fits)
        {
            Misfit(row);
        }

        FollowLast(row, fits);
        CheckPayload(row, fits);
        if (_checkpoints.Remove((row.Day, row.Number), out var checkpoint)
            && checkpoint.Digest != Convert.ToHexStringLower(row.Digest) && fits)
        {
            Find(AuditFindingKind.Rewritten, row.Day, row.Number,
                "this row or rows before it are not those that the checkpoint here vouched for, although they fit together");
        }

        _vouched += (row.Day, row.Number).CompareTo(_vouchedUpTo) <= 0 ? 1 : 0;
        (_last, _lastFits) = (row, fits);
    }

    /// <summary>All rows were given.</summary>
    /// <param name="head">Where the store says that the trail ends; null when it does not.</param>
    public AuditReport Finish(AuditHead? head)
    {
        foreach (var (day, number) in _checkpoints.Keys)
        {
            if (_last is null || (day, number).CompareTo((_last.Day, _last.Number)) > 0)
            {
                Find(AuditFindingKind.Removed, _last?.Day ?? day, (_last?.Number ?? 0) + 1, string.Create(
                    CultureInfo.InvariantCulture, $"the rows from here to the checkpoint's ({day}/{number}) are gone"));
            }
        }

        TellMisfits();
        foreach (var (day, number) in _erasures.FindUnordered())
        {
            Find(AuditFindingKind.PayloadChanged, day, number, "its payload was taken away or replaced, and no row of the trail says so");
        }

        CheckHead(head);
        _findings.Sort(static (left, right) => (left.Day, left.Number, left.Kind).CompareTo((right.Day, right.Number, right.Kind)));
        return new AuditReport(_rows, _erasures.Count, _vouched, LastCheckpoint, _findings, _findingCount);
    }

    private static string Place(int day, long number) => string.Create(CultureInfo.InvariantCulture, $"{day}/{number}");

    private void FollowLast(AuditEntry row, bool fits)
    {
        var expected = _last is not null && _last.Day == row.Day ? _last.Number + 1 : 1;
        if (row.Number != expected)
        {
            // Rows that were moved leave a gap too; the ones before it are told of then.
            Find(AuditFindingKind.Removed, row.Day, expected, row.Number - expected > 1
                ? $"the rows from here to {Place(row.Day, row.Number - 1)} are gone" : "the row is gone");
            return;
        }

        var before = _last?.Digest ?? AuditChain.Beginning;
        if (!row.Previous.AsSpan().SequenceEqual(before) && fits && _lastFits)
        {
            Find(AuditFindingKind.Removed, row.Day, row.Number, _last is null
                ? "the rows before this one are gone: it is not the first of the trail"
                : $"the rows between {Place(_last.Day, _last.Number)} and this one are gone, or were replaced");
        }
    }

    private void CheckPayload(AuditEntry row, bool fits)
    {
        if (row.Salt is not { } salt)
        {
            _erasures.Found(row.Day, row.Number, row.Payload);
            return;
        }

        if (!AuditChain.DigestOfPayload(salt, row.Payload).AsSpan().SequenceEqual(row.PayloadDigest))
        {
            Find(AuditFindingKind.PayloadChanged, row.Day, row.Number, "its payload is not the one that was written");
        }
        else if (fits && row.Action == AuditErasures.Action && !_erasures.Order(row.Payload))
        {
            Find(AuditFindingKind.Changed, row.Day, row.Number, "what it says was erased cannot be read");
        }
    }

    private void Misfit(AuditEntry row)
    {
        if (_misfits.Count < MostMoved)
        {
            _misfits.Add(row);
        }
        else
        {
            Find(AuditFindingKind.Changed, row.Day, row.Number, "the row is not what it was when it was written");
        }
    }

    private void TellMisfits()
    {
        foreach (var row in _misfits)
        {
            var origin = _misfits.Find(
                other => other != row && AuditChain.DigestOf(row, other.Day, other.Number).AsSpan().SequenceEqual(row.Digest));
            if (origin is null)
            {
                Find(AuditFindingKind.Changed, row.Day, row.Number, "the row is not what it was when it was written");
            }
            else
            {
                Find(AuditFindingKind.Reordered, row.Day, row.Number, $"the row belongs to {Place(origin.Day, origin.Number)}");
            }
        }
    }

    private void CheckHead(AuditHead? head)
    {
        if (head is null)
        {
            if (_last is not null)
            {
                Find(AuditFindingKind.HeadChanged, 0, 0, "the store does not say any more where the trail ends");
            }

            return;
        }

        if (head.Number != (_last?.Number ?? 0) || head.Day != (_last?.Day ?? 0)
            || !head.Digest.AsSpan().SequenceEqual(_last?.Digest ?? AuditChain.Beginning))
        {
            Find(AuditFindingKind.HeadChanged, 0, 0, $"the trail ends at {(_last is null ? "nothing" : Place(_last.Day, _last.Number))}, "
                + $"and the store says that it ends at {Place(head.Day, head.Number)}");
        }

        if ((head.CheckpointDay, head.CheckpointNumber).CompareTo(_vouchedUpTo) > 0)
        {
            Find(AuditFindingKind.CheckpointMissing, head.CheckpointDay, head.CheckpointNumber,
                "the checkpoint that was made here is gone, or is not signed by a known key");
        }
    }

    private void Find(AuditFindingKind kind, int day, long number, string text)
    {
        _findingCount++;
        if (_findings.Count < MostFindings)
        {
            _findings.Add(new AuditFinding(kind, day, number, text));
        }
    }
}
