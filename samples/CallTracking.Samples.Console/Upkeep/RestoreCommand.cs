using System.CommandLine;
using System.Globalization;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;

namespace CallTracking.Samples.Console.Upkeep;

/// <summary>Puts a copy in a store's place.</summary>
internal sealed class RestoreCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "The copy, made with 'backup'." };
    private readonly Option<string?> _store = StoreArgument.CreateOption();
    private readonly Option<bool> _force = new("--force") { Description = "Replace the store that is there; it is kept beside it under another name." };
    private readonly Option<bool> _json = new("--json") { Description = "Print what was done for a program." };
    private readonly Terminal _terminal;

    public RestoreCommand(Terminal terminal)
        : base(
            "restore",
            "Checks a copy of a SQLite store and puts it in the store's place, while no host writes to it. For PostgreSQL it prints the line "
            + "that does it.")
    {
        _terminal = terminal;
        Add(_file);
        Add(_store);
        Add(_force);
        Add(_json);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = StoreArgument.Read(parsed, _store, _terminal);
        var file = parsed.GetRequiredValue(_file);
        using var ledger = StoredLedger.Open(store);
        var backup = ledger.Backup ?? throw StoreArgument.Restore(store, file);
        if (!File.Exists(file))
        {
            throw new CommandException(ExitCode.Input, $"{file} does not exist: check the path of the copy.");
        }

        if (File.Exists(store) && !parsed.GetValue(_force))
        {
            throw new CommandException(
                ExitCode.Usage, $"{store} exists: replace it with --force (it is then kept beside it), or name another one with --store.");
        }

        var report = await backup.RestoreAsync(file, parsed.GetValue(_force), cancellationToken);
        if (parsed.GetValue(_json))
        {
            CheckOutput.PrintJson(report, _terminal);
        }
        else
        {
            _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Restored {report.File} ({report.Bytes:N0} bytes)."));
            if (report.Replaced is not null)
            {
                _terminal.Out.WriteLine($"What was there before is kept as {report.Replaced}.");
            }

            CheckOutput.Print(report.File, report.Check, _terminal.Out);
        }

        return report.Check.IsSound ? ExitCode.Ok : ExitCode.Failed;
    }
}
