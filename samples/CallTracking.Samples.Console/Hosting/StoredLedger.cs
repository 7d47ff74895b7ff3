using CallTracking.Calls;
using CallTracking.Ratings;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Console.Hosting;

/// <summary>A ledger without a host that writes to it: the engine's services alone. Another process may write meanwhile.</summary>
internal sealed class StoredLedger : IDisposable
{
    private readonly ServiceProvider _services;

    private StoredLedger(ServiceProvider services)
    {
        _services = services;
    }

    public CallHistory History => _services.GetRequiredService<CallHistory>();

    public CallRatings Ratings => _services.GetRequiredService<CallRatings>();

    public LedgerCheck Check => _services.GetRequiredService<LedgerCheck>();

    public ILedgerSchema Schema => _services.GetRequiredService<ILedgerSchema>();

    /// <summary>Null where the database's own tools make the copies.</summary>
    public ILedgerBackup? Backup => _services.GetService<ILedgerBackup>();

    /// <param name="store">A SQLite file, or what names a PostgreSQL database.</param>
    public static StoredLedger Open(string store)
    {
        var services = new ServiceCollection();
        var tracking = services.AddCallTracking();
        TrackingHost.UseStore(tracking, store);
        return new StoredLedger(services.BuildServiceProvider());
    }

    public void Dispose() => _services.Dispose();
}
