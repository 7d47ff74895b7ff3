using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CallTracking.Testing.Asterisk;

/// <summary>Moves the times in what an Asterisk says and writes.</summary>
internal sealed partial class AmiClock(TimeSpan by)
{
    private const string DateFormat = "yyyy-MM-dd HH:mm:ss";

    /// <summary>How much later, in whole seconds.</summary>
    public TimeSpan By { get; } = TimeSpan.FromSeconds(Math.Round(by.TotalSeconds));

    public AmiFrame Move(AmiFrame frame) => new(Encoding.Latin1.GetBytes(Move(Encoding.Latin1.GetString(frame.Bytes.Span))));

    /// <summary>Moves time stamps of events, and dates with times wherever they stand.</summary>
    public string Move(string text) => Date().Replace(Stamp().Replace(text, MoveStamp), MoveDate);

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
