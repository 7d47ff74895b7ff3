using System.Runtime.CompilerServices;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Storage;
using Microsoft.Extensions.Options;

namespace CallTracking.Pipeline;

/// <summary>Hands every change to the board and the other views first and then to the buffer of each subscriber; it never waits for any of
/// them.</summary>
internal sealed class CallFeed(
    CallBoard board, IOptions<CallTrackingOptions> options, IEnumerable<ICallView>? views = null, CallerDirectory? callers = null) : ICallFeed
{
    private readonly ICallView[] _views = [.. views ?? []];
    private readonly Lock _lock = new();
    private volatile Subscription[] _subscriptions = [];
    private bool _completed;

    public async IAsyncEnumerable<CallChange> ReadAsync(
        Caller caller, CallFeedFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        filter ??= new CallFeedFilter();

        // What somebody may see is asked when it is handed out: his roles may change while he follows.
        bool Wanted(Call call) => call.Tenant == caller.Tenant && (filter.Link is null || call.Link == filter.Link);
        var subscription = Subscribe(Wanted);
        try
        {
            // Subscribed first: what changes from here on waits in the buffer, and what the board knows already is left out below.
            var known = new Dictionary<Guid, int>();
            foreach (var call in filter.StartWithOpenCalls ? board.List(caller).Where(Wanted) : [])
            {
                known[call.Id] = call.Revision;
                yield return new CallChange(call, CallChangeKind.Updated);
            }

            while (await subscription.Buffer.TakeAsync(cancellationToken).ConfigureAwait(false) is var (change, skipped))
            {
                subscription.Buffer.Release(change.Call.Id);
                if (skipped > 0)
                {
                    filter.OnLagging?.Invoke(skipped);
                }

                if (await NowAsync(caller, cancellationToken).ConfigureAwait(false) is not { } now)
                {
                    yield break;
                }

                if (!CallScope.Reaches(now, change.Call))
                {
                    continue;
                }

                if (!known.TryGetValue(change.Call.Id, out var revision) || change.Call.Revision > revision
                    || change.Kind == CallChangeKind.Withdrawn)
                {
                    known.Remove(change.Call.Id);
                    yield return change with { Call = CallMask.For(now, change.Call) };
                }
            }
        }
        finally
        {
            Unsubscribe(subscription);
        }
    }

    // Null for somebody who may see no calls any more.
    private async ValueTask<Caller?> NowAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (callers is null || caller.IsSystem)
        {
            return caller;
        }

        try
        {
            var picture = await callers.LookAsync(caller.Tenant, cancellationToken).ConfigureAwait(false);
            if (!picture.Knows(caller.Employee!.Value))
            {
                return caller; // The host keeps its users elsewhere and says itself what they may do.
            }

            var now = picture.Find(caller.Employee.Value);
            return now is not null && now.Access.Allows(Permission.CallsRead) ? now : null;
        }
        catch (LedgerStoreException)
        {
            // The feed goes on while the store is away, and so does what was known of the caller.
            return caller;
        }
    }

    public Subscription Subscribe(Func<Call, bool> wanted)
    {
        var subscription = new Subscription(wanted, new ChangeBuffer(options.Value.SubscriberBuffer));
        lock (_lock)
        {
            if (_completed)
            {
                subscription.Buffer.Complete();
            }

            _subscriptions = [.. _subscriptions, subscription];
        }

        return subscription;
    }

    public void Unsubscribe(Subscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
        }
    }

    public void Publish(CallChange change)
    {
        board.Apply(change);
        foreach (var view in _views)
        {
            view.Apply(change);
        }

        foreach (var subscription in _subscriptions)
        {
            if (subscription.Wanted(change.Call))
            {
                subscription.Buffer.Post(change);
            }
        }
    }

    /// <summary>Puts calls on the board that nobody is told of, because all of it was told before the process ended.</summary>
    public void Restore(IEnumerable<Call> calls)
    {
        foreach (var call in calls)
        {
            board.Restore(call);
            foreach (var view in _views)
            {
                view.Restore(call);
            }
        }
    }

    /// <summary>Takes a link's calls off the board; nobody is told, because nothing happened to them.</summary>
    public void Forget(string tenant, string link)
    {
        board.Forget(tenant, link);
        foreach (var view in _views)
        {
            view.Forget(tenant, link);
        }
    }

    /// <summary>The host stops: readers get what waits and then the end.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            foreach (var subscription in _subscriptions)
            {
                subscription.Buffer.Complete();
            }
        }
    }

    internal sealed class Subscription(Func<Call, bool> wanted, ChangeBuffer buffer)
    {
        public Func<Call, bool> Wanted { get; } = wanted;

        public ChangeBuffer Buffer { get; } = buffer;
    }
}
