using System.CommandLine;
using System.Globalization;

namespace CallTracking.LoadLab.Chaos;

/// <summary>The verb <c>chaos</c>: a real host process under load, and faults.</summary>
internal static class ChaosCommand
{
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "How many faults.", DefaultValueFactory = _ => 10 };
        var store = new Option<string>("--store") { Description = "Where the ledger is kept.", DefaultValueFactory = _ => ChaosStore.Sqlite };
        store.AcceptOnlyFromAmong(ChaosStore.Sqlite, ChaosStore.Postgres);
        var pbx = new Option<string>("--pbx") { Description = "fake: recorded calls from a server in this process. asterisk: a real one with sipp's phones.", DefaultValueFactory = _ => "fake" };
        pbx.AcceptOnlyFromAmong("fake", "asterisk");
        var faults = new Option<Fault[]>("--faults")
        {
            Description = "Only these: " + string.Join(", ", Enum.GetNames<Fault>()).ToLowerInvariant() + ".",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => Enum.GetValues<Fault>(),
        };
        var rate = new Option<double>("--rate") { Description = "Calls per second.", DefaultValueFactory = _ => 3 };
        var seed = new Option<int?>("--seed") { Description = "Chooses the same faults again; what happens between them stays a matter of the machine." };
        var servers = new Option<DirectoryInfo>("--servers")
        {
            Description = "Folder of the scripts that start real servers.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("eng", "servers")),
        };
        var scenarios = new Option<DirectoryInfo>("--scenarios")
        {
            Description = "Folder of the recordings that the fake PBX plays.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("tests", "CallTracking.Pbx.Asterisk.Tests", "Scenarios", "asterisk-22")),
        };
        var keep = new Option<DirectoryInfo?>("--keep") { Description = "Leaves ledger and logs in this folder." };
        var command = new Command("chaos", "Kills, freezes and cuts off a real host process under a load of known calls, and compares its ledger with "
            + "them. The last line is 'N rounds, N calls, N lost, N doubled, N open'; exit status 0 only when the last three are 0.")
        {
            rounds, store, pbx, faults, rate, seed, servers, scenarios, keep,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = parsed.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000);
            var kept = parsed.GetValue(keep);
            var folder = kept is null
                ? Directory.CreateTempSubdirectory("loadlab-chaos-").FullName : Directory.CreateDirectory(kept.FullName).FullName;
            if (Directory.EnumerateFileSystemEntries(folder).Any())
            {
                await Console.Error.WriteLineAsync($"chaos: {folder} is not empty; an older ledger in it would be judged too.").ConfigureAwait(false);
                return 2;
            }

            var log = TextWriter.Synchronized(new StreamWriter(Path.Combine(folder, "chaos.log")) { AutoFlush = true });
            await using (log.ConfigureAwait(false))
            {
                try
                {
                    var verdict = await RunAsync(
                        parsed.GetValue(rounds), parsed.GetValue(store)!, parsed.GetValue(pbx)!, parsed.GetValue(faults)!, parsed.GetValue(rate),
                        chosen, parsed.GetValue(servers)!.FullName, parsed.GetValue(scenarios)!.FullName, folder, log, cancellationToken).ConfigureAwait(false);
                    var ok = verdict.IsClean;
                    if (ok && kept is null)
                    {
                        Directory.Delete(folder, recursive: true);
                    }

                    return ok ? 0 : 1;
                }
                catch (ChaosException exception)
                {
                    await Console.Error.WriteLineAsync($"chaos: {exception.Message}").ConfigureAwait(false);
                    return 2;
                }
            }
        });
        return command;
    }

    private static async Task<ChaosVerdict> RunAsync(
        int rounds, string storeKind, string pbxKind, IReadOnlyList<Fault> faults, double rate, int seed, string servers, string scenarios, string folder,
        TextWriter log,
        CancellationToken cancellationToken)
    {
        ChaosStore store = storeKind == ChaosStore.Sqlite
            ? new SqliteChaosStore(folder) : await PostgresChaosStore.StartAsync(servers, cancellationToken).ConfigureAwait(false);
        var pbx = await StartPbxAsync(pbxKind, servers, scenarios, folder, rate, seed, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        await using (pbx.ConfigureAwait(false))
        {
            await Console.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"{pbx.Name} at {rate:0.#} calls/s, {storeKind}, seed {seed}, logs in {folder}").AsMemory(),
                cancellationToken).ConfigureAwait(false);
            var run = new ChaosRun(store, pbx, faults, new Random(seed), folder, log);
            var verdict = await run.RunAsync(rounds, cancellationToken).ConfigureAwait(false);
            foreach (var finding in verdict.Findings)
            {
                Console.WriteLine(finding);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"slowest recovery {run.SlowestRecovery.TotalSeconds:0.0} s; {verdict.Hidden} calls inside gaps and seen by nobody; {verdict.Negative} negative times"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rounds} rounds, {verdict.Calls} calls, {verdict.Lost} lost, {verdict.Doubled} doubled, {verdict.Open} open"));
            return verdict;
        }
    }

    private static async Task<IChaosPbx> StartPbxAsync(
        string kind, string servers, string scenarios, string folder, double rate, int seed, CancellationToken cancellationToken) =>
        kind == "asterisk"
            ? await RealAsterisk.StartAsync(servers, folder, rate, cancellationToken).ConfigureAwait(false)
            : PlayedAsterisk.Start(scenarios, folder, rate, seed);
}
