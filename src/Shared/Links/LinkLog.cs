using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Links;

/// <summary>What every link to a PBX logs; what only one kind of PBX has to say is in its own log. No numbers, no names, no
/// secrets.</summary>
internal static partial class LinkLog
{
    [LoggerMessage(1105, LogLevel.Debug, "{Peer}: nothing heard for {Seconds:0.0} s, asking for a sign of life")]
    public static partial void Pinging(ILogger logger, string peer, double seconds);

    [LoggerMessage(1107, LogLevel.Warning, "{Peer}: {Count} messages longer than {Limit} bytes were dropped on this link so far")]
    public static partial void Oversize(ILogger logger, string peer, long count, int limit);

    [LoggerMessage(1108, LogLevel.Error, "The recording of this connection stopped: the recorder failed")]
    public static partial void RecordingStopped(ILogger logger, Exception error);

    [LoggerMessage(1109, LogLevel.Information, "{Peer}: unknown event {Event}; it is counted and passed over")]
    public static partial void UnknownEvent(ILogger logger, string peer, string @event);
}
