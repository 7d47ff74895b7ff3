using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>What the rows of one file say: columns, then meaning.</summary>
internal sealed class CdrRows
{
    private readonly CdrColumns _columns = new();
    private readonly CdrMapping _mapping;

    public CdrRows(AsteriskCdrOptions options)
    {
        var zone = options.TimeZone is { } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : null;
        _mapping = new CdrMapping(new CdrClock(zone: null, zone), new WireText(EncodingNameAttribute.Find(options.FallbackEncoding)));
    }

    /// <summary>Takes a line of names.</summary>
    /// <returns>False when the row is none.</returns>
    public bool TryReadHeader(CsvReader row) => _columns.TryReadHeader(row);

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="damage">Why it says nothing; null when it does, or when it is a line of names.</param>
    public FinishedRecord? Read(CsvReader row, out string? damage)
    {
        damage = null;
        if (_columns.TryRead(row, out var values) && _mapping.Map(values) is { } record)
        {
            return record;
        }

        if (!_columns.TryReadHeader(row))
        {
            damage = row.Count < CdrColumns.Least
                ? $"it has {row.Count} values where a CDR has at least {CdrColumns.Least}; mend the line, or remove it"
                : "its channel or its times cannot be read; mend the line, or remove it";
        }

        return null;
    }
}
