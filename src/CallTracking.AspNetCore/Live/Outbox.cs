namespace CallTracking.AspNetCore.Live;

/// <summary>What waits for one client. Whoever fills it never waits; a client that is too slow loses what waits and is told to read again.</summary>
internal sealed class Outbox(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Method, Guid Id), LiveMessage> _waiting = [];
    private readonly Queue<(string Method, Guid Id)> _order = [];
    private TaskCompletionSource? _wanted;
    private bool _isLagging;
    private bool _isOver;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _order.Count;
            }
        }
    }

    public void Post(LiveMessage message)
    {
        lock (_lock)
        {
            var key = (message.Method, message.Id);
            if (_isOver || _isLagging)
            {
                return;
            }

            if (!_waiting.ContainsKey(key))
            {
                if (_order.Count >= capacity)
                {
                    _order.Clear();
                    _waiting.Clear();
                    _isLagging = true;
                    return;
                }

                _order.Enqueue(key);
            }

            _waiting[key] = message;
            Wake();
        }
    }

    /// <summary>The next message; null when it is over.</summary>
    public async ValueTask<LiveMessage?> TakeAsync()
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                if (_isLagging)
                {
                    _isLagging = false;
                    return LiveMessage.ReadAgain("lagging");
                }

                if (_order.TryDequeue(out var key))
                {
                    _waiting.Remove(key, out var message);
                    return message;
                }

                if (_isOver)
                {
                    return null;
                }

                _wanted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _wanted.Task;
            }

            await wait.ConfigureAwait(false);
        }
    }

    /// <summary>Nobody reads any more.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isOver = true;
            _isLagging = false;
            _order.Clear();
            _waiting.Clear();
            Wake();
        }
    }

    private void Wake()
    {
        _wanted?.TrySetResult();
        _wanted = null;
    }
}
