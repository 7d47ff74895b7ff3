using CallTracking.Calls;
using CallTracking.Kits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallTracking.Storage.Sqlite;

public class CallTrackingSqliteExtensionsTests
{
    [Fact]
    public async Task UseSqlite_TheSameTwice_RegistersOnce()
    {
        var builder = new BareBuilder();
        builder.UseSqlite("Data Source=a.db").UseSqlite("Data Source=a.db");
        await using var host = builder.Services.BuildServiceProvider();
        host.GetServices<ILedgerWriter>().Should().ContainSingle();
        host.GetServices<ILedgerReader>().Should().ContainSingle();
        host.GetServices<CallHistory>().Should().ContainSingle();
    }

    [Fact]
    public void UseSqlite_AnotherFile_IsRefused()
    {
        var builder = new BareBuilder();
        builder.UseSqlite("Data Source=a.db;Password=secret");
        var again = () => builder.UseSqlite("Data Source=b.db");
        again.Should().Throw<InvalidOperationException>()
            .WithMessage("UseSqlite was called twice with different settings: remove one call, a host has one store.");
    }

    [Fact]
    public void UseSqlite_AfterAnotherStore_IsRefused()
    {
        var builder = new BareBuilder();
        builder.UseEntityFramework(options => options.UseSqlite("Data Source=a.db"));
        var second = () => builder.UseSqlite("Data Source=a.db");
        second.Should().Throw<InvalidOperationException>()
            .WithMessage("The host has a store already (UseEntityFramework): remove it or UseSqlite, exactly one may stay.");
    }

    [Theory]
    [InlineData("calls.db", "*cannot be read*Data Source=calls.db*")]
    [InlineData("Data Source=calls.db;Colour=red", "*cannot be read*colour*")]
    [InlineData("Data Source=calls.db;Mode=Sideways", "*cannot be read*")]
    [InlineData("", "*names no file*")]
    [InlineData("Data Source= ", "*names no file*")]
    [InlineData("Data Source=:memory:", "*would lose the ledger*")]
    [InlineData("Data Source=calls;Mode=Memory", "*would lose the ledger*")]
    [InlineData("Data Source=calls.db;Cache=Shared", "*Cache=Shared*")]
    public async Task Start_BadConnectionString_SaysWhatToWrite(string connectionString, string message)
    {
        var builder = new BareBuilder();
        builder.UseSqlite(connectionString);
        await using var host = builder.Services.BuildServiceProvider();
        var start = () => host.GetRequiredService<IStartupValidator>().Validate();
        start.Should().Throw<OptionsValidationException>().WithMessage(message).Which.Message.Should().NotContain("\n");
    }
}
