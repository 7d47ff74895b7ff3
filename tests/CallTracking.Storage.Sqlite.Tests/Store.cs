using CallTracking.Kits;
using CallTracking.Links;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Storage.Sqlite;

/// <summary>Opens a store as a host does.</summary>
internal static class Store
{
    public static OpenStore Open(string file, bool portableWriter = false, int timeoutSeconds = 5)
    {
        var builder = new BareBuilder();
        builder.UseSqlite($"Data Source={file};Pooling=False;Default Timeout={timeoutSeconds}");
        var host = builder.Services.BuildServiceProvider();
        var contexts = host.GetRequiredService<ICallTrackingDbContextFactory>();
        return new OpenStore(
            portableWriter ? new EntityFrameworkLedgerWriter(contexts) : host.GetRequiredService<ILedgerWriter>(),
            host.GetRequiredService<ILedgerReader>(), contexts, host.DisposeAsync, host.GetRequiredService<ILinkLease>());
    }

    /// <summary>Another program's connection.</summary>
    public static SqliteConnection Connect(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Fixed texts of tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
