using System.CommandLine;
using System.Globalization;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;

namespace CallTracking.Samples.Console.Demo;

/// <summary>The whole engine with a simulated PBX: nothing to install, nothing to set up.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var once = new Option<bool>("--once") { Description = "Play one office day as fast as possible, print its summary and end." };
        var seed = new Option<int>("--seed") { Description = "Another seed is another day; the same seed is the same.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var speed = SpeedOption();
        var store = LedgerFile.CreateOption(
            $"The SQLite file that keeps the calls. Default: {LedgerFile.Demo} in the user's data folder; with --once a new file in the temporary folder.");
        var json = new Option<bool>("--json") { Description = "Print JSON: with --once the summary, else an object a line for everything that is learned about a call." };
        var command = new Command("demo", "Plays a simulated office and shows its calls; no PBX and no arguments needed.") { once, seed, speed, store, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var isOnce = parsed.GetValue(once);
            var file = parsed.GetValue(store)
                ?? (isOnce ? NewTemporaryFile(terminal.Time) : LedgerFile.InDataFolder(LedgerFile.Demo, terminal));
            LedgerFile.ForWriting(file);
            var asJson = parsed.GetValue(json);
            if (isOnce)
            {
                await OfficeDay.PlayAsync(file, parsed.GetValue(seed), parsed.GetValue(speed), terminal, asJson, cancellationToken);
            }
            else
            {
                await LiveOffice.PlayAsync(file, parsed.GetValue(seed), parsed.GetValue(speed), terminal, asJson, cancellationToken);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<double?> SpeedOption() => new("--speed")
    {
        Description = $"How many times faster than real time. Default: {LiveOffice.DefaultSpeed.ToString(CultureInfo.InvariantCulture)}; with --once as fast as possible.",
        HelpName = "X",
        CustomParser = argument =>
        {
            var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : string.Empty;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 1_000_000)
            {
                return speed;
            }

            argument.AddError($"'{text}' is no speed; write --speed X, more than 0 and at most 1000000, 1 for real time.");
            return null;
        },
    };

    private static string NewTemporaryFile(TimeProvider time) => Path.Combine(
        Path.GetTempPath(), "calltracking", $"demo-{Guid.CreateVersion7(time.GetUtcNow())}.db");
}
