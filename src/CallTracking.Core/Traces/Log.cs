using Microsoft.Extensions.Logging;

namespace CallTracking.Traces;

/// <summary>What the recording of traces says. Event ids 1500 to 1599; never numbers or names of people.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Warning,
        "Link {Link}: the disk is too slow for its trace; what is more than {Limit} bytes behind is not recorded. The link goes on.")]
    public static partial void TooSlow(ILogger logger, string link, long limit);

    [LoggerMessage(1501, LogLevel.Error,
        "Link {Link}: its trace in {Folder} cannot be written ({Reason}); the recording pauses and is tried again. The link goes on.")]
    public static partial void Paused(ILogger logger, string link, string folder, string reason, Exception exception);

    [LoggerMessage(1502, LogLevel.Information, "Link {Link}: its trace is written again; what came since {Since} is missing.")]
    public static partial void Resumed(ILogger logger, string link, DateTimeOffset since);

    [LoggerMessage(1503, LogLevel.Warning, "The old trace {File} could not be deleted; the folder may become larger than it should.")]
    public static partial void NotDeleted(ILogger logger, string file, Exception exception);
}
