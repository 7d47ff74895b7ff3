using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using CallTracking.Identification;

namespace CallTracking.Calls;

/// <summary>A place in the history: the call after which the next page goes on. It stays right while calls are added.</summary>
/// <param name="StartedAt">The call's start.</param>
/// <param name="Id">The call's id.</param>
public readonly record struct CallHistoryCursor(DateTimeOffset StartedAt, Guid Id)
{
    private const int Size = sizeof(long) + 16;

    /// <summary>Text without blanks that <see cref="TryParse"/> reads, fit for a URL.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, StartedAt.UtcTicks);
        Id.TryWriteBytes(bytes[sizeof(long)..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text; may come from outside.</param>
    /// <param name="cursor">The cursor.</param>
    /// <returns>False when the text is none.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out CallHistoryCursor cursor)
    {
        cursor = default;
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

        cursor = new CallHistoryCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[sizeof(long)..], bigEndian: true));
        return true;
    }
}

/// <summary>A page of the history.</summary>
/// <param name="Calls">The calls, latest start first.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record CallHistoryPage(IReadOnlyList<Call> Calls, CallHistoryCursor? Next)
{
    internal static readonly IReadOnlyDictionary<Guid, CallContactName> NoContacts = new Dictionary<Guid, CallContactName>();

    /// <summary>The contacts of the calls, by id of the call; calls without one are missing.</summary>
    public IReadOnlyDictionary<Guid, CallContactName> Contacts { get; init; } = NoContacts;
}
