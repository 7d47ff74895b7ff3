using System.ComponentModel;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;
using CallTracking.Identification;

namespace CallTracking.AspNetCore.Contacts;

[Description("A phone number of a contact, kept three times: as entered, in E.164, and with its national digits reversed, so that a search by the last digits is a range of an index.")]
internal sealed record ContactNumberBody
{
    [Description("The number's id.")]
    public required Guid Id { get; init; }

    [Description("What kind of number it is.")]
    [WordsOf<ContactNumberKind>]
    public required string Kind { get; init; }

    [Description("As entered, at most 128 characters.")]
    public required string Raw { get; init; }

    [Description("In E.164 with `+`; null where it is not possible in the site's country.")]
    public string? E164 { get; init; }

    [Description("What people call it: `reception`, `weekends`; null for nothing.")]
    public string? Label { get; init; }

    [Description("Whether it is the first to dial.")]
    public required bool IsPrimary { get; init; }

    [Description("When it was added.")]
    public required DateTimeOffset AddedAt { get; init; }

    [Description("How it came here.")]
    [WordsOf<ContactNumberSource>]
    public required string Source { get; init; }

    public static ContactNumberBody Of(ContactNumber one) => new()
    {
        Id = one.Id,
        Kind = Word.Of(one.Kind),
        Raw = one.Raw,
        E164 = one.E164,
        Label = one.Label,
        IsPrimary = one.IsPrimary,
        AddedAt = one.AddedAt,
        Source = Word.Of(one.Source),
    };
}

[Description("An e-mail address of a contact.")]
internal sealed record ContactEmailBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("As it was entered, without the blanks around it.")]
    public required string Address { get; init; }

    [Description("In lower case: what is searched and compared.")]
    public required string Normalized { get; init; }

    [Description("What the user calls it, for instance \"invoices\"; null when he does not.")]
    public string? Label { get; init; }

    [Description("Whether it is the one to write to first.")]
    public required bool IsPrimary { get; init; }

    [Description("When it was added.")]
    public required DateTimeOffset AddedAt { get; init; }

    public static ContactEmailBody Of(ContactEmail one) => new()
    {
        Id = one.Id,
        Address = one.Address,
        Normalized = one.Normalized,
        Label = one.Label,
        IsPrimary = one.IsPrimary,
        AddedAt = one.AddedAt,
    };
}

[Description("What somebody wrote down about a contact.")]
internal sealed record ContactNoteBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("The contact. A split may move it.")]
    public required Guid ContactId { get; init; }

    [Description("The call during or about which it was written; null when none.")]
    public Guid? CallId { get; init; }

    [Description("When it was written.")]
    public required DateTimeOffset At { get; init; }

    [Description("Who wrote it; null when the system did, an import for instance.")]
    public Guid? ByEmployee { get; init; }

    [Description("The text.")]
    public required string Text { get; init; }

    [Description("When the text was changed last; null when never.")]
    public DateTimeOffset? EditedAt { get; init; }

    [Description("Grows with every change.")]
    public required long Revision { get; init; }

    public static ContactNoteBody Of(ContactNote one) => new()
    {
        Id = one.Id,
        ContactId = one.ContactId,
        CallId = one.CallId,
        At = one.At,
        ByEmployee = one.ByEmployee,
        Text = one.Text,
        EditedAt = one.EditedAt,
        Revision = one.Revision,
    };
}
