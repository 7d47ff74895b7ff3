using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// What may stand in an action's values. Asterisk splits them in places of its own: a comma parts variables and an application's arguments,
/// <c>&amp;</c> adds destinations, <c>|</c> was a comma once, a channel that begins with <c>/</c> is a pattern for many. There is no quoting
/// that holds everywhere, so each kind of argument has an alphabet. There is no kind for free text: names and notes of people are never
/// sent.
/// </summary>
internal static class AmiArgument
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly Alphabet NumberAlphabet = new("digits, +, * and #", "+*#" + Digits, string.Empty, 40);
    private static readonly Alphabet LegAlphabet = new("letters, digits and . _ @ + -", Letters + Digits, "._@+-", 149);
    private static readonly Alphabet ExtensionAlphabet = new("letters, digits and . _ + * # -", Letters + Digits + "_+*#", ".-", 64);
    private static readonly Alphabet NameAlphabet = new("letters, digits and . _ -", Letters + Digits + "_", ".-", 128);
    private static readonly Alphabet FileAlphabet = new("letters, digits and / . _ -", Letters + Digits + "/_.", "-", 400);

    private static readonly Alphabet RecordingAlphabet = new("letters and digits", Letters + Digits, string.Empty, 64);

    /// <summary>A telephone number.</summary>
    public static string Number(string value, string name) => NumberAlphabet.Check(value, name);

    /// <summary>The name of a leg: a <c>Uniqueid</c>. No channel's name and no pattern fits.</summary>
    public static string Leg(LegId leg, string name) => LegAlphabet.Check(leg.Value, name);

    /// <summary>An extension, or another destination of the dial plan.</summary>
    public static string Extension(string value, string name) => ExtensionAlphabet.Check(value, name);

    /// <summary>A name that the administrator gave: context, trunk.</summary>
    public static string Name(string value, string name) => NameAlphabet.Check(value, name);

    /// <summary>An id of the host's own.</summary>
    public static string Id(string value, string name) => NameAlphabet.Check(value, name);

    /// <summary>Asterisk's own id of a recording.</summary>
    public static string Recording(string value, string name) => RecordingAlphabet.Check(value, name);

    /// <summary>A sound file of the PBX, whole or below its folder of recordings: no way upwards, no option.</summary>
    public static string File(string value, string name)
    {
        FileAlphabet.Check(value, name);
        if (value.Split('/') is var parts && (parts.Contains("..") || parts.Any(static part => part.StartsWith('-'))))
        {
            throw new ArgumentException($"{name} holds a folder \"..\" or a name that begins with a hyphen; give a plain path.", name);
        }

        var ending = parts[^1].LastIndexOf('.') is > 0 and var dot ? parts[^1][(dot + 1)..] : string.Empty;
        return ending.Length is > 0 and <= 8 ? value : throw new ArgumentException(
            $"{name} names no format: Asterisk knows it by the ending; give a file name such as call.wav.", name);
    }

    /// <summary>Whole seconds of a time, within limits.</summary>
    public static int Seconds(TimeSpan time, int most, string name)
    {
        var seconds = Math.Ceiling(time.TotalSeconds);
        return seconds >= 1 && seconds <= most ? (int)seconds : throw new ArgumentOutOfRangeException(
            name, $"{name} must be between 1 and {most} seconds.");
    }
}
