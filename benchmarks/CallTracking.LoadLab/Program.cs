using System.CommandLine;
using CallTracking.LoadLab.Chaos;
using CallTracking.LoadLab.Load;
using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Records;
using CallTracking.LoadLab.Streams;

var root = new RootCommand("Measures CallTracking: parts against fixed baselines, and the whole under load.");
root.Subcommands.Add(PairCommand.Create());
root.Subcommands.Add(LoadCommand.Create());
root.Subcommands.Add(ShapeCommand.Create());
root.Subcommands.Add(ChaosCommand.Create());
root.Subcommands.Add(ChaosHost.Create());
root.Subcommands.Add(CdrCommand.Create());
root.Subcommands.Add(ImportCommand.Create());
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
