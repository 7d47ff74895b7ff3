namespace CallTracking.Testing.FreeSwitch;

/// <summary>One command of a client on an event socket.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Line">Its first line, for instance <c>api status</c>.</param>
/// <param name="Headers">The lines behind it.</param>
/// <param name="Body">Its body; null for none.</param>
public sealed record EslCommandLine(string Line, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Body)
{
    /// <summary>The first word, for instance <c>bgapi</c>.</summary>
    public string Verb => Line.Split(' ', 2)[0];

    /// <summary>What follows the first word.</summary>
    public string Arguments => Line.Split(' ', 2) is [_, var rest] ? rest.Trim() : string.Empty;

    /// <summary>The API command that <c>api</c> and <c>bgapi</c> name, for instance <c>uuid_kill</c>; empty for other commands.</summary>
    public string Api => Verb is "api" or "bgapi" ? Arguments.Split(' ', 2)[0] : string.Empty;

    /// <summary>The first value of a header, or null.</summary>
    /// <param name="header">Its name, in any case.</param>
    public string? this[string header] =>
        Headers.FirstOrDefault(one => one.Key.Equals(header, StringComparison.OrdinalIgnoreCase)) is { Key: not null } found ? found.Value : null;
}
