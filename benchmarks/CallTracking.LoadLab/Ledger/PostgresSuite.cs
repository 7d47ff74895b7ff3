using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Streams;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallTracking.LoadLab.Ledger;

/// <summary>The ledger writers on PostgreSQL against binary COPY, each into a schema of its own of the database that the environment
/// names.</summary>
internal sealed class PostgresSuite : IAsyncDisposable
{
    /// <summary>The environment variable with the connection string.</summary>
    public const string Variable = "CALLTRACKING_POSTGRES";

    private const int Batch = 100;
    private const string Copy = "COPY binary";
    private const string Ours = "CallTracking.Storage.PostgreSql";
    private const string Portable = "portable EF Core writer";
    private readonly string _run = $"loadlab_{Guid.NewGuid():N}"[..20];
    private readonly List<IAsyncDisposable> _open = [];
    private readonly List<(string Connection, Func<long> Written)> _written = [];
    private readonly List<string> _schemas = [];
    private CopyLedger? _copy;

    private PostgresSuite()
    {
    }

    public static string? Server => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server ? server : null;

    public PairSuite Suite { get; private set; } = null!;

    /// <summary>Makes the stores.</summary>
    /// <param name="stream">Where the calls come from.</param>
    /// <param name="batches">Batches that a run writes.</param>
    public static async Task<PostgresSuite> CreateAsync(LoadStream stream, int batches)
    {
        var suite = new PostgresSuite();
        var sample = LedgerSample.Of(stream.Bytes);
        var image = await suite.ReadImageAsync(sample).ConfigureAwait(false);
        var baseline = await suite.NewStoreAsync("copy").ConfigureAwait(false);
        suite._copy = new CopyLedger(baseline, sample, image);
        var next = 0L;
        suite._written.Add((baseline, () => next));
        var copy = Candidate.Of(Copy, () =>
        {
            for (var i = 0; i < batches; i++, next += Batch)
            {
                suite._copy.Write(next, Batch);
            }

            return (long)batches * Batch;
        }) with
        { RunsOnce = true };
        var fast = await suite.WriterAsync(Ours, "ours", sample, batches, static host => host.GetRequiredService<ILedgerWriter>()).ConfigureAwait(false);
        var slow = await suite.WriterAsync(
            Portable, "portable", sample, Math.Max(1, batches / 4),
            static host => new EntityFrameworkLedgerWriter(host.GetRequiredService<ICallTrackingDbContextFactory>())).ConfigureAwait(false);
        await suite.SettleAsync([copy, fast, slow]).ConfigureAwait(false);
        suite.Suite = new PairSuite(
            "postgres", $"Ledger writers, PostgreSQL, batch {Batch}", "call", Measure.Wall, [copy, fast, slow],
            [new Gate(Ours, LeastRatio: 0.7)])
        {
            Notes = result =>
            [
                $"A call is its row, {image.ParticipantRows[0].Length} participant(s), a blob of {sample.EventsPerCall} events "
                + $"({sample.BlobLength} bytes) and the link's position; ours also looks whether the call and the commit are stored already, checks "
                + $"the lease and writes where finished records find the call. {Batch} calls share a transaction; synchronous_commit as the server has it.",
                $"{Ours} is {result[Portable].WallMicroseconds / result[Ours].WallMicroseconds:F1} times as fast as EF Core's SaveChanges.",
            ],
        };
        return suite;
    }

    /// <summary>What was measured must have been written.</summary>
    /// <exception cref="InvalidOperationException">A store holds another number of calls than its candidate wrote.</exception>
    public async Task VerifyAsync()
    {
        foreach (var (connection, written) in _written)
        {
            if (await ScalarAsync(connection, "SELECT count(*) FROM ct_calls").ConfigureAwait(false) is var stored && (long)stored! != written())
            {
                throw new InvalidOperationException($"A store holds {stored} calls, but {written()} were written to it.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _copy?.Dispose();
        foreach (var one in _open)
        {
            await one.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var schema in _schemas)
        {
            await ScalarAsync(Server!, $"DROP SCHEMA {schema} CASCADE").ConfigureAwait(false);
        }
    }

    private async Task<Candidate> WriterAsync(
        string name, string schema, LedgerSample sample, int batches, Func<IServiceProvider, ILedgerWriter> writerOf)
    {
        var connection = await NewStoreAsync(schema).ConfigureAwait(false);
        var host = Host(connection);
        _open.Add(host);
        var writer = writerOf(host);
        var next = 0L;
        _written.Add((connection, () => next));
        var ready = new List<LedgerCommit[]>();
        return new Candidate(name, async () =>
        {
            foreach (var commits in ready)
            {
                await writer.WriteAsync(commits, CancellationToken.None).ConfigureAwait(false);
            }

            return (long)batches * Batch;
        })
        {
            RunsOnce = true,
            Prepare = () =>
            {
                ready.Clear();
                for (var i = 0; i < batches; i++, next += Batch)
                {
                    ready.Add([.. Enumerable.Range(0, Batch).Select(k => sample.Commit(next + k))]);
                }

                return ValueTask.CompletedTask;
            },
        };
    }

    private async Task<CopyImage> ReadImageAsync(LedgerSample sample)
    {
        var connection = await NewStoreAsync("image").ConfigureAwait(false);
        var host = Host(connection);
        await using (host.ConfigureAwait(false))
        {
            await host.GetRequiredService<ILedgerWriter>()
                .WriteAsync([.. Enumerable.Range(0, sample.Count).Select(n => sample.Commit(n))], CancellationToken.None).ConfigureAwait(false);
        }

        return await CopyImage.ReadAsync(connection).ConfigureAwait(false);
    }

    private async Task<string> NewStoreAsync(string name)
    {
        var schema = $"{_run}_{name}";
        await ScalarAsync(Server!, $"CREATE SCHEMA {schema}").ConfigureAwait(false);
        _schemas.Add(schema);
        var connection = new NpgsqlConnectionStringBuilder(Server) { SearchPath = schema, MaxPoolSize = 4 }.ConnectionString;
        var host = Host(connection);
        await using (host.ConfigureAwait(false))
        {
            await host.GetRequiredService<ILedgerReader>().PrepareAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return connection;
    }

    /// <summary>Gives the server statistics, as every store has them a minute after its first calls. Without them the foreign keys of
    /// participants are looked up by a plan for empty tables, which reads more with each call that is there.</summary>
    private async Task SettleAsync(IEnumerable<Candidate> candidates)
    {
        foreach (var candidate in candidates)
        {
            await candidate.Prepare().ConfigureAwait(false);
            await candidate.Run().ConfigureAwait(false);
        }

        foreach (var (connection, _) in _written)
        {
            await ScalarAsync(connection, "ANALYZE ct_calls, ct_participants, ct_event_log").ConfigureAwait(false);
        }
    }

    private static ServiceProvider Host(string connection)
    {
        var services = new ServiceCollection();
        services.AddCallTracking().UsePostgreSql(connection, static options => options.MigrateAtStart = true);
        return services.BuildServiceProvider();
    }

    private static async Task<object?> ScalarAsync(string connection, string sql)
    {
        var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using (source.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // Texts of this class.
            var command = source.CreateCommand(sql);
#pragma warning restore CA2100
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteScalarAsync().ConfigureAwait(false);
            }
        }
    }
}
