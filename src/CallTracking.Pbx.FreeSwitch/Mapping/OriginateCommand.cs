using System.Buffers;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What the arguments of <c>originate</c> name, as <c>BACKGROUND_JOB</c> repeats them: whom FreeSWITCH called first, and whom it was
/// to connect with. They were written by any program, so nothing here throws.</summary>
/// <param name="Channel">The channel id that the program asked for; null when it asked for none.</param>
/// <param name="First">User or number of the first leg; null when it cannot be told.</param>
/// <param name="Number">The number that was to be called next; null when there is none.</param>
internal readonly record struct OriginateCommand(string? Channel, string? First, string? Number)
{
    private static readonly SearchValues<char> DialableCharacters = SearchValues.Create("+0123456789*#");

    public static OriginateCommand Parse(string arguments)
    {
        var rest = arguments.AsSpan().Trim();
        string? channel = null;
        while (!rest.IsEmpty && rest[0] is '{' or '<')
        {
            var end = rest.IndexOf(rest[0] == '{' ? '}' : '>');
            if (end < 0)
            {
                return default;
            }

            channel ??= Variable(rest[1..end], "origination_uuid");
            rest = rest[(end + 1)..].TrimStart();
        }

        var space = rest.IndexOf(' ');
        var first = space < 0 ? rest : rest[..space];
        channel ??= first.StartsWith("[") ? Variable(first, "origination_uuid") : null;
        return new OriginateCommand(channel, Target(first), space < 0 ? null : Next(rest[(space + 1)..].TrimStart()));
    }

    private static string? Next(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        if (text[0] != '&')
        {
            var end = text.IndexOf(' ');
            return Dialable((end < 0 ? text : text[..end]).Trim('\''));
        }

        var open = text.IndexOf('(');
        if (open < 0)
        {
            return null;
        }

        var application = text[1..open];
        var close = text.LastIndexOf(')');
        var argument = (close > open ? text[(open + 1)..close] : text[(open + 1)..]).Trim().Trim('\'');
        if (application.SequenceEqual("bridge"))
        {
            return Target(argument) is { } target ? Dialable(target) : null;
        }

        if (!application.SequenceEqual("transfer"))
        {
            return null;
        }

        var word = argument.IndexOf(' ');
        return Dialable((word < 0 ? argument : argument[..word]).Trim('\''));
    }

    /// <summary>User or number of the first destination in a dial string.</summary>
    private static string? Target(ReadOnlySpan<char> dial)
    {
        while (!dial.IsEmpty && dial[0] is '[' or '{')
        {
            var end = dial.IndexOf(dial[0] == '[' ? ']' : '}');
            if (end < 0)
            {
                return null;
            }

            dial = dial[(end + 1)..];
        }

        var several = dial.IndexOfAny(',', '|');
        dial = several >= 0 ? dial[..several] : dial;
        var slash = dial.LastIndexOf('/');
        dial = slash >= 0 ? dial[(slash + 1)..] : dial;
        var at = dial.IndexOf('@');
        dial = at >= 0 ? dial[..at] : dial;
        return dial.IsEmpty ? null : dial.ToString();
    }

    private static string? Dialable(ReadOnlySpan<char> text)
    {
        return text.IsEmpty || text.ContainsAnyExcept(DialableCharacters) || !text.ContainsAnyInRange('0', '9') ? null : text.ToString();
    }

    private static string? Variable(ReadOnlySpan<char> variables, string name)
    {
        foreach (var range in variables.Split(','))
        {
            var one = variables[range].Trim("[]{} ");
            if (one.StartsWith(name) && one.Length > name.Length && one[name.Length] == '=')
            {
                return one[(name.Length + 1)..].ToString();
            }
        }

        return null;
    }
}
