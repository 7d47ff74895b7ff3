namespace CallTracking.Samples.Console.CommandLine;

/// <summary>A command cannot do what was asked. The message is the one line that its user sees; it says what to do.</summary>
internal sealed class CommandException : Exception
{
    public CommandException(int exitCode, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ExitCode = exitCode;
    }

    public int ExitCode { get; }
}
