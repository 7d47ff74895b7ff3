using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CallTracking.Contacts;
using CallTracking.Samples.Console.CommandLine;
using Spectre.Console;

namespace CallTracking.Samples.Console.Contacts;

/// <summary>Looking at contacts.</summary>
internal static class ContactCards
{
    private const int DefaultLimit = 50;
    private const int DefaultEntries = 20;

    public static Option<bool> JsonOption() => new("--json") { Description = "Print it for a program." };

    public static Argument<Guid> IdArgument(string name = "ID") => new(name) { Description = "The contact's id." };

    public static IEnumerable<Command> Create(ContactsStore store, Terminal terminal)
    {
        yield return List(store, terminal);
        yield return Show(store, terminal);
    }

    public static void Print(ContactDetails contact, bool asJson, Terminal terminal)
    {
        if (asJson)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(ContactContent.Of(contact), ContactJson.Printed.ContactContent));
            return;
        }

        var card = contact.Contact;
        Line(terminal, "id", string.Create(CultureInfo.InvariantCulture, $"{card.Id} (revision {card.Revision})"));
        Line(terminal, ContactContent.Word(card.Kind), card.Name);
        Line(terminal, "address as", card.AddressAs);
        Line(terminal, "organisation", contact.Organisation);
        Line(terminal, "status", contact.Status is { } status ? $"{status.Name} since {card.StatusSince:yyyy-MM-dd}" : null);
        Line(terminal, "discount", card.Discount is { } discount ? string.Create(CultureInfo.InvariantCulture, $"{discount:0.######} %") : null);
        Line(terminal, "debt", card.Debt is { } debt ? string.Create(CultureInfo.InvariantCulture, $"{debt:0.00####} {card.DebtCurrency}") : null);
        Line(terminal, "responsible", contact.Responsible);
        Line(terminal, "language", card.Language);
        Line(terminal, "external id", card.ExternalId);
        foreach (var number in contact.Numbers)
        {
            Line(terminal, ContactContent.Word(number.Kind), $"{number.E164 ?? number.Raw}{(number.Label is null ? "" : $" ({number.Label})")}{(number.IsPrimary ? " *" : "")}");
        }

        foreach (var email in contact.Emails)
        {
            Line(terminal, "e-mail", email.Address);
        }

        foreach (var (key, value) in contact.Fields.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Line(terminal, key, value);
        }

        Line(terminal, "merged into", card.MergedIntoId?.ToString());
    }

    private static void Line(Terminal terminal, string name, string? value)
    {
        if (value is not null)
        {
            terminal.Out.WriteLine($"{name,-14}{Printable.Line(value)}");
        }
    }

    private static Command List(ContactsStore store, Terminal terminal)
    {
        var kind = WordOption.One<ContactKind>("--kind", "Persons or organisations.");
        var status = new Option<string?>("--status") { Description = "Those with this status, by its code or name.", HelpName = "STATUS" };
        var responsible = new Option<Guid?>("--responsible") { Description = "Those of this employee.", HelpName = "ID" };
        var organisation = new Option<Guid?>("--organisation") { Description = "Those who belong to this organisation.", HelpName = "ID" };
        var number = new Option<string?>("--number") { Description = "Those who have this number.", HelpName = "NUMBER" };
        var email = new Option<string?>("--email") { Description = "Those who have this e-mail address.", HelpName = "ADDRESS" };
        var debt = new Option<decimal?>("--debt-above") { Description = "Those who owe more than this.", HelpName = "AMOUNT" };
        var limit = new Option<int>("--limit") { Description = $"How many at most, 1 to {ContactBook.MaxLimit}.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > ContactBook.MaxLimit)
            {
                result.AddError($"--limit takes a number from 1 to {ContactBook.MaxLimit}.");
            }
        });
        var after = new Option<string?>("--after") { Description = "Where the page before ended, as it was told.", HelpName = "PLACE" };
        var json = JsonOption();
        return store.Command(
            "list", "Lists contacts in order of name.", [kind, status, responsible, organisation, number, email, debt, limit, after, json],
            async (work, parsed, cancellationToken) =>
            {
                ContactCursor? place = parsed.GetValue(after) is not { } text ? null
                    : ContactCursor.TryParse(text, out var read) ? read
                    : throw new CommandException(ExitCode.Usage, "--after takes what the page before told; leave it out for the first page.");
                var filter = new ContactFilter
                {
                    Kind = parsed.GetValue(kind),
                    Statuses = await work.StatusAsync(parsed.GetValue(status), cancellationToken) is { } id ? [id] : [],
                    ResponsibleId = parsed.GetValue(responsible),
                    OrganisationId = parsed.GetValue(organisation),
                    Number = parsed.GetValue(number),
                    Email = parsed.GetValue(email),
                    DebtAbove = parsed.GetValue(debt),
                };
                ContactPage page;
                try
                {
                    page = await work.Book.ListAsync(work.Caller, filter, place, parsed.GetValue(limit), cancellationToken);
                }
                catch (ArgumentException exception)
                {
                    throw new CommandException(ExitCode.Usage, exception.Message.Split(" (Parameter", 2)[0], exception);
                }

                if (parsed.GetValue(json))
                {
                    terminal.Out.WriteLine(JsonSerializer.Serialize(
                        new ContactListContent([.. page.Contacts.Select(ContactContent.Of)], page.Next?.ToString()), ContactJson.Printed.ContactListContent));
                }
                else
                {
                    PrintTable(page.Contacts, terminal);
                }

                if (page.Next is { } next)
                {
                    await terminal.Error.WriteLineAsync($"More follow: --after {next}");
                }

                return ExitCode.Ok;
            });
    }

    private static Command Show(ContactsStore store, Terminal terminal)
    {
        var id = IdArgument();
        var entries = new Option<int>("--timeline") { Description = $"How many of the latest entries of its timeline, 0 to {ContactTimeline.MaxLimit}.", HelpName = "N", DefaultValueFactory = _ => DefaultEntries };
        entries.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > ContactTimeline.MaxLimit)
            {
                result.AddError($"--timeline takes a number from 0 to {ContactTimeline.MaxLimit}.");
            }
        });
        var json = JsonOption();
        return store.Command("show", "Shows a contact and what happened with it lately.", [id, entries, json], async (work, parsed, cancellationToken) =>
        {
            var contact = await work.FindAsync(parsed.GetValue(id), cancellationToken);
            var wanted = parsed.GetValue(entries);
            var page = wanted == 0 ? null
                : await work.Get<ContactTimeline>().ReadAsync(work.Caller, contact.Contact.Id, null, null, wanted, cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(
                    new TimelineContent(ContactContent.Of(contact), page?.Entries ?? [], page?.Next?.ToString()), ContactJson.Printed.TimelineContent));
                return ExitCode.Ok;
            }

            Print(contact, asJson: false, terminal);
            foreach (var entry in page?.Entries ?? [])
            {
                var details = string.Concat((entry.Details ?? new Dictionary<string, string>()).Select(pair => $" {pair.Key}={pair.Value}"));
                terminal.Out.WriteLine(Printable.Line($"{entry.At:yyyy-MM-dd HH:mm:ss}Z {entry.Kind} {entry.What}{details}{(entry.Text is null ? "" : $": {entry.Text}")}"));
            }

            return ExitCode.Ok;
        });
    }

    private static void PrintTable(IReadOnlyList<ContactDetails> contacts, Terminal terminal)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var name in new[] { "Id", "Name", "Organisation", "Status", "Number", "Debt" })
        {
            table.AddColumn(new TableColumn(name).NoWrap());
        }

        foreach (var contact in contacts)
        {
            var cells = new[]
            {
                contact.Contact.Id.ToString(), contact.Contact.Name, contact.Organisation ?? "", contact.Status?.Code ?? "",
                contact.Numbers.Count == 0 ? "" : contact.Numbers[0].E164 ?? contact.Numbers[0].Raw,
                contact.Contact.Debt is { } debt ? string.Create(CultureInfo.InvariantCulture, $"{debt:0.00####} {contact.Contact.DebtCurrency}") : "",
            };
            table.AddRow([.. cells.Select(cell => new Text(Printable.Line(cell)))]);
        }

        terminal.Screen.Write(table);
    }
}
