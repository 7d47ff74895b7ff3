using System.Globalization;
using System.Text;

namespace CallTracking.Faults;

/// <summary>How often each field was right, unknown and wrong.</summary>
internal sealed class CutTable
{
    private readonly SortedDictionary<string, int[]> _counts = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];

    public int Cuts { get; set; }

    public IReadOnlyList<string> Wrong => _wrong;

    public void Add(string field, Verdict verdict, Func<string> where)
    {
        if (!_counts.TryGetValue(field, out var counts))
        {
            _counts[field] = counts = new int[3];
        }

        counts[(int)verdict]++;
        if (verdict == Verdict.Wrong)
        {
            _wrong.Add($"{field}: {where()}");
        }
    }

    public void Merge(CutTable other)
    {
        Cuts += other.Cuts;
        _wrong.AddRange(other._wrong);
        foreach (var (field, counts) in other._counts)
        {
            var sum = _counts.TryGetValue(field, out var known) ? known : _counts[field] = new int[3];
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += counts[i];
            }
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Cuts} cuts\n{"field",-16}{"right",9}{"unknown",9}{"wrong",9}\n");
        foreach (var (field, counts) in _counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{field,-16}{counts[0],9}{counts[1],9}{counts[2],9}\n");
        }

        return text.ToString();
    }
}

internal enum Verdict
{
    Right,
    Unknown,
    Wrong,
}
