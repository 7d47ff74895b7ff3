using System.ComponentModel;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;
using CallTracking.Identification;

namespace CallTracking.AspNetCore.Contacts;

[Description("A customer, or anybody else outside whom the staff talk with: a person or an organisation.")]
internal sealed record ContactBody
{
    [Description("The contact's id.")]
    public required Guid Id { get; init; }

    [Description("Person or organisation.")]
    [WordsOf<ContactKind>]
    public required string Kind { get; init; }

    [Description("The name that is shown, at most 200 characters.")]
    public required string Name { get; init; }

    [Description("The name as it is compared to find duplicates: without case, marks and punctuation, words in alphabetical order. At most 64 characters.")]
    public required string NameKey { get; init; }

    [Description("Given name; null when unknown.")]
    public string? GivenName { get; init; }

    [Description("Family name; null when unknown.")]
    public string? FamilyName { get; init; }

    [Description("How to address the caller; null for the name.")]
    public string? AddressAs { get; init; }

    [Description("The organisation of a person; null for none.")]
    public Guid? OrganisationId { get; init; }

    [Description("The status; null for none.")]
    public Guid? StatusId { get; init; }

    [Description("Since when it has that status.")]
    public DateTimeOffset? StatusSince { get; init; }

    [Description("Discount in percent, 0 to 100; null for none.")]
    public decimal? Discount { get; init; }

    [Description("What the contact owes; below zero what is owed to it; null when not known here.")]
    public decimal? Debt { get; init; }

    [Description("ISO 4217 code of the debt's currency; null when there is no debt.")]
    public string? DebtCurrency { get; init; }

    [Description("The employee who works with the contact; null for none.")]
    public Guid? ResponsibleId { get; init; }

    [Description("The department of the employee who works with the contact.")]
    public Guid? DepartmentId { get; init; }

    [Description("Language that the contact speaks (BCP 47); null when unknown.")]
    public string? Language { get; init; }

    [Description("The host's own key of the contact, at most 128 characters; unique among the tenant's contacts that are neither merged nor deleted. Null for none.")]
    public string? ExternalId { get; init; }

    [Description("The photo; null for none.")]
    public Guid? PhotoId { get; init; }

    [Description("When it was made.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it was changed last.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [Description("Counts the changes.")]
    public required long Revision { get; init; }

    [Description("Its numbers, the primary one first; masked for whom numbers are hidden from.")]
    public required IReadOnlyList<ContactNumberBody> Numbers { get; init; }

    [Description("Its e-mail addresses, the primary one first.")]
    public required IReadOnlyList<ContactEmailBody> Emails { get; init; }

    [Description("Its status.")]
    public ContactStatusBody? Status { get; init; }

    [Description("Name of its organisation.")]
    public string? Organisation { get; init; }

    [Description("Name of the employee who looks after it.")]
    public string? Responsible { get; init; }

    [Description("Custom values by key.")]
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    [Description("What is hidden.")]
    public required IReadOnlyList<string> Hidden { get; init; }

    public static ContactBody Of(ContactDetails details) => Of(details.Contact, details);

    private static ContactBody Of(Contact one, ContactDetails details) => new()
    {
        Numbers = [.. details.Numbers.Select(ContactNumberBody.Of)],
        Emails = [.. details.Emails.Select(ContactEmailBody.Of)],
        Status = details.Status is { } status ? ContactStatusBody.Of(status) : null,
        Organisation = details.Organisation,
        Responsible = details.Responsible,
        Fields = details.Fields,
        Hidden = Word<FieldMask>.OfFlags(details.Masked),
        Id = one.Id,
        Kind = Word.Of(one.Kind),
        Name = one.Name,
        NameKey = one.NameKey,
        GivenName = one.GivenName,
        FamilyName = one.FamilyName,
        AddressAs = one.AddressAs,
        OrganisationId = one.OrganisationId,
        StatusId = one.StatusId,
        StatusSince = one.StatusSince,
        Discount = one.Discount,
        Debt = one.Debt,
        DebtCurrency = one.DebtCurrency,
        ResponsibleId = one.ResponsibleId,
        DepartmentId = one.DepartmentId,
        Language = one.Language,
        ExternalId = one.ExternalId,
        PhotoId = one.PhotoId,
        CreatedAt = one.CreatedAt,
        UpdatedAt = one.UpdatedAt,
        Revision = one.Revision,
    };
}

[Description("A page of contacts.")]
internal sealed record ContactPageBody(
    [property: Description("The contacts.")] IReadOnlyList<ContactBody> Items,
    [property: Description("Give it as `cursor` for the next page; null when this is the last one.")] string? Next);

[Description("A contact that was found.")]
internal sealed record FoundContactBody
{
    [Description("The contact.")]
    public required Guid Id { get; init; }

    [Description("Its name.")]
    public required string Name { get; init; }

    [Description("Person or organisation.")]
    [WordsOf<ContactKind>]
    public required string Kind { get; init; }

    [Description("The number that agrees; null in a search by name.")]
    public string? Number { get; init; }

    public static FoundContactBody Of(FoundContact one) => new()
    {
        Id = one.Id,
        Name = one.Name,
        Kind = Word.Of(one.Kind),
        Number = one.Number,
    };
}

[Description("What a search found.")]
internal sealed record ContactSearchBody(
    [property: Description("The contacts, the best first.")] IReadOnlyList<FoundContactBody> Items,
    [property: Description("Whether there are more.")] bool HasMore,
    [property: Description("What to know of the search, for people.")] string? Note);
