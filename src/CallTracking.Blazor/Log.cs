using Microsoft.Extensions.Logging;

namespace CallTracking.Blazor;

/// <summary>What the parts log.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Part}: the store could not be read; the part shows what it has and tries again")]
    public static partial void StoreAway(ILogger logger, string part, Exception exception);
}
