using Microsoft.Extensions.Logging;

namespace CallTracking.ScreenPop;

internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Error, "The pops of call {Call} could not be brought up to date; the next change of the call tries again.")]
    public static partial void PopFailed(ILogger logger, Guid call, Exception exception);

    [LoggerMessage(1701, LogLevel.Warning, "Who calls in call {Call} could not be looked up: the pop stays without a name.")]
    public static partial void CallerFailed(ILogger logger, Guid call, Exception exception);

    [LoggerMessage(1702, LogLevel.Warning, "Who calls in call {Call} was not found within {Limit}: the pop stays without a name.")]
    public static partial void CallerTimedOut(ILogger logger, Guid call, TimeSpan limit);

    [LoggerMessage(1703, LogLevel.Warning, "Who calls in call {Call} is not looked up: {Waiting} calls wait for it already.")]
    public static partial void CallerSkipped(ILogger logger, Guid call, int waiting);

    [LoggerMessage(1704, LogLevel.Warning, "The part {Section} of a card could not be read: the card is shown without it.")]
    public static partial void SectionFailed(ILogger logger, string section, Exception exception);

    [LoggerMessage(1705, LogLevel.Warning, "The part {Section} of a card was not read within {Limit}: the card is shown without it.")]
    public static partial void SectionTimedOut(ILogger logger, string section, TimeSpan limit);
}
