using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CallTracking.LoadLab.Load;

namespace CallTracking.LoadLab.Pops;

/// <summary>The verb <c>pops</c>: from an event on the PBX's socket to the screens that it concerns.</summary>
internal static class PopsCommand
{
    public static Command Create()
    {
        var contacts = Count("--contacts", "Contacts in the store; each call comes from the number of another one.", 1_000_000, 50_000_000);
        var users = Count("--users", "Employees, each with an extension and a connected client.", 1_000, 10_000);
        var group = Count("--group", "Phones that ring for each call.", 3, 100);
        var seconds = Count("--seconds", "How long.", 60, 3_600);
        var rate = new Option<double>("--rate") { Description = "Calls per second.", DefaultValueFactory = _ => 20 };
        var directory = new Option<DirectoryInfo>("--directory")
        {
            Description = "Where the store is made. Default: the system's temporary folder.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()),
        };
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the result as JSON into this file." };
        var markdown = new Option<FileInfo?>("--markdown") { Description = "Also writes the printed result into this file." };
        var command = new Command("pops", "Rings phones through a socket and tells how long it takes until SignalR clients have the pop. Asserts "
            + "nothing but that every pop arrived.")
        {
            contacts, users, group, seconds, rate, directory, json, markdown,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var plan = new PopPlan(
                parsed.GetValue(contacts), parsed.GetValue(users), Math.Min(parsed.GetValue(group), parsed.GetValue(users)),
                parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            var folder = Directory.CreateDirectory(Path.Combine(parsed.GetValue(directory)!.FullName, "loadlab-" + Path.GetRandomFileName())).FullName;
            try
            {
                var result = await PopLoad.RunAsync(plan, folder, cancellationToken).ConfigureAwait(false);
                var machine = Machine.Describe(TimeProvider.System, "loadlab " + string.Join(' ', parsed.Tokens.Select(static token => token.Value)));
                await Output.WriteAsync(
                    Text(machine, plan, result), parsed.GetValue(markdown), JsonSerializer.Serialize(new { machine, plan, result }),
                    parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
                return result.Missing == 0 ? 0 : 1;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static Option<int> Count(string name, string description, int usual, int most)
    {
        var option = new Option<int>(name) { Description = $"{description} Default {usual.ToString(CultureInfo.InvariantCulture)}.", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < 1 || value > most))
            {
                result.AddError($"{name} takes 1 to {most.ToString(CultureInfo.InvariantCulture)}.");
            }
        });
        return option;
    }

    private static string Text(Machine machine, PopPlan plan, PopResult result)
    {
        var text = new StringBuilder("# LoadLab: pops\n\n");
        foreach (var line in machine.Lines())
        {
            text.Append("- ").Append(line).Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"""

            {plan.Contacts:N0} contacts, {plan.Users:N0} employees with a SignalR client each (web sockets on the loopback address, all in this process), {plan.Rate:0.##} calls/s for {plan.For.TotalSeconds:0} s, {plan.Group} phones ring for each call.

            - {result.Calls:N0} calls, {result.Expected:N0} pops, {result.Missing:N0} of them missing at a client.
            - Ringing event written to the manager socket → the client has the pop with the number: {result.First}.
            - The same → the client has the pop with the contact's name: {result.Named}.
            - Target: p99 at most 50 ms to the pop. {(result.First.P99 <= 50 ? "Met." : "Not met in this run.")}

            """).ToString();
    }
}

/// <summary>What is measured.</summary>
internal sealed record PopPlan(int Contacts, int Users, int Group, double Rate, TimeSpan For);

/// <summary>What was measured.</summary>
internal sealed record PopResult(long Calls, long Expected, long Missing, Latencies First, Latencies Named);
