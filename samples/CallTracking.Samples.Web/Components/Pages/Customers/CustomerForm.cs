using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CallTracking.Contacts;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>What somebody writes into the form of a customer: texts, until they are saved.</summary>
public sealed class CustomerForm
{
    private static readonly string[] Names =
    [
        "kind", "name", "givenName", "familyName", "addressAs", "discount", "debt", "debtCurrency", "responsibleId", "language", "externalId",
    ];

    /// <summary>The values by name of the field; custom ones as <c>field:KEY</c>.</summary>
    public IDictionary<string, string> Values { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A value; empty for none.</summary>
    /// <param name="name">Its name.</param>
    [AllowNull]
    public string this[string name]
    {
        get => Values.TryGetValue(name, out var value) ? value : string.Empty;
        set => Values[name] = value ?? string.Empty;
    }

    /// <summary>A form with what a customer has.</summary>
    /// <param name="one">The customer.</param>
    public static CustomerForm Of(ContactDetails one)
    {
        ArgumentNullException.ThrowIfNull(one);
        var contact = one.Contact;
        var form = new CustomerForm
        {
            ["kind"] = contact.Kind.ToString(),
            ["name"] = contact.Name,
            ["givenName"] = contact.GivenName,
            ["familyName"] = contact.FamilyName,
            ["addressAs"] = contact.AddressAs,
            ["discount"] = Text(contact.Discount),
            ["debt"] = Text(contact.Debt),
            ["debtCurrency"] = contact.DebtCurrency,
            ["responsibleId"] = contact.ResponsibleId?.ToString(),
            ["language"] = contact.Language,
            ["externalId"] = contact.ExternalId,
        };
        foreach (var (key, value) in one.Fields)
        {
            form[$"field:{key}"] = value;
        }

        return form;
    }

    /// <summary>Names of the fields that two forms differ in.</summary>
    /// <param name="other">The other one.</param>
    public IReadOnlyList<string> DifferenceTo(CustomerForm other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return [.. Names.Concat(Values.Keys.Concat(other.Values.Keys).Where(name => name.StartsWith("field:", StringComparison.Ordinal)).Distinct().Order())
            .Where(name => this[name].Trim() != other[name].Trim())];
    }

    /// <summary>Writes what was changed into a draft: what nobody touched stays as the store has it.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="before">What the form began with.</param>
    /// <exception cref="ContactRejectedException">A number is none.</exception>
    public void Apply(ContactDraft draft, CustomerForm before)
    {
        ArgumentNullException.ThrowIfNull(draft);
        foreach (var name in DifferenceTo(before))
        {
            var text = this[name].Trim();
            var value = text.Length == 0 ? null : text;
            switch (name)
            {
                case "kind":
                    draft.Kind = Enum.Parse<ContactKind>(text);
                    break;
                case "name":
                    draft.Name = value;
                    break;
                case "givenName":
                    draft.GivenName = value;
                    break;
                case "familyName":
                    draft.FamilyName = value;
                    break;
                case "addressAs":
                    draft.AddressAs = value;
                    break;
                case "discount":
                    draft.Discount = Number(value, name);
                    break;
                case "debt":
                    draft.Debt = Number(value, name);
                    draft.DebtCurrency = value is null ? null : draft.DebtCurrency;
                    break;
                case "debtCurrency":
                    draft.DebtCurrency = value?.ToUpperInvariant();
                    break;
                case "responsibleId":
                    draft.ResponsibleId = value is null ? null : Guid.Parse(value);
                    break;
                case "language":
                    draft.Language = value;
                    break;
                case "externalId":
                    draft.ExternalId = value;
                    break;
                default:
                    draft.Fields[name["field:".Length..]] = value;
                    break;
            }
        }
    }

    // Number inputs of a browser speak one language, whatever its user's.
    private static string Text(decimal? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) ?? string.Empty;

    private static decimal? Number(string? text, string name) => text is null ? null
        : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ContactRejectedException($"{name}.number", name, "This is no number: write it as 12.5.");
}
