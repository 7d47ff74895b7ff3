using Microsoft.Extensions.Logging;

namespace CallTracking.Pipeline;

/// <summary>What the pipeline says. Event ids 1100 to 1199; never numbers or names of people.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information,
        "Link {Link}: rebuilt {OpenCalls} open calls from {Events} events; the last epoch was {Epoch}.")]
    public static partial void Rebuilt(ILogger logger, string link, int openCalls, long events, long epoch);

    [LoggerMessage(1101, LogLevel.Warning, "Link {Link}: the store cannot take it now ({Reason}); trying again in {Pause}.")]
    public static partial void StoreRetried(ILogger logger, string link, string reason, TimeSpan pause, Exception exception);

    [LoggerMessage(1102, LogLevel.Warning,
        "Link {Link}: the inbox of {Capacity} events is full, so the adapter stops reading until the store has caught up.")]
    public static partial void InboxFull(ILogger logger, string link, int capacity);

    [LoggerMessage(1103, LogLevel.Error,
        "Link {Link}: the tracker failed on {EventType} (epoch {Epoch}, frame {Seq}); the event is set aside and kept in the event log.")]
    public static partial void Quarantined(ILogger logger, string link, string eventType, long epoch, long seq, Exception exception);

    [LoggerMessage(1104, LogLevel.Warning,
        "Link {Link}: the tracker failed on {EventType} (epoch {Epoch}, frame {Seq}) again while rebuilding.")]
    public static partial void QuarantinedAgain(ILogger logger, string link, string eventType, long epoch, long seq, Exception exception);

    [LoggerMessage(1105, LogLevel.Warning,
        "Link {Link}: passed over {Count} events that a newer program wrote (epoch {Epoch}, frames {FirstSeq} to {LastSeq}).")]
    public static partial void EventsOfNewerProgram(ILogger logger, string link, int count, long epoch, long firstSeq, long lastSeq);

    [LoggerMessage(1106, LogLevel.Error,
        "Link {Link}: an event log entry cannot be read (epoch {Epoch}, frames {FirstSeq} to {LastSeq}); open calls may be incomplete.")]
    public static partial void EventLogDamaged(ILogger logger, string link, long epoch, long firstSeq, long lastSeq, Exception exception);

    [LoggerMessage(1110, LogLevel.Warning, "Subscriber {Subscriber} is too slow: {Skipped} changes were left out.")]
    public static partial void SubscriberLagging(ILogger logger, string subscriber, long skipped);

    [LoggerMessage(1111, LogLevel.Error, "Subscriber {Subscriber} failed on call {CallId}; it goes on with the next change.")]
    public static partial void SubscriberFailed(ILogger logger, string subscriber, Guid callId, Exception exception);

    [LoggerMessage(1112, LogLevel.Warning, "Live subscribers did not end in time and are left behind.")]
    public static partial void SubscribersLeftBehind(ILogger logger);

    [LoggerMessage(1120, LogLevel.Debug, "Link {Link}: removed {Count} event log entries of calls final before {Before}.")]
    public static partial void Pruned(ILogger logger, string link, int count, DateTimeOffset before);

    [LoggerMessage(1121, LogLevel.Warning, "Link {Link}: the event log could not be pruned ({Reason}); the next round tries again.")]
    public static partial void PruningFailed(ILogger logger, string link, string reason, Exception exception);
}
