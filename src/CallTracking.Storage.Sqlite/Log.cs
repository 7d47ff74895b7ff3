using Microsoft.Extensions.Logging;

namespace CallTracking.Storage.Sqlite;

internal static partial class Log
{
    [LoggerMessage(3101, LogLevel.Information, "{File}: applied {Count} migration(s), schema is now {Schema}")]
    public static partial void Migrated(ILogger logger, string file, int count, string schema);

    [LoggerMessage(3102, LogLevel.Warning, "{File}: a batch of {Commits} commits failed and is written one by one")]
    public static partial void BatchFailed(ILogger logger, string file, int commits, Exception exception);
}
