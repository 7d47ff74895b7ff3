using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;

namespace CallTracking.AspNetCore.Contacts;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What a status is to be: all of it, also where it is changed.")]
internal sealed record ContactStatusDefinitionRequest
{
    [Description("A lower-case letter, then letters, digits, `-` or `_`. Only where it is added: it never changes.")]
    public string? Code { get; init; }

    [Description("What users read.")]
    public string? Name { get; init; }

    [Description("Place in the catalogue; left out: where it is, or last.")]
    public int? Position { get; init; }

    [Description("`#rrggbb`.")]
    public string? Color { get; init; }

    [Description("0 to 100.")]
    public int? Reliability { get; init; }

    [Description("Whether new contacts get it; the one that had this loses it.")]
    public bool? IsDefault { get; init; }

    [Description("Whether it can no longer be chosen.")]
    public bool? IsArchived { get; init; }

    /// <summary>The definition, of the status of the address where there is one.</summary>
    public ContactStatusDefinition ToDefinition(string? code) => new(
        Codes.Of(Code, code, "code"), Texts.Required(Name, "name", 100), Position, Texts.Optional(Color, "color", 7), Reliability, IsDefault ?? false, IsArchived ?? false);
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What a custom field is to be: all of it, also where it is changed.")]
internal sealed record ContactFieldDefinitionRequest
{
    [Description("A lower-case letter, then letters, digits, `-` or `_`. Only where it is added: it never changes.")]
    public string? Key { get; init; }

    [Description("What users read.")]
    public string? Name { get; init; }

    [WordsOf<ContactFieldKind>]
    [Description("What values it takes. It never changes.")]
    public string? Kind { get; init; }

    [Description("Of a choice: what can be chosen, 1 to 200.")]
    public IReadOnlyList<string>? Choices { get; init; }

    [Description("Of a text: how long it may be.")]
    public int? MaxLength { get; init; }

    [Description("Of a number: the least.")]
    public decimal? Minimum { get; init; }

    [Description("Of a number: the greatest.")]
    public decimal? Maximum { get; init; }

    [Description("Place on the card; left out: where it is, or last.")]
    public int? Position { get; init; }

    [Description("Whether a contact must have a value.")]
    public bool? IsRequired { get; init; }

    [Description("Whether it is no longer shown or set.")]
    public bool? IsArchived { get; init; }

    /// <summary>The definition, of the field of the address where there is one.</summary>
    public ContactFieldDefinition ToDefinition(string? key) =>
        new(Codes.Of(Key, key, "key"), Texts.Required(Name, "name", 100), Word<ContactFieldKind>.Require(Kind, "kind"))
        {
            Choices = Choices is { Count: > 0 } ? [.. Texts.List(Choices, "choices", 200).Select(choice => Texts.Required(choice, "choices", 200))] : [],
            MaxLength = MaxLength,
            Minimum = Minimum,
            Maximum = Maximum,
            Position = Position,
            IsRequired = IsRequired ?? false,
            IsArchived = IsArchived ?? false,
        };
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Two contacts that are two.")]
internal sealed record DistinctContactsRequest
{
    [Description("One.")]
    public Guid? First { get; init; }

    [Description("The other.")]
    public Guid? Second { get; init; }
}

/// <summary>Codes that never change: of the body where something is added, of the address where it is changed.</summary>
internal static class Codes
{
    public static string Of(string? given, string? ofAddress, string member) => ofAddress is null
        ? Texts.Required(given, member, 64)
        : given is null || given == ofAddress ? ofAddress : throw Texts.Invalid(member, $"'{member}' is another one than that of the address.", "Leave it out: it never changes.");
}
