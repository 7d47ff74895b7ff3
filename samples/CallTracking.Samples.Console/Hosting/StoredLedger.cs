using CallTracking.Calls;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Console.Hosting;

/// <summary>A ledger that is only read: the engine's services without a host to run them. Another process may write meanwhile.</summary>
internal sealed class StoredLedger : IDisposable
{
    private readonly ServiceProvider _services;

    private StoredLedger(ServiceProvider services)
    {
        _services = services;
    }

    public CallHistory History => _services.GetRequiredService<CallHistory>();

    public static StoredLedger Open(string file)
    {
        var services = new ServiceCollection();
        services.AddCallTracking().UseSqlite(TrackingHost.ConnectionString(file));
        return new StoredLedger(services.BuildServiceProvider());
    }

    public void Dispose() => _services.Dispose();
}
