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

    [LoggerMessage(1120, LogLevel.Warning, "{File}, line {Line} was passed over: {Reason}")]
    public static partial void CdrLineDamaged(ILogger logger, string file, long line, string reason);

    [LoggerMessage(1121, LogLevel.Warning, "{File}: further lines that are passed over are only counted")]
    public static partial void CdrFurtherLinesDamaged(ILogger logger, string file);

    [LoggerMessage(1122, LogLevel.Information, "{File} was put aside as {Rotated}; it is read to its end")]
    public static partial void CdrRotated(ILogger logger, string file, string rotated);

    [LoggerMessage(1123, LogLevel.Warning,
        "{File} is another file than the one read up to byte {Offset}, which is not beside it or is packed: unpack that one and import it, "
        + "or the records at its end are missing")]
    public static partial void CdrRotatedAway(ILogger logger, string file, long offset);

    [LoggerMessage(1124, LogLevel.Information, "{File} was imported: {Rows} records, {Damaged} lines passed over")]
    public static partial void CdrFileImported(ILogger logger, string file, long rows, long damaged);

    [LoggerMessage(1125, LogLevel.Warning, "{File} is no CDR file; it was moved to {Target}, with the reason beside it")]
    public static partial void CdrFileRefused(ILogger logger, string file, string target);
}
