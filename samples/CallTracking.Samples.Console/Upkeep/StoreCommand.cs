using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;

namespace CallTracking.Samples.Console.Upkeep;

/// <summary>The tables of a store and their version: what a database's administrator does or has done.</summary>
internal sealed class StoreCommand : Command
{
    private readonly Terminal _terminal;

    public StoreCommand(Terminal terminal)
        : base("store", "Shows which version a store's tables are of, and brings them up to date. A SQLite file needs it only for reading: hosts upgrade it.")
    {
        _terminal = terminal;
        Add(Info());
        Add(Upgrade());
        Add(Script());
    }

    private Command Info()
    {
        var store = StoreArgument.CreateOption();
        var json = new Option<bool>("--json") { Description = "Print it for a program." };
        var command = new Command(
            "info", "Shows which version the store is of. Changes nothing. Exit code 1 when it is older than this program, or holds no ledger.")
        {
            store,
            json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = StoreArgument.Read(parsed, store, _terminal);
            using var ledger = StoredLedger.Open(named);
            var state = await ledger.Schema.InspectAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                _terminal.Out.WriteLine(JsonSerializer.Serialize(
                    new InfoContent(state.Store, state.Provider, state.Pending.Count == 0, state.Applied, state.Pending),
                    StoreJsonContext.Default.InfoContent));
            }
            else
            {
                _terminal.Out.WriteLine($"{Printable.Line(state.Store)} ({Printable.Line(state.Provider)})");
                _terminal.Out.WriteLine(state switch
                {
                    { Applied.Count: 0 } => "holds no ledger yet: 'calltracking store upgrade' makes its tables.",
                    { Pending.Count: 0 } => $"is of this version ({state.Applied[^1]}).",
                    _ => string.Create(
                        CultureInfo.InvariantCulture,
                        $"is of an older version ({state.Applied[^1]}); 'calltracking store upgrade' applies {state.Pending.Count}: {string.Join(", ", state.Pending)}."),
                });
            }

            return state.Pending.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private Command Upgrade()
    {
        var store = StoreArgument.CreateOption();
        var command = new Command(
            "upgrade", "Makes the store's tables, or brings them up to this version; all of it or nothing. Stop hosts of an older version before.")
        {
            store,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = LedgerFile.ForWriting(StoreArgument.Read(parsed, store, _terminal));
            using var ledger = StoredLedger.Open(named);
            var applied = await ledger.Schema.UpgradeAsync(cancellationToken);
            foreach (var migration in applied)
            {
                _terminal.Out.WriteLine($"applied {migration}");
            }

            await _terminal.Error.WriteLineAsync(applied.Count == 0
                ? $"{StoreArgument.NameOf(named)} was of this version already."
                : $"{StoreArgument.NameOf(named)} is of this version now.");
            return ExitCode.Ok;
        });
        return command;
    }

    private Command Script()
    {
        var store = StoreArgument.CreateOption();
        var fresh = new Option<bool>("--new") { Description = "For an empty database: all tables, whatever the store has. The store is not asked." };
        var command = new Command("script", "Prints the SQL that 'upgrade' would run, for those who run it themselves. Nothing when there is nothing to do.")
        {
            store,
            fresh,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var ledger = StoredLedger.Open(StoreArgument.Read(parsed, store, _terminal));
            var script = await ledger.Schema.ScriptAsync(parsed.GetValue(fresh), cancellationToken);
            await _terminal.Out.WriteAsync(script);
            if (script.Length == 0)
            {
                await _terminal.Error.WriteLineAsync("The store is of this version already.");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    internal sealed record InfoContent(
        string Store, string Provider, bool Current, IReadOnlyList<string> Applied, IReadOnlyList<string> Pending);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(StoreCommand.InfoContent))]
internal sealed partial class StoreJsonContext : JsonSerializerContext;
