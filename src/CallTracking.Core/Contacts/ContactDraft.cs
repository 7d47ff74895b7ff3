using System.Globalization;

namespace CallTracking.Contacts;

/// <summary>
/// A contact as an employee or a program would like it. What it does not have cannot be set: ids, revisions, dates and the like are the
/// store's.
/// </summary>
/// <remarks>Not thread-safe. Nothing is checked before it is stored; a null or blank text means none.</remarks>
public sealed class ContactDraft
{
    /// <summary>Person or organisation. Default: person.</summary>
    public ContactKind Kind { get; set; } = ContactKind.Person;

    /// <summary>What lists show, at most 200 characters. Left out, it is made of given and family name.</summary>
    public string? Name { get; set; }

    /// <summary>Given name.</summary>
    public string? GivenName { get; set; }

    /// <summary>Family name.</summary>
    public string? FamilyName { get; set; }

    /// <summary>How to address him: "Dr Sok", "Madam Director".</summary>
    public string? AddressAs { get; set; }

    /// <summary>The organisation he belongs to.</summary>
    public Guid? OrganisationId { get; set; }

    /// <summary>His status, an id of the catalogue. Null on a new contact: the catalogue's default.</summary>
    public Guid? StatusId { get; set; }

    /// <summary>Why the status changes, for the history; at most 500 characters.</summary>
    public string? StatusReason { get; set; }

    /// <summary>Discount in percent, 0 to 100; null for none.</summary>
    public decimal? Discount { get; set; }

    /// <summary>What he owes, negative when we owe him; null when unknown.</summary>
    public decimal? Debt { get; set; }

    /// <summary>ISO 4217 code of <see cref="Debt"/>.</summary>
    public string? DebtCurrency { get; set; }

    /// <summary>The employee who looks after him.</summary>
    public Guid? ResponsibleId { get; set; }

    /// <summary>His language, a BCP 47 tag such as <c>km</c>.</summary>
    public string? Language { get; set; }

    /// <summary>The host's own key of him, unique in the tenant; at most 128 characters.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Values of custom fields by key. Takes texts, decimals, ints, booleans and <see cref="DateOnly"/>, or the canonical text of any
    /// kind; null takes a value away.</summary>
    public IDictionary<string, object?> Fields { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Numbers to add.</summary>
    public IList<NewContactNumber> Numbers { get; } = [];

    /// <summary>E-mail addresses to add.</summary>
    public IList<NewContactEmail> Emails { get; } = [];

    internal static ContactDraft Of(Contact contact, IReadOnlyDictionary<string, string> fields)
    {
        var draft = new ContactDraft
        {
            Kind = contact.Kind,
            Name = contact.Name,
            GivenName = contact.GivenName,
            FamilyName = contact.FamilyName,
            AddressAs = contact.AddressAs,
            OrganisationId = contact.OrganisationId,
            StatusId = contact.StatusId,
            Discount = contact.Discount,
            Debt = contact.Debt,
            DebtCurrency = contact.DebtCurrency,
            ResponsibleId = contact.ResponsibleId,
            Language = contact.Language,
            ExternalId = contact.ExternalId,
        };
        foreach (var (key, value) in fields)
        {
            draft.Fields[key] = value;
        }

        return draft;
    }

    /// <summary>A custom value as canonical text; null for none.</summary>
    internal static string? TextOf(object? value) => value switch
    {
        null => null,
        string text => text,
        bool truth => truth ? "true" : "false",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}

/// <summary>A number to add to a contact.</summary>
/// <param name="Text">As somebody wrote it; read in the site's country.</param>
/// <param name="Kind">What kind of number.</param>
/// <param name="Label">What the user calls it.</param>
/// <param name="IsPrimary">Whether it is to be called first.</param>
public sealed record NewContactNumber(
    string Text, ContactNumberKind Kind = ContactNumberKind.Other, string? Label = null, bool IsPrimary = false);

/// <summary>An e-mail address to add to a contact.</summary>
/// <param name="Address">The address.</param>
/// <param name="Label">What the user calls it.</param>
/// <param name="IsPrimary">Whether it is to be written to first.</param>
public sealed record NewContactEmail(string Address, string? Label = null, bool IsPrimary = false);
