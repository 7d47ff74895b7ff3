using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Asterisk's CDR files, for the ways in which files of records are read.</summary>
internal static class CdrFormat
{
    /// <summary>The longest row taken of the PBX's own file. <c>cdr_csv</c> itself writes no more than 1 KiB.</summary>
    public const int MaxRowBytes = 16 * 1024;

    public static RecordFormat Of(AsteriskCdrOptions options) => Of(
        options.TimeZone is { } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : null,
        new WireText(EncodingNameAttribute.Find(options.FallbackEncoding)), MaxRowBytes);

    public static RecordFormat Of(TimeZoneInfo? localZone, WireText text, int maxRowBytes) => new()
    {
        Open = () => new CdrRows(new CdrMapping(new CdrClock(zone: null, localZone), text), maxRowBytes),
        FileName = "CDR file",
        RecordName = "CDR",
        Absence = "it comes with the first call, or cdr_csv is not loaded, or the path is wrong",
        Expected = "Give Asterisk's Master.csv (cdr_csv), or a CSV file whose first line names its columns (calldate, src, dst, channel, ...).",
    };
}
