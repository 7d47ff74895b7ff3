using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Records;

/// <summary>What the reading of record files logs. No numbers, no names.</summary>
internal static partial class Log
{
    [LoggerMessage(1120, LogLevel.Warning, "{File}, line {Line} was passed over: {Reason}")]
    public static partial void LineDamaged(ILogger logger, string file, long line, string reason);

    [LoggerMessage(1121, LogLevel.Warning, "{File}: further lines that are passed over are only counted")]
    public static partial void FurtherLinesDamaged(ILogger logger, string file);

    [LoggerMessage(1122, LogLevel.Information, "{File} was put aside as {Rotated}; it is read to its end")]
    public static partial void Rotated(ILogger logger, string file, string rotated);

    [LoggerMessage(1123, LogLevel.Warning,
        "{File} is another file than the one read up to byte {Offset}, which is not beside it or is packed: unpack that one and import it, "
        + "or the records at its end are missing")]
    public static partial void RotatedAway(ILogger logger, string file, long offset);

    [LoggerMessage(1124, LogLevel.Information, "{File} was imported: {Rows} records, {Damaged} lines passed over")]
    public static partial void FileImported(ILogger logger, string file, long rows, long damaged);

    [LoggerMessage(1126, LogLevel.Debug, "{File} was imported")]
    public static partial void FileTaken(ILogger logger, string file);

    [LoggerMessage(1127, LogLevel.Warning, "{File}: {Notice}")]
    public static partial void Noticed(ILogger logger, string file, string notice);

    [LoggerMessage(1125, LogLevel.Warning, "{File} is no {Kind}; it was moved to {Target}, with the reason beside it")]
    public static partial void FileRefused(ILogger logger, string file, string kind, string target);
}
