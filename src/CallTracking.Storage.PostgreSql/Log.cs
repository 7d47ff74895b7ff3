using Microsoft.Extensions.Logging;

namespace CallTracking.Storage.PostgreSql;

internal static partial class Log
{
    [LoggerMessage(3201, LogLevel.Information, "{Store}: applied {Count} migration(s), schema is now {Schema}")]
    public static partial void Migrated(ILogger logger, string store, int count, string schema);

    [LoggerMessage(3202, LogLevel.Warning, "{Store}: a batch of {Commits} commits failed and is written one by one")]
    public static partial void BatchFailed(ILogger logger, string store, int commits, Exception exception);
}
