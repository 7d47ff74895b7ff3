using System.Text;
using CallTracking.Pbx;

namespace CallTracking.Pipeline;

/// <summary>
/// Reads a blob of the event log. A member that the writing program did not know yet reads as null, zero or false; members that this
/// program does not know are passed over with the event.
/// </summary>
internal ref struct EventLogReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string[] _texts;
    private int _position;
    private int _end;
    private long _micros;

    /// <summary>Reads the table of texts.</summary>
    /// <param name="bytes">The blob behind its version byte.</param>
    public EventLogReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _end = bytes.Length;
        var count = Unsigned();
        if (count > (ulong)(_end - _position))
        {
            throw Damaged();
        }

        _texts = new string[count];
        for (var index = 0; index < _texts.Length; index++)
        {
            var length = Length();
            _texts[index] = Encoding.UTF8.GetString(bytes.Slice(_position, length));
            _position += length;
        }

        _end = _position;
    }

    public long Seq { get; private set; }

    public DateTimeOffset At { get; private set; }

    public bool NextEvent(out int kind)
    {
        (_position, _end) = (_end, _bytes.Length);
        if (_position == _end)
        {
            kind = 0;
            return false;
        }

        kind = Number();
        _end = Length() + _position;
        Seq += Signed();
        _micros += Signed();
        At = Instant(_micros);
        return true;
    }

    /// <summary>Narrows reading to a part with a length of its own.</summary>
    /// <returns>What <see cref="EndGroup"/> needs.</returns>
    public int BeginGroup()
    {
        var outer = _end;
        _end = Length() + _position;
        return outer;
    }

    public void EndGroup(int outer) => (_position, _end) = (_end, outer);

    public string? Text()
    {
        var index = Unsigned();
        if (index > (ulong)_texts.Length)
        {
            throw Damaged();
        }

        return index == 0 ? null : _texts[index - 1];
    }

    public string RequiredText() => Text() ?? string.Empty;

    public LegId Leg() => new(RequiredText());

    public LegId? OptionalLeg() => Text() is { } leg ? new LegId(leg) : null;

    public int Number() => (int)Unsigned();

    public int? OptionalNumber() => Unsigned() is var number and > 0 ? (int)UnZigZag(number - 1) : null;

    public long Long() => Signed();

    public bool Flag() => Unsigned() != 0;

    public byte[] Blob()
    {
        if (_position == _end)
        {
            return [];
        }

        var length = Length();
        var bytes = _bytes.Slice(_position, length).ToArray();
        _position += length;
        return bytes;
    }

    public DateTimeOffset? OptionalTime() => Unsigned() is var number and > 0 ? Instant(_micros + UnZigZag(number - 1)) : null;

    public DateTimeOffset Time() => OptionalTime() ?? At;

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static DateTimeOffset Instant(long micros)
    {
        // DateTimeOffset would throw an exception of another kind.
        const long Limit = 253_402_300_800_000_000;
        return micros is > -62_135_596_800_000_000 and < Limit
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond)
            : throw Damaged();
    }

    private static InvalidDataException Damaged() => new("The event log entry is damaged.");

    private long Signed() => UnZigZag(Unsigned());

    // Members may be missing at the end of an event, lengths never.
    private int Length() =>
        _position < _end && Unsigned() is var length && length <= (ulong)(_end - _position) ? (int)length : throw Damaged();

    private ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; _position < _end; shift += 7)
        {
            var next = _bytes[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }

            if (shift >= 63)
            {
                throw Damaged();
            }
        }

        return value == 0 ? 0UL : throw Damaged();
    }
}
