using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Kits;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CallTracking.Storage.Sqlite;

/// <summary>What a file may be when a host or a reader opens it.</summary>
public sealed class SqliteStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    private string File => Path.Combine(_folder, "calls.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Prepare_NewFile_IsDurableAndConcurrent()
    {
        await using var store = Store.Open(File);
        await store.Reader.PrepareAsync(Cancel);
        await store.Reader.PrepareAsync(Cancel);
        using var connection = Store.Connect(File);
        Scalar(connection, "PRAGMA journal_mode").Should().Be("wal");
        Scalar(connection, "SELECT COUNT(*) FROM ct_migrations").Should().Be(5L);
        Scalar(connection, "SELECT COUNT(*) FROM sqlite_master WHERE name LIKE '%EFMigrationsLock%'").Should().Be(0L);

        await using var context = store.Contexts.Create(Caller.System());
        await context.Database.OpenConnectionAsync(Cancel);
        var opened = (SqliteConnection)context.Database.GetDbConnection();
        Scalar(opened, "PRAGMA synchronous").Should().Be(2L);
        Scalar(opened, "PRAGMA foreign_keys").Should().Be(1L);
        Scalar(opened, "PRAGMA busy_timeout").Should().Be(5000L);
    }

    [Fact]
    public async Task Model_ComparedWithTheMigrations_HasNoPendingChange()
    {
        await using var store = Store.Open(File);
        await using var context = store.Contexts.Create(Caller.System());
        context.Database.HasPendingModelChanges().Should().BeFalse("each change of the model needs a migration: see docs/storage.md");
        context.Database.GetMigrations().Last().Should().Be(SqliteSchema.Newest);
    }

    [Fact]
    public async Task Prepare_AnEmptyFileOrAHostsOwnDatabase_AddsTheTables()
    {
        using (var host = Store.Connect(File))
        {
            Store.Execute(host, "CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('Anna')");
        }

        await using var store = Store.Open(File);
        await store.Reader.PrepareAsync(Cancel);
        await store.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1)])], Cancel);
        using var connection = Store.Connect(File);
        Scalar(connection, "SELECT name FROM customers").Should().Be("Anna");
    }

    [Fact]
    public async Task Open_NewerVersion_SaysSoAndTouchesNothing()
    {
        await RecordAsync();
        using (var newer = Store.Connect(File))
        {
            Store.Execute(newer, "INSERT INTO ct_migrations VALUES ('99990101000000_Later', '99.0.0')");
        }

        await RefusedAsync($"{File} comes from a newer version (it has '99990101000000_Later'): update this program, or use another file.");
    }

    [Fact]
    public async Task Open_OlderVersion_IsMigratedByTheHostAndNotByReaders()
    {
        using (var older = Store.Connect(File))
        {
            Store.Execute(older, FirstSchema());
            Store.Execute(older, OldCall);
        }

        await using var reader = Store.Open(File);
        var read = () => new CallHistory(reader.Contexts, TimeProvider.System).CountAsync(Caller.System(), new(), Cancel);
        (await read.Should().ThrowAsync<LedgerStoreException>())
            .WithMessage($"{File} comes from an older version: start the host that records into it once, it migrates.");
        await RecordAsync();
        (await read()).Should().Be(2);
        var old = await new CallHistory(reader.Contexts, TimeProvider.System).GetAsync(Caller.System(), Sample.Id(99), Cancel);
        old!.Families.Should().BeEmpty();
        old.AnsweredBy.Should().Be("101");

        // What a newer witness tells of it is stored like of any other call.
        await using var host = Store.Open(File);
        await host.Writer.WriteAsync([Sample.Commit(2, [old with { Revision = 9, Families = ["late"] }])], Cancel);
        (await host.Reader.FindCallsAsync(Sample.Tenant, Sample.Link, [new("late", old.StartedAt)], TimeSpan.Zero, Cancel))
            .Should().ContainSingle().Which.Call.Id.Should().Be(old.Id);
    }

    /// <summary>The schema of the first version.</summary>
    private static string FirstSchema()
    {
        using var context = new SqliteCallTrackingDbContext(
            SqliteCallTrackingDbContext.Configure("Data Source=:memory:").Options, Caller.System());
        return context.GetService<IMigrator>().GenerateScript(toMigration: context.Database.GetMigrations().First());
    }

    private const string OldCall =
        "INSERT INTO ct_calls (tenant, id, link, revision, first_epoch, first_seq, direction, state, origin, lost_in_transfer, answered_by, "
        + "ended_by, started_at, ended_at, outcome, wait_us, connected_us, talk_us, hold_us, transfers, relations, digits, recordings, "
        + "witnesses, because) VALUES ('default', x'01938a5c000070008000000000000063', 'head-office', 3, 1, 1, 0, 4, 0, 0, '101', 1, "
        + "1795407764985001, 1795407774985001, 0, 1, 2, 3, 4, '[]', '[]', '[]', '[]', 1, '[]')";

    [Fact]
    public async Task Open_FileThatIsNoDatabase_SaysSoAndLeavesItAlone()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5000), Cancel);
        await RefusedAsync($"{File} is not a SQLite database, or is encrypted: name another file.");
        (await System.IO.File.ReadAllTextAsync(File, Cancel)).Should().Be(new string('x', 5000));
    }

    [Fact]
    public async Task Open_TablesOfOurNamesThatAreNotOurs_SaysSo()
    {
        using (var foreign = Store.Connect(File))
        {
            Store.Execute(foreign, "CREATE TABLE ct_calls (tariff TEXT)");
        }

        await RefusedAsync($"{File} has a table 'ct_calls' that is not the ledger's: use another file.");
    }

    [Fact]
    public async Task Open_FolderInPlaceOfTheFile_SaysSo()
    {
        Directory.CreateDirectory(File);
        await RefusedAsync($"{File} is a folder: name a file in it.");
    }

    [Fact]
    public async Task Prepare_FolderThatDoesNotExist_SaysSo()
    {
        var file = Path.Combine(_folder, "nowhere", "calls.db");
        await using var store = Store.Open(file);
        await PrepareIsRefusedAsync(store, $"{file} cannot be opened, its folder does not exist: create the folder, or check the path.", transient: false);
    }

    [Fact]
    public async Task Prepare_LockedByAnotherProgram_IsTransientAndSucceedsLater()
    {
        using var program = Store.Connect(File);
        Store.Execute(program, "BEGIN EXCLUSIVE");
        await using var store = Store.Open(File, timeoutSeconds: 1);
        await PrepareIsRefusedAsync(store, $"{File} is locked by another program: close what writes to it, or try again.", transient: true);
        Store.Execute(program, "ROLLBACK");
        await store.Reader.PrepareAsync(Cancel);
    }

    [Fact]
    public async Task Prepare_FileOfThisVersionLockedByAnotherProgram_IsTransient()
    {
        await using (var first = Store.Open(File))
        {
            await first.Reader.PrepareAsync(Cancel);
        }

        using var program = Store.Connect(File);
        Store.Execute(program, "BEGIN IMMEDIATE");
        await using var store = Store.Open(File, timeoutSeconds: 1);

        await PrepareIsRefusedAsync(store, $"{File} is locked by another program: close what writes to it, or try again.", transient: true);
    }

    [Fact]
    public async Task Prepare_AnotherHostWrites_IsRefusedUntilThatOneStops()
    {
        var first = Store.Open(File);
        await first.Reader.PrepareAsync(Cancel);
        await using var second = Store.Open(File);
        var expected = $"{File} is being written by another host: stop it first, or use another file. Reading is possible meanwhile.";
        await PrepareIsRefusedAsync(second, expected, transient: true);
        var write = async () => await second.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1)])], Cancel);
        (await write.Should().ThrowAsync<LedgerStoreException>()).WithMessage(expected);

        await first.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1)])], Cancel);
        (await new CallHistory(second.Contexts, TimeProvider.System).CountAsync(Caller.System(), new(), Cancel)).Should().Be(1, "reading stays possible");
        await first.DisposeAsync();
        await second.Reader.PrepareAsync(Cancel);
        await second.Writer.WriteAsync([Sample.Commit(2, [Sample.Full(2)])], Cancel);
        (await new CallHistory(second.Contexts, TimeProvider.System).CountAsync(Caller.System(), new(), Cancel)).Should().Be(2);
    }

    [Fact]
    public async Task Read_FileThatDoesNotExist_SaysSoAndDoesNotCreateIt()
    {
        await using var store = Store.Open(File);
        var read = () => new CallHistory(store.Contexts, TimeProvider.System).ListAsync(Caller.System(), new(), null, 10, Cancel);
        (await read.Should().ThrowAsync<LedgerStoreException>())
            .WithMessage($"{File} does not exist: check the path, or start a host that records into it.");
        System.IO.File.Exists(File).Should().BeFalse();
    }

    [Fact]
    public async Task Read_DatabaseWithoutALedger_SaysSo()
    {
        using (var empty = Store.Connect(File))
        {
            Store.Execute(empty, "CREATE TABLE customers (name TEXT)");
        }

        await using var store = Store.Open(File);
        var read = () => new CallHistory(store.Contexts, TimeProvider.System).ListAsync(Caller.System(), new(), null, 10, Cancel);
        (await read.Should().ThrowAsync<LedgerStoreException>())
            .WithMessage($"{File} holds no ledger: check the path, or start a host that records into it.");
    }

    [Fact]
    public async Task Read_OnlyForReading_ReadsAndNeverWrites()
    {
        await RecordAsync();
        await using var store = Store.Open(File + ";Mode=ReadOnly");
        (await new CallHistory(store.Contexts, TimeProvider.System).CountAsync(Caller.System(), new(), Cancel)).Should().Be(1);
        await PrepareIsRefusedAsync(
            store, $"{File} was opened for reading only: leave 'Mode=ReadOnly' out of the connection string to record into it.", transient: false);
    }

    [Fact]
    public async Task Write_BesideEditsOfAnotherProgram_NobodyIsTurnedAway()
    {
        // Ten seconds of an office of 500 calls and 50 edits a second, without any pause between them.
        await using var store = Store.Open(File);
        await store.Reader.PrepareAsync(Cancel);
        using var program = Store.Connect(File);
        Store.Execute(program, "CREATE TABLE notes (call INTEGER, text TEXT); PRAGMA busy_timeout = 5000");
        var edits = Task.Run(() =>
        {
            for (var n = 0; n < 500; n++)
            {
                Store.Execute(program, $"BEGIN IMMEDIATE; INSERT INTO notes VALUES ({n}, 'call back'); UPDATE notes SET text = 'done' WHERE call = {n}; COMMIT");
            }
        }, Cancel);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(link => Task.Run(async () =>
        {
            for (var ordinal = 1; ordinal <= 500; ordinal++)
            {
                await store.Writer.WriteAsync(
                    [Sample.Commit(ordinal, [Sample.Full((link * 1_000) + ordinal, link: $"link-{link}")], link: $"link-{link}")], Cancel);
            }
        })));
        await edits;
        Scalar(program, "SELECT COUNT(*) FROM ct_calls").Should().Be(5_000L);
        Scalar(program, "SELECT COUNT(*) FROM notes WHERE text = 'done'").Should().Be(500L);
    }

    [Fact]
    public async Task Write_WithoutPrepare_PreparesFirst()
    {
        await using var store = Store.Open(File);
        await store.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1)])], Cancel);
        (await new CallHistory(store.Contexts, TimeProvider.System).CountAsync(Caller.System(), new(), Cancel)).Should().Be(1);
    }

    private async Task RecordAsync()
    {
        await using var store = Store.Open(File);
        await store.Reader.PrepareAsync(Cancel);
        await store.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1)])], Cancel);
    }

    /// <summary>Both who writes and who reads get the same line, and the lock is free afterwards.</summary>
    private async Task RefusedAsync(string message)
    {
        for (var time = 0; time < 2; time++)
        {
            await using var store = Store.Open(File);
            await PrepareIsRefusedAsync(store, message, transient: false);
            var read = () => new CallHistory(store.Contexts, TimeProvider.System).CountAsync(Caller.System(), new(), Cancel);
            (await read.Should().ThrowAsync<LedgerStoreException>()).WithMessage(message);
        }
    }

    private static async Task PrepareIsRefusedAsync(OpenStore store, string message, bool transient)
    {
        var prepare = () => store.Reader.PrepareAsync(Cancel);
        (await prepare.Should().ThrowAsync<LedgerStoreException>()).WithMessage(message).Which.IsTransient.Should().Be(transient);
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Fixed texts of tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
