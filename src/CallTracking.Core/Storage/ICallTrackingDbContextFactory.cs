using CallTracking.Access;

namespace CallTracking.Storage;

/// <summary>Opens the store for somebody. There is one per host; <c>UseEntityFramework</c> or a store package registers it.</summary>
/// <remarks>Safe for concurrent use; a context is not.</remarks>
public interface ICallTrackingDbContextFactory
{
    /// <summary>Opens a context that sees one tenant. Opening does not reach the database yet.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <returns>A context of its own, never pooled; the caller disposes it.</returns>
    CallTrackingDbContext Create(Caller caller);

    /// <summary>Says in our words what an exception of the database means.</summary>
    /// <param name="exception">What the provider or EF Core threw.</param>
    /// <returns>The exception to throw instead; null when this one is none of the store's.</returns>
    LedgerStoreException? Explain(Exception exception);

    /// <summary>Whether an exception of the database means that somebody else came in between, so that the same work may succeed when it is
    /// done again: a unique key that is taken by now, a deadlock, a transaction that could not be put in order. Default: never.</summary>
    /// <param name="exception">What the provider or EF Core threw.</param>
    bool IsConflict(Exception exception) => false;

    /// <summary>Waits for the turn to write, where the database takes one writer at a time and lets those who come together starve each other
    /// instead of queueing them. Default: everybody may write at once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Ends the turn when it is disposed; null where there are no turns.</returns>
    ValueTask<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken) => default;
}
