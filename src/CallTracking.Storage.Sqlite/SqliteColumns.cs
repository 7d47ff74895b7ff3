using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CallTracking.Storage.Sqlite;

/// <summary>How this store spells instants and ids. Both writers and all queries use these and nothing else.</summary>
internal static class SqliteColumns
{
    private const long UnixEpochMicroseconds = 62_135_596_800_000_000;

    /// <summary>Microseconds since 1970, rounded down: exact for every instant of the ledger, and sortable.</summary>
    public static long ToUnixMicroseconds(DateTimeOffset instant) =>
        (instant.UtcTicks / TimeSpan.TicksPerMicrosecond) - UnixEpochMicroseconds;

    public static DateTimeOffset FromUnixMicroseconds(long stored) =>
        new((stored + UnixEpochMicroseconds) * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    public static long ToMicroseconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>Instants as INTEGER microseconds since 1970.</summary>
internal sealed class UnixMicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
    instant => SqliteColumns.ToUnixMicroseconds(instant), stored => SqliteColumns.FromUnixMicroseconds(stored));

/// <summary>Ids as BLOB(16), big-endian: bytes sort like the id's text, and UUIDv7 like time.</summary>
internal sealed class BigEndianGuidConverter() : ValueConverter<Guid, byte[]>(
    id => id.ToByteArray(true), stored => new Guid(stored, true));

/// <summary>Money, rates and percentages as INTEGER millionths: exact, and sortable, which SQLite's own decimals as text are not.</summary>
internal sealed class MillionthsConverter() : ValueConverter<decimal, long>(
    amount => (long)(Math.Round(amount, 6) * 1_000_000m), stored => stored / 1_000_000m);
