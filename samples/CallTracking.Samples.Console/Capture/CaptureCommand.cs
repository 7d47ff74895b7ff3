using System.CommandLine;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Traces;
using CallTracking.Samples.Console.Asterisk;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Capture;

/// <summary>Records what an Asterisk sends, so that it can be replayed.</summary>
internal static class CaptureCommand
{
    public static Command Create(Terminal terminal)
    {
        var asterisk = new AsteriskArguments();
        var output = new Option<string>("--output")
        {
            Description = "The trace to write. It must not exist yet. Passwords are not in it; names and numbers are.", HelpName = "FILE", Required = true,
        };
        var timeout = TimeoutOption.Create("End after this time: with exit code 0 when the PBX was heard, 4 when it was not. Default: run until Ctrl+C.");
        var command = new Command("capture", "Records the raw events of an Asterisk into a trace that 'replay' reads.");
        asterisk.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(timeout);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(output);
            var options = new AsteriskOptions();
            (await asterisk.ReadAsync(parsed, terminal, cancellationToken))(options);
            using var trace = OpenTrace(path, terminal.Time.GetUtcNow());
            using var stop = Deadline.Create(parsed.GetValue(timeout), terminal.Time, cancellationToken);
            var recording = new Recording(options, trace, terminal);
            await recording.RunAsync(stop.Token);
            if (!recording.WasUp)
            {
                throw new CommandException(ExitCode.Pbx, $"{options.Host} was not reached in time. Check the address, or give a longer --timeout.");
            }

            await terminal.Error.WriteLineAsync($"calltracking: {recording.Progress}. Look into it: calltracking replay {path}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static TraceWriter OpenTrace(string path, DateTimeOffset now)
    {
        try
        {
            return TraceWriter.Create(path, new TraceHeader(AmiDecoderFactory.KindName, now, null));
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new CommandException(ExitCode.Failed, $"{path} exists, and a trace is never overwritten. Give another name.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{path} cannot be written ({exception.Message}). Give another name.", exception);
        }
    }
}
