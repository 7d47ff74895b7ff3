using Microsoft.Extensions.Logging;

namespace CallTracking.Identification;

/// <summary>What identification says. Event ids 1800 to 1849; never numbers or names of people.</summary>
internal static partial class Log
{
    [LoggerMessage(1800, LogLevel.Warning, "The caller look-up {Lookup} did not answer within {Timeout}; the identification goes on without it.")]
    public static partial void LookupTooSlow(ILogger logger, string lookup, TimeSpan timeout);

    [LoggerMessage(1801, LogLevel.Warning, "The caller look-up {Lookup} failed ({Error}); the identification goes on without it.")]
    public static partial void LookupFailed(ILogger logger, string lookup, string error);

    [LoggerMessage(1802, LogLevel.Warning, "The caller look-up {Lookup} failed {Failures} times in a row and is not asked for {Pause}.")]
    public static partial void LookupLeftInPeace(ILogger logger, string lookup, int failures, TimeSpan pause);

    [LoggerMessage(1803, LogLevel.Warning, "Names are searched without an index, which reads all contacts: {Reason}")]
    public static partial void SearchWithoutIndex(ILogger logger, string reason);
}
