using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>FreeSWITCH's two kinds of record files.</summary>
internal static class CdrFormats
{
    public static RecordFormat Csv(TimeZoneInfo local, WireText text, CdrTemplate? template) => new()
    {
        Open = () => new CdrLines(new CdrShape(template), new CdrMapping(local), text),
        FileName = "CDR file of mod_cdr_csv",
        RecordName = "CDR",
        Absence = "it comes with the first call, or mod_cdr_csv is not loaded, or the path is wrong",
        Expected = "Give FreeSWITCH's Master.csv (mod_cdr_csv), or files of mod_json_cdr.",
    };

    public static RecordFormat Json(TimeZoneInfo local, WireText text) => new()
    {
        Open = () => new JsonCdrs(new CdrMapping(local), text),
        FileName = "CDR file of mod_json_cdr",
        RecordName = "CDR",
        Absence = "it comes with the first call, or mod_json_cdr is not loaded, or the path is wrong",
        Expected = "Give files of mod_json_cdr (NAME.cdr.json), or FreeSWITCH's Master.csv (mod_cdr_csv).",
    };

    /// <summary>Either of the two, as each file shows.</summary>
    public static RecordFormat Any(TimeZoneInfo local, WireText text, CdrTemplate? template)
    {
        var (csv, json) = (Csv(local, text, template), Json(local, text));
        return new RecordFormat
        {
            Open = () => new CdrReader(csv, json),
            FileName = "CDR file",
            RecordName = csv.RecordName,
            Absence = "it comes with the first call, or neither mod_cdr_csv nor mod_json_cdr is loaded, or the path is wrong",
            Expected = "Give FreeSWITCH's Master.csv (mod_cdr_csv), or files of mod_json_cdr (NAME.cdr.json).",
        };
    }
}
