using System.Runtime.CompilerServices;
using CallTracking.Access;
using CallTracking.Calls;
using Microsoft.Extensions.Options;

namespace CallTracking.Pipeline;

/// <summary>Hands every change to the board first and then to the buffer of each subscriber; it never waits for any of them.</summary>
internal sealed class CallFeed(CallBoard board, IOptions<CallTrackingOptions> options) : ICallFeed
{
    private readonly Lock _lock = new();
    private volatile Subscription[] _subscriptions = [];
    private bool _completed;

    public async IAsyncEnumerable<CallChange> ReadAsync(
        Caller caller, CallFeedFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        filter ??= new CallFeedFilter();
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

                if (!known.TryGetValue(change.Call.Id, out var revision) || change.Call.Revision > revision
                    || change.Kind == CallChangeKind.Withdrawn)
                {
                    known.Remove(change.Call.Id);
                    yield return change;
                }
            }
        }
        finally
        {
            Unsubscribe(subscription);
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
        }
    }

    /// <summary>Takes a link's calls off the board; nobody is told, because nothing happened to them.</summary>
    public void Forget(string tenant, string link) => board.Forget(tenant, link);

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
