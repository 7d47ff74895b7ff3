using System.Buffers;
using CallTracking.Pbx.Records;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Reads a file of either kind: one that begins with a brace or a bracket is JSON.</summary>
internal sealed class CdrReader(RecordFormat csv, RecordFormat json) : IRecordReader
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n\0\uFEFF"u8);

    private long _line = 1;
    private IRecordReader? _reader;

    public int MaxRecordBytes => JsonCdrs.MaxBytes + 1;

    public FinishedRecord? Record => _reader?.Record;

    public string? Damage => _reader?.Damage;

    public string? Notice => _reader?.Notice;

    public long Line => _reader?.Line ?? _line;

    public long NextLine => _reader?.NextLine ?? _line;

    public void Restart(long line)
    {
        _line = line;
        _reader?.Restart(line);
    }

    public RecordRead Read(byte[] bytes, int start, int length, bool isEnd, out int consumed)
    {
        consumed = 0;
        if (_reader is null)
        {
            var first = bytes.AsSpan(start, length).IndexOfAnyExcept(Blanks);
            if (first < 0)
            {
                return RecordRead.Incomplete;
            }

            _reader = bytes[start + first] is (byte)'{' or (byte)'[' ? json.Open() : csv.Open();
            _reader.Restart(_line);
        }

        return _reader.Read(bytes, start, length, isEnd, out consumed);
    }
}
