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

    [LoggerMessage(1107, LogLevel.Error,
        "Link {Link}: {Count} calls were open and have no events any more; they are closed with the time last known.")]
    public static partial void OpenCallsLost(ILogger logger, string link, int count);

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

    [LoggerMessage(1130, LogLevel.Error, "Link {Link}: the store does not take commits ({Reason}); they go to the spool until it does.")]
    public static partial void Spooling(ILogger logger, string link, string reason, Exception exception);

    // Each attempt of an outage of hours.
    [LoggerMessage(1131, LogLevel.Debug, "Link {Link}: the store still does not take commits ({Reason}); the spool has {Bytes} bytes.")]
    public static partial void StillSpooling(ILogger logger, string link, string reason, long bytes);

    [LoggerMessage(1132, LogLevel.Information, "Link {Link}: the store has taken all that was in the spool.")]
    public static partial void SpoolDrained(ILogger logger, string link);

    [LoggerMessage(1133, LogLevel.Information, "Link {Link}: {Commits} commits that an earlier process left in the spool are in the store.")]
    public static partial void SpoolRecovered(ILogger logger, string link, int commits);

    [LoggerMessage(1138, LogLevel.Warning, "Link {Link}: another host has written since {Commits} commits of the spool were made; they are "
        + "left out, and its gap stands for them.")]
    public static partial void SpoolOvertaken(ILogger logger, string link, int commits);

    [LoggerMessage(1134, LogLevel.Critical,
        "Link {Link}: neither the store nor the spool takes commits, so the PBX is not read. {Reason}")]
    public static partial void SpoolRefused(ILogger logger, string link, string reason, Exception? exception);

    [LoggerMessage(1135, LogLevel.Warning,
        "Link {Link}: an entry of the spool was never finished and is cut off ({File}, byte {Offset}, {Bytes} bytes).")]
    public static partial void SpoolTorn(ILogger logger, string link, string file, long offset, long bytes);

    [LoggerMessage(1136, LogLevel.Error,
        "Link {Link}: an entry of the spool is damaged and lost ({File}, byte {Offset}, {Bytes} bytes). Check the disk.")]
    public static partial void SpoolDamaged(ILogger logger, string link, string file, long offset, long bytes);

    [LoggerMessage(1137, LogLevel.Warning,
        "Link {Link}: {Bytes} bytes stay in the spool until the next start, because the store does not take them ({Reason}).")]
    public static partial void SpoolLeft(ILogger logger, string link, long bytes, string reason);

    [LoggerMessage(1138, LogLevel.Error,
        "Link {Link}: more than {Most} finished records wait for the store, the oldest is dropped. Import the PBX's record files once the store is back.")]
    public static partial void RecordDropped(ILogger logger, string link, int most);

    [LoggerMessage(1140, LogLevel.Error,
        "What follows from calls (callbacks, contacts, webhooks) is behind: {Reason} Nothing is lost; it is tried again.")]
    public static partial void ProjectionsFailed(ILogger logger, string reason, Exception exception);
}
