using CallTracking.Storage;

namespace CallTracking.Contacts;

/// <summary>What somebody wrote down about a contact.</summary>
public sealed class ContactNote : ITenantOwned
{
    /// <summary>The longest text: 16,000 characters.</summary>
    public const int MaxLength = 16_000;

    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The contact. A split may move it.</summary>
    public required Guid ContactId { get; set; }

    /// <summary>The call during or about which it was written; null when none.</summary>
    public Guid? CallId { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who wrote it; null when the system did, an import for instance.</summary>
    public Guid? ByEmployee { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; set; }

    /// <summary>When the text was changed last; null when never.</summary>
    public DateTimeOffset? EditedAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public long Revision { get; set; }
}
