namespace CallTracking.Contacts;

/// <summary>The host's own books: asked for what a contact owes when a card is shown. Registered with
/// <c>AddContactBalances</c>; without one the contact's own field counts.</summary>
/// <remarks>Must be safe for concurrent use. It may be slow, fail or hang: the card does not wait longer than
/// <see cref="ContactOptions.BalanceTimeout"/>.</remarks>
public interface IContactBalanceProvider
{
    /// <summary>What a contact owes.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contact">The contact's id.</param>
    /// <param name="externalId">The host's own key of it; null when it has none.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    /// <returns>Null when the books do not know the contact.</returns>
    ValueTask<ContactBalance?> FindAsync(string tenant, Guid contact, string? externalId, CancellationToken cancellationToken);
}

/// <summary>What a contact owes, by the host's books.</summary>
/// <param name="Debt">What it owes; below zero what is owed to it.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="At">The moment of which this is true; null for now.</param>
public sealed record ContactBalance(decimal Debt, string Currency, DateTimeOffset? At = null);

/// <summary>Where a debt comes from.</summary>
public enum ContactDebtSource
{
    /// <summary>Nobody knows it, or it is hidden from the caller.</summary>
    Unknown = 0,

    /// <summary>From the contact's own field.</summary>
    Contact = 1,

    /// <summary>From the host's books.</summary>
    Host = 2,

    /// <summary>From the contact's own field, because the host's books did not answer in time or failed.</summary>
    ContactInsteadOfHost = 3,
}

/// <summary>What a contact owes, as it may be shown.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Debt">What it owes; null when unknown.</param>
/// <param name="Currency">ISO 4217 code; null when unknown.</param>
/// <param name="At">The moment of which this is true; null for now.</param>
public sealed record ContactDebt(ContactDebtSource Source, decimal? Debt, string? Currency, DateTimeOffset? At)
{
    /// <summary>Not known, or hidden.</summary>
    public static ContactDebt Unknown { get; } = new(ContactDebtSource.Unknown, null, null, null);
}
