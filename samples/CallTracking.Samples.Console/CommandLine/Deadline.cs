namespace CallTracking.Samples.Console.CommandLine;

/// <summary>A token that is cancelled by Ctrl+C or when the time is over.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource? _timeout;
    private readonly CancellationTokenSource _either;

    private Deadline(CancellationTokenSource? timeout, CancellationToken cancellationToken)
    {
        _timeout = timeout;
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout?.Token ?? CancellationToken.None);
    }

    public CancellationToken Token => _either.Token;

    public static Deadline Create(TimeSpan? timeout, TimeProvider time, CancellationToken cancellationToken) =>
        new(timeout is { } length ? new CancellationTokenSource(length, time) : null, cancellationToken);

    public void Dispose()
    {
        _either.Dispose();
        _timeout?.Dispose();
    }
}
