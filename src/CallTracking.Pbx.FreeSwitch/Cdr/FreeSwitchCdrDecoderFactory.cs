using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Makes decoders for FreeSWITCH's record files (<c>Master.csv</c> and those of <c>mod_json_cdr</c>), so that a host can replay them
/// by the name <c>freeswitch-cdr</c>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class FreeSwitchCdrDecoderFactory : IPbxDecoderFactory
{
    /// <summary>The name of the format: <c>freeswitch-cdr</c>.</summary>
    public const string KindName = "freeswitch-cdr";

    /// <summary>The zone of the PBX's host, for times that are written without one. Default UTC.</summary>
    public TimeZoneInfo LocalZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The template of <c>mod_cdr_csv</c>, as in <see cref="FreeSwitchCdrOptions.CsvTemplate"/>. Null (the default): the usual
    /// one.</summary>
    /// <exception cref="ArgumentException">It is no template.</exception>
    public string? CsvTemplate
    {
        get;
        init => field = value is null || CdrTemplate.Parse(value, out var problem) is not null ? value
            : throw new ArgumentException($"The template cannot be used: {problem}.", nameof(value));
    }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public IPbxDecoder Create() => new RecordDecoder(CdrFormats.Any(
        LocalZone, new WireText(), CsvTemplate is null ? null : CdrTemplate.Parse(CsvTemplate, out _)));
}
