using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CallTracking.Contacts;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Contacts;

/// <summary>The catalogue of statuses, and the status of one contact.</summary>
internal static class ContactStatuses
{
    public static Command Create(ContactsStore store, Terminal terminal) =>
        new("status", "Shows and keeps the catalogue of statuses, and gives a contact one of them.")
        {
            List(store, terminal), Defaults(store, terminal), Define(store, terminal), Set(store, terminal),
        };

    private static Command List(ContactsStore store, Terminal terminal)
    {
        var json = ContactCards.JsonOption();
        return store.Command("list", "Lists the statuses.", [json], async (work, parsed, cancellationToken) =>
        {
            Print(await work.Book.ListStatusesAsync(work.Caller, cancellationToken), parsed.GetValue(json), terminal);
            return ExitCode.Ok;
        });
    }

    private static Command Defaults(ContactsStore store, Terminal terminal)
    {
        var json = ContactCards.JsonOption();
        return store.Command(
            "defaults", "Adds the customary statuses that the catalogue lacks: potential, current, reliable, doubtful, former.", [json],
            async (work, parsed, cancellationToken) =>
            {
                Print(await work.Book.AddCustomaryStatusesAsync(work.Caller, cancellationToken), parsed.GetValue(json), terminal);
                return ExitCode.Ok;
            });
    }

    private static Command Define(ContactsStore store, Terminal terminal)
    {
        var code = new Argument<string>("CODE") { Description = "A short word; the status that has it is changed." };
        var name = new Option<string>("--name") { Description = "What users read.", HelpName = "TEXT", Required = true };
        var position = new Option<int?>("--position") { Description = "Place in the catalogue, the lowest first.", HelpName = "N" };
        var color = new Option<string?>("--color") { Description = "Colour, #rrggbb.", HelpName = "COLOR" };
        var reliability = new Option<int?>("--reliability") { Description = "How reliable such contacts are, 0 to 100.", HelpName = "N" };
        var isDefault = new Option<bool>("--default") { Description = "New contacts get it." };
        var archived = new Option<bool>("--archived") { Description = "It can no longer be chosen." };
        return store.Command(
            "define", "Adds a status, or changes the one of that code.", [code, name, position, color, reliability, isDefault, archived],
            async (work, parsed, cancellationToken) =>
            {
                await work.Book.DefineStatusAsync(work.Caller, new ContactStatusDefinition(
                    parsed.GetValue(code)!, parsed.GetValue(name)!, parsed.GetValue(position), parsed.GetValue(color), parsed.GetValue(reliability),
                    parsed.GetValue(isDefault), parsed.GetValue(archived)), cancellationToken);
                Print(await work.Book.ListStatusesAsync(work.Caller, cancellationToken), asJson: false, terminal);
                return ExitCode.Ok;
            });
    }

    private static Command Set(ContactsStore store, Terminal terminal)
    {
        var id = ContactCards.IdArgument();
        var status = new Argument<string>("STATUS") { Description = "The status, by its code or name." };
        var reason = new Option<string?>("--reason") { Description = "Why, for the history.", HelpName = "TEXT" };
        var json = ContactCards.JsonOption();
        return store.Command("set", "Gives a contact a status.", [id, status, reason, json], async (work, parsed, cancellationToken) =>
        {
            var chosen = await work.StatusAsync(parsed.GetValue(status), cancellationToken);
            var contact = await work.Book.SetStatusAsync(work.Caller, parsed.GetValue(id), chosen, parsed.GetValue(reason), null, cancellationToken)
                ?? throw ContactsWork.NoSuchContact(parsed.GetValue(id));
            ContactCards.Print(contact, parsed.GetValue(json), terminal);
            return ExitCode.Ok;
        });
    }

    private static void Print(IReadOnlyList<ContactStatus> statuses, bool asJson, Terminal terminal)
    {
        if (asJson)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(
                [.. statuses.Select(s => new StatusContent(s.Code, s.Name, s.Position, s.Color, s.Reliability, s.IsDefault, s.IsArchived))],
                ContactJson.Printed.IReadOnlyListStatusContent));
            return;
        }

        foreach (var s in statuses)
        {
            terminal.Out.WriteLine(Printable.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{s.Code,-16}{s.Name}{(s.Reliability is { } r ? $", reliability {r}" : "")}{(s.IsDefault ? ", default" : "")}{(s.IsArchived ? ", archived" : "")}")));
        }
    }
}

/// <summary>The custom fields.</summary>
internal static class ContactFieldsCommand
{
    public static Command Create(ContactsStore store, Terminal terminal) =>
        new("field", "Shows and keeps the custom fields.") { List(store, terminal), Define(store, terminal) };

    private static Command List(ContactsStore store, Terminal terminal)
    {
        var json = ContactCards.JsonOption();
        return store.Command("list", "Lists the custom fields.", [json], async (work, parsed, cancellationToken) =>
        {
            var fields = (await work.Book.ListFieldsAsync(work.Caller, cancellationToken)).Select(f => new FieldContent(
                f.Key, f.Name, ContactContent.Word(f.Kind), f.Choices, f.IsRequired, f.IsArchived, f.Minimum, f.Maximum, f.MaxLength)).ToList();
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(fields, ContactJson.Printed.IReadOnlyListFieldContent));
                return ExitCode.Ok;
            }

            foreach (var field in fields)
            {
                terminal.Out.WriteLine(Printable.Line(
                    $"{field.Key,-16}{field.Kind,-9}{field.Name}{(field.Choices.Count > 0 ? $": {string.Join(", ", field.Choices)}" : "")}{(field.IsRequired ? ", required" : "")}"));
            }

            return ExitCode.Ok;
        });
    }

    private static Command Define(ContactsStore store, Terminal terminal)
    {
        var key = new Argument<string>("KEY") { Description = "A short word; the field that has it is changed." };
        var name = new Option<string>("--name") { Description = "What users read.", HelpName = "TEXT", Required = true };
        var kind = WordOption.One<ContactFieldKind>("--kind", "What values it takes. Default text.");
        var choices = new Option<string[]>("--choice") { Description = "Of a choice: what can be chosen. May be repeated.", HelpName = "TEXT" };
        var minimum = new Option<decimal?>("--min") { Description = "Of a number: the least.", HelpName = "N" };
        var maximum = new Option<decimal?>("--max") { Description = "Of a number: the greatest.", HelpName = "N" };
        var length = new Option<int?>("--max-length") { Description = "Of a text: how long it may be.", HelpName = "N" };
        var required = new Option<bool>("--required") { Description = "A contact must have a value." };
        var archived = new Option<bool>("--archived") { Description = "It is no longer shown or set; values stay." };
        return store.Command(
            "define", "Adds a custom field, or changes the one of that key.", [key, name, kind, choices, minimum, maximum, length, required, archived],
            async (work, parsed, cancellationToken) =>
            {
                var field = await work.Book.DefineFieldAsync(
                    work.Caller,
                    new ContactFieldDefinition(parsed.GetValue(key)!, parsed.GetValue(name)!, parsed.GetValue(kind) ?? ContactFieldKind.Text)
                    {
                        Choices = parsed.GetValue(choices) ?? [],
                        Minimum = parsed.GetValue(minimum),
                        Maximum = parsed.GetValue(maximum),
                        MaxLength = parsed.GetValue(length),
                        IsRequired = parsed.GetValue(required),
                        IsArchived = parsed.GetValue(archived),
                    },
                    cancellationToken);
                await terminal.Error.WriteLineAsync(Printable.Line($"Field '{field.Key}' is defined."));
                return ExitCode.Ok;
            });
    }
}
