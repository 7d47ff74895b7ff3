using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// What may stand in a command's arguments. FreeSWITCH has no quoting that holds everywhere (a comma splits variables even inside quotes,
/// a blank begins the next argument, <c>|</c> and <c>,</c> add destinations), so nothing is quoted: each kind of argument has an alphabet,
/// and what does not fit is refused. There is no kind for free text: names and notes of people are never sent.
/// </summary>
/// <remarks>Errors name the argument and the cure and never repeat the value, which may be a number or a password.</remarks>
internal static class EslArgument
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly Alphabet NumberAlphabet = new("digits, +, * and #", "+*#" + Digits, string.Empty, 40);
    private static readonly Alphabet LegAlphabet = new("letters, digits and . _ @ + -", Letters + Digits, "._@+-", 200);
    private static readonly Alphabet ExtensionAlphabet = new("letters, digits and . _ + * # -", Letters + Digits + "_+*#", ".-", 64);
    private static readonly Alphabet NameAlphabet = new("letters, digits and . _ -", Letters + Digits + "_", ".-", 128);
    private static readonly Alphabet FileAlphabet = new("letters, digits and / . _ -", Letters + Digits + "/_.", "-", 400);
    private static readonly Alphabet SubclassAlphabet = new("letters, digits and : . _ -", Letters + Digits, ":._-", 128);
    private static readonly Alphabet EventAlphabet = new("capital letters, digits and _", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits, "_", 64);

    /// <summary>A telephone number.</summary>
    public static string Number(string value, string name) => NumberAlphabet.Check(value, name);

    /// <summary>The name of a leg: a uuid, or what an application or a SIP Call-ID put in its place.</summary>
    public static string Leg(string value, string name)
    {
        return IsLeg(value) ? value : throw new ArgumentException(
            LegAlphabet.Problem(value, name) ?? $"{name} is a word of FreeSWITCH's own; give the leg's Unique-ID.", name);
    }

    /// <summary>Whether a leg of that name can be named in a command. One that another program gave a strange name cannot.</summary>
    public static bool IsLeg(string value) => LegAlphabet.Problem(value, string.Empty) is null && value is not ("off" or "toggle" or "all");

    /// <summary>An extension, or another destination of the dial plan. None begins with a hyphen: that would be an option.</summary>
    public static string Extension(string value, string name) => ExtensionAlphabet.Check(value, name);

    /// <summary>A name that the administrator gave: domain, gateway, context, user.</summary>
    public static string Name(string value, string name) => NameAlphabet.Check(value, name);

    /// <summary>An id of the host's own.</summary>
    public static string Id(string value, string name) => NameAlphabet.Check(value, name);

    /// <summary>A subclass of CUSTOM events.</summary>
    public static string Subclass(string value, string name) => SubclassAlphabet.Check(value, name);

    /// <summary>The name of an event. CUSTOM makes subclasses of all that follow it, so it is no name here.</summary>
    public static string EventName(string value, string name)
    {
        EventAlphabet.Check(value, name);
        return value != "CUSTOM" ? value : throw new ArgumentException(
            $"{name} is CUSTOM, after which FreeSWITCH reads subclasses only; name the subclasses instead.", name);
    }

    /// <summary>A sound file of the PBX, absolute or below its sound folder: no stream, no phrase, no parameters, no way upwards.</summary>
    public static string File(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        var rest = value is [var drive, ':', '/', ..] && char.IsAsciiLetter(drive) ? value[2..] : value;
        FileAlphabet.Check(rest, name);
        if (rest.Split('/') is var parts && (parts.Contains("..") || parts.Any(static part => part.StartsWith('-'))))
        {
            throw new ArgumentException($"{name} holds a folder \"..\" or a name that begins with a hyphen; give a plain path.", name);
        }

        var extension = parts[^1].LastIndexOf('.') is > 0 and var dot ? parts[^1][(dot + 1)..] : string.Empty;
        return extension.Length is > 0 and <= 8 ? value : throw new ArgumentException(
            $"{name} names no format: FreeSWITCH knows it by the ending; give a file name such as greeting.wav.", name);
    }

    /// <summary>A password: anything that stays on its line.</summary>
    public static string Password(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (value.Length == 0)
        {
            throw new ArgumentException($"{name} is empty; give the password of event_socket.conf.xml.", name);
        }

        CheckLine(name, value);
        return value;
    }

    /// <summary>A whole number within its limits.</summary>
    public static int Within(int value, int least, int most, string name)
    {
        return value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(
            name, $"{name} must be between {least} and {most}.");
    }

    /// <summary>Refuses what would not stay on one line.</summary>
    public static void CheckLine(string name, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate is enumerated as the replacement character.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || rune.Value is 0x2028 or 0x2029)
            {
                throw new ArgumentException(
                    $"{name} holds the character U+{rune.Value:X4}, which may not be sent to FreeSWITCH; leave it out.", name);
            }
        }
    }
}
