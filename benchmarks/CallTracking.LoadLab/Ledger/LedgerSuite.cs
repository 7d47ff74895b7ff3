using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Streams;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.LoadLab.Ledger;

/// <summary>The ledger writers against the fixed baselines, each into a file of its own on the same disk.</summary>
internal sealed class LedgerSuite : IAsyncDisposable
{
    private const int Batch = 100;
    private const string CApi = "SQLite C API";
    private const string Ours = "CallTracking.Storage.Sqlite";
    private const string Portable = "portable EF Core writer";
    private readonly List<IAsyncDisposable> _open = [];
    private readonly List<(string File, Func<long> Written)> _written = [];
    private readonly string _folder;

    private LedgerSuite(string folder)
    {
        _folder = folder;
    }

    /// <summary>Against the C API.</summary>
    public PairSuite Suite { get; private set; } = null!;

    /// <summary>Against the portable writer.</summary>
    public PairSuite PortableSuite { get; private set; } = null!;

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
        var files = new List<string>();
        foreach (var name in (string[])["c-api", "command", "sqlite", "portable"])
        {
            files.Add(await suite.NewFileAsync(name).ConfigureAwait(false));
        }

        var capi = new CApiLedger(files[0], sample, image);
        var command = new CommandLedger(files[1], sample, image);
        var ours = suite.Host(files[2]);
        var portable = suite.Host(files[3]);
        suite._open.Add(new Closing(capi));
        suite._open.Add(new Closing(command));
        var fast = suite.Writer(Ours, files[2], ours.GetRequiredService<ILedgerWriter>(), sample, batches);
        var slow = suite.Writer(
            Portable, files[3], new EntityFrameworkLedgerWriter(portable.GetRequiredService<ICallTrackingDbContextFactory>()), sample,
            Math.Max(1, batches / 4));
        suite.PortableSuite = new PairSuite(
            "ledger", $"The ledger writer against the portable one, batch {Batch}", "call", Measure.Wall, [slow, fast],
            [new Gate(Ours, LeastRatio: 6)]);
        suite.Suite = new PairSuite(
            "ledger", $"Ledger writers, SQLite, batch {Batch}", "call", Measure.Wall,
            [
                suite.Baseline(CApi, files[0], capi.Write, batches),
                suite.Baseline("Microsoft.Data.Sqlite prepared", files[1], command.Write, batches),
                fast,
                slow,
            ],
            [new Gate(Ours, LeastRatio: 0.45, MostBytes: 1024)])
        {
            Notes = result =>
            [
                $"A call is its row, {image.Participants[0].Length} participant(s), a blob of {sample.EventsPerCall} events "
                + $"({sample.BlobLength} bytes) and the link's position; {Batch} calls share a transaction; WAL, synchronous=FULL.",
                $"Without the waiting for the disk: {result[Ours].CpuMicroseconds:F1} µs of CPU per call against the C API's "
                + $"{result[CApi].CpuMicroseconds:F1} µs, {result[CApi].CpuMicroseconds / result[Ours].CpuMicroseconds:P0} of its rate.",
                $"File system: {FileSystem(suite._folder)}.",
            ],
        };
        return suite;
    }

    /// <summary>What was measured must have been written.</summary>
    /// <exception cref="InvalidOperationException">A store holds another number of calls than its candidate wrote.</exception>
    public void Verify()
    {
        foreach (var (file, written) in _written)
        {
            if (LedgerStores.Count(file) is var stored && stored != written())
            {
                throw new InvalidOperationException($"{file} holds {stored} calls, but {written()} were written to it.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _open)
        {
            await one.DisposeAsync().ConfigureAwait(false);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Candidate Baseline(string name, string file, Action<long, int> write, int batches)
    {
        var next = 0L;
        _written.Add((file, () => next));
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

    private Candidate Writer(string name, string file, ILedgerWriter writer, LedgerSample sample, int batches)
    {
        var next = 0L;
        _written.Add((file, () => next));
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
