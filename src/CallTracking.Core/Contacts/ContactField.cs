using CallTracking.Storage;

namespace CallTracking.Contacts;

/// <summary>What kind of value a custom field takes.</summary>
public enum ContactFieldKind
{
    /// <summary>Text of at most <see cref="ContactField.MaxLength"/> characters.</summary>
    Text = 1,

    /// <summary>A decimal number.</summary>
    Number = 2,

    /// <summary>A day, written <c>2026-11-23</c>.</summary>
    Date = 3,

    /// <summary>True or false.</summary>
    Boolean = 4,

    /// <summary>One of <see cref="ContactField.Choices"/>.</summary>
    Choice = 5,
}

/// <summary>The definition of a custom field that every contact of the tenant may have.</summary>
public sealed class ContactField : ITenantOwned
{
    /// <summary>The most fields that a tenant may define: 100.</summary>
    public const int MaxFields = 100;

    /// <summary>The longest text of any field: 4,000 characters.</summary>
    public const int MaxTextLength = 4_000;

    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name for programs, files and the API: a lower-case letter, then letters, digits and <c>_</c>. Unique, never changes.</summary>
    public required string Key { get; init; }

    /// <summary>What users read.</summary>
    public required string Name { get; set; }

    /// <summary>What values it takes. Never changes: values are there already.</summary>
    public required ContactFieldKind Kind { get; init; }

    /// <summary>Of a choice: what can be chosen. Values that contacts have already stay when they are no longer offered.</summary>
    public IReadOnlyList<string> Choices { get; set; } = [];

    /// <summary>Of a text: how long it may be, at most <see cref="MaxTextLength"/>.</summary>
    public int MaxLength { get; set; } = MaxTextLength;

    /// <summary>Of a number: the least; null for any.</summary>
    public decimal? Minimum { get; set; }

    /// <summary>Of a number: the greatest; null for any.</summary>
    public decimal? Maximum { get; set; }

    /// <summary>Whether a contact that is created or edited must have a value.</summary>
    public bool IsRequired { get; set; }

    /// <summary>Place on the card, the lowest first.</summary>
    public int Position { get; set; }

    /// <summary>Whether it is no longer shown or set. Values stay.</summary>
    public bool IsArchived { get; set; }

    /// <summary>Grows with every change.</summary>
    public long Revision { get; set; }
}
