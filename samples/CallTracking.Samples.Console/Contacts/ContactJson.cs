using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Contacts;

namespace CallTracking.Samples.Console.Contacts;

/// <summary>A contact as <c>--json</c> prints it.</summary>
internal sealed record ContactContent(
    Guid Id, long Revision, string Kind, string Name, string? GivenName, string? FamilyName, string? AddressAs, Guid? OrganisationId,
    string? Organisation, string? Status, DateTimeOffset? StatusSince, decimal? Discount, decimal? Debt, string? DebtCurrency, Guid? ResponsibleId,
    string? Responsible, string? Language, string? ExternalId, IReadOnlyList<NumberContent> Numbers, IReadOnlyList<EmailContent> Emails,
    IReadOnlyDictionary<string, string> Fields, Guid? MergedIntoId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ContactContent Of(ContactDetails details) => new(
        details.Contact.Id, details.Contact.Revision, Word(details.Contact.Kind), details.Contact.Name, details.Contact.GivenName,
        details.Contact.FamilyName, details.Contact.AddressAs, details.Contact.OrganisationId, details.Organisation, details.Status?.Code,
        details.Contact.StatusSince, details.Contact.Discount, details.Contact.Debt, details.Contact.DebtCurrency, details.Contact.ResponsibleId,
        details.Responsible, details.Contact.Language, details.Contact.ExternalId,
        [.. details.Numbers.Select(n => new NumberContent(n.Id, Word(n.Kind), n.E164, n.Raw, n.Label, n.IsPrimary))],
        [.. details.Emails.Select(e => new EmailContent(e.Id, e.Address, e.Label, e.IsPrimary))],
        details.Fields, details.Contact.MergedIntoId, details.Contact.CreatedAt, details.Contact.UpdatedAt);

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

internal sealed record NumberContent(Guid Id, string Kind, string? E164, string Raw, string? Label, bool IsPrimary);

internal sealed record EmailContent(Guid Id, string Address, string? Label, bool IsPrimary);

internal sealed record ContactListContent(IReadOnlyList<ContactContent> Contacts, string? Next);

internal sealed record TimelineContent(ContactContent Contact, IReadOnlyList<ContactTimelineEntry> Timeline, string? Next);

internal sealed record StatusContent(string Code, string Name, int Position, string? Color, int? Reliability, bool IsDefault, bool IsArchived);

internal sealed record FieldContent(
    string Key, string Name, string Kind, IReadOnlyList<string> Choices, bool IsRequired, bool IsArchived, decimal? Minimum, decimal? Maximum, int MaxLength);

internal sealed record ImportContent(
    Guid Id, string FileName, string State, DateTimeOffset StartedAt, long Rows, long Created, long Updated, long Unchanged, long Refused);

internal sealed record MergeContent(Guid MergeId, string Kind, Guid ContactId, Guid OtherId);

internal sealed record DuplicateContent(string Reason, double Similarity, IReadOnlyList<Guid> Contacts);

/// <summary>Source-generated serialisation of what these commands print.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ContactContent))]
[JsonSerializable(typeof(ContactListContent))]
[JsonSerializable(typeof(TimelineContent))]
[JsonSerializable(typeof(IReadOnlyList<StatusContent>))]
[JsonSerializable(typeof(IReadOnlyList<FieldContent>))]
[JsonSerializable(typeof(IReadOnlyList<ImportContent>))]
[JsonSerializable(typeof(ContactImportReport))]
[JsonSerializable(typeof(ContactImportUndoReport))]
[JsonSerializable(typeof(MergeContent))]
[JsonSerializable(typeof(IReadOnlyList<DuplicateContent>))]
internal sealed partial class ContactJson : JsonSerializerContext
{
    public static ContactJson Printed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}
