using System.CommandLine;
using System.Text;
using System.Text.Json;
using CallTracking.Contacts;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Contacts;

/// <summary>Files of contacts, in and out.</summary>
internal static class ContactFiles
{
    private const int ImportsShown = 50;

    public static IEnumerable<Command> Create(ContactsStore store, Terminal terminal)
    {
        yield return Import(store, terminal);
        yield return Imports(store, terminal);
        yield return Undo(store, terminal);
        yield return Export(store, terminal);
    }

    private static Command Import(ContactsStore store, Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV file in UTF-8 whose first line names the columns." };
        var map = new Option<string[]>("--map")
        {
            Description = "What a column holds: COLUMN=name, givenName, familyName, addressAs, kind, organisation, status, discount, debt, debtCurrency, responsible, "
                + "language, externalId, id, email, note, number, number.mobile (.landline .work .extension .fax), field:KEY or ignore. May be repeated. "
                + "Columns that are not named are told by their header.",
            HelpName = "COLUMN=WHAT",
        };
        var match = new Option<string>("--match") { Description = "By what a row finds a contact that is there: none, or some of key, number, email with commas.", HelpName = "WHAT", DefaultValueFactory = _ => "key,number" };
        var onMatch = WordOption.One<ContactOnMatch>("--on-match", "What becomes of a contact that a row found. Default fillBlanks.");
        var separator = new Option<string?>("--separator") { Description = "What stands between cells; without it, told by the first line.", HelpName = "CHAR" };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be done, and what is wrong with the file." };
        var resume = new Option<Guid?>("--resume") { Description = "Go on with an import that was cut off; its settings hold.", HelpName = "IMPORT" };
        var json = ContactCards.JsonOption();
        return store.Command(
            "import", "Takes contacts in from a CSV file. Rows with mistakes are left out and told. Exit code 1 when there were any.",
            [file, map, match, onMatch, separator, dry, resume, json], async (work, parsed, cancellationToken) =>
            {
                var settings = new ContactImportSettings
                {
                    Columns = Mapping(parsed.GetValue(map) ?? []),
                    Match = Match(parsed.GetValue(match)!),
                    OnMatch = parsed.GetValue(onMatch) ?? ContactOnMatch.FillBlanks,
                    Separator = Separator(parsed.GetValue(separator)),
                };
                var path = parsed.GetValue(file)!;
                await using var stream = Open(path);
                ContactImportReport report;
                var isDry = parsed.GetValue(dry);
                if (parsed.GetValue(resume) is { } import)
                {
                    report = await work.Imports.ResumeAsync(work.Caller, import, stream, null, cancellationToken)
                        ?? throw new CommandException(ExitCode.Failed, $"There is no import {import}: 'calltracking contacts imports' lists them.");
                }
                else
                {
                    report = isDry
                        ? await work.Imports.TryAsync(work.Caller, stream, settings, cancellationToken)
                        : await work.Imports.RunAsync(work.Caller, stream, path, settings, null, cancellationToken);
                }

                if (parsed.GetValue(json))
                {
                    terminal.Out.WriteLine(JsonSerializer.Serialize(report, ContactJson.Printed.ContactImportReport));
                }
                else
                {
                    await PrintAsync(report, path, isDry, terminal);
                }

                return report.Refused == 0 ? ExitCode.Ok : ExitCode.Failed;
            });
    }

    private static async Task PrintAsync(ContactImportReport report, string path, bool isDry, Terminal terminal)
    {
        foreach (var (column, what) in report.Columns)
        {
            await terminal.Error.WriteLineAsync(Printable.Line($"column '{column}': {what}"));
        }

        foreach (var problem in report.Problems)
        {
            await terminal.Error.WriteLineAsync(Printable.Line(
                $"{Path.GetFileName(path)}: line {problem.Line}{(problem.Column is null ? "" : $", column '{problem.Column}'")}: {problem.Message}"));
        }

        if (report.ProblemCount > report.Problems.Count)
        {
            await terminal.Error.WriteLineAsync($"and {report.ProblemCount - report.Problems.Count} more.");
        }

        var would = isDry ? "would be " : "";
        await terminal.Out.WriteLineAsync(
            $"{report.Rows} rows: {report.Created} contacts {would}created, {report.Updated} {would}changed, {report.Unchanged} unchanged, {report.Refused} refused.");
        if (report.ImportId is { } id)
        {
            await terminal.Error.WriteLineAsync($"'calltracking contacts undo {id}' takes it back.");
        }
    }

