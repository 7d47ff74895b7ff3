using CallTracking.Kits;
using CallTracking.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Contacts;

public sealed class ContactBookTests : ContactBookKit
{
    protected override Task<ServiceProvider> OpenAsync(string folder, Action<ICallTrackingBuilder> configure) => ContactHost.OpenAsync(folder, configure);
}

public sealed class ContactMergeTests : ContactMergeKit
{
    protected override Task<ServiceProvider> OpenAsync(string folder, Action<ICallTrackingBuilder> configure) => ContactHost.OpenAsync(folder, configure);
}

public sealed class ContactImportTests : ContactImportKit
{
    protected override Task<ServiceProvider> OpenAsync(string folder, Action<ICallTrackingBuilder> configure) => ContactHost.OpenAsync(folder, configure);
}

internal static class ContactHost
{
    public static async Task<ServiceProvider> OpenAsync(string folder, Action<ICallTrackingBuilder> configure)
    {
        var builder = new BareBuilder();
        configure(builder.UseSqlite($"Data Source={Path.Combine(folder, "contacts.db")};Pooling=False"));
        var host = builder.Services.BuildServiceProvider();
        await host.GetRequiredService<SqliteStore>().PrepareAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
