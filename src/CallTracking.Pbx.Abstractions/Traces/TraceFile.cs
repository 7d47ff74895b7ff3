using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallTracking.Pbx.Traces;

/// <summary>
/// The layout of our own trace files, all numbers little-endian: magic (8), version (u16), header length (u32), header (JSON), records.
/// A record is marker (u8), Unix time in microseconds (i64), direction (u8), flags (u8), length (u32), bytes.
/// </summary>
/// <remarks>Append-only, so that a trace can be read while it is written and loses only its last record in a crash.</remarks>
internal static class TraceFile
{
    public const ushort Version = 1;
    public const int PreambleLength = 8 + 2 + 4;
    public const int RecordHeaderLength = 1 + 8 + 1 + 1 + 4;

    /// <summary>What one record holds at most; the writer splits more. It is what a reader has to keep in memory.</summary>
    public const int MaxPayload = 1024 * 1024;

    public const int MaxHeader = 64 * 1024;

    private const byte Marker = 0xA7;
    private const byte EndOfConnectionFlag = 1;
    private const long UnknownTime = long.MinValue;

    // DateTimeOffset.MinValue and MaxValue.
    private const long MinMicroseconds = -62_135_596_800_000_000;
    private const long MaxMicroseconds = 253_402_300_799_999_999;

    // The last byte keeps text tools from taking the file for text.
    public static ReadOnlySpan<byte> Magic => "CTTRACE\u001A"u8;

    public static byte[] Preamble(TraceHeader header)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(header, TraceHeaderJson.Default.TraceHeader);
        var bytes = new byte[PreambleLength + json.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(10), (uint)json.Length);
        json.CopyTo(bytes, PreambleLength);
        return bytes;
    }

    public static void WriteRecordHeader(Span<byte> target, DateTimeOffset? at, TraceDirection direction, bool end, int length)
    {
        target[0] = Marker;
        BinaryPrimitives.WriteInt64LittleEndian(target[1..], at is { } time ? Microseconds(time) : UnknownTime);
        target[9] = (byte)direction;
        target[10] = end ? EndOfConnectionFlag : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(target[11..], (uint)length);
    }

    /// <summary>Reads a record's header; null when these bytes are none.</summary>
    public static RecordHeader? ReadRecordHeader(ReadOnlySpan<byte> source)
    {
        var time = BinaryPrimitives.ReadInt64LittleEndian(source[1..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(source[11..]);
        if (source[0] != Marker || source[9] > (byte)TraceDirection.Sent || length > MaxPayload
            || (time != UnknownTime && time is < MinMicroseconds or > MaxMicroseconds))
        {
            return null;
        }

        return new RecordHeader(
            time == UnknownTime ? null : DateTimeOffset.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond),
            (TraceDirection)source[9], (source[10] & EndOfConnectionFlag) != 0, (int)length);
    }

    private static long Microseconds(DateTimeOffset time) =>
        (long)Math.Floor((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / (decimal)TimeSpan.TicksPerMicrosecond);

    public readonly record struct RecordHeader(DateTimeOffset? At, TraceDirection Direction, bool EndOfConnection, int Length);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TraceHeader))]
internal sealed partial class TraceHeaderJson : JsonSerializerContext;
