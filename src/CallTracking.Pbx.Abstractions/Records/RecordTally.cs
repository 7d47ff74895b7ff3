namespace CallTracking.Pbx.Records;

/// <summary>What came of the reading of one file.</summary>
internal sealed class RecordTally
{
    private const int Kept = 1000;

    private readonly List<string> _damage = [];

    public long Rows { get; set; }

    public long Damaged { get; set; }

    /// <summary>Whether an earlier run had read a part of the file.</summary>
    public bool IsRest { get; init; }

    /// <summary>Not one line was a record.</summary>
    public bool IsForeign => Rows == 0 && Damaged > 0 && !IsRest;

    /// <summary>The first lines that were passed over, for people.</summary>
    public IReadOnlyList<string> Damage => _damage;

    public void Keep(long line, string damage)
    {
        Damaged++;
        if (_damage.Count < Kept)
        {
            _damage.Add($"line {line}: {damage}");
        }
    }
}
