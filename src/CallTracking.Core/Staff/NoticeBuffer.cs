namespace CallTracking.Staff;

/// <summary>Notices that wait for one reader. Posting never blocks; the same notice waits once, with its newest time; when there are more than
/// fit, all of them give way to one that says so.</summary>
/// <remarks>Thread-safe; one reader.</remarks>
internal sealed class NoticeBuffer(string tenant, Guid employee, int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<EmployeeNotice> _waiting = new();
    private readonly Dictionary<(Guid, EmployeeNoticeKind, Guid), LinkedListNode<EmployeeNotice>> _byThing = [];
    private TaskCompletionSource? _taker;
    private bool _isComplete;

    public void Post(EmployeeNotice notice)
    {
        TaskCompletionSource? taker;
        lock (_lock)
        {
            if (_isComplete)
            {
                return;
            }

            if (_waiting.Count >= capacity && !_byThing.ContainsKey(KeyOf(notice)))
            {
                _waiting.Clear();
                _byThing.Clear();
                Append(new EmployeeNotice(tenant, employee, EmployeeNoticeKind.Lagging, Guid.Empty, notice.At));
            }

            Append(notice);
            taker = WakeTaker();
        }

        taker?.TrySetResult();
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

    /// <summary>Takes the longest waiting notice, waiting for one if need be; null when the buffer is complete and empty.</summary>
    public async ValueTask<EmployeeNotice?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_waiting.First is { } first)
                {
                    _waiting.RemoveFirst();
                    _byThing.Remove(KeyOf(first.Value));
                    return first.Value;
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

    // A pop that changed and is then gone has to be told last as gone: both stand for one thing, in the place of the later one.
    private static (Guid, EmployeeNoticeKind, Guid) KeyOf(in EmployeeNotice notice) =>
        (notice.Employee, notice.Kind == EmployeeNoticeKind.PopRemoved ? EmployeeNoticeKind.PopChanged : notice.Kind, notice.Id);

    private void Append(in EmployeeNotice notice)
    {
        var key = KeyOf(notice);
        if (_byThing.Remove(key, out var same))
        {
            _waiting.Remove(same);
        }

        _byThing.Add(key, _waiting.AddLast(notice));
    }

    private TaskCompletionSource? WakeTaker()
    {
        var taker = _taker;
        _taker = null;
        return taker;
    }
}
