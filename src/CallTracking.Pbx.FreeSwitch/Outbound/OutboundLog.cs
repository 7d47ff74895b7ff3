using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What the listener for handed over calls logs. No numbers, no names.</summary>
internal static partial class OutboundLog
{
    [LoggerMessage(1290, LogLevel.Information, "{Name}: FreeSWITCH's application socket is listened for at {Address}")]
    public static partial void Listening(ILogger logger, string name, string address);

    [LoggerMessage(1291, LogLevel.Warning, "{Name}: {Peer} was turned away: it is not among the AllowedPeers")]
    public static partial void TurnedAway(ILogger logger, string name, string peer);

    [LoggerMessage(1292, LogLevel.Error, "{Name}: {Peer} was turned away: {Count} calls are handled, as many as MaxSessions allows")]
    public static partial void TooMany(ILogger logger, string name, string peer, int count);

    [LoggerMessage(1293, LogLevel.Warning, "{Name}: {Reason}")]
    public static partial void NoCall(ILogger logger, string name, string reason);

    [LoggerMessage(1294, LogLevel.Warning,
        "{Name}: {Peer} hands calls over without async, so each command waits until the one before is over: write \"socket <address> async full\"")]
    public static partial void NotAsync(ILogger logger, string name, string peer);

    [LoggerMessage(1295, LogLevel.Error, "{Name}: the handler failed on a call; FreeSWITCH goes on with its dial plan")]
    public static partial void HandlerFailed(ILogger logger, string name, Exception error);

    [LoggerMessage(1296, LogLevel.Error, "{Name}: connections cannot be accepted ({Reason}); it is tried again")]
    public static partial void CannotAccept(ILogger logger, string name, string reason);
}
