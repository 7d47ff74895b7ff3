using CallTracking.Testing.Asterisk;

namespace CallTracking.Simulation;

/// <summary>What goes wrong.</summary>
internal enum Trouble
{
    LineCut,
    LineReset,
    LineCutMidMessage,
    LineSilent,
    PbxKilled,
    PbxRestarted,
    LoginsRefused,
    StoreAway,
    StoreSilent,
    StoreSlow,
    AnswerLost,
    HostKilled,
    HostRestarted,
    Drip,
    Garbage,
}

/// <summary>A trouble, when it begins and how long it lasts.</summary>
internal sealed record PlannedTrouble(TimeSpan At, Trouble Trouble, TimeSpan Lasts, int Detail)
{
    public override string ToString() => FormattableString.Invariant($"{At.TotalSeconds:000.0} s {Trouble} for {Lasts.TotalSeconds:0.0} s");
}

/// <summary>Recorded calls, made again at some time with ids of their own.</summary>
internal sealed record PlannedCalls(TimeSpan At, string Scenario, AmiTranscript Transcript)
{
    public override string ToString() => FormattableString.Invariant($"{At.TotalSeconds:000.0} s {Scenario}");
}

/// <summary>What one seed means.</summary>
internal sealed record Plan(int Seed, string AmiVersion, IReadOnlyList<PlannedCalls> Calls, IReadOnlyList<PlannedTrouble> Troubles)
{
    // Their connections break by themselves, or they hold replies to one client's own questions.
    private static readonly string[] NotPlayed = ["link_cut", "restart", "resync", "ami_protocol", "told_in_another_order"];

    private static readonly Lazy<IReadOnlyList<(string Name, AmiTranscript Transcript)>> Recorded = new(Load);

    public static Plan Of(int seed)
    {
#pragma warning disable CA5394 // A plan, no secret.
        var random = new Random(seed);
        var is16 = random.Next(6) == 0;
        var choice = Recorded.Value.Where(one => one.Name.StartsWith(is16 ? "asterisk-16" : "asterisk-22", StringComparison.Ordinal)).ToList();
        var calls = new List<PlannedCalls>();
        for (var i = random.Next(2, 8); i > 0; i--)
        {
            var (name, transcript) = choice[random.Next(choice.Count)];
            transcript = transcript.Instance(calls.Count + 1);
            calls.Add(new(
                TimeSpan.FromMilliseconds(random.Next(3_000, 60_000)), name,
                random.Next(3) == 0 ? transcript.Reordered(random.Next(), TimeSpan.FromMilliseconds(2)) : transcript));
        }

        var troubles = new List<PlannedTrouble>();
        for (var i = random.Next(0, 6); i > 0; i--)
        {
            var trouble = (Trouble)random.Next(Enum.GetValues<Trouble>().Length);
            troubles.Add(new(
                TimeSpan.FromMilliseconds(random.Next(2_000, 80_000)), trouble,
                TimeSpan.FromMilliseconds(random.Next(100, trouble is Trouble.StoreAway or Trouble.StoreSilent ? 120_000 : 25_000)), random.Next(1, 2_000)));
        }
#pragma warning restore CA5394

        return new(seed, is16 ? "5.0.4" : "11.0.0", [.. calls.OrderBy(one => one.At)], [.. troubles.OrderBy(one => one.At)]);
    }

    private static List<(string, AmiTranscript)> Load()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Scenarios");
        return
        [
            .. Directory.EnumerateFiles(root, "ami.txt", SearchOption.AllDirectories)
                .Select(path => (Name: Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace('\\', '/'), Path: path))
                .Where(one => !NotPlayed.Any(word => one.Name.Contains(word, StringComparison.Ordinal)))
                .OrderBy(one => one.Name, StringComparer.Ordinal)
                .Select(one => (one.Name, AmiTranscript.Load(one.Path))),
        ];
    }
}