    private static Command Imports(ContactsStore store, Terminal terminal)
    {
        var json = ContactCards.JsonOption();
        return store.Command("imports", "Lists the latest imports.", [json], async (work, parsed, cancellationToken) =>
        {
            var imports = (await work.Imports.ListAsync(work.Caller, ImportsShown, cancellationToken)).Select(i => new ImportContent(
                i.Id, i.FileName, ContactContent.Word(i.State), i.StartedAt, i.Rows, i.Created, i.Updated, i.Unchanged, i.Refused)).ToList();
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(imports, ContactJson.Printed.IReadOnlyListImportContent));
                return ExitCode.Ok;
            }

            foreach (var i in imports)
            {
                terminal.Out.WriteLine(Printable.Line(
                    $"{i.Id} {i.StartedAt:yyyy-MM-dd HH:mm}Z {i.State} {i.FileName}: {i.Rows} rows, {i.Created} created, {i.Updated} changed, {i.Refused} refused"));
            }

            return ExitCode.Ok;
        });
    }

    private static Command Undo(ContactsStore store, Terminal terminal)
    {
        var id = new Argument<Guid>("IMPORT") { Description = "The import's id." };
        var json = ContactCards.JsonOption();
        return store.Command(
            "undo", "Takes an import back, finished or cut off. What people changed since stays.", [id, json], async (work, parsed, cancellationToken) =>
            {
                var report = await work.Imports.UndoAsync(work.Caller, parsed.GetValue(id), cancellationToken)
                    ?? throw new CommandException(ExitCode.Failed, $"There is no import {parsed.GetValue(id)}: 'calltracking contacts imports' lists them.");
                terminal.Out.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(report, ContactJson.Printed.ContactImportUndoReport)
                    : $"{report.Undone} contacts as before, {report.KeptEdits} kept because somebody changed them since, {report.Hidden} deleted though others name them.");
                return ExitCode.Ok;
            });
    }

    private static Command Export(ContactsStore store, Terminal terminal)
    {
        var file = new Argument<string?>("FILE") { Description = "The file to write; without it, standard output.", Arity = ArgumentArity.ZeroOrOne };
        return store.Command(
            "export", "Writes all contacts as CSV, fit for 'import' and for spreadsheets: a cell that would run as a formula gets an apostrophe in front.", [file],
            async (work, parsed, cancellationToken) =>
            {
                await using var stream = parsed.GetValue(file) is { } path ? Create(path) : terminal.OpenOut();
                await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                var count = await work.Get<ContactExport>().WriteAsync(work.Caller, new ContactFilter(), text, cancellationToken);
                await terminal.Error.WriteLineAsync($"{count} contacts.");
                return ExitCode.Ok;
            });
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Input, $"{path} cannot be read: check the path and its rights.", exception);
        }
    }

    private static FileStream Create(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{path} cannot be written: check the path and its rights.", exception);
        }
    }

    private static Dictionary<string, string> Mapping(string[] pairs)
    {
        var columns = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in pairs)
        {
            var at = pair.LastIndexOf('=');
            if (at <= 0 || !columns.TryAdd(pair[..at], pair[(at + 1)..]))
            {
                throw new CommandException(ExitCode.Usage, $"--map takes COLUMN=WHAT once for each column, not '{pair}'.");
            }
        }

        return columns;
    }

    private static ContactMatch Match(string words) => words.Split(',', StringSplitOptions.TrimEntries).Aggregate(
        ContactMatch.None,
        (match, word) => Enum.TryParse<ContactMatch>(word, ignoreCase: true, out var one) && Enum.IsDefined(one) && !char.IsAsciiDigit(word[0])
            ? match | one
            : throw new CommandException(ExitCode.Usage, $"--match takes none, key, number, email, not '{word}'."));

    private static char? Separator(string? text) => text switch
    {
        null => null,
        "\\t" or "tab" => '\t',
        [var one] when char.IsAscii(one) && one is not ('"' or '\r' or '\n') => one,
        _ => throw new CommandException(ExitCode.Usage, "--separator takes one character, or 'tab'."),
    };
}
