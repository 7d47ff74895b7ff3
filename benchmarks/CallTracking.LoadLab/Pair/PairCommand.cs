using System.CommandLine;
using CallTracking.LoadLab.Ledger;
using CallTracking.LoadLab.Numbers;
using CallTracking.LoadLab.Parsing;
using CallTracking.LoadLab.Records;
using CallTracking.LoadLab.States;
using CallTracking.LoadLab.Streams;
using CallTracking.LoadLab.Tracking;

namespace CallTracking.LoadLab.Pair;

/// <summary>The verb <c>pair</c>: parts against fixed baselines, in turns.</summary>
internal static class PairCommand
{
    private static readonly string[] SuiteNames = ["parse", "esl", "track", "pbx", "ledger", "postgres", "numbers", "states", "records"];

    public static Command Create()
    {
        var suites = new Option<string[]>("--suite")
        {
            Description = $"Which to run: {string.Join(", ", SuiteNames)}. Default: all.",
            AllowMultipleArgumentsPerToken = true,
        };
        suites.AcceptOnlyFromAmong(SuiteNames);
        var isShort = new Option<bool>("--short") { Description = "Under two minutes, for CI." };
        var rounds = new Option<int?>("--rounds") { Description = "How often the candidates take turns. Default 15, with --short 7." };
        var stream = StreamOptions.Create();
        var directory = new Option<DirectoryInfo>("--directory")
        {
            Description = "Where the stores are made: on the disk to measure. Default: the system's temporary folder.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()),
        };
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the result as JSON into this file." };
        var markdown = new Option<FileInfo?>("--markdown") { Description = "Also writes the printed result into this file." };
        var command = new Command("pair", "Measures parts of the product against fixed baselines, in turns (A B A B …). Fails when a ratio or an "
            + "allocation misses its limit; never for an absolute time.")
        {
            suites, isShort, rounds, directory, json, markdown,
        };
        stream.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var brief = parsed.GetValue(isShort);
            var input = stream.Read(parsed, calls: brief ? 300 : 2000);
            var runner = new PairRunner(
                parsed.GetValue(rounds) ?? (brief ? 7 : 15), TimeSpan.FromMilliseconds(brief ? 60 : 250));
            var names = parsed.GetValue(suites) is { Length: > 0 } chosen ? chosen : SuiteNames;
            var results = new List<SuiteResult>();
            foreach (var name in SuiteNames.Where(names.Contains))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Console.Error.WriteLineAsync($"{name} …").ConfigureAwait(false);
                results.AddRange(await RunAsync(name, runner, input, parsed.GetValue(directory)!, brief).ConfigureAwait(false));
            }

            var commandLine = "loadlab " + string.Join(' ', parsed.Tokens.Select(static token => token.Value));
            var report = new PairReport(Machine.Describe(TimeProvider.System, commandLine), input.Origin, input.Shape, results);
            await Output.WriteAsync(report.ToText(), parsed.GetValue(markdown), report.ToJson(), parsed.GetValue(json), cancellationToken)
                .ConfigureAwait(false);
            return report.GatesKept ? 0 : 1;
        });
        return command;
    }

    private static async Task<IEnumerable<SuiteResult>> RunAsync(
        string name, PairRunner runner, LoadStream stream, DirectoryInfo directory, bool brief)
    {
        switch (name)
        {
            case "parse": return [await runner.RunAsync(ParseSuite.Create(stream)).ConfigureAwait(false)];
            case "esl":
                var parsed = new List<SuiteResult>();
                foreach (var suite in EslParseSuite.Create(brief ? 40 : 200))
                {
                    parsed.Add(await runner.RunAsync(suite).ConfigureAwait(false));
                }

                return parsed;
            case "track": return [await runner.RunAsync(TrackSuite.Create(stream)).ConfigureAwait(false)];
            case "pbx": return [await runner.RunAsync(PbxSuite.Create(brief ? 100 : 300)).ConfigureAwait(false)];
            case "records": return [await runner.RunAsync(RecordSuite.Create()).ConfigureAwait(false)];
            case "numbers": return [await runner.RunAsync(NumberSuite.Create()).ConfigureAwait(false)];
            case "states": return [await runner.RunAsync(StateSuite.Create(stream)).ConfigureAwait(false)];
            case "postgres":
                if (PostgresSuite.Server is null)
                {
                    await Console.Error.WriteLineAsync(
                        $"postgres is left out: {PostgresSuite.Variable} names no database (eng/servers/postgres.sh start, then env).").ConfigureAwait(false);
                    return [];
                }

                var postgres = await PostgresSuite.CreateAsync(stream, brief ? 20 : 40).ConfigureAwait(false);
                await using (postgres.ConfigureAwait(false))
                {
                    var result = await runner.RunAsync(postgres.Suite).ConfigureAwait(false);
                    await postgres.VerifyAsync().ConfigureAwait(false);
                    return [result];
                }

            default:
                var ledger = await LedgerSuite.CreateAsync(stream, directory.FullName, brief ? 20 : 40).ConfigureAwait(false);
                await using (ledger.ConfigureAwait(false))
                {
                    SuiteResult[] both =
                    [
                        await runner.RunAsync(ledger.Suite).ConfigureAwait(false),
                        await runner.RunAsync(ledger.PortableSuite).ConfigureAwait(false),
                    ];
                    ledger.Verify();
                    return both;
                }
        }
    }
}
