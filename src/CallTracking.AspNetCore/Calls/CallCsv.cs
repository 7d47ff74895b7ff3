using System.Globalization;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;

namespace CallTracking.AspNetCore.Calls;

/// <summary>Calls as CSV: UTF-8, comma, CRLF, a header line, one line per call, the ledger's member names.</summary>
internal static class CallCsv
{
    private static readonly (string Name, Func<Call, TimeZoneInfo, string?> Value)[] Columns =
    [
        ("id", (call, _) => call.Id.ToString()),
        ("link", (call, _) => call.Link),
        ("direction", (call, _) => Word.Of(call.Direction)),
        ("state", (call, _) => Word.Of(call.State)),
        ("outcome", (call, _) => Word.Of(call.Outcome)),
        ("missedReason", (call, _) => Word.Of(call.MissedReason)),
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
        ("endedBy", (call, _) => Word.Of(call.EndedBy)),
        ("waitSeconds", (call, _) => Seconds(call.Wait)),
        ("connectedSeconds", (call, _) => Seconds(call.Connected)),
        ("talkSeconds", (call, _) => Seconds(call.Talk)),
        ("holdSeconds", (call, _) => Seconds(call.Hold)),
    ];

    public static string Header { get; } = string.Join(',', Columns.Select(column => column.Name)) + "\r\n";

    /// <summary>One call's line; times with the zone's offset.</summary>
    public static string Line(Call call, TimeZoneInfo zone) => Csv.Line(Columns.Select(column => column.Value(call, zone)));

    private static string? Time(DateTimeOffset? at, TimeZoneInfo zone) => at is { } known
        ? TimeZoneInfo.ConvertTime(known, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture) : null;

    private static string Seconds(TimeSpan length) => length.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
