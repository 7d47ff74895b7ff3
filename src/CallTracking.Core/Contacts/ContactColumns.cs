using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace CallTracking.Contacts;

/// <summary>What a column of a file holds.</summary>
/// <param name="Target">Its word: <c>name</c>, <c>number</c>, <c>field</c> …</param>
/// <param name="NumberKind">Of a number: which kind.</param>
/// <param name="Key">Of a custom field: its key.</param>
internal sealed record ContactColumn(string Target, ContactNumberKind NumberKind = ContactNumberKind.Other, string? Key = null);

/// <summary>The words for columns, in mappings, headers of files and the header of the export.</summary>
internal static class ContactColumns
{
    public const string Ignore = "ignore";
    public const string Id = "id";
    public const string ExternalId = "externalId";
    public const string Kind = "kind";
    public const string Name = "name";
    public const string GivenName = "givenName";
    public const string FamilyName = "familyName";
    public const string AddressAs = "addressAs";
    public const string Organisation = "organisation";
    public const string Status = "status";
    public const string Discount = "discount";
    public const string Debt = "debt";
    public const string DebtCurrency = "debtCurrency";
    public const string Responsible = "responsible";
    public const string Language = "language";
    public const string Email = "email";
    public const string Note = "note";
    public const string Number = "number";
    public const string Field = "field";

    /// <summary>Between several numbers or addresses in one cell.</summary>
    public const string Between = " | ";

    private static readonly string[] Words =
    [
        Ignore, Id, ExternalId, Kind, Name, GivenName, FamilyName, AddressAs, Organisation, Status, Discount, Debt, DebtCurrency, Responsible,
        Language, Email, Note, Number,
    ];

    private static readonly ContactNumberKind[] NumberKinds = Enum.GetValues<ContactNumberKind>();

    // Headers that other programs write, folded.
    private static readonly FrozenDictionary<string, string> Synonyms = new Dictionary<string, string>
    {
        ["fullname"] = Name,
        ["displayname"] = Name,
        ["contact"] = Name,
        ["customer"] = Name,
        ["contactname"] = Name,
        ["customername"] = Name,
        ["firstname"] = GivenName,
        ["given"] = GivenName,
        ["lastname"] = FamilyName,
        ["surname"] = FamilyName,
        ["family"] = FamilyName,
        ["salutation"] = AddressAs,
        ["title"] = AddressAs,
        ["company"] = Organisation,
        ["organization"] = Organisation,
        ["organisationname"] = Organisation,
        ["companyname"] = Organisation,
        ["phone"] = Number,
        ["phonenumber"] = Number,
        ["telephone"] = Number,
        ["tel"] = Number,
        ["numbers"] = Number,
        ["mobilephone"] = "number.mobile",
        ["cell"] = "number.mobile",
        ["cellphone"] = "number.mobile",
        ["mobilenumber"] = "number.mobile",
        ["homephone"] = "number.landline",
        ["workphone"] = "number.work",
        ["businessphone"] = "number.work",
        ["officephone"] = "number.work",
        ["faxnumber"] = "number.fax",
        ["emailaddress"] = Email,
        ["mail"] = Email,
        ["emails"] = Email,
        ["notes"] = Note,
        ["comment"] = Note,
        ["balance"] = Debt,
        ["currency"] = DebtCurrency,
        ["manager"] = Responsible,
        ["owner"] = Responsible,
        ["customerid"] = ExternalId,
        ["externalkey"] = ExternalId,
        ["type"] = Kind,
        ["discountpercent"] = Discount,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All words a mapping may use, for messages.</summary>
    public static string Choice => string.Join(", ", Words) + ", "
        + string.Join(", ", NumberKinds.Select(kind => $"number.{Word(kind)}")) + ", field:KEY";

    /// <summary>The word of a kind of number.</summary>
    public static string Word(ContactNumberKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>Reads a word of a mapping.</summary>
    /// <returns>Null when it is none.</returns>
    public static ContactColumn? Read(string word, IReadOnlyDictionary<string, ContactField> fields)
    {
        var text = word.Trim();
        if (text.StartsWith("field:", StringComparison.OrdinalIgnoreCase))
        {
            var key = text["field:".Length..];
            return fields.TryGetValue(key, out var field) && !field.IsArchived ? new ContactColumn(Field, Key: key) : null;
        }

        if (text.StartsWith("number.", StringComparison.OrdinalIgnoreCase))
        {
            return Enum.TryParse<ContactNumberKind>(text["number.".Length..], ignoreCase: true, out var kind) && NumberKinds.Contains(kind)
                ? new ContactColumn(Number, kind) : null;
        }

        var plain = Words.FirstOrDefault(known => string.Equals(known, text, StringComparison.OrdinalIgnoreCase));
        return plain is null ? null : new ContactColumn(plain);
    }

    /// <summary>Guesses by a column's header.</summary>
    /// <returns>Null when it says nothing.</returns>
    public static ContactColumn? Guess(string header, IReadOnlyDictionary<string, ContactField> fields)
    {
        if (Read(header, fields) is { } exact)
        {
            return exact;
        }

        var folded = Fold(header);
        if (Synonyms.TryGetValue(folded, out var word) || Words.FirstOrDefault(known => Fold(known) == folded) is { } plain && (word = plain) is not null)
        {
            return Read(word, fields);
        }

        if (NumberKinds.FirstOrDefault(kind => Fold(kind.ToString()) == folded) is var numberKind && Enum.IsDefined(numberKind) && Fold(numberKind.ToString()) == folded)
        {
            return new ContactColumn(Number, numberKind);
        }

        var field = fields.Values.FirstOrDefault(known => !known.IsArchived && (Fold(known.Key) == folded || Fold(known.Name) == folded));
        return field is null ? null : new ContactColumn(Field, Key: field.Key);
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Where(char.IsLetterOrDigit))
        {
            folded.Append(char.ToLowerInvariant(letter));
        }

        return folded.ToString();
    }
}
