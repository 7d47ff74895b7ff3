using System.CommandLine;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;

namespace CallTracking.Samples.Console.Replay;

/// <summary>Reads traces and prints the ledger that they make.</summary>
internal static class ReplayCommand
{
    private static readonly IPbxDecoderFactory[] Decoders = [new AmiDecoderFactory()];

    public static Command Create()
    {
        var traces = new Argument<FileInfo[]>("TRACE") { Description = "Recorded connections of one link, in order.", Arity = ArgumentArity.OneOrMore };
        var pbx = new Option<string>("--pbx") { Description = "What was recorded: " + string.Join(", ", Decoders.Select(d => d.Kind)) + ".", Required = true };
        var site = new Option<FileInfo?>("--site") { Description = "How the site numbers (site.json)." };
        var timing = new Option<FileInfo[]>("--timing") { Description = "Arrival times of a raw trace, once per trace in order." };
        var json = new Option<bool>("--json") { Description = "Print the ledger as JSON." };
        var command = new Command("replay", "Reads recorded connections and prints the calls in them.") { traces, pbx, site, timing, json };
        command.SetAction(parsed =>
        {
            var options = parsed.GetValue(site) is { } file ? SiteFile.Load(file.FullName) : new SiteOptions();
            var times = parsed.GetValue(timing) ?? [];
            var connections = parsed.GetValue(traces)!.Select((t, i) => TraceReader.Open(t.FullName, i < times.Length ? times[i].FullName : null).ReadChunks());
            var decoder = Decoders.First(d => d.Kind == parsed.GetValue(pbx)).Create();
            var result = CallReplay.Run(decoder, connections, options);
            System.Console.Out.WriteLine(LedgerDocument.From(result.Calls, result.OpenCalls, result.UnknownEvents, []).ToJson(true));
            return 0;
        });
        return command;
    }
}
