using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What giving commands logs. No numbers, no names.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(1280, LogLevel.Warning, "{Peer}: what became of a call that was placed is not known: {Reason}")]
    public static partial void OriginateUnanswered(ILogger logger, string peer, string reason);

    [LoggerMessage(1281, LogLevel.Error,
        "{Peer}: it named the leg of a call that was placed otherwise than asked, because the name was in use; that leg is ended")]
    public static partial void LegNamedOtherwise(ILogger logger, string peer);
}
