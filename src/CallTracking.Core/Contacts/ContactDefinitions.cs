namespace CallTracking.Contacts;

/// <summary>A status as an administrator defines it.</summary>
/// <param name="Code">A lower-case letter, then letters, digits, <c>-</c> or <c>_</c>; the status that has it is changed.</param>
/// <param name="Name">What users read.</param>
/// <param name="Position">Place in the catalogue; null: where it is, or last.</param>
/// <param name="Color"><c>#rrggbb</c>; null for none.</param>
/// <param name="Reliability">0 to 100; null when the status does not say.</param>
/// <param name="IsDefault">Whether new contacts get it; the status that had this before loses it.</param>
/// <param name="IsArchived">Whether it can no longer be chosen.</param>
public sealed record ContactStatusDefinition(
    string Code, string Name, int? Position = null, string? Color = null, int? Reliability = null, bool IsDefault = false, bool IsArchived = false);

/// <summary>A custom field as an administrator defines it.</summary>
/// <param name="Key">A lower-case letter, then letters, digits, <c>-</c> or <c>_</c>; the field that has it is changed.</param>
/// <param name="Name">What users read.</param>
/// <param name="Kind">What values it takes.</param>
public sealed record ContactFieldDefinition(string Key, string Name, ContactFieldKind Kind)
{
    /// <summary>Of a choice: what can be chosen.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Of a text: how long it may be; null for <see cref="ContactField.MaxTextLength"/>.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Of a number: the least; null for any.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Of a number: the greatest; null for any.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>Place on the card; null: where it is, or last.</summary>
    public int? Position { get; init; }

    /// <summary>Whether a contact must have a value.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it is no longer shown or set.</summary>
    public bool IsArchived { get; init; }
}
