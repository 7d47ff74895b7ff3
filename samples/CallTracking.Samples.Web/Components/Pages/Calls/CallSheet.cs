using System.Buffers;
using System.Globalization;
using CallTracking.Calls;
using CallTracking.Samples.Web.Texts;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>Calls as CSV in the user's language: UTF-8 with its mark, so that spreadsheets read it, times on his clock, cells that no
/// spreadsheet runs as a formula.</summary>
internal sealed class CallSheet(CallWords words, IStringLocalizer<CallsTexts> texts, TimeZoneInfo zone)
{
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n＝＋－＠");
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t");

    public string Header => "\uFEFF" + Line(
        texts["Column.Started"], texts["Column.Direction"], texts["Column.Outcome"], texts["Column.Number"], texts["Column.Name"], texts["Column.Dialed"],
        texts["Column.AnsweredBy"], texts["Column.Queue"], texts["Column.Line"], texts["Column.Wait"], texts["Column.Talk"], texts["Column.Hold"],
        texts["Column.Unserved"], texts["Column.Id"]);

    public string Row(Call call) => Line(
        TimeZoneInfo.ConvertTime(call.StartedAt, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), words.Of(call.Direction),
        words.OutcomeOf(call), call.External?.Display ?? call.CallerNumber, call.CallerName, call.DialedNumber, call.LastParty ?? call.AnsweredBy, call.Queue,
        call.Link, Seconds(call.Wait), Seconds(call.Talk), Seconds(call.Hold), call.IsUnserved ? "1" : "0", call.Id.ToString());

    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var legal = string.Concat(text.Select(static letter => char.IsControl(letter) && letter is not ('\t' or '\r' or '\n') ? '\uFFFD' : letter));
        var isNumber = legal.Length > 1 && legal[0] is '+' or '-' && !legal.AsSpan(1).ContainsAnyExceptInRange('0', '9');
        var safe = Formula.Contains(legal[0]) && !isNumber ? "'" + legal : legal;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Line(params string?[] cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Seconds(TimeSpan length) => length.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
