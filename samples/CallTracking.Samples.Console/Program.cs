using System.CommandLine;
using CallTracking.Samples.Console.Replay;

var root = new RootCommand("Tracks the calls of a PBX: live, from recordings, or from a simulator.");
root.Subcommands.Add(ReplayCommand.Create());
return await root.Parse(args).InvokeAsync();
