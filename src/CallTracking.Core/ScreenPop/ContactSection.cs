using CallTracking.Access;
using CallTracking.Contacts;

namespace CallTracking.ScreenPop;

/// <summary>Who calls: names, numbers, status, discount, debt, who works with the contact.</summary>
internal sealed class ContactSection(ContactBalances balances) : ICardSection
{
    private const int MostNumbers = 20;

    public string Name => "contact";

    public Permission Needs => Permission.ContactsRead;

    public async ValueTask<Func<PopCard, PopCard>> ReadAsync(CardRequest request, CancellationToken cancellationToken)
    {
        if (request.Contact is not { } found)
        {
            return static card => card;
        }

        // Before the masks: the host's books may know what the contact owes better than the contact's own field.
        var debt = await balances.FindAsync(request.Viewer, found.Contact, cancellationToken).ConfigureAwait(false);
        var details = ContactAccess.Mask(found, request.Viewer);
        var contact = details.Contact;
        var shown = new CardContact(
            contact.Id, contact.Kind, contact.Name, contact.AddressAs ?? contact.Name, details.Organisation,
            [.. details.Numbers.Take(MostNumbers).Select(static one => new CardNumber(one.E164 ?? one.Raw, one.Kind, one.Label, one.IsPrimary))],
            details.Status?.Name, details.Status?.Color, contact.StatusSince, contact.Discount, debt.Debt, debt.Currency,
            request.Employee(contact.ResponsibleId), contact.Language, contact.PhotoId);
        return card => card with { Contact = shown };
    }
}
