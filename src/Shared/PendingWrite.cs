namespace CallTracking.Storage;

/// <summary>A write that waits for its transaction. It can be cancelled until the transaction begins, and not after.</summary>
internal sealed class PendingWrite
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _cancellation;
    private int _taken;

    public PendingWrite(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        Commits = commits;
        _cancellation = cancellationToken.UnsafeRegister(static (state, token) => ((PendingWrite)state!).Cancel(token), this);
    }

    public IReadOnlyList<LedgerCommit> Commits { get; }

    public Task Task => _done.Task;

    /// <summary>Claims it for a transaction; false when it was cancelled before.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    public void Complete(LedgerStoreException? failure)
    {
        _cancellation.Dispose();
        if (failure is null)
        {
            _done.SetResult();
        }
        else
        {
            // One exception object per waiter: its stack trace is written to when it is thrown.
            _done.SetException(new LedgerStoreException(failure.Message, failure.IsTransient, failure.InnerException)
            {
                IsLeaseLost = failure.IsLeaseLost,
            });
        }
    }

    private void Cancel(CancellationToken token)
    {
        if (TryTake())
        {
            _done.SetCanceled(token);
        }
    }
}
