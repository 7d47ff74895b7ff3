using System.CommandLine;
using System.Globalization;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.History;

/// <summary>The calls in a store, filtered.</summary>
internal static class HistoryCommand
{
    private const int DefaultLimit = 50;

    public static Command Create(Terminal terminal)
    {
        var store = LedgerFile.CreateOption($"The SQLite file with the calls. Default: {LedgerFile.Calls} in the user's data folder. It may be in use by 'watch'.");
        var filter = new HistoryFilterArguments();
        var limit = LimitOption();
        var all = new Option<bool>("--all") { Description = "All calls that match, however many." };
        var json = new Option<bool>("--json") { Description = "Print them as 'replay --json' does: one object, calls in order of start, times in UTC." };
        var csv = new Option<bool>("--csv")
        {
            Description = "Print them as CSV (RFC 4180, UTF-8). A cell that a spreadsheet would run as a formula gets an apostrophe in front; "
                + "numbers such as +12025550123 stay as they are.",
        };
        var command = new Command("history", "Shows the calls that were stored, the latest first.") { store };
        filter.AddTo(command);
        foreach (var option in new Option[] { limit, all, json, csv })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(csv))
            {
                result.AddError("Choose one of --json and --csv.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(store) ?? LedgerFile.InDataFolder(LedgerFile.Calls, terminal);
            var zone = filter.ReadZone(parsed, terminal.Time);
            var wanted = filter.Read(parsed, terminal.Time, zone);
            using var ledger = StoredLedger.Open(file);
            var selection = await Selection.FindAsync(ledger.History, wanted, parsed.GetValue(all) ? null : parsed.GetValue(limit), cancellationToken);
            if (parsed.GetValue(csv))
            {
                await PrintCsvAsync(selection, zone, terminal, cancellationToken);
            }
            else if (parsed.GetValue(json))
            {
                var calls = await selection.ReadAsync(cancellationToken).ToListAsync(cancellationToken);
                LedgerOutput.WriteJson(LedgerDocument.From(calls, calls.Count(call => call.State != CallState.Ended)), terminal);
            }
            else
            {
                CallTable.Print(await selection.ReadAsync(cancellationToken).ToListAsync(cancellationToken), zone, terminal);
            }

            await terminal.Error.WriteLineAsync(await selection.DescribeAsync(file, zone, cancellationToken));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<int> LimitOption() => new("--limit")
    {
        Description = "How many calls at most, the latest ones.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultLimit,
        CustomParser = argument =>
        {
            if (argument.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0)
            {
                return limit;
            }

            argument.AddError("--limit takes a number from 1 on; --all shows all.");
            return DefaultLimit;
        },
    };

    private static async Task PrintCsvAsync(Selection selection, TimeZoneInfo zone, Terminal terminal, CancellationToken cancellationToken)
    {
        await terminal.Out.WriteAsync(CallCsv.Header);
        await foreach (var call in selection.ReadAsync(cancellationToken))
        {
            await terminal.Out.WriteAsync(CallCsv.Line(call, zone));
        }

        await terminal.Out.FlushAsync(cancellationToken);
    }
}
