using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.LoadLab.Chaos;

/// <summary>The store under test: where it is, how it is taken away for a while, and what is in it at the end.</summary>
internal abstract class ChaosStore : IAsyncDisposable
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    public abstract string Kind { get; }

    public abstract string Connection { get; }

    /// <summary>Nobody can write to it until <see cref="GiveBackAsync"/>.</summary>
    public abstract Task TakeAwayAsync(CancellationToken cancellationToken);

    public abstract Task GiveBackAsync(CancellationToken cancellationToken);

    public async ValueTask DisposeAsync() => await EndAsync().ConfigureAwait(false);

    /// <summary>Nobody needs it any more.</summary>
    protected virtual Task EndAsync() => GiveBackAsync(CancellationToken.None);

    public static void Use(ICallTrackingBuilder engine, string kind, string connection)
    {
        switch (kind)
        {
            case Sqlite: engine.UseSqlite(connection); break;
            case Postgres: engine.UsePostgreSql(connection, static o => o.MigrateAtStart = true); break;
            default: throw new ChaosException($"There is no store {kind}.");
        }
    }

    /// <summary>Everything in the ledger.</summary>
    public async Task<(IReadOnlyList<Call> Calls, IReadOnlyList<CoverageGap> Gaps)> ReadAsync(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        Use(services.AddCallTracking(), Kind, Connection);
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            var history = provider.GetRequiredService<CallHistory>();
            var calls = new List<Call>();
            await foreach (var call in history.StreamAsync(Caller.System(), new CallHistoryFilter(), cancellationToken).ConfigureAwait(false))
            {
                calls.Add(call);
            }

            var gaps = await history.ListGapsAsync(Caller.System(), new CoverageGapFilter(), CallHistory.MaxLimit, cancellationToken)
                .ConfigureAwait(false);
            return (calls, gaps);
        }
    }
}

/// <summary>A file; taken away by a transaction of another process that holds it.</summary>
#pragma warning disable CA1001 // Disposed by GiveBackAsync, which the base calls.
internal sealed class SqliteChaosStore(string folder) : ChaosStore
#pragma warning restore CA1001
{
    private SqliteConnection? _holder;

    public override string Kind => Sqlite;

    public override string Connection => $"Data Source={Path.Combine(folder, "calls.db")}";

    public override async Task TakeAwayAsync(CancellationToken cancellationToken)
    {
        _holder = new SqliteConnection(Connection + ";Pooling=False");
        await _holder.OpenAsync(cancellationToken).ConfigureAwait(false);
        using var command = _holder.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        if (_holder is { } holder)
        {
            _holder = null;
            await holder.DisposeAsync().ConfigureAwait(false);
        }
    }
}
