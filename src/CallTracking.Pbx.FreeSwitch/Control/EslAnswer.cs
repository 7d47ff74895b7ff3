namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What FreeSWITCH's words mean: <c>+OK …</c>, or <c>-ERR …</c> and <c>-USAGE …</c>, in the wording of each command's author.</summary>
internal static class EslAnswer
{
    private const int LongestAnswer = 200;

    public static bool IsOk(string answer) => answer.StartsWith("+OK", StringComparison.Ordinal);

    /// <summary>The word behind <c>+OK</c> or <c>-ERR</c>; null when there is none.</summary>
    public static string? Word(string answer)
    {
        var text = answer.AsSpan().Trim();
        var space = text.IndexOf(' ');
        if (space < 0)
        {
            return null;
        }

        var rest = text[(space + 1)..].TrimStart();
        var end = rest.IndexOfAny(" \r\n");
        return (end < 0 ? rest : rest[..end]).ToString() is { Length: > 0 } word ? word : null;
    }

    public static PbxCommandResult Result(string answer) => new(Status(answer), ForPeople(answer));

    private static PbxCommandStatus Status(string answer)
    {
        return IsOk(answer) ? PbxCommandStatus.Accepted
            : Says("no such channel") || Says("cannot locate session") || Says("invalid session") || Says("invalid uuid")
                ? PbxCommandStatus.NoSuchLeg
            : Says("permission denied") || Says("not allowed") || Says("command not found") ? PbxCommandStatus.NotAllowed
            : PbxCommandStatus.Refused;

        bool Says(string words) => answer.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    private static string? ForPeople(string answer)
    {
        var line = new string([.. answer.Trim().Take(LongestAnswer).Select(static c => char.IsControl(c) ? ' ' : c)]);
        return line.Length == 0 ? null : line;
    }
}
