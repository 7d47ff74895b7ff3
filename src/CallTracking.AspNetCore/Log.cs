using Microsoft.Extensions.Logging;

namespace CallTracking.AspNetCore;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "{Endpoint} failed: {Kind}: {Message}\n{Trace}")]
    public static partial void RequestFailed(ILogger logger, string endpoint, string kind, string message, string trace);

    [LoggerMessage(5002, LogLevel.Warning, "{Endpoint}: the store does not answer: {Message}")]
    public static partial void StoreFailed(ILogger logger, string endpoint, string message);

    [LoggerMessage(5010, LogLevel.Information, "A live connection of employee {Employee} is cut off: he may not use it any more.")]
    public static partial void ConnectionCutOff(ILogger logger, Guid employee);

    [LoggerMessage(5011, LogLevel.Warning, "A live connection could not be served ({Kind}) and is ended; the client connects again.")]
    public static partial void SendingFailed(ILogger logger, string kind);
}
