using System.CommandLine;
using CallTracking.Pbx.Traces;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Peers;

namespace CallTracking.Samples.Console.Capture;

/// <summary>Records what a PBX sends, so that it can be replayed.</summary>
internal sealed class CaptureCommand : Command
{
    private readonly PbxArguments _pbx = new();

    private readonly Option<string> _output = new("--output")
    {
        Description = "The trace to write. It must not exist yet. Passwords are not in it; names and numbers are.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<TimeSpan?> _timeout = TimeoutOption.Create();
    private readonly Terminal _terminal;

    public CaptureCommand(Terminal terminal)
        : base("capture", "Records the raw events of an Asterisk or a FreeSWITCH into a trace that 'replay' reads.")
    {
        _terminal = terminal;
        _pbx.AddTo(this);
        Add(_output);
        Add(_timeout);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(_output);
        var pbx = await _pbx.ReadAsync(parsed, _terminal, cancellationToken);
        using var trace = OpenTrace(path, pbx.Kind, _terminal.Time.GetUtcNow());
        using var stop = Deadline.Create(parsed.GetValue(_timeout), _terminal.Time, cancellationToken);
        var recording = new Recording(pbx, trace, _terminal);
        await recording.RunAsync(stop.Token);
        if (!recording.WasUp)
        {
            throw new CommandException(
                ExitCode.Pbx, $"{pbx.Address} was not reached in time. Check the address, or give a longer --timeout.");
        }

        await _terminal.Error.WriteLineAsync($"calltracking: {recording.Progress}. Look into it: calltracking replay {path}");
        return ExitCode.Ok;
    }

    private static TraceWriter OpenTrace(string path, string kind, DateTimeOffset now)
    {
        try
        {
            return TraceWriter.Create(path, new TraceHeader(kind, now, null));
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
