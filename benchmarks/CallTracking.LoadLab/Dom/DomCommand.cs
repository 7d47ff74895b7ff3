using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CallTracking.LoadLab.Load;
using CallTracking.LoadLab.Pops;

namespace CallTracking.LoadLab.Dom;

/// <summary>The verbs <c>dom</c> and <c>circuits</c>: from an event on the PBX's socket to the card in a browser's page, and what many
/// open pages cost the host.</summary>
internal static class DomCommand
{
    public static Command Create() => Create("dom", 10, 0.5, "Rings phones through a socket and tells how long it takes until the card stands in the page of a real browser "
        + "(Chromium), and what a circuit costs the host. Asserts nothing but that every card came.");

    public static Command CreateCircuits() => Create("circuits", 200, 0.5, "The same with 200 pages: memory per circuit and processor time of a host with many people signed in.");

    private static Command Create(string name, int usualPages, double usualRate, string description)
    {
        var contacts = new Option<int>("--contacts") { Description = "Contacts in the store. Default 1000000.", DefaultValueFactory = _ => 1_000_000 };
        var pages = new Option<int>("--pages") { Description = $"Open pages, each of another employee. Default {usualPages}.", DefaultValueFactory = _ => usualPages };
        var seconds = new Option<int>("--seconds") { Description = "How long. Default 60.", DefaultValueFactory = _ => 60 };
        var rate = new Option<double>("--rate") { Description = "Calls per second; each rings one phone.", DefaultValueFactory = _ => usualRate };
        var browser = new Option<string?>("--browser") { Description = "The Chromium. Default: what CALLTRACKING_CHROMIUM names.", DefaultValueFactory = _ => HeadlessBrowser.Program };
        var markdown = new Option<FileInfo?>("--markdown") { Description = "Also writes the printed result into this file." };
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the result as JSON into this file." };
        var command = new Command(name, description) { contacts, pages, seconds, rate, browser, markdown, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(browser) is not { } program || !File.Exists(program))
            {
                await Console.Error.WriteLineAsync($"loadlab: {(parsed.GetValue(browser) is { } absent ? $"there is no {absent}; name a Chromium with --browser." : HeadlessBrowser.Absent)}.").ConfigureAwait(false);
                return 2;
            }

            var plan = new PopPlan(
                Math.Max(1, parsed.GetValue(contacts)), Math.Clamp(parsed.GetValue(pages), 1, 1_000), 1, parsed.GetValue(rate),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            var folder = Directory.CreateTempSubdirectory("loadlab-").FullName;
            try
            {
                var result = await DomLoad.RunAsync(plan, program, folder, cancellationToken).ConfigureAwait(false);
                var machine = Machine.Describe(TimeProvider.System, "loadlab " + string.Join(' ', parsed.Tokens.Select(static token => token.Value)));
                await Output.WriteAsync(
                    Text(name, machine, plan, result), parsed.GetValue(markdown), JsonSerializer.Serialize(new { machine, plan, result }), parsed.GetValue(json),
                    cancellationToken).ConfigureAwait(false);
                return result.Missing == 0 ? 0 : 1;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static string Text(string name, Machine machine, PopPlan plan, DomResult result)
    {
        var text = new StringBuilder($"# LoadLab: {name}\n\n");
        foreach (var line in machine.Lines())
        {
            text.Append("- ").Append(line).Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"""

            {plan.Contacts:N0} contacts, {plan.Users:N0} pages with <ct-pop> in one headless Chromium, each signed in as another employee, {plan.Rate:0.##} calls/s for {plan.For.TotalSeconds:0} s, one phone rings for each call, after one call to each that is not counted. Host, PBX and browser share the machine.

            - {result.Calls:N0} calls, {result.Missing:N0} cards missing.
            - Ringing event written to the manager socket → the card with the number is in the DOM and the page has told so over the debugging protocol: {result.First}.
            - The same → the card shows the contact's name: {result.Named}.
            - Target: p99 at most 250 ms to the card. {(result.First.P99 <= 250 ? "Met." : "Not met in this run.")}
            - Memory of the host: {result.HeapPerCircuit / 1024.0:N0} KiB of managed heap and {result.ResidentPerCircuit / 1024.0:N0} KiB of resident memory for each of {plan.Users:N0} circuits (after a full collection, before and with them); the pages hold one part and nothing else.
            - Processor of the host while it rings: {result.Processor:P1} of one core.

            """).ToString();
    }
}

/// <summary>What was measured.</summary>
internal sealed record DomResult(long Calls, long Missing, Latencies First, Latencies Named, double HeapPerCircuit, double ResidentPerCircuit, double Processor);
