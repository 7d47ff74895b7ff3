using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>The rows of one file of <c>mod_cdr_csv</c>: a line each, since the module escapes nothing and no value has a line break.</summary>
internal sealed class CdrLines(CdrShape shape, CdrMapping mapping, WireText text) : IRecordReader
{
    /// <summary>The longest row taken.</summary>
    public const int MaxRowBytes = 64 * 1024;

    private bool _skips;

    public int MaxRecordBytes => MaxRowBytes + 2;

    public FinishedRecord? Record { get; private set; }

    public string? Damage { get; private set; }

    public string? Notice { get; private set; }

    public long Line { get; private set; } = 1;

    public long NextLine { get; private set; } = 1;

    public void Restart(long line)
    {
        (Line, NextLine) = (line, line);
        _skips = false;
    }

    public RecordRead Read(byte[] bytes, int start, int length, bool isEnd, out int consumed)
    {
        (Record, Damage) = (null, null);
        var rest = bytes.AsSpan(start, length);
        var end = rest.IndexOf((byte)'\n');
        Line = NextLine;
        if (end < 0)
        {
            consumed = _skips || rest.Length > MaxRowBytes || isEnd ? rest.Length : 0;
            if (rest.IsEmpty || consumed == 0)
            {
                return RecordRead.Incomplete;
            }

            var isRest = _skips;
            _skips = !isEnd;
            return isRest ? RecordRead.Passed : rest.Length > MaxRowBytes ? TooLong() : Take(rest);
        }

        consumed = end + 1;
        NextLine++;
        var skips = _skips;
        _skips = false;
        return skips ? RecordRead.Passed : end > MaxRowBytes ? TooLong() : Take(rest[..end]);
    }

    private RecordRead TooLong()
    {
        Damage = $"it is longer than {MaxRowBytes} bytes";
        return RecordRead.Damaged;
    }

    private RecordRead Take(ReadOnlySpan<byte> row)
    {
        row = row.Trim("\r\0 "u8);
        if (Line == 1 && row.StartsWith("\uFEFF"u8))
        {
            row = row[3..];
        }

        if (row.IsEmpty)
        {
            return RecordRead.Passed;
        }

        if (shape.Read(row, text) is not { } leg)
        {
            Damage = shape.IsDefault
                ? "it does not look like a row of FreeSWITCH's usual template; set CsvTemplate to the template that cdr_csv.conf.xml has"
                : "it does not fit CsvTemplate; compare that with the template that cdr_csv.conf.xml has";
            return RecordRead.Damaged;
        }

        Record = mapping.Map(leg);
        if (Record is not null && leg["direction"] is null)
        {
            Notice = "the template of these records does not tell which leg called and which was called, so that they confirm calls and restore "
                + "none; add \"${direction}\" and \"${originator}\" to it, and set CsvTemplate";
        }

        Damage = Record is null ? "its uuid or its start cannot be read" : null;
        return Record is null ? RecordRead.Damaged : RecordRead.Record;
    }
}
