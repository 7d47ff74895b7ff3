using System.CommandLine;
using System.Globalization;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;

namespace CallTracking.Samples.Console.Upkeep;

/// <summary>Copies a store while it is in use.</summary>
internal sealed class BackupCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "The copy." };
    private readonly Option<string?> _store = StoreArgument.CreateOption();
    private readonly Option<bool> _force = new("--force") { Description = "Replace a file of that name, in one moment, once the copy is sound." };
    private readonly Option<bool> _json = new("--json") { Description = "Print what was done for a program." };
    private readonly Terminal _terminal;

    public BackupCommand(Terminal terminal)
        : base(
            "backup",
            "Copies a SQLite store as it is at one moment, while a host may write to it, and checks the copy. For PostgreSQL it prints the line "
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
        var backup = ledger.Backup ?? throw StoreArgument.Backup(store, file);
        if (File.Exists(file) && !parsed.GetValue(_force))
        {
            throw new CommandException(ExitCode.Usage, $"{file} exists: name another file, or replace it with --force.");
        }

        var report = await backup.BackupAsync(file, parsed.GetValue(_force), progress: null, cancellationToken);
        if (parsed.GetValue(_json))
        {
            CheckOutput.PrintJson(report, _terminal);
        }
        else
        {
            _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Copied to {report.File} ({report.Bytes:N0} bytes)."));
            CheckOutput.Print(report.File, report.Check, _terminal.Out);
        }

        return report.Check.IsSound ? ExitCode.Ok : ExitCode.Failed;
    }
}
