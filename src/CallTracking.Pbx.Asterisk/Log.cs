using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>What the Asterisk link logs. No numbers, no names, no secrets.</summary>
internal static partial class Log
{
    [LoggerMessage(1102, LogLevel.Information, "{Peer}: logged in as {User}, {Product}")]
    public static partial void LoggedIn(ILogger logger, string peer, string user, string? product);

    [LoggerMessage(1103, LogLevel.Warning, "{Peer}: it did not say within {Seconds} s that it is fully booted; going on")]
    public static partial void NotFullyBooted(ILogger logger, string peer, double seconds);

    [LoggerMessage(1104, LogLevel.Warning, "{Peer}: the user may not send {Action} (\"{Answer}\"); it is done without")]
    public static partial void ActionRefused(ILogger logger, string peer, string action, string? answer);

    [LoggerMessage(1110, LogLevel.Debug, "{Peer}: {Action} was answered by \"{Answer}\"; the snapshot goes without")]
    public static partial void ListRefused(ILogger logger, string peer, string action, string? answer);
}
