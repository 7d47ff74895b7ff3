using System.Net;
using System.Net.Sockets;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Kits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>What a database may be when a host or a reader opens it.</summary>
[Trait("Size", "server")]
public sealed class PostgreSqlStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_ComparedWithTheMigrations_HasNoPendingChange()
    {
        await using var store = Store.Open(await Store.CreateNewAsync());
        await using var context = store.Contexts.Create(Caller.System());
        context.Database.HasPendingModelChanges().Should().BeFalse("each change of the model needs a migration: see docs/storage.md");
        context.Database.GetMigrations().Last().Should().Be(PostgreSqlSchema.Newest);
    }

    [Fact]
    public async Task Prepare_NoTables_NeedsMigrateAtStart()
    {
        var connection = await Store.CreateNewAsync();
        await using (var store = Store.Open(connection, migrateAtStart: false))
        {
            (await RefusedAsync(store)).Should().EndWith(
                " holds no ledger yet: run 'calltracking store upgrade --store …', or have 'calltracking store script' run by its administrator, or set MigrateAtStart.");
        }

        await using (var migrating = Store.Open(connection))
        {
            await migrating.Reader.PrepareAsync(Cancel);
            await migrating.Reader.PrepareAsync(Cancel);
            await migrating.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1)])], Cancel);
        }

        await using var later = Store.Open(connection, migrateAtStart: false);
        await later.Reader.PrepareAsync(Cancel);
        (await new CallHistory(later.Contexts, TimeProvider.System).CountAsync(Caller.System(), new(), Cancel)).Should().Be(1);
    }

    [Fact]
    public async Task Prepare_TenHostsAtOnce_MigrateOnce()
    {
        var connection = await Store.CreateNewAsync();
        var stores = Enumerable.Range(0, 10).Select(_ => Store.Open(connection)).ToList();
        await Task.WhenAll(stores.Select(store => store.Reader.PrepareAsync(Cancel)));
        (await Store.ScalarAsync(connection, "SELECT count(*) FROM ct_migrations")).Should().Be(2L);
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Prepare_NewerVersion_SaysSoAndTouchesNothing()
    {
        var connection = await Store.CreateNewAsync();
        await using (var store = Store.Open(connection))
        {
            await store.Reader.PrepareAsync(Cancel);
        }

        await Store.ExecuteAsync(connection, "INSERT INTO ct_migrations VALUES ('99990101000000_Later', '99.0.0')");
        await using var newer = Store.Open(connection);
        (await RefusedAsync(newer)).Should().EndWith(
            " comes from a newer version (it has '99990101000000_Later'): update this program, or use another database.");
    }

    [Fact]
    public async Task Prepare_TableOfOurNameThatIsNotOurs_SaysSo()
    {
        var connection = await Store.CreateNewAsync();
        await Store.ExecuteAsync(connection, "CREATE TABLE ct_calls (tariff text)");
        await using var store = Store.Open(connection);
        (await RefusedAsync(store)).Should().Contain(" has a table 'ct_calls' that is not the ledger's: use another database, or another schema");
    }

    [Fact]
    public async Task Errors_EachCause_HasItsLineAndSaysWhetherToTryAgain()
    {
        var server = new NpgsqlConnectionStringBuilder(Store.Server);
        string With(Action<NpgsqlConnectionStringBuilder> change)
        {
            var changed = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false };
            change(changed);
            return changed.ConnectionString;
        }

        await ExplainedAsync(With(c => c.Port = FreePort()), transient: true, " cannot be reached (Connection refused): start the server, or check Host and Port.");
        await ExplainedAsync(With(c => c.Password = "wrong"), transient: false, " does not let user 'calltracking' in (password authentication failed");
        await ExplainedAsync(With(c => c.Database = "nowhere"), transient: false, " does not exist: create it ('createdb nowhere'), or check Database.");
        await ExplainedAsync(
            With(c => c.Options = "-c default_transaction_read_only=on"), transient: true, " takes no writes (a standby, or set to read only): ");
    }

    [Fact]
    public async Task Write_TextThatTheServerRefuses_IsStoredAllTheSame()
    {
        await using var store = await Store.OpenAsync(nameof(Write_TextThatTheServerRefuses_IsStoredAllTheSame));
        var call = Sample.Full(1) with
        {
            CallerName = "a\0b\ud83d",
            Participants = [Sample.Full(1).Participants[0] with { Party = new string('x', 5_000) }],
            Families = [new string('y', 5_000)],
        };
        await store.Writer.WriteAsync([Sample.Commit(1, [call])], Cancel);
        await store.Writer.WriteAsync([Sample.Commit(2, [call with { Revision = 8, Families = ["z"] }])], Cancel);
        var stored = await new CallHistory(store.Contexts, TimeProvider.System).GetAsync(Caller.System(), call.Id, Cancel);
        stored!.CallerName.Should().Be("a\ufffdb\ufffd");
        stored.Participants[0].Party.Should().HaveLength(256);
        stored.Families.Should().Equal("z");
    }

    [Fact]
    public async Task Write_ServerEndsTheSession_IsTransientAndTheSameCommitSucceedsThen()
    {
        var connection = await Store.CreateAsync(nameof(Write_ServerEndsTheSession_IsTransientAndTheSameCommitSucceedsThen));
        await using var store = Store.Open(connection);
        await store.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1)])], Cancel);
        await Store.ExecuteAsync(
            connection,
            "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.pid <> pg_backend_pid() AND a.application_name LIKE "
            + $"'%/{Environment.ProcessId}/%' AND a.query LIKE '%COMMIT%' AND a.datname = current_database()");
        LedgerStoreException? failure = null;
        try
        {
            await store.Writer.WriteAsync([Sample.Commit(2, [Sample.Full(2)])], Cancel);
        }
        catch (LedgerStoreException exception)
        {
            failure = exception;
        }

        (failure?.IsTransient).Should().NotBe(false);
        await store.Writer.WriteAsync([Sample.Commit(2, [Sample.Full(2)])], Cancel);
        (await Store.ScalarAsync(connection, "SELECT count(*) FROM ct_calls")).Should().Be(2L);
    }

    [Fact]
    public async Task Schema_InspectUpgradeScript_AgreeWithOneAnother()
    {
        var connection = await Store.CreateNewAsync();
        var builder = new BareBuilder();
        builder.UsePostgreSql(connection);
        await using var host = builder.Services.BuildServiceProvider();
        var schema = host.GetRequiredService<ILedgerSchema>();
        (await schema.InspectAsync(Cancel)).Should().BeEquivalentTo(new { Applied = Array.Empty<string>() }).And.Match<LedgerSchemaState>(
            state => state.Pending.Count > 0);
        var script = await schema.ScriptAsync(fromNothing: false, Cancel);
        script.Should().Be(await schema.ScriptAsync(fromNothing: true, Cancel)).And.Contain("CREATE TABLE ct_calls");
        await Store.ExecuteAsync(connection, script);
        (await schema.InspectAsync(Cancel)).Pending.Should().BeEmpty();
        (await schema.UpgradeAsync(Cancel)).Should().BeEmpty();
        (await schema.ScriptAsync(fromNothing: false, Cancel)).Should().BeEmpty();
        await host.GetRequiredService<ILedgerReader>().PrepareAsync(Cancel);
    }

    private static async Task<string> RefusedAsync(OpenStore store)
    {
        var prepare = () => store.Reader.PrepareAsync(Cancel);
        var error = (await prepare.Should().ThrowAsync<LedgerStoreException>()).Which;
        error.IsTransient.Should().BeFalse();
        error.Message.Should().StartWith("PostgreSQL 127.0.0.1:").And.NotContain("\n");
        return error.Message;
    }

    private static async Task ExplainedAsync(string connection, bool transient, string text)
    {
        await using var store = Store.Open(connection);
        var prepare = async () =>
        {
            await store.Reader.PrepareAsync(Cancel);
            await store.Writer.WriteAsync([Sample.Commit(1, tenant: "explained")], Cancel);
        };
        var error = (await prepare.Should().ThrowAsync<LedgerStoreException>()).Which;
        error.Message.Should().StartWith("PostgreSQL 127.0.0.1:").And.Contain(text).And.NotContain("\n");
        error.IsTransient.Should().Be(transient);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
