namespace CallTracking.Pbx.Traces;

/// <summary>
/// One direction of a connection with other numbers in it. Reads cut a line anywhere, so what follows the last line break waits for the
/// rest of its line; a message's last byte is a line break or a closing brace, and so messages stay whole and keep their times.
/// </summary>
/// <remarks>Not thread-safe. Keeps at most one line, of at most 64 KiB.</remarks>
public sealed class PseudonymStream
{
    private const int LongestKept = 64 * 1024;

    // In a line without end a number may stand across the cut; no number is that long.
    private const int LongestNumber = 64;

    private readonly NumberPseudonyms _numbers;
    private byte[] _buffer = new byte[4096];
    private int _held;
    private int _shown;

    /// <summary>Creates a stream.</summary>
    /// <param name="numbers">What replaces.</param>
    public PseudonymStream(NumberPseudonyms numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        _numbers = numbers;
    }

    /// <summary>Takes what was read or written.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>What can be shown of it and of what waited; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Take(ReadOnlySpan<byte> bytes)
    {
        Append(bytes);
        var text = _buffer.AsSpan(0, _held);

        // A JSON document ends without a line break, and with it a message: what comes next may come much later.
        var whole = text.EndsWith("}"u8) ? _held : text.LastIndexOf((byte)'\n') + 1;
        if (whole == 0 && _held > LongestKept)
        {
            whole = _held - LongestNumber;
            while (whole > 1 && char.IsAsciiDigit((char)text[whole]) && char.IsAsciiDigit((char)text[whole - 1]) && _held - whole < 2 * LongestNumber)
            {
                whole--;
            }
        }

        return Show(whole);
    }

    /// <summary>The connection ended: shows what still waits.</summary>
    /// <returns>The rest; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Finish()
    {
        Append([]);
        return Show(_held);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        // What was shown last is not needed any more.
        var rest = _held - _shown;
        if (rest + bytes.Length > _buffer.Length)
        {
            var larger = new byte[Math.Max(rest + bytes.Length, Math.Min(2 * _buffer.Length, LongestKept))];
            _buffer.AsSpan(_shown, rest).CopyTo(larger);
            _buffer = larger;
        }
        else if (_shown > 0)
        {
            _buffer.AsSpan(_shown, rest).CopyTo(_buffer);
        }

        bytes.CopyTo(_buffer.AsSpan(rest));
        (_shown, _held) = (0, rest + bytes.Length);
    }

    private ReadOnlyMemory<byte> Show(int length)
    {
        var rest = _buffer.AsSpan(0, length);
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n') + 1;
            end = end == 0 ? rest.Length : end;
            _numbers.Apply(rest[..end]);
            rest = rest[end..];
        }

        _shown = length;
        return _buffer.AsMemory(0, length);
    }
}
