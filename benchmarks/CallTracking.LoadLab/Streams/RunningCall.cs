using System.Globalization;

namespace CallTracking.LoadLab.Streams;

/// <summary>A call of the stream that has not written all its events: what its holes are filled with, and how far it is.</summary>
internal sealed class RunningCall
{
    private const int Longest = 40;

    private readonly byte[] _values = new byte[((int)Slot.Start + 1) * Longest];
    private readonly int[] _lengths = new int[(int)Slot.Start + 1];

    /// <summary>Microseconds since 1970.</summary>
    public long Start { get; set; }

    /// <summary>The event that comes next.</summary>
    public int Next { get; set; }

    public bool HasOptional { get; set; }

    public ReadOnlySpan<byte> Value(Slot slot) => _values.AsSpan((int)slot * Longest, _lengths[(int)slot]);

    public void Clear() => Array.Clear(_lengths);

    public void Append<T>(Slot slot, T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        ref var length = ref _lengths[(int)slot];
        var room = _values.AsSpan(((int)slot * Longest) + length, Longest - length);
        if (!value.TryFormat(room, out var written, format, CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException($"{slot} does not fit into {Longest} bytes.");
        }

        length += written;
    }
}
