namespace CallTracking.Pbx.Records;

/// <summary>Says in one line why a file or folder of records cannot be read, and what to do.</summary>
internal static class RecordTrouble
{
    public static string Of(string path, RecordFormat format, Exception exception) => exception switch
    {
        FileNotFoundException => $"{path}: there is no such file yet; {format.Absence}.",
        DirectoryNotFoundException => $"{path}: there is no such folder; check the path, or mount the PBX's folder here.",
        UnauthorizedAccessException => $"{path}: this program may not do that; give its user the right to ({OneLine(exception)})",
        _ => $"{path}: {OneLine(exception)}",
    };

    private static string OneLine(Exception exception) =>
        string.Join(' ', exception.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
