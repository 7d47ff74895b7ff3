using System.Globalization;
using System.Text;
using System.Text.Json;
using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Listing;

/// <summary>How calls are put into words and figures for people.</summary>
internal static class Wording
{
    private const string Nothing = "-";

    /// <summary>An enumeration's member in words: <c>NoAnswer</c> is "no answer".</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Words(value.ToString());

    public static string Caller(Call call) => call.CallerNumber is { } number ? Party(number)
        : call.Direction == CallDirection.Inbound ? "withheld" : Nothing;

    public static string Called(Call call) => Party(call.Direction == CallDirection.Outbound
        ? call.External?.Display ?? call.DialedNumber : call.DialedNumber ?? call.Queue);

    public static string Party(string? party) => string.IsNullOrEmpty(party) ? Nothing : Printable.Line(party);

    public static string Outcome(Call call) => call.Outcome is not { } outcome ? Of(call.State)
        : call.LostInTransfer ? "lost in transfer"
        : Of(outcome);

    /// <summary>The rule behind the outcome and the messages behind the rule.</summary>
    public static string BecauseOfOutcome(Call call)
    {
        if (call.Because.LastOrDefault(because => because.Verdict == "outcome") is not { } because)
        {
            return Nothing;
        }

        var events = string.Join(", ", because.Events.Select(seq => "#" + seq.ToString(CultureInfo.InvariantCulture)));
        return events.Length == 0 ? Words(because.Rule) : $"{Words(because.Rule)} ({events})";
    }

    public static string Instant(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string TimeOfDay(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A length as a clock shows it: 0:07, 12:34, 1:02:03. Whole seconds, as they have passed.</summary>
    public static string Clock(TimeSpan length) => length.TotalHours < 1
        ? length.ToString(@"m\:ss", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(long)length.TotalHours}:{length:mm\\:ss}");

    public static string Calls(long count) => Count(count, "call", "calls");

    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    /// <summary>An enumeration's member as the ledger's JSON writes it.</summary>
    public static string JsonWord<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string Words(string camelCase)
    {
        var words = new StringBuilder(camelCase.Length + 8);
        foreach (var letter in camelCase)
        {
            if (char.IsUpper(letter) && words.Length > 0)
            {
                words.Append(' ');
            }

            words.Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }
}
