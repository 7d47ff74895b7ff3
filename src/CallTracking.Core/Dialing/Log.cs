using Microsoft.Extensions.Logging;

namespace CallTracking.Dialing;

/// <summary>What dialling logs. No numbers, no names.</summary>
internal static partial class Log
{
    [LoggerMessage(1900, LogLevel.Warning, "{Link}: what became of the placed call {Dial} is not written yet, the store does not take it: {Reason}")]
    public static partial void NotWritten(ILogger logger, string link, Guid dial, string reason);

    [LoggerMessage(1901, LogLevel.Warning, "Which calls were placed before the host started is not known, the store cannot be read: {Reason}")]
    public static partial void NotRead(ILogger logger, string reason);

    [LoggerMessage(1902, LogLevel.Information, "{Link}: nothing was heard of the placed call {Dial} in time")]
    public static partial void NotSeen(ILogger logger, string link, Guid dial);
}
