using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CallTracking.Testing.Asterisk;

/// <summary>Moves the times in what an Asterisk says and writes.</summary>
internal sealed partial class AmiClock(TimeSpan by)
{
    private const string DateFormat = "yyyy-MM-dd HH:mm:ss";
    private static readonly string[] DateHeaders = ["StartTime", "AnswerTime", "EndTime", "EventTime"];

    /// <summary>How much later, in whole seconds.</summary>
    public TimeSpan By { get; } = TimeSpan.FromSeconds(Math.Round(by.TotalSeconds));

    public AmiFrame Move(AmiFrame frame) => new(Encoding.Latin1.GetBytes(Move(Encoding.Latin1.GetString(frame.Bytes.Span))));

    /// <summary>Moves time stamps of events, and dates with times wherever they stand.</summary>
    public string Move(string text) => Date().Replace(Stamp().Replace(text, MoveStamp), MoveDate);

    /// <summary>The message with its own stamps moved.</summary>
    public static AmiFrame Restamped(AmiFrame frame, Func<DateTimeOffset, DateTimeOffset> moved)
    {
        var stamp = frame.Timestamp;
        var isDated = frame.Name is "Cdr" or "CEL";
        if (stamp is null && !isDated)
        {
            return frame;
        }

        var text = new StringBuilder(frame.Bytes.Length);
        foreach (var (name, value) in frame.Headers)
        {
            text.Append(name).Append(": ");
            text.Append(name == "Timestamp" && stamp is { } at ? Seconds(moved(at)) : isDated ? Date(name, value, moved) : value).Append("\r\n");
        }

        return new AmiFrame(Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()));
    }

    private static string Seconds(DateTimeOffset at)
    {
        var microseconds = (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000}.{microseconds % 1_000_000:000000}");
    }

    private static string Date(string name, string value, Func<DateTimeOffset, DateTimeOffset> moved)
    {
        return Array.IndexOf(DateHeaders, name) >= 0
            && DateTimeOffset.TryParseExact(value, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? moved(at).UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture)
            : value;
    }

    private string MoveStamp(Match match) =>
        match.Groups[1].Value + (long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) + (long)By.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private string MoveDate(Match match) =>
        DateTime.TryParseExact(match.Value, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? (at + By).ToString(DateFormat, CultureInfo.InvariantCulture) : match.Value;

    [GeneratedRegex(@"(?<=^|\n)(Timestamp: )(\d+)(?=\.)")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")]
    private static partial Regex Date();
}
