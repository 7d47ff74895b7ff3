using System.CommandLine;
using System.Text.Json;
using CallTracking.Contacts;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Contacts;

/// <summary>Merging, splitting and duplicates.</summary>
internal static class ContactMerging
{
    private const int DefaultLimit = 100;

    public static IEnumerable<Command> Create(ContactsStore store, Terminal terminal)
    {
        yield return Merge(store, terminal);
        yield return Split(store, terminal);
        yield return Unmerge(store, terminal);
        yield return Duplicates(store, terminal);
        yield return Distinct(store, terminal);
    }

    private static Command Merge(ContactsStore store, Terminal terminal)
    {
        var survivor = ContactCards.IdArgument("SURVIVOR");
        var other = ContactCards.IdArgument("OTHER");
        var json = ContactCards.JsonOption();
        return store.Command(
            "merge", "Makes two contacts one: SURVIVOR keeps what it has and takes what it lacks, numbers and calls of OTHER included.",
            [survivor, other, json], async (work, parsed, cancellationToken) =>
            {
                var merge = await work.Book.MergeAsync(work.Caller, parsed.GetValue(survivor), parsed.GetValue(other), cancellationToken)
                    ?? throw new CommandException(ExitCode.Failed, "One of the contacts does not exist: 'calltracking contacts list' shows the ids.");
                await PrintAsync(merge, parsed.GetValue(json), terminal);
                return ExitCode.Ok;
            });
    }

    private static Command Split(ContactsStore store, Terminal terminal)
    {
        var id = ContactCards.IdArgument();
        var name = new Option<string>("--name") { Description = "Name of the new contact.", HelpName = "TEXT", Required = true };
        var parts = new Option<string[]>("--part")
        {
            Description = "A number or an address of the contact, or the id of a number, address or note, that goes to the new one. May be repeated.",
            HelpName = "PART",
            Required = true,
        };
        var json = ContactCards.JsonOption();
        return store.Command(
            "split", "Makes one contact two: chosen numbers, addresses and notes go to a new one.", [id, name, parts, json], async (work, parsed, cancellationToken) =>
            {
                var contact = await work.FindAsync(parsed.GetValue(id), cancellationToken);
                var ids = parsed.GetValue(parts)!.Select(part =>
                    contact.Numbers.FirstOrDefault(n => n.E164 == part || n.Raw == part)?.Id
                    ?? contact.Emails.FirstOrDefault(e => e.Address == part)?.Id
                    ?? (Guid.TryParse(part, out var known) ? known
                        : throw new CommandException(ExitCode.Usage, "--part names no number or address of the contact: write it as 'show' does."))).ToList();
                var split = await work.Book.SplitAsync(
                    work.Caller, contact.Contact.Id, new ContactDraft { Name = parsed.GetValue(name), Kind = contact.Contact.Kind }, ids, cancellationToken)
                    ?? throw ContactsWork.NoSuchContact(contact.Contact.Id);
                await PrintAsync(split, parsed.GetValue(json), terminal);
                return ExitCode.Ok;
            });
    }

    private static Command Unmerge(ContactsStore store, Terminal terminal)
    {
        var id = new Argument<Guid>("MERGE") { Description = "The merge or split, as it was told." };
        return store.Command("unmerge", "Takes a merge or a split back. What was changed since stays.", [id], async (work, parsed, cancellationToken) =>
        {
            if (!await work.Book.UndoMergeAsync(work.Caller, parsed.GetValue(id), cancellationToken))
            {
                throw new CommandException(ExitCode.Failed, $"There is no merge {parsed.GetValue(id)} to take back.");
            }

            await terminal.Error.WriteLineAsync("It is taken back.");
            return ExitCode.Ok;
        });
    }

    private static Command Duplicates(ContactsStore store, Terminal terminal)
    {
        var by = WordOption.Several<ContactDuplicateReason>("--by", "By what; without it, by all.");
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
        var json = ContactCards.JsonOption();
        return store.Command("duplicates", "Finds contacts that may be the same.", [by, limit, json], async (work, parsed, cancellationToken) =>
        {
            var found = new List<DuplicateContent>();
            var reasons = parsed.GetValue(by) is { Length: > 0 } some ? some : Enum.GetValues<ContactDuplicateReason>();
            var most = Math.Max(1, parsed.GetValue(limit));
            foreach (var reason in reasons.Distinct())
            {
                await foreach (var duplicate in work.Get<ContactDuplicates>().FindAsync(work.Caller, reason, cancellationToken))
                {
                    found.Add(new DuplicateContent(ContactContent.Word(duplicate.Reason), duplicate.Similarity, duplicate.Contacts));
                    if (found.Count >= most)
                    {
                        break;
                    }
                }

                if (found.Count >= most)
                {
                    break;
                }
            }

            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(found, ContactJson.Printed.IReadOnlyListDuplicateContent));
                return ExitCode.Ok;
            }

            foreach (var duplicate in found)
            {
                var names = await work.Book.GetManyAsync(work.Caller, [.. duplicate.Contacts], cancellationToken);
                terminal.Out.WriteLine(Printable.Line($"same {duplicate.Reason}: {string.Join("; ", duplicate.Contacts.Select(
                    id => $"{id} {(names.TryGetValue(id, out var contact) ? contact.Contact.Name : "")}"))}"));
            }

            return ExitCode.Ok;
        });
    }

    private static Command Distinct(ContactsStore store, Terminal terminal)
    {
        var first = ContactCards.IdArgument("FIRST");
        var second = ContactCards.IdArgument("SECOND");
        return store.Command("distinct", "Says that two contacts are two: 'duplicates' shows them together no more.", [first, second], async (work, parsed, cancellationToken) =>
        {
            if (!await work.Get<ContactDuplicates>().DismissAsync(work.Caller, parsed.GetValue(first), parsed.GetValue(second), cancellationToken))
            {
                throw new CommandException(ExitCode.Failed, "One of the contacts does not exist, or both are one.");
            }

            await terminal.Error.WriteLineAsync("Noted.");
            return ExitCode.Ok;
        });
    }

    private static async Task PrintAsync(ContactMerge merge, bool asJson, Terminal terminal)
    {
        if (asJson)
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(
                new MergeContent(merge.Id, ContactContent.Word(merge.Kind), merge.ContactId, merge.OtherId), ContactJson.Printed.MergeContent));
            return;
        }

        await terminal.Out.WriteLineAsync(merge.Kind == ContactMergeKind.Merge ? merge.ContactId.ToString() : merge.OtherId.ToString());
        await terminal.Error.WriteLineAsync($"'calltracking contacts unmerge {merge.Id}' takes it back.");
    }
}
