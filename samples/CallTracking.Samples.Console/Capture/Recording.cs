using System.Globalization;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Peers;

namespace CallTracking.Samples.Console.Capture;

/// <summary>
/// Keeps a link up and everything it says in one trace. It uses the adapter without the engine, which is how a program of its own would
/// listen to a PBX.
/// </summary>
internal sealed class Recording
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    private readonly TraceRecorder _recorder;
    private readonly IPbxAdapter _adapter;
    private readonly EventCounter _events;
    private readonly Terminal _terminal;

    public Recording(PbxPeer pbx, TraceWriter trace, Terminal terminal)
    {
        _terminal = terminal;
        _recorder = new TraceRecorder(trace);
        _adapter = pbx.CreateAdapter(_recorder, terminal.Time);
        _events = new EventCounter(product => Say($"recording {product ?? pbx.Address}; Ctrl+C ends it"));
    }

    /// <summary>Whether the PBX was heard at any time.</summary>
    public bool WasUp => _events.WasUp;

    public string Progress =>
        string.Create(CultureInfo.InvariantCulture, $"{_recorder.Bytes:N0} bytes recorded, {_events.Legs} channels seen");

    /// <summary>Records until it is told to stop; a lost link is tried again.</summary>
    /// <exception cref="PbxLinkException">The PBX cannot be reached at all, or refuses.</exception>
    /// <exception cref="IOException">The trace cannot be written.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var parts = new[] { ListenAsync(ending.Token), TellAsync(ending.Token), _recorder.Failed.WaitAsync(ending.Token) };
        try
        {
            await await Task.WhenAny(parts);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Being stopped is the normal end.
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _adapter.RunAsync(_events, cancellationToken);
                Say("the PBX closed the connection; trying again");
            }
            catch (PbxLinkException exception) when (WasUp)
            {
                Say($"{exception.Message} Trying again.");
            }

            await Task.Delay(RetryAfter, _terminal.Time, cancellationToken);
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TellEvery, _terminal.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (WasUp)
            {
                Say(Progress);
            }
        }
    }

    private void Say(string text) => _terminal.Error.WriteLine($"calltracking: {Printable.Line(text)}");
}
