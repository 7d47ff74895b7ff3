using CallTracking.Access;
using CallTracking.Calls;

namespace CallTracking.Pipeline;

/// <summary>What happens to calls, while it happens. Only what is durable comes.</summary>
/// <remarks>Thread-safe. For a screen or a push channel: a reader that is too slow skips to the newest states, so whoever needs every
/// change reads the ledger instead.</remarks>
public interface ICallFeed
{
    /// <summary>Follows the calls that the caller may see from the moment the enumeration begins until the host stops. When his roles change
    /// it goes on with what he may see then, within a second of the next change; it ends when he may see no calls any more.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">What to follow. Default: everything from now on.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Changes; those of one call are in order. Several changes of a call that became durable together come as the newest, save
    /// that a beginning and an end are never left out.</returns>
    /// <exception cref="AccessDeniedException">The caller has not the permission to read calls.</exception>
    IAsyncEnumerable<CallChange> ReadAsync(Caller caller, CallFeedFilter? filter = null, CancellationToken cancellationToken = default);
}

/// <summary>What to follow of a feed.</summary>
public sealed record CallFeedFilter
{
    /// <summary>Only calls of this link. Default: all.</summary>
    public string? Link { get; init; }

    /// <summary>Begins with every call that is open now, as <see cref="CallChangeKind.Updated"/>, with no gap before what follows.
    /// Default: no.</summary>
    public bool StartWithOpenCalls { get; init; }

    /// <summary>Told, before the next change comes, how many changes were left out because the reader was too slow: each call's newest
    /// state still comes, unless more calls than the buffer holds changed meanwhile. Runs on the reader's own thread.</summary>
    public Action<long>? OnLagging { get; init; }
}

/// <summary>The calls that are in progress now.</summary>
/// <remarks>Thread-safe, and never behind what a subscriber was told.</remarks>
public interface IOpenCalls
{
    /// <summary>The calls that the caller may see and that have not ended, in order of start; none without the permission to read
    /// calls.</summary>
    /// <param name="caller">On whose behalf.</param>
    IReadOnlyList<Call> List(Caller caller);

    /// <summary>One call that has not ended.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The call.</param>
    /// <returns>Null when it has ended, or is not the caller's to see.</returns>
    Call? Find(Caller caller, Guid id);
}

/// <summary>
/// Host code that is told of calls at once: a screen pop, a push to clients. Register it with <c>AddSubscriber</c>. It may miss changes
/// (a crash, a slow moment) and then reads the state again from <see cref="IOpenCalls"/> or the ledger.
/// </summary>
/// <remarks>Called on any thread, for several calls at the same time, but never twice at the same time for one call. What it throws is
/// logged and ends nothing. It may await as long as it likes: it holds up neither the ledger nor other subscribers.</remarks>
public interface ILiveCallSubscriber
{
    /// <summary>Something was learned about a call.</summary>
    /// <param name="change">What. Changes of one call come in order.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    ValueTask OnCallChangedAsync(CallChange change, CancellationToken cancellationToken);

    /// <summary>Changes were left out because this subscriber was too slow; what follows is the newest state of each call. Does nothing
    /// unless overridden.</summary>
    /// <param name="skipped">How many were left out.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    ValueTask OnLaggingAsync(long skipped, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
