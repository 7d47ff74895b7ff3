using System.Globalization;
using System.Text.Json;

namespace CallTracking.Contacts;

/// <summary>
/// A contact's editable properties as texts by name: what a history, a merge and the undoing of an import compare and put back.
/// </summary>
internal static class ContactProperties
{
    public const string FieldPrefix = "field:";
    public const string Debt = "debt";
    public const string StatusSince = "statusSince";

    // Whole microseconds, which is what stores keep.
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly (string Name, Func<Contact, string?> Get, Action<Contact, string?> Set)[] Plain =
    [
        ("kind", c => JsonNamingPolicy.CamelCase.ConvertName(c.Kind.ToString()), (c, text) => c.Kind = Enum.Parse<ContactKind>(text!, ignoreCase: true)),
        ("name", c => c.Name, (c, text) => (c.Name, c.NameKey) = (text!, ContactText.NameKey(text!))),
        ("givenName", c => c.GivenName, (c, text) => c.GivenName = text),
        ("familyName", c => c.FamilyName, (c, text) => c.FamilyName = text),
        ("addressAs", c => c.AddressAs, (c, text) => c.AddressAs = text),
        ("organisationId", c => c.OrganisationId?.ToString(), (c, text) => c.OrganisationId = Id(text)),
        ("statusId", c => c.StatusId?.ToString(), (c, text) => c.StatusId = Id(text)),
        ("statusSince", c => c.StatusSince?.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture), (c, text) => c.StatusSince = Instant(text)),
        ("discount", c => Text(c.Discount), (c, text) => c.Discount = Number(text)),
        (Debt, c => Text(c.Debt), (c, text) => c.Debt = Number(text)),
        ("debtCurrency", c => c.DebtCurrency, (c, text) => c.DebtCurrency = text),
        ("responsibleId", c => c.ResponsibleId?.ToString(), (c, text) => c.ResponsibleId = Id(text)),
        ("departmentId", c => c.DepartmentId?.ToString(), (c, text) => c.DepartmentId = Id(text)),
        ("language", c => c.Language, (c, text) => c.Language = text),
        ("externalId", c => c.ExternalId, (c, text) => c.ExternalId = text),
    ];

    /// <summary>All properties that have a value.</summary>
    public static Dictionary<string, string> Of(Contact contact)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, get, _) in Plain)
        {
            if (get(contact) is { } value)
            {
                values[name] = value;
            }
        }

        foreach (var (key, value) in ContactFieldValues.Parse(contact.CustomFields))
        {
            values[FieldPrefix + key] = value;
        }

        return values;
    }

    /// <summary>What is different, in the order of the properties.</summary>
    public static IReadOnlyList<ContactChange> Compare(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        var changes = new List<ContactChange>();
        foreach (var name in Plain.Select(property => property.Name)
            .Concat(before.Keys.Concat(after.Keys).Where(key => key.StartsWith(FieldPrefix, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)))
        {
            var (old, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (old != now)
            {
                changes.Add(new ContactChange(name, old, now));
            }
        }

        return changes;
    }

    /// <summary>Sets properties to given values.</summary>
    public static void Set(Contact contact, IEnumerable<(string Field, string? Value)> values, IReadOnlyDictionary<string, ContactField> fields)
    {
        Dictionary<string, string>? custom = null;
        foreach (var (name, value) in values)
        {
            if (name.StartsWith(FieldPrefix, StringComparison.Ordinal))
            {
                custom ??= ContactFieldValues.Parse(contact.CustomFields);
                if (value is null)
                {
                    custom.Remove(name[FieldPrefix.Length..]);
                }
                else
                {
                    custom[name[FieldPrefix.Length..]] = value;
                }
            }
            else
            {
                Plain.First(property => property.Name == name).Set(contact, value);
            }
        }

        if (custom is not null)
        {
            contact.CustomFields = ContactFieldValues.Write(custom, fields);
        }
    }

    /// <summary>Takes changes back where the contact still has what they made of it.</summary>
    /// <returns>Whether all of them could be.</returns>
    public static bool Revert(Contact contact, IReadOnlyList<ContactChange> changes, IReadOnlyDictionary<string, ContactField> fields)
    {
        var now = Of(contact);
        var same = changes.Where(change => now.GetValueOrDefault(change.Field) == change.After).ToList();
        Set(contact, same.Select(change => (change.Field, change.Before)), fields);
        return same.Count == changes.Count;
    }

    // Without the zeros that a column's scale adds: the same amount is the same text.
    public static string? Text(decimal? number) => number is { } known ? (known / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : null;

    private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Instant(string? text) => text is null ? null
        : DateTimeOffset.ParseExact(text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static Guid? Id(string? text) => text is null ? null : Guid.Parse(text);
}
