using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using CallTracking.Samples.Console.Peers;
using CallTracking.Storage;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Console.CommandLine;

/// <summary>What an exception means to whoever typed the command: an exit code and one line, never a stack trace.</summary>
internal static class Failure
{
    public static (int ExitCode, string Line) Explain(Exception exception)
    {
        var (exitCode, text) = exception switch
        {
            CommandException wrong => (wrong.ExitCode, wrong.Message),
            TraceFormatException or SiteFileException => (ExitCode.Input, exception.Message),
            PbxLinkException => (ExitCode.Pbx, PbxArguments.InWordsOfTheCommand(exception.Message)),
            LedgerStoreException => (ExitCode.Store, exception.Message),
            OptionsValidationException options => (ExitCode.Usage, string.Join(' ', options.Failures)),
            OperationCanceledException => (ExitCode.Failed, "Stopped before it was done."),
            IOException or UnauthorizedAccessException => (ExitCode.Failed, exception.Message),
            _ => (ExitCode.Failed, $"{exception.GetType().Name}: {exception.Message} This is a bug; please report it with the command."),
        };
        return (exitCode, Printable.Line(text));
    }
}
