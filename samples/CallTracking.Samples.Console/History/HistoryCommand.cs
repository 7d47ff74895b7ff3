using System.CommandLine;
using System.Globalization;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Listing;
using CallTracking.Samples.Console.Upkeep;

namespace CallTracking.Samples.Console.History;

/// <summary>The calls in a store, filtered.</summary>
internal sealed class HistoryCommand : Command
{
    private const int DefaultLimit = 50;
    private const int GapsMost = 1000;

    private readonly Option<string?> _store = LedgerFile.CreateOption(
        $"The SQLite file with the calls, or the connection string of a PostgreSQL database. Default: {LedgerFile.Calls} in the user's data "
        + "folder. It may be in use by 'watch'.");

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many calls at most, the latest ones.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultLimit,
        CustomParser = argument =>
        {
            if (argument.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                && limit > 0)
            {
                return limit;
            }

            argument.AddError("--limit takes a number from 1 on; --all shows all.");
            return DefaultLimit;
        },
    };

    private readonly Option<bool> _all = new("--all") { Description = "All calls that match, however many." };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print them as 'replay --json' does: one object, calls in order of start, times in UTC.",
    };

    private readonly Option<bool> _csv = new("--csv")
    {
        Description = "Print them as CSV (RFC 4180, UTF-8). A cell that a spreadsheet would run as a formula gets an apostrophe in front; "
            + "numbers such as +12025550123 stay as they are.",
    };

    private readonly HistoryFilterArguments _filter = new();
    private readonly Terminal _terminal;

    public HistoryCommand(Terminal terminal)
        : base("history", "Shows the calls that were stored, the latest first.")
    {
        _terminal = terminal;
        Add(_store);
        _filter.AddTo(this);
        Add(_limit);
        Add(_all);
        Add(_json);
        Add(_csv);
        Validators.Add(result =>
        {
            if (result.GetValue(_json) && result.GetValue(_csv))
            {
                result.AddError("Choose one of --json and --csv.");
            }
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(_store) ?? LedgerFile.InDataFolder(LedgerFile.Calls, _terminal);
        var zone = _filter.ReadZone(parsed, _terminal.Time);
        var wanted = _filter.Read(parsed, _terminal.Time, zone);
        int? limit = parsed.GetValue(_all) ? null : parsed.GetValue(_limit);
        using var ledger = StoredLedger.Open(file);
        var selection = await Selection.FindAsync(ledger.History, wanted, limit, cancellationToken);
        if (parsed.GetValue(_csv))
        {
            await PrintCsvAsync(selection, zone, cancellationToken);
        }
        else
        {
            var calls = await selection.ReadAsync(cancellationToken).ToListAsync(cancellationToken);
            var gaps = await ledger.History.ListGapsAsync(
                Caller.System(), new CoverageGapFilter { From = wanted.From, To = wanted.To, Link = wanted.Link }, GapsMost, cancellationToken);
            Print(calls, gaps, zone, parsed.GetValue(_json));
        }

        await _terminal.Error.WriteLineAsync(await selection.DescribeAsync(StoreArgument.NameOf(file), zone, cancellationToken));
        return ExitCode.Ok;
    }

    private void Print(List<Call> calls, IReadOnlyList<CoverageGap> gaps, TimeZoneInfo zone, bool asJson)
    {
        if (asJson)
        {
            LedgerOutput.WriteJson(
                LedgerDocument.From(calls, calls.Count(call => call.State != CallState.Ended), null, gaps.Select(LedgerGap.Of)), _terminal);
            return;
        }

        CallTable.Print(calls, zone, _terminal);
        foreach (var line in GapLines.Of(gaps, zone))
        {
            _terminal.Out.WriteLine(line);
        }

        if (gaps.Count > GapLines.Most)
        {
            _terminal.Out.WriteLine($"and {gaps.Count - GapLines.Most} more periods that were not observed; --json lists them.");
        }
    }

    // Line by line: an export of years needs no more memory than one of a day.
    private async Task PrintCsvAsync(Selection selection, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        await _terminal.Out.WriteAsync(CallCsv.Header);
        await foreach (var call in selection.ReadAsync(cancellationToken))
        {
            await _terminal.Out.WriteAsync(CallCsv.Line(call, zone));
        }

        await _terminal.Out.FlushAsync(cancellationToken);
    }
}
