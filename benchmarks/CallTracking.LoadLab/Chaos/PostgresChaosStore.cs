using System.Data.Common;

namespace CallTracking.LoadLab.Chaos;

/// <summary>A database of its own on a server of its own, which is stopped to take it away.</summary>
internal sealed class PostgresChaosStore : ChaosStore
{
    private readonly ServerScript _server;
    private bool _away;

    private PostgresChaosStore(ServerScript server, string connection)
    {
        _server = server;
        Connection = connection;
    }

    public override string Kind => Postgres;

    public override string Connection { get; }

    /// <summary>Starts the server and makes the database.</summary>
    /// <exception cref="ChaosException">It cannot be had here; the message is the script's.</exception>
    public static async Task<PostgresChaosStore> StartAsync(string servers, CancellationToken cancellationToken)
    {
        var server = new ServerScript(Path.Combine(servers, "postgres.sh"));
        await server.RunAsync(cancellationToken, "start").ConfigureAwait(false);
        var values = await server.ReadEnvironmentAsync(cancellationToken).ConfigureAwait(false);
        var database = $"chaos_{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        var connection = new DbConnectionStringBuilder { ConnectionString = values["CALLTRACKING_POSTGRES"] };
        await server.RunAsync(cancellationToken, "sql", $"create database {database} owner \"{connection["Username"]}\"").ConfigureAwait(false);
        connection["Database"] = database;
        return new PostgresChaosStore(server, connection.ConnectionString);
    }

    public override async Task TakeAwayAsync(CancellationToken cancellationToken)
    {
        _away = true;
        await _server.RunAsync(cancellationToken, "kill").ConfigureAwait(false);
    }

    public override async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        if (_away)
        {
            _away = false;
            await _server.RunAsync(cancellationToken, "start").ConfigureAwait(false);
        }
    }

    protected override Task EndAsync() => _server.RunAsync(CancellationToken.None, "stop");
}
