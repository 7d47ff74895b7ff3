using System.Collections.Concurrent;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>Databases that are lent to tests and emptied between them: making one takes longer than most tests.</summary>
/// <remarks>The tests of a collection run one after the other, so what one of them borrowed is free when the next one asks.</remarks>
internal sealed class Databases(Func<string, Task> fill)
{
    private static readonly string Run = $"t{Guid.NewGuid().ToString("N")[..8]}_";
    private static readonly ConcurrentBag<string> Made = [];
    private static int _count;

    private readonly Lock _gate = new();
    private readonly Stack<string> _free = [];
    private readonly List<Loan> _loans = [];

    /// <summary>The connection string of a database with empty tables; the same name is the same database while its test runs.</summary>
    public async Task<string> BorrowAsync(string server, string name)
    {
        var (test, collection) = (TestContext.Current.Test?.UniqueID ?? "none", TestContext.Current.TestCollection?.UniqueID ?? "none");
        string? used;
        lock (_gate)
        {
            foreach (var over in _loans.Where(loan => loan.Collection == collection && loan.Test != test).ToList())
            {
                _loans.Remove(over);
                _free.Push(over.Connection);
            }

            if (_loans.Find(loan => loan.Test == test && loan.Name == name) is { } same)
            {
                return same.Connection;
            }

            _ = _free.TryPop(out used);
        }

        if (used is not null)
        {
            await EmptyAsync(used);
        }
        else
        {
            used = await MakeAsync(server);
            await fill(used);
        }

        lock (_gate)
        {
            _loans.Add(new(test, collection, name, used));
        }

        return used;
    }

    /// <summary>A new database without tables, which nobody gets after the test.</summary>
    public static async Task<string> MakeAsync(string server)
    {
        var database = Run + Interlocked.Increment(ref _count);
        await Store.ExecuteAsync(server, $"CREATE DATABASE {database}");
        Made.Add(database);
        return new NpgsqlConnectionStringBuilder(server) { Database = database, MaxPoolSize = 8 }.ConnectionString;
    }

    public static async Task DropAllAsync(string server)
    {
        await using var source = NpgsqlDataSource.Create(server + ";Pooling=false;Command Timeout=300");
        foreach (var database in Made)
        {
            // Our own sessions only: WITH (FORCE) is refused to all but a superuser while autovacuum is at work in the database. The
            // server ends autovacuum by itself for a plain DROP, but no session of a client.
            await using var end = source.CreateCommand(
                $"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{database}' AND usename = current_user");
            await end.ExecuteNonQueryAsync();
            await using var drop = source.CreateCommand($"DROP DATABASE IF EXISTS {database}");
            await drop.ExecuteNonQueryAsync();
        }
    }

    private static Task EmptyAsync(string connection) => Store.ExecuteAsync(
        connection,
        """
        DO $$ DECLARE one text; BEGIN
          FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'ct\_%' AND tablename <> 'ct_migrations' LOOP
            EXECUTE format('DELETE FROM %I', one);
          END LOOP;
        END $$
        """);

    private sealed record Loan(string Test, string Collection, string Name, string Connection);
}
