namespace CallTracking.ScreenPop;

/// <summary>What one reader has not been told yet: of each pop the newest state only, and of a pop that came and went meanwhile nothing. So what
/// waits is never more than the pops there are and those that the reader knows, however slow it is.</summary>
/// <remarks>Thread-safe; one reader.</remarks>
internal sealed class PopReader
{
    private readonly Lock _lock = new();
    private readonly LinkedList<CallPop> _waiting = new();
    private readonly Dictionary<(Guid Employee, Guid CallId), LinkedListNode<CallPop>> _byPop = [];
    private readonly HashSet<(Guid Employee, Guid CallId)> _told = [];
    private readonly HashSet<(Guid Employee, Guid CallId)> _over = [];
    private TaskCompletionSource? _taker;
    private bool _isComplete;

    /// <summary>How many pops wait and how many the reader knows.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count + _told.Count;
            }
        }
    }

    public void Post(CallPop pop)
    {
        TaskCompletionSource? taker;
        lock (_lock)
        {
            if (_isComplete)
            {
                return;
            }

            var key = (pop.Employee, pop.CallId);
            if (_byPop.TryGetValue(key, out var node))
            {
                node.Value = pop;
                if (pop.State == PopState.Gone && !_told.Contains(key))
                {
                    _waiting.Remove(node);
                    _byPop.Remove(key);
                    _over.Remove(key);
                    return;
                }
            }
            else if (pop.State != PopState.Gone || _told.Contains(key))
            {
                _byPop.Add(key, _waiting.AddLast(pop));
            }

            taker = WakeTaker();
        }

        taker?.TrySetResult();
    }

    /// <summary>Nothing more is told of a pop: its call is over.</summary>
    public void Forget(Guid employee, Guid callId)
    {
        lock (_lock)
        {
            if (_byPop.ContainsKey((employee, callId)))
            {
                _over.Add((employee, callId));
            }
            else
            {
                _told.Remove((employee, callId));
            }
        }
    }

    public void Complete()
    {
        TaskCompletionSource? taker;
        lock (_lock)
        {
            _isComplete = true;
            taker = WakeTaker();
        }

        taker?.TrySetResult();
    }

    /// <summary>Takes what waits longest, waiting for something if need be; null when nothing comes any more.</summary>
    public async ValueTask<CallPop?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_waiting.First is { } first)
                {
                    return Take(first.Value);
                }

                if (_isComplete)
                {
                    return null;
                }

                _taker ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _taker.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private CallPop Take(CallPop pop)
    {
        var key = (pop.Employee, pop.CallId);
        _waiting.RemoveFirst();
        _byPop.Remove(key);
        if (_over.Remove(key))
        {
            _told.Remove(key);
        }
        else
        {
            _told.Add(key);
        }

        return pop;
    }

    private TaskCompletionSource? WakeTaker()
    {
        var taker = _taker;
        _taker = null;
        return taker;
    }
}
