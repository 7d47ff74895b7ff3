using Microsoft.Extensions.Logging;

namespace CallTracking.Access;

/// <summary>What access and audit say. Event ids 1600 to 1649; never numbers or names of people.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Error,
        "The checkpoint of the audit trail could not be made ({Reason}); it is tried again. What is written meanwhile is vouched for by the next one.")]
    public static partial void CheckpointFailed(ILogger logger, string reason, Exception exception);
}
