using System.Text;
using CallTracking.Pbx;

namespace CallTracking.Pipeline;

/// <summary>
/// Builds one blob of the event log. Texts go to a table in front of the events, each once: a leg's name stands in nearly every event.
/// The table is apart from the events so that a reader may pass over an event without losing texts that later ones share.
/// </summary>
/// <remarks>Not thread-safe. It keeps its memory from blob to blob.</remarks>
internal sealed class EventLogWriter
{
    private readonly Dictionary<string, int> _indexOf = new(StringComparer.Ordinal);
    private readonly Bytes _texts = new();
    private readonly Bytes _body = new();
    private readonly Stack<int> _groups = new();
    private long _seq;
    private long _micros;
    private long _atMicros;

    /// <summary>Events written since the last <see cref="Finish"/>.</summary>
    public int Count { get; private set; }

    public EventLogWriter Begin(int kind, long seq, DateTimeOffset at)
    {
        _body.Unsigned((uint)kind);
        BeginGroup();
        _atMicros = Micros(at);
        _body.Signed(seq - _seq);
        _body.Signed(_atMicros - _micros);
        (_seq, _micros) = (seq, _atMicros);
        return this;
    }

    public void End()
    {
        EndGroup();
        Count++;
    }

    public EventLogWriter BeginGroup()
    {
        _groups.Push(_body.Length);
        return this;
    }

    public EventLogWriter EndGroup()
    {
        _body.PrefixLength(_groups.Pop());
        return this;
    }

    public EventLogWriter Text(string? text)
    {
        _body.Unsigned(text is null ? 0 : 1 + (uint)IndexOf(text));
        return this;
    }

    public EventLogWriter Leg(LegId? leg) => Text(leg?.Value);

    public EventLogWriter Number(int number)
    {
        _body.Unsigned((uint)number);
        return this;
    }

    public EventLogWriter Number(int? number)
    {
        _body.Unsigned(number is { } value ? 1 + Bytes.ZigZag(value) : 0);
        return this;
    }

    public EventLogWriter Long(long number)
    {
        _body.Signed(number);
        return this;
    }

    public EventLogWriter Flag(bool flag) => Number(flag ? 1 : 0);

    public EventLogWriter Blob(ReadOnlySpan<byte> bytes)
    {
        _body.Unsigned((uint)bytes.Length);
        _body.Append(bytes);
        return this;
    }

    public EventLogWriter Time(DateTimeOffset? time)
    {
        _body.Unsigned(time is { } value ? 1 + Bytes.ZigZag(Micros(value) - _atMicros) : 0);
        return this;
    }

    /// <summary>Gives the blob and begins the next one.</summary>
    /// <param name="version">The first byte of the blob.</param>
    /// <returns>The blob; empty when there was no event.</returns>
    public byte[] Finish(byte version = EventLogCodec.Version)
    {
        if (Count == 0)
        {
            return [];
        }

        var head = new Bytes(16);
        head.Byte(version);
        head.Unsigned((uint)_indexOf.Count);
        byte[] blob = [.. head.Span, .. _texts.Span, .. _body.Span];
        _indexOf.Clear();
        _texts.Clear();
        _body.Clear();
        (_seq, _micros, Count) = (0, 0, 0);
        return blob;
    }

    private int IndexOf(string text)
    {
        if (!_indexOf.TryGetValue(text, out var index))
        {
            index = _indexOf.Count;
            _indexOf.Add(text, index);
            _texts.Text(text);
        }

        return index;
    }

    private static long Micros(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private sealed class Bytes(int capacity = 1024)
    {
        private byte[] _bytes = new byte[capacity];

        public int Length { get; private set; }

        public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

        public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

        public void Clear() => Length = 0;

        public void Byte(byte value)
        {
            Reserve(1)[0] = value;
            Length++;
        }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Reserve(bytes.Length));
            Length += bytes.Length;
        }

        public void Signed(long value) => Unsigned(ZigZag(value));

        public void Unsigned(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                Byte((byte)(value | 0x80));
            }

            Byte((byte)value);
        }

        public void Text(string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            Unsigned((uint)length);
            Length += Encoding.UTF8.GetBytes(text, Reserve(length));
        }

        // The length is known only afterwards and nearly always takes one byte: what was written since then moves up by that much.
        public void PrefixLength(int start)
        {
            var end = Length;
            Unsigned((uint)(end - start));
            Span<byte> prefix = stackalloc byte[5];
            prefix = prefix[..(Length - end)];
            _bytes.AsSpan(end, prefix.Length).CopyTo(prefix);
            _bytes.AsSpan(start, end - start).CopyTo(_bytes.AsSpan(start + prefix.Length));
            prefix.CopyTo(_bytes.AsSpan(start));
        }

        private Span<byte> Reserve(int count)
        {
            if (Length + count > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(Length + count, 2 * _bytes.Length));
            }

            return _bytes.AsSpan(Length);
        }
    }
}
