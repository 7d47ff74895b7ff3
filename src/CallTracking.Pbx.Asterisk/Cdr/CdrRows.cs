using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>The rows of one CDR file: <see cref="CsvReader"/>, <see cref="CdrColumns"/> and <see cref="CdrMapping"/>.</summary>
internal sealed class CdrRows(CdrMapping mapping, int maxRowBytes) : IRecordReader
{
    private readonly CsvReader _csv = new(maxRowBytes);
    private readonly CdrColumns _columns = new();

    public int MaxRecordBytes => maxRowBytes + 1;

    public FinishedRecord? Record { get; private set; }

    public string? Damage { get; private set; }

    public long Line => _csv.Line;

    public long NextLine => _csv.NextLine;

    public void Restart(long line) => _csv.Restart(line);

    public RecordRead Read(byte[] bytes, int start, int length, bool isEnd, out int consumed)
    {
        (Record, Damage) = (null, null);
        switch (_csv.Read(bytes, start, length, isEnd, out consumed))
        {
            case CsvRead.Incomplete:
                return RecordRead.Incomplete;
            case CsvRead.Damaged:
                Damage = _csv.Damage;
                return RecordRead.Damaged;
            default:
                return Take();
        }
    }

    private RecordRead Take()
    {
        if (_columns.TryRead(_csv, out var values) && mapping.Map(values) is { } record)
        {
            Record = record;
            return RecordRead.Record;
        }

        if (_columns.TryReadHeader(_csv))
        {
            return RecordRead.Passed;
        }

        Damage = _csv.Count < CdrColumns.Least
            ? $"it has {_csv.Count} values where a CDR has at least {CdrColumns.Least}" : "its channel or its times cannot be read";
        return RecordRead.Damaged;
    }
}
