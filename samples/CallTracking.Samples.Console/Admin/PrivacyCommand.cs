using System.CommandLine;
using System.Globalization;
using CallTracking.Privacy;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Admin;

/// <summary>Retention, and a person's data: given out and erased.</summary>
internal sealed class PrivacyCommand : Command
{
    private readonly Option<string[]> _keep = new("--keep")
    {
        Description = $"How many days a class is kept, such as Calls=365; several may be given. Classes: {string.Join(", ", Enum.GetNames<RetentionClass>())}.",
        HelpName = "CLASS=DAYS",
        AllowMultipleArgumentsPerToken = true,
        Required = true,
    };

    private readonly Option<Guid?> _contact = new("--contact") { Description = "The contact's id.", HelpName = "ID" };
    private readonly Option<string[]> _number = new("--number")
    {
        Description = "A number of the person, with + and country code; several may be given.",
        HelpName = "NUMBER",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _name = new("--name")
    {
        Description = "A further name of the person; several may be given.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    public PrivacyCommand(Terminal terminal)
        : base("privacy", "Lets go what is old, or one person's everywhere; gives a person his data.")
    {
        var store = new AdminStore(terminal);
        Add(store.Command("preview", "How much is older than it is to be kept. Changes nothing.", [_keep], async (work, parsed, token) =>
            Print(work, await work.Privacy.PreviewAsync(work.Caller, Policy(parsed), token), "would go")));
        Add(store.Command("apply", "Lets go what is older than it is to be kept.", [_keep], async (work, parsed, token) =>
            Print(work, await work.Privacy.ApplyAsync(work.Caller, Policy(parsed), null, token), "went")));
        Add(Export(store));
        Add(Erase(store));
    }

    private static int Print(AdminWork work, IReadOnlyList<RetentionCount> counts, string word)
    {
        work.Print(counts, counts.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Class}: {one.Count} from before {one.Before:u} {word}.")));
        return ExitCode.Ok;
    }

    private Command Export(AdminStore store)
    {
        var output = new Option<string?>("--output") { Description = "The file; without it standard output.", HelpName = "FILE" };
        return store.Command("export", "All that is stored about a person, as one JSON document.", [_contact, _number, _name, output], async (work, parsed, token) =>
        {
            await using var target = parsed.GetValue(output) is { } file ? File.Create(file) : work.Terminal.OpenOut();
            var rows = await work.Privacy.ExportAsync(work.Caller, Subject(parsed), target, token);
            await work.Terminal.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rows} rows."));
            return ExitCode.Ok;
        });
    }

    private Command Erase(AdminStore store)
    {
        var traces = new Option<string?>("--traces") { Description = "Also in the traces of this folder.", HelpName = "FOLDER" };
        var sure = new Option<bool>("--yes") { Description = "Do it: there is no way back." };
        return store.Command(
            "erase", "Puts pseudonyms in the place of a person's numbers and names in every copy, and prints the proof. Exit code 1 when something is left.",
            [_contact, _number, _name, traces, sure], async (work, parsed, token) =>
            {
                if (!parsed.GetValue(sure))
                {
                    throw new CommandException(ExitCode.Usage, "There is no way back: look at 'calltracking privacy export' first, then add --yes.");
                }

                if (parsed.GetValue(traces) is { } folder)
                {
                    work.Options.TraceDirectory = folder;
                }

                var proof = await work.Privacy.EraseAsync(work.Caller, Subject(parsed), null, token);
                work.Print(proof,
                [
                    string.Create(CultureInfo.InvariantCulture, $"Erasure {proof.Id}, {proof.At:u}: {string.Join(", ", proof.Pseudonyms)}"),
                    .. proof.Stores.Select(one => string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {one.Store}: looked at {one.Looked}, changed {one.Changed}, left {one.Left}{(one.Trouble is null ? "" : $"; {one.Trouble}")}")),
                    proof.IsComplete ? "Nothing is found any more."
                        : proof.OpenCalls > 0 ? "Calls with this person are in progress: erase again when they are over." : "Something is left: erase again.",
                ]);
                return proof.IsComplete ? ExitCode.Ok : ExitCode.Failed;
            });
    }

    private PrivacySubject Subject(ParseResult parsed) => new()
    {
        ContactId = parsed.GetValue(_contact),
        Numbers = parsed.GetValue(_number) ?? [],
        Names = parsed.GetValue(_name) ?? [],
    };

    private RetentionPolicy Policy(ParseResult parsed)
    {
        var keep = new Dictionary<RetentionClass, TimeSpan>();
        foreach (var text in parsed.GetValue(_keep) ?? [])
        {
            keep[text.Split('=') is [var name, _] && Enum.TryParse<RetentionClass>(name, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : throw Wrong(text)] =
                int.TryParse(text.Split('=')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and < 100_000
                    ? TimeSpan.FromDays(days) : throw Wrong(text);
        }

        return new RetentionPolicy { KeepFor = keep };
    }

    private static CommandException Wrong(string text) => new(
        ExitCode.Usage, $"'{text}' is no class with its days: write for instance Calls=365. Classes: {string.Join(", ", Enum.GetNames<RetentionClass>())}.");
}
