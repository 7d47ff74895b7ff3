using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Kits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Storage;

public sealed class CallTrackingStoreExtensionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portable-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void UseEntityFramework_Twice_IsRefusedUnlessItIsTheSame()
    {
        var builder = new BareBuilder();
        Action<DbContextOptionsBuilder> configure = options => options.UseSqlite("Data Source=a.db");
        builder.UseEntityFramework(configure).UseEntityFramework(configure);
        builder.Services.Count(service => service.ServiceType == typeof(ILedgerWriter)).Should().Be(1);
        var other = () => builder.UseEntityFramework(options => options.UseSqlite("Data Source=b.db"));
        other.Should().Throw<InvalidOperationException>().WithMessage("*twice with different settings*");
    }

    [Fact]
    public async Task Prepare_TablesMissing_SaysThatTheHostMigrates()
    {
        await using var host = Host($"Data Source={Path.Combine(_folder, "empty.db")};Pooling=False");
        var prepare = () => host.GetRequiredService<ILedgerReader>().PrepareAsync(TestContext.Current.CancellationToken);
        var error = (await prepare.Should().ThrowAsync<LedgerStoreException>()).Which;
        error.IsTransient.Should().BeFalse();
        error.Message.Should().Contain("no such table").And.Contain("apply the migrations of CallTrackingDbContext").And.NotContain("\n");
    }

    [Fact]
    public async Task History_DatabaseThatCannotBeOpened_FailsInOurWords()
    {
        await using var host = Host($"Data Source={Path.Combine(_folder, "nowhere", "calls.db")};Pooling=False");
        var count = () => host.GetRequiredService<CallHistory>().CountAsync(Caller.System(), new(), TestContext.Current.CancellationToken);
        await count.Should().ThrowAsync<LedgerStoreException>().WithMessage("The ledger's database refused: *");
    }

    [Fact]
    public async Task Explain_WhatADatabaseThrows_SaysWhetherTryingAgainCanHelp()
    {
        await using var host = Host("Data Source=a.db");
        var contexts = host.GetRequiredService<ICallTrackingDbContextFactory>();
        contexts.Explain(new DbUpdateConcurrencyException("0 rows"))!.IsTransient.Should().BeTrue();
        contexts.Explain(new TimeoutException("too\nlate"))!.Message.Should().Be("The ledger's database cannot take it now: too late.");
        contexts.Explain(new InvalidOperationException("a mistake of ours")).Should().BeNull();
    }

    private static ServiceProvider Host(string connectionString)
    {
        var builder = new BareBuilder();
        builder.UseEntityFramework(options => options.UseSqlite(connectionString));
        return builder.Services.BuildServiceProvider();
    }
}
