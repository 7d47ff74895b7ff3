using Microsoft.Extensions.Logging;

namespace CallTracking.Tasks;

/// <summary>What tasks and messages say. Event ids 1700 to 1799; never what people wrote.</summary>
internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Warning, "Tasks and callbacks: what is due could not be done ({Reason}); trying again.")]
    public static partial void ClockFailed(ILogger logger, string reason, Exception exception);
}
