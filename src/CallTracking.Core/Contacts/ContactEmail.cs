using CallTracking.Storage;

namespace CallTracking.Contacts;

/// <summary>An e-mail address of a contact.</summary>
public sealed class ContactEmail : ITenantOwned
{
    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is. A merge moves it, the undoing of the merge moves it back.</summary>
    public required Guid ContactId { get; set; }

    /// <summary>As it was entered, without the blanks around it.</summary>
    public required string Address { get; init; }

    /// <summary>In lower case: what is searched and compared.</summary>
    public required string Normalized { get; init; }

    /// <summary>What the user calls it, for instance "invoices"; null when he does not.</summary>
    public string? Label { get; set; }

    /// <summary>Whether it is the one to write to first.</summary>
    public bool IsPrimary { get; set; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset AddedAt { get; init; }
}
