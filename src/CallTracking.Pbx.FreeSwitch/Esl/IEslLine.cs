namespace CallTracking.Pbx.FreeSwitch;

/// <summary>A connection to one FreeSWITCH over which commands can be given.</summary>
/// <remarks>Thread-safe; may be awaited by whoever handles the connection's events.</remarks>
internal interface IEslLine
{
    /// <summary>The other side, for messages to people.</summary>
    string Peer { get; }

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <returns>The reply's text (<c>Reply-Text</c>), or the body of an <c>api/response</c>.</returns>
    /// <exception cref="ArgumentException">The command holds what may not be sent; nothing was.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    /// <exception cref="PbxLinkException">The connection ended.</exception>
    Task<string> AskAsync(EslCommand command, CancellationToken cancellationToken);

    /// <summary>Sends a command that has an <see cref="EslCommand.Job"/> and waits until FreeSWITCH has taken it.</summary>
    /// <returns>FreeSWITCH's reply, and the job's result when it comes.</returns>
    /// <exception cref="ArgumentException">The command holds what may not be sent; nothing was.</exception>
    /// <exception cref="TimeoutException">No reply in time.</exception>
    /// <exception cref="PbxLinkException">The connection ended.</exception>
    Task<EslJob> BeginAsync(EslCommand command, CancellationToken cancellationToken);
}

/// <summary>A command that FreeSWITCH carries out beside the connection.</summary>
/// <param name="Reply">Its reply: <c>+OK Job-UUID: …</c>, or <c>-ERR …</c>, and then there is no result.</param>
/// <param name="Result">The body of <c>BACKGROUND_JOB</c>. Fails with <see cref="PbxLinkException"/> when the connection ends before. It has no
/// limit of its own: whoever stops waiting disposes the job, or the place that is kept for its result stays.</param>
internal sealed record EslJob(string Reply, Task<string> Result) : IDisposable
{
    /// <summary>Gives up the place that is kept for the result.</summary>
    public Action? Forget { get; init; }

    public void Dispose() => Forget?.Invoke();
}
