using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>What giving commands logs. No numbers, no names.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(1180, LogLevel.Warning,
        "{Peer}: what became of a call that was placed is not known: Asterisk sent no OriginateResponse within {Seconds} s")]
    public static partial void OriginateUnanswered(ILogger logger, string peer, double seconds);
}
