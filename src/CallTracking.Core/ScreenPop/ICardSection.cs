using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Staff;

namespace CallTracking.ScreenPop;

/// <summary>A part of the card, read by itself: one that fails or is slow is left out and the others stay.</summary>
internal interface ICardSection
{
    /// <summary>Its name in <see cref="PopCard.Missing"/>.</summary>
    string Name { get; }

    /// <summary>Without which the part is left out.</summary>
    Permission Needs { get; }

    /// <summary>Reads the part.</summary>
    /// <param name="request">Whose card.</param>
    /// <param name="cancellationToken">Cancelled when it takes too long.</param>
    /// <returns>Puts the part on the card.</returns>
    ValueTask<Func<PopCard, PopCard>> ReadAsync(CardRequest request, CancellationToken cancellationToken);
}

/// <summary>Whose card is wanted.</summary>
/// <param name="Reader">On whose behalf rows are read: the employee, or the system where the call's ringing grants the card.</param>
/// <param name="Viewer">Who looks at it: his field masks hold.</param>
/// <param name="Call">The call.</param>
/// <param name="Contact">The contact of the call; null when none is known.</param>
/// <param name="ContactIds">All ids that the contact goes by, those of merged ones too; empty without a contact.</param>
/// <param name="Staff">Names of employees.</param>
internal sealed record CardRequest(
    Caller Reader, Caller Viewer, Call Call, ContactDetails? Contact, IReadOnlyList<Guid> ContactIds, IStaffDirectory Staff)
{
    /// <summary>An employee as cards name him.</summary>
    public CardEmployee? Employee(Guid? id) => id is { } one ? new CardEmployee(one, Staff.Find(Viewer.Tenant, one)?.DisplayName) : null;
}
