using Microsoft.Extensions.Logging;

namespace CallTracking.Contacts;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Warning, "The host's books did not say what a contact owes ({Reason}); its own field is shown.")]
    public static partial void BooksFailed(ILogger logger, string reason);
}
