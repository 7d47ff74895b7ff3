using CallTracking.Kits;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Storage.Sqlite.Callbacks;

public sealed class CallbacksTests : CallbacksKit
{
    private readonly CapabilityStores _stores = new();

    protected override Task<ServiceProvider> OpenAsync(bool sameStore, Action<ICallTrackingBuilder> configure) => _stores.OpenAsync(sameStore, configure);
}

public sealed class TasksTests : TasksKit
{
    private readonly CapabilityStores _stores = new();

    protected override Task<ServiceProvider> OpenAsync(bool sameStore, Action<ICallTrackingBuilder> configure) => _stores.OpenAsync(sameStore, configure);
}

internal sealed class CapabilityStores
{
    private readonly string _folder = Directory.CreateTempSubdirectory("calltracking-capabilities").FullName;
    private int _stores;

    public async Task<ServiceProvider> OpenAsync(bool sameStore, Action<ICallTrackingBuilder> configure)
    {
        _stores += sameStore ? 0 : 1;
        var builder = new BareBuilder();
        configure(builder.UseSqlite($"Data Source={Path.Combine(_folder, $"{_stores}.db")};Pooling=False"));
        var host = builder.Services.BuildServiceProvider();
        await host.GetRequiredService<ILedgerReader>().PrepareAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
