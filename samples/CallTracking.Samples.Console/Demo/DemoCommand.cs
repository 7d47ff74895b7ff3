using System.CommandLine;
using System.Globalization;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;

namespace CallTracking.Samples.Console.Demo;

/// <summary>The whole engine with a simulated PBX: nothing to install, nothing to set up.</summary>
internal sealed class DemoCommand : Command
{
    private readonly Option<bool> _once = new("--once")
    {
        Description = "Play one office day as fast as possible, print its summary and end.",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Another seed is another day; the same seed is the same.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<double?> _speed = new("--speed")
    {
        Description = "How many times faster than real time. Default: "
            + LiveOffice.DefaultSpeed.ToString(CultureInfo.InvariantCulture) + "; with --once as fast as possible.",
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

    private readonly Option<string?> _store = LedgerFile.CreateOption(
        $"The SQLite file that keeps the calls. Default: {LedgerFile.Demo} in the user's data folder; "
        + "with --once a new file in the temporary folder.");

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print JSON: with --once the summary, else an object a line for everything that is learned about a call.",
    };

    private readonly Terminal _terminal;

    public DemoCommand(Terminal terminal)
        : base("demo", "Plays a simulated office and shows its calls; no PBX and no arguments needed.")
    {
        _terminal = terminal;
        Add(_once);
        Add(_seed);
        Add(_speed);
        Add(_store);
        Add(_json);
        Add(new DemoDataCommand(terminal));
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var isOnce = parsed.GetValue(_once);
        var file = LedgerFile.ForWriting(parsed.GetValue(_store)
            ?? (isOnce ? LedgerFile.NewTemporary(_terminal.Time) : LedgerFile.InDataFolder(LedgerFile.Demo, _terminal)));
        var office = new OfficeOptions(file, parsed.GetValue(_seed), parsed.GetValue(_speed), parsed.GetValue(_json));
        if (isOnce)
        {
            await OfficeDay.PlayAsync(office, _terminal, cancellationToken);
        }
        else
        {
            await LiveOffice.PlayAsync(office, _terminal, cancellationToken);
        }

        return ExitCode.Ok;
    }
}

/// <summary>What to play and how to show it.</summary>
/// <param name="Store">The SQLite file.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Speed">Times faster than real time; null for the default.</param>
/// <param name="AsJson">Whether a program reads it.</param>
internal sealed record OfficeOptions(string Store, int Seed, double? Speed, bool AsJson);
