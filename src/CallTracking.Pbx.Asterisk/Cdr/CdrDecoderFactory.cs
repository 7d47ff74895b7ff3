using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Makes decoders for Asterisk's CDR files (<c>Master.csv</c>), so that a host can replay one by the name <c>asterisk-cdr</c>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class CdrDecoderFactory : IPbxDecoderFactory
{
    /// <summary>The name of the format: <c>asterisk-cdr</c>.</summary>
    public const string KindName = "asterisk-cdr";

    /// <summary>The zone of the PBX's host. Default UTC. Rows whose ids show that they are in UTC (<c>usegmtime</c>) are read so all the
    /// same.</summary>
    public TimeZoneInfo LocalZone { get; init; } = TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public IPbxDecoder Create() => new RecordDecoder(CdrFormat.Of(LocalZone, new WireText(), CsvReader.DefaultMaxRowBytes));
}
