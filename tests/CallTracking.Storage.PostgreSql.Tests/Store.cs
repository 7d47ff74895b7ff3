using CallTracking.Access;
using CallTracking.Kits;
using CallTracking.Links;
using CallTracking.Storage.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(Store))]

namespace CallTracking.Storage.PostgreSql;

/// <summary>Opens stores as hosts do, each in a database of its own on the server that the environment names. All of a run go when it ends.</summary>
public sealed class Store : IAsyncDisposable
{
    private const string Absent =
        "No PostgreSQL here: run eng/servers/postgres.sh install and start, and export what eng/servers/postgres.sh env prints.";

    private static readonly Databases Migrated = new(PrepareAsync);
    private static readonly Databases Portable = new(CreateTablesAsync);

    /// <summary>The server's database; the test is skipped where there is none.</summary>
    public static string Server
    {
        get
        {
            var server = Environment.GetEnvironmentVariable("CALLTRACKING_POSTGRES");
            Assert.SkipWhen(string.IsNullOrEmpty(server), Absent);
            return server!;
        }
    }

    /// <summary>The connection string of a store with empty tables; the same name is the same store. Other tests get it later: one that changes
    /// more than rows takes <see cref="CreateNewAsync"/>.</summary>
    public static Task<string> CreateAsync(string name) => Migrated.BorrowAsync(Server, name);

    /// <summary>The connection string of a schema without tables, in a database that no other test gets.</summary>
    public static async Task<string> CreateNewAsync()
    {
        var connection = await Databases.MakeAsync(Server);
        await ExecuteAsync(connection, "CREATE SCHEMA ours");
        return new NpgsqlConnectionStringBuilder(connection) { SearchPath = "ours" }.ConnectionString;
    }

    /// <summary>Opens a store.</summary>
    public static async Task<OpenStore> OpenAsync(string name, bool portableWriter = false) =>
        Open(await CreateAsync(name), portableWriter);

    public static OpenStore Open(string connection, bool portableWriter = false, bool migrateAtStart = true)
    {
        var builder = new BareBuilder();
        builder.UsePostgreSql(connection, options => options.MigrateAtStart = migrateAtStart);
        var host = builder.Services.BuildServiceProvider();
        var contexts = host.GetRequiredService<ICallTrackingDbContextFactory>();
        return new OpenStore(
            portableWriter ? new EntityFrameworkLedgerWriter(contexts) : host.GetRequiredService<ILedgerWriter>(),
            host.GetRequiredService<ILedgerReader>(), contexts, host.DisposeAsync, host.GetRequiredService<ILinkLease>());
    }

    /// <summary>The portable store, with EF Core's own column types.</summary>
    public static async Task<OpenStore> OpenPortableAsync(string name) => OpenPortable(await Portable.BorrowAsync(Server, name));

    public static async Task ExecuteAsync(string connection, string sql) => await ScalarAsync(connection, sql);

    public static async Task<object?> ScalarAsync(string connection, string sql)
    {
        await using var source = new NpgsqlDataSourceBuilder(connection + ";Pooling=false").Build();
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("CALLTRACKING_POSTGRES") is { Length: > 0 } server)
        {
            await Databases.DropAllAsync(server);
        }
    }

    private static OpenStore OpenPortable(string connection)
    {
        var builder = new BareBuilder();

        // Not pooled: nobody would end a pool that belongs to a connection string, and there are many of them.
        builder.UseEntityFramework(options => options.UseNpgsql(connection + ";Pooling=false"));
        var host = builder.Services.BuildServiceProvider();
        return new OpenStore(
            host.GetRequiredService<ILedgerWriter>(), host.GetRequiredService<ILedgerReader>(),
            host.GetRequiredService<ICallTrackingDbContextFactory>(), host.DisposeAsync);
    }

    private static async Task PrepareAsync(string connection)
    {
        await using var store = Open(connection);
        await store.Reader.PrepareAsync(TestContext.Current.CancellationToken);
    }

    private static async Task CreateTablesAsync(string connection)
    {
        await using var store = OpenPortable(connection);
        await using var context = store.Contexts.Create(Caller.System());
        await ExecuteAsync(connection, context.Database.GenerateCreateScript());
    }
}
