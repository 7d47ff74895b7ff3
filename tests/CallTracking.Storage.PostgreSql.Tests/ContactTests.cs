using CallTracking.Kits;
using CallTracking.Storage;
using CallTracking.Storage.PostgreSql;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Contacts;

[Trait("Size", "server")]
public sealed class ContactBookTests : ContactBookKit
{
    protected override Task<ServiceProvider> OpenAsync(string folder, Action<ICallTrackingBuilder> configure) => ContactHost.OpenAsync(folder, configure);
}

[Trait("Size", "server")]
public sealed class ContactMergeTests : ContactMergeKit
{
    protected override Task<ServiceProvider> OpenAsync(string folder, Action<ICallTrackingBuilder> configure) => ContactHost.OpenAsync(folder, configure);
}

[Trait("Size", "server")]
public sealed class ContactImportTests : ContactImportKit
{
    protected override Task<ServiceProvider> OpenAsync(string folder, Action<ICallTrackingBuilder> configure) => ContactHost.OpenAsync(folder, configure);
}

internal static class ContactHost
{
    public static async Task<ServiceProvider> OpenAsync(string folder, Action<ICallTrackingBuilder> configure)
    {
        var builder = new BareBuilder();
        configure(builder.UsePostgreSql(await Store.CreateAsync(folder), options => options.MigrateAtStart = true));
        var host = builder.Services.BuildServiceProvider();
        await host.GetRequiredService<ILedgerReader>().PrepareAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
