using System.Buffers;
using System.Globalization;
using CallTracking.Calls;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.History;

/// <summary>
/// Calls as CSV (RFC 4180): UTF-8, comma, CRLF, a header line, one line per call, the ledger's member names.
/// </summary>
/// <remarks>
/// A caller chooses the name that he sends, and a spreadsheet runs a cell that begins like a formula. Such a cell gets an apostrophe in
/// front, which spreadsheets take as "this is text". A plus or minus with nothing but digits behind it is a number and not a formula that
/// could do anything: it stays as it is, so that +12025550123 is still that number to every program that reads the file.
/// </remarks>
internal static class CallCsv
{
    // What spreadsheets take for the beginning of a formula; the last four are the wide forms that some locales accept.
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n＝＋－＠");
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",;\"\r\n\t");

    private static readonly (string Name, Func<Call, TimeZoneInfo, string?> Value)[] Columns =
    [
        ("id", (call, _) => call.Id.ToString()),
        ("link", (call, _) => call.Link),
        ("direction", (call, _) => Wording.JsonWord(call.Direction)),
        ("state", (call, _) => Wording.JsonWord(call.State)),
        ("outcome", (call, _) => Word(call.Outcome)),
        ("missedReason", (call, _) => Word(call.MissedReason)),
        ("unserved", (call, _) => call.IsUnserved ? "true" : "false"),
        ("startedAt", (call, zone) => Time(call.StartedAt, zone)),
        ("answeredAt", (call, zone) => Time(call.AnsweredAt, zone)),
        ("endedAt", (call, zone) => Time(call.EndedAt, zone)),
        ("externalNumber", (call, _) => call.External?.Display),
        ("callerNumber", (call, _) => call.CallerNumber),
        ("callerName", (call, _) => call.CallerName),
        ("dialedNumber", (call, _) => call.DialedNumber),
        ("trunk", (call, _) => call.Trunk),
        ("queue", (call, _) => call.Queue),
        ("answeredBy", (call, _) => call.AnsweredBy),
        ("lastParty", (call, _) => call.LastParty),
        ("endedBy", (call, _) => Wording.JsonWord(call.EndedBy)),
        ("waitSeconds", (call, _) => Seconds(call.Wait)),
        ("connectedSeconds", (call, _) => Seconds(call.Connected)),
        ("talkSeconds", (call, _) => Seconds(call.Talk)),
        ("holdSeconds", (call, _) => Seconds(call.Hold)),
    ];

    public static string Header => string.Join(',', Columns.Select(column => column.Name)) + "\r\n";

    /// <summary>One call's line; times with the zone's offset.</summary>
    public static string Line(Call call, TimeZoneInfo zone) =>
        string.Join(',', Columns.Select(column => Cell(column.Value(call, zone)))) + "\r\n";

    /// <summary>A text as a cell.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var legal = text.Any(IsIllegal) ? new string([.. text.Select(letter => IsIllegal(letter) ? '\uFFFD' : letter)]) : text;
        var safe = FormulaStarts.Contains(legal[0]) && !IsSignedDigits(legal) ? "'" + legal : legal;
        return safe.AsSpan().ContainsAny(NeedsQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    // The RFC knows no control codes, and a terminal on which the file is looked at would obey them.
    private static bool IsIllegal(char letter) => char.IsControl(letter) && letter is not ('\t' or '\r' or '\n');

    private static bool IsSignedDigits(string text) =>
        text.Length > 1 && text[0] is '+' or '-' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    private static string? Word<T>(T? value)
        where T : struct, Enum => value is { } known ? Wording.JsonWord(known) : null;

    private static string? Time(DateTimeOffset? at, TimeZoneInfo zone) => at is { } known
        ? TimeZoneInfo.ConvertTime(known, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture) : null;

    private static string Seconds(TimeSpan length) => length.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
