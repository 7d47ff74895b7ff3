using System.Globalization;
using CallTracking.Simulation;

// simulate [--seeds N] [--seed S] [--say]: plays worlds, and says which of them the ledger did not survive.
var seeds = 200;
int? only = null;
var talks = false;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seeds" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seeds):
            i++;
            break;
        case "--seed" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var seed):
            only = seed;
            i++;
            break;
        case "--say":
            talks = true;
            break;
        default:
            Console.Error.WriteLine("simulate [--seeds N] [--seed S] [--say]: N worlds from seed S on (default 200 from 1; with --seed alone, that one); --say tells what happens in them");
            return 2;
    }
}

var first = only ?? 1;
var count = only is not null && !args.Contains("--seeds") ? 1 : seeds;
var failed = 0;
var root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
for (var seed = first; seed < first + count; seed++)
{
    var folder = Directory.CreateDirectory(Path.Combine(root, $"calltracking-simulation-{Environment.ProcessId}-{seed}")).FullName;
    var plan = Plan.Of(seed);
    IReadOnlyList<string> wrong;
    try
    {
        wrong = World.Run(plan, folder, talks ? Console.WriteLine : static _ => { });
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }

    if (wrong.Count > 0)
    {
        failed++;
        Console.WriteLine($"seed {seed} failed; run it alone with: eng/simulate.sh --seed {seed} --say");
        foreach (var line in plan.Calls.Select(static one => one.ToString()).Concat(plan.Troubles.Select(static one => one.ToString())))
        {
            Console.WriteLine($"    {line}");
        }

        foreach (var line in wrong)
        {
            Console.WriteLine($"  {line}");
        }
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} seeds, {failed} failed"));
return failed == 0 ? 0 : 1;
