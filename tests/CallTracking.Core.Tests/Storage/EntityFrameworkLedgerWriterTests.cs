using CallTracking.Access;
using CallTracking.Kits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Storage;

/// <summary>The portable store on a provider that nothing in it knows: SQLite with EF Core's own column types.</summary>
public sealed class EntityFrameworkLedgerWriterTests : FileLedgerKit
{
    protected override Task<OpenStore> OpenAsync(string folder) => PortableStore.OpenAsync(folder, Cancel);
}

internal static class PortableStore
{
    public static async Task<OpenStore> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        var builder = new BareBuilder();
        builder.UseEntityFramework(options => options.UseSqlite($"Data Source={Path.Combine(folder, "portable.db")};Pooling=False"));
        var host = builder.Services.BuildServiceProvider();
        var contexts = host.GetRequiredService<ICallTrackingDbContextFactory>();
        await using (var context = contexts.Create(Caller.System()))
        {
            await context.Database.EnsureCreatedAsync(cancellationToken);
        }

        return new OpenStore(
            host.GetRequiredService<ILedgerWriter>(), host.GetRequiredService<ILedgerReader>(), contexts, host.DisposeAsync);
    }
}
