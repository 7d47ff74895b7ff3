using CallTracking.Storage;

namespace CallTracking.Contacts;

/// <summary>A customer, or anybody else outside whom the staff talk with: a person or an organisation.</summary>
public sealed class Contact : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The contact's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Person or organisation.</summary>
    public ContactKind Kind { get; set; } = ContactKind.Person;

    /// <summary>The name that is shown, at most 200 characters.</summary>
    public required string Name { get; set; }

    /// <summary>The name as it is compared to find duplicates: without case, marks and punctuation, words in alphabetical order.
    /// At most 64 characters.</summary>
    public string NameKey { get; set; } = string.Empty;

    /// <summary>Given name; null when unknown.</summary>
    public string? GivenName { get; set; }

    /// <summary>Family name; null when unknown.</summary>
    public string? FamilyName { get; set; }

    /// <summary>How to address the caller; null for the name.</summary>
    public string? AddressAs { get; set; }

    /// <summary>The organisation of a person; null for none.</summary>
    public Guid? OrganisationId { get; set; }

    /// <summary>The status; null for none.</summary>
    public Guid? StatusId { get; set; }

    /// <summary>Since when it has that status.</summary>
    public DateTimeOffset? StatusSince { get; set; }

    /// <summary>Discount in percent, 0 to 100; null for none.</summary>
    public decimal? Discount { get; set; }

    /// <summary>What the contact owes; below zero what is owed to it; null when not known here.</summary>
    public decimal? Debt { get; set; }

    /// <summary>ISO 4217 code of the debt's currency; null when there is no debt.</summary>
    public string? DebtCurrency { get; set; }

    /// <summary>The employee who works with the contact; null for none.</summary>
    public Guid? ResponsibleId { get; set; }

    /// <summary>The department of the employee who works with the contact.</summary>
    public Guid? DepartmentId { get; set; }

    /// <summary>Language that the contact speaks (BCP 47); null when unknown.</summary>
    public string? Language { get; set; }

    /// <summary>The host's own key of the contact, at most 128 characters; unique among the tenant's contacts that are neither merged nor
    /// deleted. Null for none.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Values of the custom fields: a JSON object by key of the field's definition. Null for none.</summary>
    public string? CustomFields { get; set; }

    /// <summary>The photo; null for none.</summary>
    public Guid? PhotoId { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The contact that it was merged into and is shown as; null when it stands for itself.</summary>
    public Guid? MergedIntoId { get; set; }

    /// <summary>When it was deleted; null when it was not.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Revision { get; set; }
}

/// <summary>What a contact is.</summary>
public enum ContactKind
{
    /// <summary>A person.</summary>
    Person = 1,

    /// <summary>A company, authority, household.</summary>
    Organisation = 2,
}

/// <summary>A phone number of a contact, kept three times: as entered, in E.164, and with its national digits reversed, so that a search by
/// the last digits is a range of an index.</summary>
public sealed class ContactNumber : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The number's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid ContactId { get; set; }

    /// <summary>What kind of number it is.</summary>
    public ContactNumberKind Kind { get; set; } = ContactNumberKind.Other;

    /// <summary>As entered, at most 128 characters.</summary>
    public required string Raw { get; set; }

    /// <summary>In E.164 with <c>+</c>; null where it is not possible in the site's country.</summary>
    public string? E164 { get; set; }

    /// <summary>National digits from the last to the first; null where there is no E.164.</summary>
    public string? NationalReversed { get; set; }

    /// <summary>What people call it: <c>reception</c>, <c>weekends</c>; null for nothing.</summary>
    public string? Label { get; set; }

    /// <summary>Whether it is the first to dial.</summary>
    public bool IsPrimary { get; set; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset AddedAt { get; init; }

    /// <summary>How it came here.</summary>
    public ContactNumberSource Source { get; init; } = ContactNumberSource.Entered;
}

/// <summary>What kind of number a contact has.</summary>
public enum ContactNumberKind
{
    /// <summary>Not known.</summary>
    Other = 0,

    /// <summary>A mobile phone.</summary>
    Mobile = 1,

    /// <summary>A landline.</summary>
    Landline = 2,

    /// <summary>At work.</summary>
    Work = 3,

    /// <summary>An extension behind another number.</summary>
    Extension = 4,

    /// <summary>A fax.</summary>
    Fax = 5,
}

/// <summary>How a number came to a contact.</summary>
public enum ContactNumberSource
{
    /// <summary>Somebody entered it.</summary>
    Entered = 0,

    /// <summary>It was imported.</summary>
    Imported = 1,

    /// <summary>It was taken from a call.</summary>
    FromCall = 2,
}
