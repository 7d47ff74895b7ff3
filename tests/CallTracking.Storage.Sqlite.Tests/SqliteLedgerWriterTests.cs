using CallTracking.Kits;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Storage.Sqlite;

/// <summary>The store as a host gets it.</summary>
public sealed class SqliteLedgerWriterTests : LedgerKit
{
    protected override Task<OpenStore> OpenAsync(string folder) => Task.FromResult(Store.Open(Path.Combine(folder, "calls.db")));
}

/// <summary>The portable writer on this package's model.</summary>
public sealed class EntityFrameworkOnSqliteTests : LedgerKit
{
    protected override Task<OpenStore> OpenAsync(string folder) =>
        Task.FromResult(Store.Open(Path.Combine(folder, "calls.db"), portableWriter: true));
}

internal static class Store
{
    public static OpenStore Open(string file, bool portableWriter = false)
    {
        var builder = new BareBuilder();
        builder.UseSqlite($"Data Source={file};Pooling=False");
        var host = builder.Services.BuildServiceProvider();
        var contexts = host.GetRequiredService<ICallTrackingDbContextFactory>();
        return new OpenStore(
            portableWriter ? new EntityFrameworkLedgerWriter(contexts) : host.GetRequiredService<ILedgerWriter>(),
            host.GetRequiredService<ILedgerReader>(), contexts, host.DisposeAsync);
    }
}
