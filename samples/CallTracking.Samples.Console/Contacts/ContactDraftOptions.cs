using System.CommandLine;
using CallTracking.Contacts;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Contacts;

/// <summary>The properties of a contact as options.</summary>
internal sealed class ContactDraftOptions
{
    private readonly Option<string?> _name = Text("--name", "What lists show; without it, given and family name.");
    private readonly Option<ContactKind?> _kind = WordOption.One<ContactKind>("--kind", "Person or organisation.");
    private readonly Option<string?> _given = Text("--given", "Given name.");
    private readonly Option<string?> _family = Text("--family", "Family name.");
    private readonly Option<string?> _address = Text("--address-as", "How to address the caller.");
    private readonly Option<string?> _organisation = Text("--organisation", "Id of the organisation; empty for none.");
    private readonly Option<string?> _reason = Text("--reason", "Why the status changes.");
    private readonly Option<decimal?> _discount = new("--discount") { Description = "Discount in percent.", HelpName = "PERCENT" };
    private readonly Option<decimal?> _debt = new("--debt") { Description = "What the contact owes.", HelpName = "AMOUNT" };
    private readonly Option<string?> _currency = Text("--currency", "Currency of the debt, for instance USD.");
    private readonly Option<string?> _responsible = Text("--responsible", "Id of the employee who looks after the contact; empty for none.");
    private readonly Option<string?> _language = Text("--language", "Language, for instance en or km.");
    private readonly Option<string?> _external = Text("--external-id", "Your own key of the contact.");
    private readonly Option<string[]> _numbers = new("--number") { Description = "A number to add, KIND:NUMBER or just the number. May be repeated.", HelpName = "NUMBER" };
    private readonly Option<string[]> _emails = new("--email") { Description = "An e-mail address to add. May be repeated.", HelpName = "ADDRESS" };
    private readonly Option<string[]> _fields = new("--field") { Description = "A custom field, KEY=VALUE. May be repeated.", HelpName = "KEY=VALUE" };

    public Option<string?> Status { get; } = Text("--status", "Status, by its code or name.");

    public Symbol[] All =>
    [
        _name, _kind, _given, _family, _address, _organisation, Status, _reason, _discount, _debt, _currency, _responsible, _language, _external,
        _numbers, _emails, _fields,
    ];

    public void Apply(ParseResult parsed, ContactDraft draft, Guid? status)
    {
        draft.Name = parsed.GetValue(_name) ?? draft.Name;
        draft.Kind = parsed.GetValue(_kind) ?? draft.Kind;
        draft.GivenName = parsed.GetValue(_given) ?? draft.GivenName;
        draft.FamilyName = parsed.GetValue(_family) ?? draft.FamilyName;
        draft.AddressAs = parsed.GetValue(_address) ?? draft.AddressAs;
        draft.OrganisationId = Id(parsed, _organisation, draft.OrganisationId);
        draft.StatusId = status ?? draft.StatusId;
        draft.StatusReason = parsed.GetValue(_reason);
        draft.Discount = parsed.GetValue(_discount) ?? draft.Discount;
        draft.Debt = parsed.GetValue(_debt) ?? draft.Debt;
        draft.DebtCurrency = parsed.GetValue(_currency) ?? draft.DebtCurrency;
        draft.ResponsibleId = Id(parsed, _responsible, draft.ResponsibleId);
        draft.Language = parsed.GetValue(_language) ?? draft.Language;
        draft.ExternalId = parsed.GetValue(_external) ?? draft.ExternalId;
        foreach (var number in parsed.GetValue(_numbers) ?? [])
        {
            draft.Numbers.Add(Number(number));
        }

        foreach (var email in parsed.GetValue(_emails) ?? [])
        {
            draft.Emails.Add(new NewContactEmail(email));
        }

        foreach (var field in parsed.GetValue(_fields) ?? [])
        {
            var at = field.IndexOf('=', StringComparison.Ordinal);
            draft.Fields[at > 0 ? field[..at] : throw new CommandException(ExitCode.Usage, $"--field takes KEY=VALUE, not '{field}'.")] = field[(at + 1)..];
        }
    }

    public static NewContactNumber Number(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        return at > 0 && Enum.TryParse<ContactNumberKind>(text[..at], ignoreCase: true, out var kind)
            ? new NewContactNumber(text[(at + 1)..], kind)
            : new NewContactNumber(text);
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "TEXT" };

    private static Guid? Id(ParseResult parsed, Option<string?> option, Guid? current) => parsed.GetValue(option) switch
    {
        null => current,
        "" => null,
        { } text => Guid.TryParse(text, out var id) ? id : throw new CommandException(ExitCode.Usage, $"{option.Name} takes an id, not '{text}'."),
    };
}
