using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;

namespace CallTracking.AspNetCore.Contacts;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What a contact is to be: all of it, also where it is changed. Numbers and e-mails are only taken where it is made.")]
internal sealed record ContactRequest
{
    [WordsOf<ContactKind>]
    [Description("Person (the default) or organisation.")]
    public string? Kind { get; init; }

    [Description("The name that is shown, at most 200 characters.")]
    public string? Name { get; init; }

    [Description("Given name.")]
    public string? GivenName { get; init; }

    [Description("Family name.")]
    public string? FamilyName { get; init; }

    [Description("How to address the caller.")]
    public string? AddressAs { get; init; }

    [Description("The organisation that a person belongs to.")]
    public Guid? OrganisationId { get; init; }

    [Description("The status.")]
    public Guid? StatusId { get; init; }

    [Description("Why the status changes.")]
    public string? StatusReason { get; init; }

    [Description("Discount in percent.")]
    public decimal? Discount { get; init; }

    [Description("What the contact owes. Left as it is for whom debts are hidden from.")]
    public decimal? Debt { get; init; }

    [Description("ISO 4217.")]
    public string? DebtCurrency { get; init; }

    [Description("Who works with the contact.")]
    public Guid? ResponsibleId { get; init; }

    [Description("Language that the contact speaks (BCP 47).")]
    public string? Language { get; init; }

    [Description("The contact's key in the host's own system.")]
    public string? ExternalId { get; init; }

    [Description("Custom values by key, as text.")]
    public IReadOnlyDictionary<string, string?>? Fields { get; init; }

    [Description("Numbers, where it is made; at most 50.")]
    public IReadOnlyList<ContactNumberRequest>? Numbers { get; init; }

    [Description("E-mail addresses, where it is made; at most 50.")]
    public IReadOnlyList<ContactEmailRequest>? Emails { get; init; }

    public void Apply(ContactDraft draft, bool isNew, bool debtIsHidden)
    {
        draft.Kind = Word<ContactKind>.Optional(Kind, "kind") ?? ContactKind.Person;
        draft.Name = Texts.Optional(Name, "name", 200);
        draft.GivenName = Texts.Optional(GivenName, "givenName", 100);
        draft.FamilyName = Texts.Optional(FamilyName, "familyName", 100);
        draft.AddressAs = Texts.Optional(AddressAs, "addressAs", 200);
        (draft.OrganisationId, draft.StatusId, draft.ResponsibleId) = (OrganisationId, StatusId, ResponsibleId);
        draft.StatusReason = Texts.Optional(StatusReason, "statusReason", 1000);
        draft.Discount = Discount;
        if (!debtIsHidden || Debt is not null)
        {
            (draft.Debt, draft.DebtCurrency) = (Debt, Texts.Optional(DebtCurrency, "debtCurrency", 3));
        }

        draft.Language = Texts.Optional(Language, "language", 35);
        draft.ExternalId = Texts.Optional(ExternalId, "externalId", 200);
        draft.Fields.Clear();
        foreach (var (key, value) in Fields ?? new Dictionary<string, string?>())
        {
            draft.Fields[Texts.Required(key, "fields", 100)] = Texts.Optional(value, "fields", 4000);
        }

        if (!isNew && (Numbers is { Count: > 0 } || Emails is { Count: > 0 }))
        {
            throw Texts.Invalid("numbers", "Numbers and e-mails of a contact have endpoints of their own.", "Leave them out.");
        }

        foreach (var number in Numbers is { Count: > 0 } ? Texts.List(Numbers, "numbers", 50) : [])
        {
            draft.Numbers.Add(number.ToNew());
        }

        foreach (var email in Emails is { Count: > 0 } ? Texts.List(Emails, "emails", 50) : [])
        {
            draft.Emails.Add(email.ToNew());
        }
    }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("A number to add.")]
internal sealed record ContactNumberRequest
{
    [Description("As somebody writes it; read in the site's country.")]
    public string? Number { get; init; }

    [WordsOf<ContactNumberKind>]
    [Description("What kind. Default other.")]
    public string? Kind { get; init; }

    [Description("What people call it.")]
    public string? Label { get; init; }

    [Description("Whether it is the first to dial.")]
    public bool? IsPrimary { get; init; }

    public NewContactNumber ToNew() => new(
        Texts.Required(Number, "number", 128), Word<ContactNumberKind>.Optional(Kind, "kind") ?? ContactNumberKind.Other, Texts.Optional(Label, "label", 100),
        IsPrimary ?? false);
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("An e-mail address to add.")]
internal sealed record ContactEmailRequest
{
    [Description("The address.")]
    public string? Address { get; init; }

    [Description("What people call it.")]
    public string? Label { get; init; }

    [Description("Whether it is the first to write to.")]
    public bool? IsPrimary { get; init; }

    public NewContactEmail ToNew() => new(Texts.Required(Address, "address", 254), Texts.Optional(Label, "label", 100), IsPrimary ?? false);
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("A status to give.")]
internal sealed record ContactStatusRequest
{
    [Description("The status; null for none.")]
    public Guid? StatusId { get; init; }

    [Description("Why, at most 1,000 characters.")]
    public string? Reason { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("A note.")]
internal sealed record ContactNoteRequest
{
    [Description("The words.")]
    public string? Text { get; init; }

    [Description("The call that it is about.")]
    public Guid? Call { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Another contact that is the same.")]
internal sealed record MergeRequest
{
    [Description("The other one: what it has comes to this one.")]
    public Guid? Other { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What makes a contact of its own.")]
internal sealed record SplitRequest
{
    [Description("The new contact.")]
    public ContactRequest? Contact { get; init; }

    [Description("The numbers, e-mails and notes that go with it.")]
    public IReadOnlyList<Guid>? Parts { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Which contacts, in a body: whatever must not stand in an address.")]
internal sealed record ContactSelection
{
    [Description("Those who have this number, in any writing.")]
    public string? Number { get; init; }

    [Description("Those who have this e-mail address.")]
    public string? Email { get; init; }

    [Description("A fragment of the name, at least 3 letters, or last digits of a number, at least 4.")]
    public string? Search { get; init; }

    [Description("How many at most, 1 to 200. Default 50.")]
    public int? Limit { get; init; }
}
