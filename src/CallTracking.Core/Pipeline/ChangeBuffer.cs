using CallTracking.Calls;

namespace CallTracking.Pipeline;

/// <summary>
/// Changes that wait for one subscriber. Posting never blocks: when the buffer is full the subscriber is lagging, and from then until it
/// has caught up only the newest state of each call is kept. Should even that be more than fits, the longest waiting one is dropped.
/// </summary>
/// <remarks>Thread-safe. What is taken keeps its call busy until it is released, so that no two workers have the same call.</remarks>
internal sealed class ChangeBuffer(int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<CallChange> _waiting = new();
    private readonly HashSet<Guid> _busy = [];
    private Dictionary<Guid, LinkedListNode<CallChange>>? _newest;
    private TaskCompletionSource? _taker;
    private long _skipped;
    private bool _completed;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    public void Post(CallChange change)
    {
        TaskCompletionSource? taker;
        lock (_lock)
        {
            if (_completed)
            {
                return;
            }

            if (_newest is null && _waiting.Count >= capacity)
            {
                BeginLagging();
            }

            Append(change);
            taker = WakeTaker();
        }

        taker?.TrySetResult();
    }

    /// <summary>Nothing more is posted; what waits can still be taken.</summary>
    public void Complete()
    {
        TaskCompletionSource? taker;
        lock (_lock)
        {
            _completed = true;
            taker = WakeTaker();
        }

        taker?.TrySetResult();
    }

    /// <summary>Takes the longest waiting change of a call that nobody is busy with, waiting for one if need be.</summary>
    /// <returns>The change, and how many were left out since the last one; null when the buffer is complete and empty.</returns>
    public async ValueTask<(CallChange Change, long Skipped)?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var node = _waiting.First; node is not null; node = node.Next)
                {
                    if (_busy.Add(node.Value.Call.Id))
                    {
                        Remove(node);
                        var skipped = _skipped;
                        _skipped = 0;
                        return (node.Value, skipped);
                    }
                }

                if (_completed && _waiting.Count == 0)
                {
                    return null;
                }

                _taker ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _taker.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What was taken of this call is dealt with.</summary>
    public void Release(Guid call)
    {
        TaskCompletionSource? taker;
        lock (_lock)
        {
            _busy.Remove(call);
            taker = WakeTaker();
        }

        taker?.TrySetResult();
    }

    private TaskCompletionSource? WakeTaker()
    {
        var taker = _taker;
        _taker = null;
        return taker;
    }

    private void BeginLagging()
    {
        _newest = [];
        var node = _waiting.First;
        while (node is not null)
        {
            var next = node.Next;
            if (_newest.TryGetValue(node.Value.Call.Id, out var older))
            {
                older.Value = ChangeSet.Fold(older.Value, node.Value);
                _waiting.Remove(node);
                _skipped++;
            }
            else
            {
                _newest.Add(node.Value.Call.Id, node);
            }

            node = next;
        }
    }

    private void Append(CallChange change)
    {
        if (_newest is null)
        {
            _waiting.AddLast(change);
            return;
        }

        if (_newest.TryGetValue(change.Call.Id, out var older))
        {
            older.Value = ChangeSet.Fold(older.Value, change);
            _skipped++;
            return;
        }

        if (_waiting.Count >= capacity)
        {
            Remove(_waiting.First!);
            _skipped++;
            _newest ??= [];
        }

        _newest.Add(change.Call.Id, _waiting.AddLast(change));
    }

    private void Remove(LinkedListNode<CallChange> node)
    {
        _waiting.Remove(node);
        _newest?.Remove(node.Value.Call.Id);
        if (_waiting.Count == 0)
        {
            // Caught up.
            _newest = null;
        }
    }
}
