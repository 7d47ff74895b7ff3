using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace CallTracking.Contacts;

/// <summary>A place on a timeline: the entry after which the next page goes on.</summary>
/// <param name="At">The entry's moment.</param>
/// <param name="Id">The entry's id.</param>
public readonly record struct ContactTimelinePlace(DateTimeOffset At, Guid Id)
{
    private const int Size = sizeof(long) + 16;

    /// <summary>Whether an entry lies before this place, on a later page.</summary>
    /// <param name="at">The entry's moment.</param>
    /// <param name="id">The entry's id.</param>
    public bool IsBefore(DateTimeOffset at, Guid id) => at < At || (at == At && id < Id);

    /// <summary>Text without blanks that <see cref="TryParse"/> reads, fit for a URL.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.UtcTicks);
        Id.TryWriteBytes(bytes[sizeof(long)..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text; may come from outside.</param>
    /// <param name="place">The place.</param>
    /// <returns>False when the text is none.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContactTimelinePlace place)
    {
        place = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is null || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != Size)
        {
            return false;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        place = new ContactTimelinePlace(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[sizeof(long)..], bigEndian: true));
        return true;
    }
}
