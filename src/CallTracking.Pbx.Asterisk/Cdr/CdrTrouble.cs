namespace CallTracking.Pbx.Asterisk;

/// <summary>Says in one line why a CDR file or folder cannot be read, and what to do.</summary>
internal static class CdrTrouble
{
    public static string Of(string path, Exception exception) => exception switch
    {
        FileNotFoundException => $"{path}: there is no such file yet; it comes with the first call, or cdr_csv is not loaded, or the path is wrong.",
        DirectoryNotFoundException => $"{path}: there is no such folder; check the path, or mount the PBX's folder here.",
        UnauthorizedAccessException => $"{path}: this program may not do that; give its user the right to ({OneLine(exception)})",
        _ => $"{path}: {OneLine(exception)}",
    };

    private static string OneLine(Exception exception) =>
        string.Join(' ', exception.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
