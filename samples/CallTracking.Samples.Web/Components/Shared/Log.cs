namespace CallTracking.Samples.Web.Components.Shared;

internal static partial class Log
{
    [LoggerMessage(5101, LogLevel.Error, "A page met an error that it does not know.")]
    public static partial void PageFailed(ILogger logger, Exception error);

    [LoggerMessage(5102, LogLevel.Warning, "A page could not reach the store.")]
    public static partial void StoreFailed(ILogger logger, Exception error);

    [LoggerMessage(5103, LogLevel.Warning, "A change could not be undone.")]
    public static partial void NotUndone(ILogger logger, Exception error);
}
