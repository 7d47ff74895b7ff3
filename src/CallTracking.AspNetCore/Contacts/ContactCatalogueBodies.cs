using System.ComponentModel;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;
using CallTracking.Identification;

namespace CallTracking.AspNetCore.Contacts;

[Description("One entry of the tenant's catalogue of statuses: potential, current, reliable, … as the tenant likes.")]
internal sealed record ContactStatusBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("A short word for programs and files, unique in the tenant: `potential`. Never changes.")]
    public required string Code { get; init; }

    [Description("What users read.")]
    public required string Name { get; init; }

    [Description("Place in the catalogue, the lowest first.")]
    public required int Position { get; init; }

    [Description("Colour for screens, `#rrggbb`; null when it has none.")]
    public string? Color { get; init; }

    [Description("How reliable contacts of this status are, 0 (not at all) to 100; null when the status does not say.")]
    public int? Reliability { get; init; }

    [Description("Whether new contacts get it when nobody chooses. At most one status of a tenant has this.")]
    public required bool IsDefault { get; init; }

    [Description("Whether it can no longer be chosen. Contacts that have it keep it.")]
    public required bool IsArchived { get; init; }

    [Description("Grows with every change.")]
    public required long Revision { get; init; }

    public static ContactStatusBody Of(ContactStatus one) => new()
    {
        Id = one.Id,
        Code = one.Code,
        Name = one.Name,
        Position = one.Position,
        Color = one.Color,
        Reliability = one.Reliability,
        IsDefault = one.IsDefault,
        IsArchived = one.IsArchived,
        Revision = one.Revision,
    };
}

[Description("The statuses.")]
internal sealed record ContactStatusList([property: Description("The statuses.")] IReadOnlyList<ContactStatusBody> Items);

[Description("The definition of a custom field that every contact of the tenant may have.")]
internal sealed record ContactFieldBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("The name for programs, files and the API: a lower-case letter, then letters, digits and `_`. Unique, never changes.")]
    public required string Key { get; init; }

    [Description("What users read.")]
    public required string Name { get; init; }

    [Description("What values it takes. Never changes: values are there already.")]
    [WordsOf<ContactFieldKind>]
    public required string Kind { get; init; }

    [Description("Of a choice: what can be chosen. Values that contacts have already stay when they are no longer offered.")]
    public required IReadOnlyList<string> Choices { get; init; }

    [Description("Of a text: how long it may be, at most MaxTextLength.")]
    public required int MaxLength { get; init; }

    [Description("Of a number: the least; null for any.")]
    public decimal? Minimum { get; init; }

    [Description("Of a number: the greatest; null for any.")]
    public decimal? Maximum { get; init; }

    [Description("Whether a contact that is created or edited must have a value.")]
    public required bool IsRequired { get; init; }

    [Description("Place on the card, the lowest first.")]
    public required int Position { get; init; }

    [Description("Whether it is no longer shown or set. Values stay.")]
    public required bool IsArchived { get; init; }

    [Description("Grows with every change.")]
    public required long Revision { get; init; }

    public static ContactFieldBody Of(ContactField one) => new()
    {
        Id = one.Id,
        Key = one.Key,
        Name = one.Name,
        Kind = Word.Of(one.Kind),
        Choices = one.Choices,
        MaxLength = one.MaxLength,
        Minimum = one.Minimum,
        Maximum = one.Maximum,
        IsRequired = one.IsRequired,
        Position = one.Position,
        IsArchived = one.IsArchived,
        Revision = one.Revision,
    };
}

[Description("The custom fields.")]
internal sealed record ContactFieldList([property: Description("The custom fields.")] IReadOnlyList<ContactFieldBody> Items);
