namespace CallTracking.Samples.Web.Hosting;

/// <summary>The host cannot start. The message is the one line that whoever started it sees; it says what to do.</summary>
internal sealed class StartException(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>What the process tells the script that started it: the same as the command <c>calltracking</c>.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Store = 5;

    public const string Explained = """
        Exit codes:
          0  ok
          1  failed, for instance because the address is in use
          2  wrong usage or configuration
          5  the store cannot be used
        """;
}
