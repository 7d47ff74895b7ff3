using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallTracking.Access;

/// <summary>Which payloads were erased by order of the trail. A payload that is gone without such an order was taken away.</summary>
internal sealed class AuditErasures
{
    /// <summary>The action of rows that order it; their own payload is never erased.</summary>
    public const string Action = "audit.erase";

    private readonly Dictionary<int, List<Run>> _ordered = [];
    private readonly Dictionary<int, List<Run>> _found = [];

    /// <summary>How many rows have no payload of their own any more.</summary>
    public long Count { get; private set; }

    /// <summary>Takes an order into account; of several about one row the last one holds.</summary>
    /// <returns>False when the payload cannot be read.</returns>
    public bool Order(string? payload)
    {
        AuditEraseOrder? order;
        try
        {
            order = payload is null ? null : JsonSerializer.Deserialize(payload, AuditJson.Default.AuditEraseOrder);
        }
        catch (JsonException)
        {
            return false;
        }

        foreach (var rows in order?.Rows ?? [])
        {
            Paint(rows);
        }

        return order is not null;
    }

    /// <summary>A row without its own payload was seen.</summary>
    public void Found(int day, long number, string? replacement)
    {
        Count++;
        var runs = In(_found, day);
        var digest = replacement is null ? null : AuditChain.DigestOfReplacement(replacement);
        if (runs is [.., var last] && last.To == number - 1 && last.Sha256 is null && digest is null)
        {
            runs[^1] = last with { To = number };
        }
        else
        {
            runs.Add(new Run(number, number, digest));
        }
    }

    /// <summary>The rows that nobody ordered to be erased, or that hold something else than was ordered.</summary>
    public IEnumerable<(int Day, long Number)> FindUnordered()
    {
        foreach (var (day, runs) in _found.OrderBy(static one => one.Key))
        {
            var ordered = _ordered.GetValueOrDefault(day) ?? [];
            foreach (var run in runs)
            {
                var number = run.From;
                while (number <= run.To)
                {
                    var by = ordered.Find(one => one.From <= number && number <= one.To);
                    if (by is not null && by.Sha256 == run.Sha256)
                    {
                        number = Math.Min(by.To, run.To) + 1;
                        continue;
                    }

                    yield return (day, number++);
                }
            }
        }
    }

    private static List<Run> In(Dictionary<int, List<Run>> days, int day)
    {
        if (!days.TryGetValue(day, out var runs))
        {
            days[day] = runs = [];
        }

        return runs;
    }

    private void Paint(AuditEraseRows rows)
    {
        var runs = In(_ordered, rows.Day);
        var (from, to) = (rows.From, Math.Max(rows.From, rows.To));
        var kept = new List<Run>();
        foreach (var run in runs)
        {
            if (run.To < from || run.From > to)
            {
                kept.Add(run);
                continue;
            }

            if (run.From < from)
            {
                kept.Add(run with { To = from - 1 });
            }

            if (run.To > to)
            {
                kept.Add(run with { From = to + 1 });
            }
        }

        kept.Add(new Run(from, to, rows.Sha256));
        _ordered[rows.Day] = kept;
    }

    private sealed record Run(long From, long To, string? Sha256);
}

/// <summary>The payload of a row that orders payloads to be erased.</summary>
internal sealed record AuditEraseOrder(IReadOnlyList<AuditEraseRows> Rows);

/// <summary>Rows of one day whose payload goes.</summary>
/// <param name="Day">The day.</param>
/// <param name="From">The first row.</param>
/// <param name="To">The last row.</param>
/// <param name="Sha256">Digest of what takes the payload's place; null when nothing does.</param>
internal sealed record AuditEraseRows(int Day, long From, long To, string? Sha256);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEraseOrder))]
[JsonSerializable(typeof(AuditCheckpoint))]
internal sealed partial class AuditJson : JsonSerializerContext;
