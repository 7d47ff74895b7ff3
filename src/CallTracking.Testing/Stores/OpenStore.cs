using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

/// <summary>A store that the conformance kit runs against, opened as a host opens it.</summary>
/// <param name="writer">Its writer.</param>
/// <param name="reader">Its reader.</param>
/// <param name="contexts">Opens its contexts.</param>
/// <param name="close">Closes it.</param>
/// <param name="leases">Its leases; null where it has none.</param>
public sealed class OpenStore(
    ILedgerWriter writer, ILedgerReader reader, ICallTrackingDbContextFactory contexts, Func<ValueTask> close, ILinkLease? leases = null)
    : IAsyncDisposable
{
    /// <summary>Its leases; null where it has none.</summary>
    public ILinkLease? Leases => leases;

    /// <summary>Its writer.</summary>
    public ILedgerWriter Writer => writer;

    /// <summary>Its reader.</summary>
    public ILedgerReader Reader => reader;

    /// <summary>Opens its contexts.</summary>
    public ICallTrackingDbContextFactory Contexts => contexts;

    /// <summary>Closes it.</summary>
    public ValueTask DisposeAsync() => close();
}
