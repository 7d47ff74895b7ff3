using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.FreeSwitch;

namespace CallTracking.Samples.Console.Replay;

/// <summary>What can be read: the wires of PBXes, and the records that each of them leaves beside.</summary>
internal static class Formats
{
    public static IReadOnlyList<IPbxDecoderFactory> Wires { get; } = [new AmiDecoderFactory(), new EslDecoderFactory()];

    /// <summary>Kinds of finished records, in the order of <see cref="Wires"/>.</summary>
    public static IReadOnlyList<string> RecordKinds { get; } = [CdrDecoderFactory.KindName, FreeSwitchCdrDecoderFactory.KindName];

    public static IReadOnlyList<string> Kinds { get; } = [.. Wires.Select(static wire => wire.Kind), .. RecordKinds];

    /// <summary>The kind of records that the PBX of a wire leaves.</summary>
    public static string RecordsOf(IPbxDecoderFactory wire) =>
        wire is EslDecoderFactory ? FreeSwitchCdrDecoderFactory.KindName : CdrDecoderFactory.KindName;

    /// <summary>What reads records of a kind.</summary>
    public static IPbxDecoderFactory Records(string kind, TimeZoneInfo localZone, string? template = null) =>
        kind == FreeSwitchCdrDecoderFactory.KindName
        ? new FreeSwitchCdrDecoderFactory { LocalZone = localZone, CsvTemplate = template } : new CdrDecoderFactory { LocalZone = localZone };
}
