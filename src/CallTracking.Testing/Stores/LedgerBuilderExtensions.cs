using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Testing.Stores;

/// <summary>Gives a host a store for a test.</summary>
public static class LedgerBuilderExtensions
{
    /// <summary>Keeps the ledger in a store that the test holds in its hands: a <see cref="MemoryLedger"/>, or a <see cref="FaultyLedger"/> in front
    /// of another. The call history, which needs a database, is not there.</summary>
    /// <typeparam name="T">The store.</typeparam>
    /// <param name="builder">What <c>AddCallTracking</c> returned.</param>
    /// <param name="ledger">The store.</param>
    /// <returns>The builder.</returns>
    public static ICallTrackingBuilder UseLedger<T>(this ICallTrackingBuilder builder, T ledger)
        where T : class, ILedgerWriter, ILedgerReader
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ILedgerWriter>(ledger).AddSingleton<ILedgerReader>(ledger);
        return builder;
    }
}
