using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.LoadLab.Ledger;

/// <summary>Opens stores as hosts do, and connections with the pragmas that the product's store sets.</summary>
internal static class LedgerStores
{
    /// <summary>A host's services with the product's SQLite store; nothing of it runs but the store.</summary>
    public static ServiceProvider Host(string file)
    {
        var services = new ServiceCollection();
        services.AddCallTracking().UseSqlite($"Data Source={file};Pooling=False");
        return services.BuildServiceProvider();
    }

    /// <summary>Creates an empty store with the product's schema.</summary>
    public static async Task CreateAsync(string file)
    {
        var host = Host(file);
        await using (host.ConfigureAwait(false))
        {
            await host.GetRequiredService<ILedgerReader>().PrepareAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>A connection with the product's pragmas; write-ahead logging is a property of the file.</summary>
    public static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL;";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>How many calls a store has.</summary>
    public static long Count(string file)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM ct_calls";
        return (long)command.ExecuteScalar()!;
    }

    public static Caller Caller => Access.Caller.System();
}
