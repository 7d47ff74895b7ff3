using Microsoft.Extensions.Logging;

namespace CallTracking.Callbacks;

/// <summary>What the callbacks say. Event ids 1600 to 1699; never numbers or names of people.</summary>
internal static partial class Log
{
    [LoggerMessage(1601, LogLevel.Warning,
        "Callbacks: obligation {Obligation} is overdue and its step of escalation {Step} names nobody who works here; correct Callbacks Escalation.")]
    public static partial void NobodyToTell(ILogger logger, Guid obligation, int step);
}
