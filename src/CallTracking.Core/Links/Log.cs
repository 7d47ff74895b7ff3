using Microsoft.Extensions.Logging;

namespace CallTracking.Links;

/// <summary>What the hosting of links says. Event ids 1200 to 1299; never numbers or names of people.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Information, "Link {Link} is up ({Product}).")]
    public static partial void Up(ILogger logger, string link, string? product);

    [LoggerMessage(1201, LogLevel.Warning, "Link {Link} is down: {Reason} Next attempt in {Pause}.")]
    public static partial void Down(ILogger logger, string link, string reason, TimeSpan pause, Exception? exception);

    // A PBX that is away for days says so once and not with every attempt.
    [LoggerMessage(1208, LogLevel.Debug, "Link {Link} is still down: {Reason} Next attempt in {Pause}.")]
    public static partial void StillDown(ILogger logger, string link, string reason, TimeSpan pause);

    [LoggerMessage(1202, LogLevel.Information, "Link {Link} is finished.")]
    public static partial void Finished(ILogger logger, string link);

    [LoggerMessage(1203, LogLevel.Critical, "Link {Link} stops: the store refuses for good ({Reason})")]
    public static partial void StoreFailed(ILogger logger, string link, string reason, Exception exception);

    [LoggerMessage(1204, LogLevel.Critical, "Link {Link} stops: the engine failed.")]
    public static partial void EngineFailed(ILogger logger, string link, Exception exception);

    [LoggerMessage(1205, LogLevel.Information,
        "Link {Link}: the PBX sends {EventName}, which the adapter does not know; it is only counted.")]
    public static partial void UnknownEvent(ILogger logger, string link, string eventName);

    [LoggerMessage(1230, LogLevel.Warning, "Link {Link}: finished records are not read: {Reason}")]
    public static partial void RecordsNotRead(ILogger logger, string link, string reason, Exception? exception);

    [LoggerMessage(1206, LogLevel.Warning, "Link {Link}: the adapter returned without ending its connection; the engine ended it.")]
    public static partial void DownUnsaid(ILogger logger, string link);

    [LoggerMessage(1207, LogLevel.Warning,
        "Link {Link} did not end within the host's shutdown time; about {Backlog} events are not stored.")]
    public static partial void StopCutShort(ILogger logger, string link, int backlog);

    [LoggerMessage(1209, LogLevel.Error, "The store does not answer ({Reason}); the links wait for it and are not connected.")]
    public static partial void StoreNotReady(ILogger logger, string reason, Exception exception);

    [LoggerMessage(1240, LogLevel.Information, "Link {Link} is this host's (lease {Epoch}).")]
    public static partial void LeaseTaken(ILogger logger, string link, long epoch);

    [LoggerMessage(1241, LogLevel.Information, "Link {Link} is held by {Holder}; this host waits to take over.")]
    public static partial void Standby(ILogger logger, string link, string? holder);

    [LoggerMessage(1242, LogLevel.Warning, "Link {Link}: another host has taken it over; this one stops hearing it and waits.")]
    public static partial void LeaseLost(ILogger logger, string link);

    [LoggerMessage(1243, LogLevel.Warning, "Link {Link}: who holds it cannot be asked ({Reason}) Next attempt in {Pause}.")]
    public static partial void LeaseNotAsked(ILogger logger, string link, string reason, TimeSpan pause, Exception exception);

    [LoggerMessage(1244, LogLevel.Warning, "Link {Link}: the lease could not be renewed ({Reason}); the link goes on, the store decides.")]
    public static partial void LeaseNotRenewed(ILogger logger, string link, string reason);

    [LoggerMessage(1245, LogLevel.Information, "Link {Link}: the lease could not be given back ({Reason}); others wait for its end.")]
    public static partial void LeaseNotReleased(ILogger logger, string link, string reason);

    [LoggerMessage(1246, LogLevel.Debug, "Link {Link} was ended in the middle of its work, because another host has it.")]
    public static partial void EndedInTheMiddle(ILogger logger, string link, Exception exception);

    [LoggerMessage(1247, LogLevel.Warning, "Link {Link}: the PBX cannot be asked which calls it has: {Why}")]
    public static partial void CannotAsk(ILogger logger, string link, string why);

    [LoggerMessage(1210, LogLevel.Warning, "The staff could not be read, so what was known of it holds: {Reason}")]
    public static partial void StaffNotRead(ILogger logger, string reason, Exception exception);
}
