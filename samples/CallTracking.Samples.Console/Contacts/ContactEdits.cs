using System.CommandLine;
using CallTracking.Contacts;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Contacts;

/// <summary>Adding and changing contacts.</summary>
internal static class ContactEdits
{
    private const long MostPhotoBytes = 10 * 1024 * 1024;

    public static IEnumerable<Command> Create(ContactsStore store, Terminal terminal)
    {
        yield return Add(store, terminal);
        yield return Edit(store, terminal);
        yield return Remove(store, terminal);
        yield return Restore(store, terminal);
        yield return Number(store, terminal);
        yield return Note(store, terminal);
        yield return Photo(store, terminal);
    }

    private static Command Add(ContactsStore store, Terminal terminal)
    {
        var options = new ContactDraftOptions();
        var json = ContactCards.JsonOption();
        return store.Command("add", "Adds a contact.", [.. options.All, json], async (work, parsed, cancellationToken) =>
        {
            var draft = new ContactDraft();
            options.Apply(parsed, draft, await work.StatusAsync(parsed.GetValue(options.Status), cancellationToken));
            var contact = await work.Book.CreateAsync(work.Caller, draft, cancellationToken);
            ContactCards.Print(contact, parsed.GetValue(json), terminal);
            return ExitCode.Ok;
        });
    }

    private static Command Edit(ContactsStore store, Terminal terminal)
    {
        var id = ContactCards.IdArgument();
        var options = new ContactDraftOptions();
        var revision = new Option<long?>("--revision") { Description = "Only when the contact has this revision, as 'show' told it.", HelpName = "N" };
        var json = ContactCards.JsonOption();
        return store.Command(
            "edit", "Changes what is given of a contact; all else stays. An empty value takes one away.", [id, .. options.All, revision, json],
            async (work, parsed, cancellationToken) =>
            {
                var status = await work.StatusAsync(parsed.GetValue(options.Status), cancellationToken);
                var contact = await work.Book.UpdateAsync(
                    work.Caller, parsed.GetValue(id), draft => options.Apply(parsed, draft, status), parsed.GetValue(revision), cancellationToken)
                    ?? throw ContactsWork.NoSuchContact(parsed.GetValue(id));
                ContactCards.Print(contact, parsed.GetValue(json), terminal);
                return ExitCode.Ok;
            });
    }

    private static Command Remove(ContactsStore store, Terminal terminal)
    {
        var id = ContactCards.IdArgument();
        return store.Command("remove", "Deletes a contact; 'restore' brings it back.", [id], async (work, parsed, cancellationToken) =>
        {
            if (!await work.Book.DeleteAsync(work.Caller, parsed.GetValue(id), null, cancellationToken))
            {
                throw ContactsWork.NoSuchContact(parsed.GetValue(id));
            }

            await terminal.Error.WriteLineAsync($"Deleted. 'calltracking contacts restore {parsed.GetValue(id)}' brings it back.");
            return ExitCode.Ok;
        });
    }

    private static Command Restore(ContactsStore store, Terminal terminal)
    {
        var id = ContactCards.IdArgument();
        return store.Command("restore", "Brings a deleted contact back.", [id], async (work, parsed, cancellationToken) =>
        {
            if (!await work.Book.RestoreAsync(work.Caller, parsed.GetValue(id), cancellationToken))
            {
                throw new CommandException(ExitCode.Failed, $"There is no deleted contact {parsed.GetValue(id)}.");
            }

            await terminal.Error.WriteLineAsync("It is back.");
            return ExitCode.Ok;
        });
    }

    private static Command Number(ContactsStore store, Terminal terminal)
    {
        var id = ContactCards.IdArgument();
        var text = new Argument<string>("NUMBER") { Description = "The number, with + and country code or as it is dialled." };
        var kind = WordOption.One<ContactNumberKind>("--kind", "What kind of number it is.");
        var label = new Option<string?>("--label") { Description = "What people call it.", HelpName = "TEXT" };
        var primary = new Option<bool>("--primary") { Description = "It becomes the first to dial." };
        var remove = new Option<bool>("--remove") { Description = "Take it from the contact." };
        var json = ContactCards.JsonOption();
        return store.Command(
            "number", "Adds a number to a contact, or takes it away.", [id, text, kind, label, primary, remove, json], async (work, parsed, cancellationToken) =>
            {
                var contact = parsed.GetValue(id);
                var wanted = new NewContactNumber(
                    parsed.GetValue(text)!, parsed.GetValue(kind) ?? ContactNumberKind.Other, parsed.GetValue(label), parsed.GetValue(primary));
                if (!parsed.GetValue(remove))
                {
                    _ = await work.Book.AddNumberAsync(work.Caller, contact, wanted, ContactNumberSource.Entered, cancellationToken)
                        ?? throw ContactsWork.NoSuchContact(contact);
                }
                else
                {
                    var card = await work.FindAsync(contact, cancellationToken);
                    var number = card.Numbers.FirstOrDefault(n => n.E164 == wanted.Text || n.Raw == wanted.Text || n.Id.ToString() == wanted.Text);
                    if (number is null || !await work.Book.RemoveNumberAsync(work.Caller, contact, number.Id, cancellationToken))
                    {
                        throw new CommandException(ExitCode.Failed, "The contact has no such number: write it as 'show' does.");
                    }
                }

                ContactCards.Print(await work.FindAsync(contact, cancellationToken), parsed.GetValue(json), terminal);
                return ExitCode.Ok;
            });
    }

    private static Command Note(ContactsStore store, Terminal terminal)
    {
        var id = ContactCards.IdArgument();
        var text = new Argument<string>("TEXT") { Description = "The note." };
        return store.Command("note", "Writes a note about a contact.", [id, text], async (work, parsed, cancellationToken) =>
        {
            var note = await work.Book.AddNoteAsync(work.Caller, parsed.GetValue(id), parsed.GetValue(text)!, null, cancellationToken)
                ?? throw ContactsWork.NoSuchContact(parsed.GetValue(id));
            await terminal.Out.WriteLineAsync(note.Id.ToString());
            return ExitCode.Ok;
        });
    }

    private static Command Photo(ContactsStore store, Terminal terminal)
    {
        var id = ContactCards.IdArgument();
        var file = new Argument<string?>("FILE") { Description = "A JPEG, PNG, WebP, GIF or BMP.", Arity = ArgumentArity.ZeroOrOne };
        var remove = new Option<bool>("--remove") { Description = "Take the photo away." };
        return store.Command(
            "photo", "Sets a contact's photo: scaled down, turned upright, without the original's metadata.", [id, file, remove], async (work, parsed, cancellationToken) =>
            {
                var path = parsed.GetValue(file);
                if (path is null != parsed.GetValue(remove))
                {
                    throw new CommandException(ExitCode.Usage, "Name a picture, or --remove.");
                }

                if (!await work.Book.SetPhotoAsync(work.Caller, parsed.GetValue(id), path is null ? default : await ReadAsync(path, cancellationToken), cancellationToken))
                {
                    throw ContactsWork.NoSuchContact(parsed.GetValue(id));
                }

                await terminal.Error.WriteLineAsync(path is null ? "The photo is gone." : "The photo is set.");
                return ExitCode.Ok;
            });
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // One byte more than is taken tells that a file is too large, whatever its size.
            await using var stream = File.OpenRead(path);
            var bytes = new byte[(int)Math.Min(stream.Length, MostPhotoBytes + 1)];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return length > 0 ? bytes.AsMemory(0, length) : throw new CommandException(ExitCode.Input, $"{path} is empty: name a picture.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Input, $"{path} cannot be read: check the path and its rights.", exception);
        }
    }
}
