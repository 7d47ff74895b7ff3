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
}
