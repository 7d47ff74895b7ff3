using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What the FreeSWITCH link logs. No numbers, no names, no secrets.</summary>
internal static partial class Log
{
    [LoggerMessage(1260, LogLevel.Information, "{Peer}: logged in, {Product}")]
    public static partial void LoggedIn(ILogger logger, string peer, string? product);

    [LoggerMessage(1261, LogLevel.Warning, "{Peer}: the command {Command} is refused (\"{Answer}\"); it is done without")]
    public static partial void CommandRefused(ILogger logger, string peer, string command, string answer);

    [LoggerMessage(1262, LogLevel.Information, "{Peer}: FreeSWITCH ends the connection (\"{Farewell}\")")]
    public static partial void Farewell(ILogger logger, string peer, string farewell);

    [LoggerMessage(1263, LogLevel.Warning, "{Peer}: {Count} frames could not be read on this link so far. {Last}")]
    public static partial void Malformed(ILogger logger, string peer, long count, string last);
}
