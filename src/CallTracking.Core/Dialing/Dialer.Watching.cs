using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Storage;

namespace CallTracking.Dialing;

/// <content>From the PBX's taking it to its one outcome.</content>
internal sealed partial class Dialer
{
    /// <summary>How long the first word of a leg may take, beyond the time that its phone may ring.</summary>
    private static readonly TimeSpan HeardWithin = TimeSpan.FromSeconds(60);

    /// <summary>How long the ledger may take to tell what the PBX's verdict on the employee's phone told already.</summary>
    private static readonly TimeSpan LedgerWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Awaits the legs of what a process before this one asked for: they may be there, or still come. To be called before any link
    /// is heard.</summary>
    public async Task RecallAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var dial in await _book.ListAwaitedAsync(_engine.Tenant, cancellationToken).ConfigureAwait(false))
            {
                _placed.Await(dial.Link, Placed(dial));
            }
        }
        catch (LedgerStoreException error)
        {
            Log.NotRead(_logger, error.Message);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _looking = LookAgainAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var handle in _open.Values)
        {
            // The calls go on, and whichever process comes next writes how they end.
            handle.End(new DialOutcome(CallOutcome.Unknown, "hostStopped", handle.State.CallId));
            Forget(handle);
        }
    }

    public ValueTask OnCallChangedAsync(CallChange change, CancellationToken cancellationToken)
    {
        if (!_byLeg.IsEmpty)
        {
            foreach (var family in change.Call.Families)
            {
                if (_byLeg.TryGetValue((change.Call.Link, new LegId(family)), out var handle) && handle.Tenant == change.Call.Tenant)
                {
                    Observe(handle, change);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Observe(DialHandle handle, CallChange change)
    {
        handle.Observe(change);
        if (handle.Outcome.IsCompleted)
        {
            // The store is told by the projection, in the order of the ledger.
            Forget(handle);
        }
    }

    private void Watch(DialHandle handle, Task<DialResult> verdict, TimeSpan agentTimeout) => _ = WatchAsync(handle, verdict, agentTimeout);

    /// <summary>Ends what the ledger will not tell of: no leg was ever made, or nothing was heard.</summary>
    private async Task WatchAsync(DialHandle handle, Task<DialResult> verdict, TimeSpan agentTimeout)
    {
        var told = await Task.WhenAny(verdict, handle.Outcome).ConfigureAwait(false) == verdict ? await verdict.ConfigureAwait(false) : DialResult.Unknown;
        if (told == DialResult.Answered)
        {
            handle.AgentLifted();
        }

        var patience = told is DialResult.Answered or DialResult.Unknown ? agentTimeout + HeardWithin : LedgerWithin;
        if (handle.Outcome.IsCompleted || await IsOverAsync(handle, patience).ConfigureAwait(false) || handle.State.CallId is not null)
        {
            return;
        }

        var outcome = told is DialResult.Answered or DialResult.Unknown
            ? new DialOutcome(CallOutcome.Unknown, _links.Find(handle.Link)?.State == LinkState.Up ? "notSeen" : "linkLost", null)
            : new DialOutcome(CallOutcome.NotStarted, DialHandle.ReasonOf(told), null);
        Log.NotSeen(_logger, handle.Link, handle.Id);
        await EndAsync(handle, outcome).ConfigureAwait(false);
    }

    private async Task<bool> IsOverAsync(DialHandle handle, TimeSpan patience)
    {
        try
        {
            await handle.Outcome.WaitAsync(patience, _time, _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            // The host's stop ends it.
            return true;
        }
    }

    private async Task EndAsync(DialHandle handle, DialOutcome outcome)
    {
        if (!handle.End(outcome))
        {
            return;
        }

        Forget(handle);
        try
        {
            await _book.EndAsync(handle.Tenant, handle.Id, outcome, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LedgerStoreException error)
        {
            Log.NotWritten(_logger, handle.Link, handle.Id, error.Message);
        }
    }

    /// <summary>What may have been missed: a follower that was too slow, another host that took the link over, reservations that nobody
    /// came back for.</summary>
    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookAgain, _time);
        for (var round = 0; await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false); round++)
        {
            try
            {
                foreach (var handle in _open.Values)
                {
                    await LookAgainAsync(handle, cancellationToken).ConfigureAwait(false);
                }

                const int EachMinute = 12;
                if (round % EachMinute == 0)
                {
                    await _book.CloseExpiredAsync(_engine.Tenant, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (LedgerStoreException error)
            {
                Log.NotRead(_logger, error.Message);
            }
        }
    }

    private async Task LookAgainAsync(DialHandle handle, CancellationToken cancellationToken)
    {
        if (handle.State.CallId is not { } call)
        {
            return;
        }

        if (await _history.GetAsync(Caller.System(handle.Tenant), call, cancellationToken).ConfigureAwait(false) is { State: CallState.Ended } ended)
        {
            Observe(handle, new CallChange(ended, CallChangeKind.Ended));
        }
        else if (_links.Find(handle.Link) is not { State: not (LinkState.Standby or LinkState.Stopped) })
        {
            await TakenOverAsync(handle, call).ConfigureAwait(false);
        }
    }

    private Task TakenOverAsync(DialHandle handle, Guid call)
    {
        // Another host tells the ledger how it goes on, and the store of it; this one hears nothing more.
        handle.End(new DialOutcome(CallOutcome.Unknown, "linkTakenOver", call));
        Forget(handle);
        return Task.CompletedTask;
    }
}
