using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CallTracking.LoadLab.Streams;

namespace CallTracking.LoadLab.Load;

/// <summary>The verb <c>load</c>: the whole, through a real socket.</summary>
internal static class LoadCommand
{
    private const double EventsPerCall = 101.6;

    public static Command Create()
    {
        var burst = new Option<bool>("--burst") { Description = "Everything at once. To the handler: in turns with reading alone." };
        var rate = new Option<double?>("--rate") { Description = "Calls per second of a generated stream (a call is 101.6 events). Default 200." };
        var minutes = new Option<double>("--minutes") { Description = "How long, with --rate.", DefaultValueFactory = _ => 1 };
        var speed = new Option<double?>("--speed") { Description = "Plays the stream this many times faster than it was." };
        var to = new Option<string>("--to")
        {
            Description = "store: the whole engine into SQLite and out to clients. handler: the Asterisk adapter alone.",
            DefaultValueFactory = _ => "store",
        };
        to.AcceptOnlyFromAmong("store", "handler");
        var clients = new Option<int>("--clients") { Description = "Clients of the feed.", DefaultValueFactory = _ => 1 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of a burst to the handler.", DefaultValueFactory = _ => 7 };
        var directory = new Option<DirectoryInfo>("--directory")
        {
            Description = "Where the store is made. Default: the system's temporary folder.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()),
        };
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the result as JSON into this file." };
        var markdown = new Option<FileInfo?>("--markdown") { Description = "Also writes the printed result into this file." };
        var stream = StreamOptions.Create();
        var command = new Command("load", "Plays calls through a socket into the product and tells rates, latencies and memory. Asserts nothing but "
            + "that no call was lost.")
        {
            burst, rate, minutes, speed, to, clients, rounds, directory, json, markdown,
        };
        stream.AddTo(command);
        rate.Validators.Add(MustBePositive);
        speed.Validators.Add(MustBePositive);
        minutes.Validators.Add(MustBePositive);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var isBurst = parsed.GetValue(burst);
            var toHandler = parsed.GetValue(to) == "handler";
            var report = new LoadReport(Machine.Describe(TimeProvider.System, CommandLineOf(parsed)), "", null, null, null);
            if (isBurst && toHandler)
            {
                var input = stream.Read(parsed, calls: 2000);
                report = report with
                {
                    Feed = $"{input.Origin}: {input.Shape}",
                    Burst = await HandlerLoad.BurstAsync(input, parsed.GetValue(rounds), cancellationToken).ConfigureAwait(false),
                };
            }
            else
            {
                var (feed, name) = FeedOf(parsed, isBurst, parsed.GetValue(speed), parsed.GetValue(rate), parsed.GetValue(minutes), stream);
                report = toHandler
                    ? report with { Feed = name, Paced = await HandlerLoad.PaceAsync(feed, cancellationToken).ConfigureAwait(false) }
                    : report with
                    {
                        Feed = name,
                        Store = await StoreAsync(feed, parsed.GetValue(directory)!, parsed.GetValue(clients), cancellationToken).ConfigureAwait(false),
                    };
            }

            await Output.WriteAsync(report.ToText(), parsed.GetValue(markdown), report.ToJson(), parsed.GetValue(json), cancellationToken)
                .ConfigureAwait(false);
            return report.NothingLost ? 0 : 1;
        });
        return command;
    }

    private static void MustBePositive(OptionResult option)
    {
        if (option.Tokens is [var given] && double.TryParse(given.Value, CultureInfo.InvariantCulture, out var value) && value <= 0)
        {
            option.AddError($"{option.IdentifierToken?.Value} must be more than zero.");
        }
    }

    private static (IFeed Feed, string Name) FeedOf(
        ParseResult parsed, bool isBurst, double? speed, double? rate, double minutes, StreamOptions stream)
    {
        if (isBurst || speed is not null)
        {
            var input = stream.Read(parsed, calls: 2000);
            return (
                new PlayedFeed(input, isBurst ? double.PositiveInfinity : speed!.Value),
                string.Create(CultureInfo.InvariantCulture, $"{input.Origin}, {(isBurst ? "at once" : $"at {speed:0.##} times its speed")}: {input.Shape}"));
        }

        var callsPerSecond = rate ?? 200;
        var calls = (long)Math.Ceiling(callsPerSecond * minutes * 60);
        return (
            new PacedFeed(parsed.GetValue(stream.Seed), callsPerSecond, calls),
            string.Create(
                CultureInfo.InvariantCulture,
                $"generated, {callsPerSecond:0.##} calls/s (about {callsPerSecond * EventsPerCall:N0} events/s) for {minutes:0.##} minutes"));
    }

    private static async Task<StoreResult> StoreAsync(IFeed feed, DirectoryInfo directory, int clients, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory.FullName, "loadlab-" + Path.GetRandomFileName())).FullName;
        try
        {
            return await StoreLoad.RunAsync(feed, Path.Combine(folder, "calls.db"), clients, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string CommandLineOf(ParseResult parsed) => "loadlab " + string.Join(' ', parsed.Tokens.Select(static token => token.Value));
}
