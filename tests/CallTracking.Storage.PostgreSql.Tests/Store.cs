using System.Text.RegularExpressions;
using CallTracking.Access;
using CallTracking.Kits;
using CallTracking.Links;
using CallTracking.Storage.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(Store))]

namespace CallTracking.Storage.PostgreSql;

/// <summary>Opens stores as hosts do, each in a schema of its own in the database that the environment names. All of a run go when it ends.</summary>
public sealed partial class Store : IAsyncDisposable
{
    private const string Absent =
        "No PostgreSQL here: run eng/servers/postgres.sh install and start, and export what eng/servers/postgres.sh env prints.";

    private static readonly string Run = $"t{Guid.NewGuid().ToString("N")[..8]}_";

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

    /// <summary>The connection string of a store; the same name is the same store.</summary>
    public static async Task<string> CreateAsync(string name)
    {
        var schema = Run + Unfit().Replace(Path.GetFileName(name).ToLowerInvariant(), "_");
        await ExecuteAsync(Server, $"CREATE SCHEMA IF NOT EXISTS {schema}");
        return new NpgsqlConnectionStringBuilder(Server) { SearchPath = schema, MaxPoolSize = 8 }.ConnectionString;
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
    public static async Task<OpenStore> OpenPortableAsync(string name)
    {
        var connection = await CreateAsync(name);
        var builder = new BareBuilder();

        // Not pooled: nobody would end a pool that belongs to a connection string, and each test has one of its own.
        builder.UseEntityFramework(options => options.UseNpgsql(connection + ";Pooling=false"));
        var host = builder.Services.BuildServiceProvider();
        var contexts = host.GetRequiredService<ICallTrackingDbContextFactory>();
        await using (var context = contexts.Create(Caller.System()))
        {
            if (await ScalarAsync(connection, "SELECT to_regclass('ct_calls')::text") is DBNull)
            {
                await ExecuteAsync(connection, context.Database.GenerateCreateScript());
            }
        }

        return new OpenStore(
            host.GetRequiredService<ILedgerWriter>(), host.GetRequiredService<ILedgerReader>(), contexts, host.DisposeAsync);
    }

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
            await using var source = NpgsqlDataSource.Create(server + ";Pooling=false");
            var schemas = new List<string>();
            await using (var list = source.CreateCommand($"SELECT nspname::text FROM pg_namespace WHERE nspname LIKE '{Run.Replace("_", "\\_", StringComparison.Ordinal)}%'"))
            await using (var reader = await list.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                {
                    schemas.Add(reader.GetString(0));
                }
            }

            foreach (var schema in schemas)
            {
                await using var drop = source.CreateCommand($"DROP SCHEMA {schema} CASCADE");
                await drop.ExecuteNonQueryAsync();
            }
        }
    }

    [GeneratedRegex("[^a-z0-9]")]
    private static partial Regex Unfit();
}
