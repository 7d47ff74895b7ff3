using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Streams;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.LoadLab.Ledger;

/// <summary>The ledger writers against the fixed baselines, each into a file of its own on the same disk.</summary>
internal sealed class LedgerSuite : IAsyncDisposable
{
    private const int Batch = 100;
    private readonly List<IAsyncDisposable> _open = [];
    private readonly string _folder;

    private LedgerSuite(string folder)
    {
        _folder = folder;
    }

    public PairSuite Suite { get; private set; } = null!;

    /// <summary>Makes the stores.</summary>
    /// <param name="stream">Where the calls come from.</param>
    /// <param name="directory">On the disk to measure.</param>
    /// <param name="batches">Batches that a run writes.</param>
    public static async Task<LedgerSuite> CreateAsync(LoadStream stream, string directory, int batches)
    {
        Directory.CreateDirectory(directory);
        var suite = new LedgerSuite(Directory.CreateTempSubdirectory("loadlab-").FullName);
        if (Path.GetFullPath(directory) is var wanted && !suite._folder.StartsWith(wanted, StringComparison.Ordinal))
        {
            Directory.Delete(suite._folder);
            suite = new LedgerSuite(Directory.CreateDirectory(Path.Combine(wanted, Path.GetRandomFileName())).FullName);
        }

        var sample = LedgerSample.Of(stream.Bytes);
        var image = await suite.ReadImageAsync(sample).ConfigureAwait(false);
        var capi = new CApiLedger(await suite.NewFileAsync("c-api").ConfigureAwait(false), sample, image);
        var command = new CommandLedger(await suite.NewFileAsync("command").ConfigureAwait(false), sample, image);
        var ours = suite.Host(await suite.NewFileAsync("sqlite").ConfigureAwait(false));
        var portable = suite.Host(await suite.NewFileAsync("portable").ConfigureAwait(false));
        suite._open.Add(new Closing(capi));
        suite._open.Add(new Closing(command));
        suite.Suite = new PairSuite(
            "ledger", $"Ledger writers, SQLite, batch {Batch}", "call", Measure.Wall,
            [
                Baseline("SQLite C API", capi.Write, batches),
                Baseline("Microsoft.Data.Sqlite prepared", command.Write, batches),
                Writer("CallTracking.Storage.Sqlite", ours.GetRequiredService<ILedgerWriter>(), sample, batches),
                Writer(
                    "portable EF Core writer",
                    new EntityFrameworkLedgerWriter(portable.GetRequiredService<ICallTrackingDbContextFactory>()), sample, Math.Max(1, batches / 4)),
            ],
            [
                new Gate("CallTracking.Storage.Sqlite", LeastRatio: 0.45),
                new Gate("CallTracking.Storage.Sqlite", LeastRatio: 6, Against: "portable EF Core writer"),
            ])
        {
            Notes = _ =>
            [
                $"A call is its row, {image.Participants[0].Length} participants, a blob of {sample.EventsPerCall} events "
                + $"({sample.BlobLength} bytes) and the link's position; {Batch} calls share a transaction; WAL, synchronous=FULL.",
                $"File system: {FileSystem(suite._folder)}.",
            ],
        };
        return suite;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _open)
        {
            await one.DisposeAsync().ConfigureAwait(false);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static Candidate Baseline(string name, Action<long, int> write, int batches)
    {
        var next = 0L;
        return Candidate.Of(name, () =>
        {
            for (var i = 0; i < batches; i++, next += Batch)
            {
                write(next, Batch);
            }

            return (long)batches * Batch;
        }) with
        { RunsOnce = true };
    }

    private static Candidate Writer(string name, ILedgerWriter writer, LedgerSample sample, int batches)
    {
        var next = 0L;
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

    private async Task<RowImage> ReadImageAsync(LedgerSample sample)
    {
        var file = Path.Combine(_folder, "image.db");
        var host = LedgerStores.Host(file);
        await using (host.ConfigureAwait(false))
        {
            await host.GetRequiredService<ILedgerWriter>()
                .WriteAsync([.. Enumerable.Range(0, sample.Count).Select(n => sample.Commit(n))], CancellationToken.None).ConfigureAwait(false);
        }

        using var connection = LedgerStores.Open(file);
        return RowImage.Read(connection, sample.Count);
    }

    private async Task<string> NewFileAsync(string name)
    {
        var file = Path.Combine(_folder, name + ".db");
        await LedgerStores.CreateAsync(file).ConfigureAwait(false);
        return file;
    }

    private ServiceProvider Host(string file)
    {
        var host = LedgerStores.Host(file);
        _open.Add(host);
        return host;
    }

    private static string FileSystem(string folder)
    {
        var drive = DriveInfo.GetDrives()
            .Where(drive => folder.StartsWith(drive.Name, StringComparison.Ordinal))
            .MaxBy(static drive => drive.Name.Length);
        return drive is null ? "unknown" : drive.DriveFormat;
    }

    private sealed class Closing(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
