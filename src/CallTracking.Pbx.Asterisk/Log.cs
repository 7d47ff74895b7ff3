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

    [LoggerMessage(1105, LogLevel.Debug, "{Peer}: nothing heard for {Seconds:0.0} s, asking for a sign of life")]
    public static partial void Pinging(ILogger logger, string peer, double seconds);

    [LoggerMessage(1107, LogLevel.Warning, "{Peer}: {Count} messages longer than {Limit} bytes were dropped on this link so far")]
    public static partial void Oversize(ILogger logger, string peer, long count, int limit);

    [LoggerMessage(1108, LogLevel.Error, "The recording of this connection stopped: the recorder failed")]
    public static partial void RecordingStopped(ILogger logger, Exception error);

    [LoggerMessage(1109, LogLevel.Information, "{Peer}: unknown event {Event}; it is counted and passed over")]
    public static partial void UnknownEvent(ILogger logger, string peer, string @event);

    [LoggerMessage(1110, LogLevel.Debug, "{Peer}: {Action} was answered by \"{Answer}\"; the snapshot goes without")]
    public static partial void ListRefused(ILogger logger, string peer, string action, string? answer);
}
