using CallTracking.Demo;
using CallTracking.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Web.Hosting;

/// <summary>What an exception means to whoever started the host: an exit code and one line, never a stack trace.</summary>
internal static class StartFailure
{
    public static (int ExitCode, string Line) Explain(Exception exception)
    {
        var (exitCode, text) = exception switch
        {
            StartException wrong => (wrong.ExitCode, wrong.Message),
            DemoStoreException => (ExitCode.Usage, $"{exception.Message} Name another store with --store."),
            LedgerStoreException => (ExitCode.Store, exception.Message),
            OptionsValidationException options => (ExitCode.Usage, string.Join(' ', options.Failures)),
            SqliteException => (ExitCode.Store, $"The file of accounts cannot be used ({exception.Message}). Name another folder with --data."),
            IOException { InnerException: AddressInUseException } =>
                (ExitCode.Failed, $"{exception.Message.TrimEnd('.')}. Choose another with --urls, for instance --urls http://127.0.0.1:5190."),
            InvalidDataException or FormatException => (ExitCode.Usage, $"The configuration cannot be read: {exception.GetBaseException().Message}"),
            IOException or UnauthorizedAccessException => (ExitCode.Failed, exception.Message),
            InvalidOperationException => (ExitCode.Failed, exception.Message),
            OperationCanceledException => (ExitCode.Failed, "Stopped before it had started."),
            _ => (ExitCode.Failed, $"{exception.GetType().Name}: {exception.Message} This is a bug; please report it with the command."),
        };
        return (exitCode, Line(text));
    }

    private static string Line(string text) =>
        string.Join(' ', new string([.. text.Select(static sign => char.IsControl(sign) ? ' ' : sign)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
