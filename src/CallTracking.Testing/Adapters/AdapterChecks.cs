using System.Globalization;
using System.Text;
using CallTracking.Pbx;

namespace CallTracking.Testing.Adapters;

/// <summary>One check's adapter and PBX, and the checks themselves.</summary>
internal sealed partial class AdapterChecks(
    Func<AdapterSurroundings, ValueTask<AdapterUnderTest>> create, TimeSpan patience, CancellationToken cancellationToken) : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(1);

    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));
    private readonly ProbeSink _sink = new();
    private readonly ProbeEars _ears = new();
    private readonly CancellationTokenSource _stop = new();
    private AdapterUnderTest? _subject;
    private Task _running = Task.CompletedTask;

    private IPbxAdapter Adapter => _subject!.Adapter;

    private IFakePbx Pbx => _subject!.Pbx;

    public async ValueTask DisposeAsync()
    {
        _sink.Barrier?.TrySetResult();
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_subject is not null)
        {
            await Pbx.DisposeAsync().ConfigureAwait(false);
            await Task.WhenAny(_running, Task.Delay(patience, TimeProvider.System, CancellationToken.None)).ConfigureAwait(false);
            switch (Adapter)
            {
                case IAsyncDisposable disposable: await disposable.DisposeAsync().ConfigureAwait(false); break;
                case IDisposable disposable: disposable.Dispose(); break;
            }
        }

        _ears.Dispose();
        _stop.Dispose();
    }

    private static ConformanceException Failure(string message, Exception? inner = null) => new(message, inner);

    private static void Require(bool isMet, string what)
    {
        if (!isMet)
        {
            throw Failure(what);
        }
    }

    private static void Applies(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new NotApplicableException(otherwise);
        }
    }

    private static bool IsFinite(IPbxAdapter adapter) => adapter.Abilities.HasFlag(PbxAbilities.Finite);

    private async Task CreateAsync()
    {
        _subject = await create(new AdapterSurroundings(_time, _ears, _ears)).ConfigureAwait(false);
        Applies(Adapter.Abilities.HasFlag(PbxAbilities.LiveEvents), "the adapter has no live events");
    }

    private async Task UpAsync()
    {
        if (_subject is null)
        {
            await CreateAsync().ConfigureAwait(false);
        }

        Run();
        await UntilAskedAsync(() => Of<LinkUp>().Count == 1, "a LinkUp").ConfigureAwait(false);
    }

    private void Run()
    {
        var token = _stop.Token;
        _running = Task.Run(() => Adapter.RunAsync(_sink, token), CancellationToken.None);
    }

    private List<T> Of<T>() => [.. _sink.Events.OfType<T>()];

    /// <summary>Waits for something. While everything rests the clock goes on to the next timer, at most a second at once.</summary>
    private async Task UntilAsync(Func<bool> isSo, string what, bool mayEnd = false, bool isAsked = false)
    {
        var rest = new Rest(isAsked);
        while (!isSo())
        {
            if (!mayEnd && _running.IsCompleted && !isSo())
            {
                throw Failure($"{what} was expected, but RunAsync ended {Ending()}. Seen: {Seen()}", _running.Exception?.InnerException);
            }

            if (rest.Waited > patience)
            {
                throw Failure($"{what} did not come. Seen: {Seen()}");
            }

            if (rest.IsRest(Doings()) && _time.NextTimer is { } next)
            {
                var now = _time.GetUtcNow();
                _time.AdvanceTo(next - now > LongestStep ? now + LongestStep : next);
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Counts whatever can be seen of the adapter's and the PBX's work.</summary>
    private long Doings() => _sink.Count + _ears.Count + _time.Changes + (Pbx.Taken ?? 0);

    /// <summary>Waits for what the PBX answers.</summary>
    private Task UntilAskedAsync(Func<bool> isSo, string what) => UntilAsync(isSo, what, isAsked: true);

    /// <summary>Waits for the end of the run: a return, or the exceptions that are allowed.</summary>
    private async Task<Exception?> EndAsync(bool isAsked = false)
    {
        await UntilAsync(() => _running.IsCompleted, "the end of RunAsync", mayEnd: true, isAsked).ConfigureAwait(false);
        var error = _running.Exception?.InnerException ?? (_running.IsCanceled ? new OperationCanceledException() : null);
        return error is null or PbxLinkException or OperationCanceledException
            ? error
            : throw Failure($"RunAsync threw {error.GetType().Name} ({error.Message}); only PbxLinkException and OperationCanceledException may leave it.", error);
    }

    private void RequireDownAtTheEnd()
    {
        Require(Of<LinkUp>().Count == 0 || _sink.Events[^1] is LinkDown, $"LinkDown must be the last event before RunAsync ends. Seen: {Seen()}");
        Require(Of<LinkDown>().Count == Of<LinkUp>().Count, $"there must be one LinkDown for each LinkUp. Seen: {Seen()}");
    }

    private string Ending() => _running.IsCanceled ? "as cancelled" : _running.Exception?.InnerException is { } error
        ? $"with {error.GetType().Name}: {error.Message}" : "without an error";

    private string Seen()
    {
        var events = _sink.Events;
        var names = string.Join(", ", events.TakeLast(20).Select(static pbxEvent => pbxEvent.GetType().Name));
        return events.Count == 0 ? "nothing." : string.Create(CultureInfo.InvariantCulture, $"{events.Count} events, at last {names}.");
    }
}
