using CallTracking.Calls;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.ScreenPop;

/// <summary>The second phase of a pop: looks up who calls, beside the pipelines and within a time, and puts it on the board.</summary>
internal sealed class PopCallers(
    ICallerNames names, IOptions<ScreenPopOptions> options, TimeProvider time, ILogger<PopCallers> logger) : IDisposable
{
    // So many look-ups run at a time; the store has other work to do too.
    private const int Workers = 8;

    // So many calls may wait; those beyond are shown without a name.
    private const int MostWaiting = 4_096;

    private readonly ScreenPopOptions _options = options.Value;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly Queue<(Call Call, Answer Answer)> _waiting = [];
    private readonly HashSet<Task> _running = [];
    private int _working;

    /// <summary>Takes what was found, on any thread.</summary>
    internal delegate void Answer(string tenant, Guid callId, PopCallerState state, PopCaller? caller);

    /// <summary>Looks up who calls, soon. Never waits.</summary>
    public void Ask(Call call, Answer answer)
    {
        int waiting;
        lock (_lock)
        {
            waiting = _waiting.Count;
            if (waiting < MostWaiting)
            {
                _waiting.Enqueue((call, answer));
                if (_working < Workers)
                {
                    _working++;
                    _running.RemoveWhere(static worker => worker.IsCompleted);
                    _running.Add(Task.Run(WorkAsync));
                }

                return;
            }
        }

        Log.CallerSkipped(logger, call.Id, waiting);
        answer(call.Tenant, call.Id, PopCallerState.Failed, null);
    }

    /// <summary>The host stops: look-ups under way are given up, and the store is left alone when this ends.</summary>
    public async Task EndAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        while (Next() is var (call, answer))
        {
            var (state, caller) = await FindAsync(call).ConfigureAwait(false);
            answer(call.Tenant, call.Id, state, caller);
        }
    }

    private (Call Call, Answer Answer)? Next()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var next))
            {
                return next;
            }

            _working--;
            return null;
        }
    }

    private async Task<(PopCallerState State, PopCaller? Caller)> FindAsync(Call call)
    {
        using var limit = new CancellationTokenSource(_options.CallerTimeout, time);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);

            // A look-up that does not heed its token is left behind: nobody waits longer for it.
            var found = await names.FindAsync(call, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
            return (found is null ? PopCallerState.Unknown : PopCallerState.Known, found);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Log.CallerTimedOut(logger, call.Id, _options.CallerTimeout);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException && _stopping.IsCancellationRequested)
        {
            // The host stops.
        }
#pragma warning disable CA1031 // Whatever the look-up throws, a host's code among it: the pop stays, without a name.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.CallerFailed(logger, call.Id, exception);
        }

        return (PopCallerState.Failed, null);
    }
}
