using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>Takes an import back, a batch of contacts in one transaction.</summary>
internal sealed class ContactImportUndoing(CallTrackingDbContext context, IContactReferences[] references, DateTimeOffset now)
{
    private const int Batch = 200;

    private ContactCatalogue _catalogue = null!;

    /// <returns>False when nothing was left to do.</returns>
    public async Task<bool> StepAsync(Guid import, CancellationToken cancellationToken)
    {
        // Persons before organisations: an organisation whose members are gone is nobody's any more.
        var entries = await context.Set<ContactImportEntry>().AsTracking().Where(e => e.ImportId == import && e.Undo == ContactImportUndo.None)
            .OrderBy(e => context.Set<Contact>().Where(c => c.Id == e.ContactId).Select(c => c.Kind).FirstOrDefault()).ThenBy(e => e.ContactId)
            .Take(Batch).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0)
        {
            return false;
        }

        _catalogue = await ContactCatalogue.LoadAsync(context, cancellationToken).ConfigureAwait(false);
        var ids = entries.ConvertAll(e => e.ContactId);
        var contacts = await context.Set<Contact>().AsTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken)
            .ConfigureAwait(false);
        var kinds = entries.Select(e => contacts.GetValueOrDefault(e.ContactId)?.Kind).Where(kind => kind is not null).Distinct().ToList();
        if (kinds.Count > 1)
        {
            // Organisations wait until the members that stand before them are gone from the store too.
            entries.RemoveAll(e => contacts.GetValueOrDefault(e.ContactId)?.Kind == ContactKind.Organisation);
        }

        var named = new HashSet<Guid>();
        foreach (var reference in references)
        {
            named.UnionWith(await reference.FindAsync(context, ids, cancellationToken).ConfigureAwait(false));
        }

        var withMembers = await context.Set<Contact>().Where(c => c.OrganisationId != null && ids.Contains(c.OrganisationId.Value) && c.DeletedAt == null)
            .Select(c => c.OrganisationId!.Value).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            entry.Undo = !contacts.TryGetValue(entry.ContactId, out var contact) ? ContactImportUndo.Undone
                : entry.IsCreated ? await RemoveAsync(entry, contact, named.Contains(contact.Id), withMembers.Contains(contact.Id), cancellationToken).ConfigureAwait(false)
                : await RevertAsync(entry, contact, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<ContactImportUndo> RemoveAsync(
        ContactImportEntry entry, Contact contact, bool isNamed, bool hasMembers, CancellationToken cancellationToken)
    {
        if (contact.Revision != entry.RevisionAfter || contact.MergedIntoId is not null || hasMembers)
        {
            // Somebody worked with it since: it is his contact now.
            return ContactImportUndo.KeptEdits;
        }

        contact.Revision++;
        if (isNamed)
        {
            (contact.DeletedAt, contact.UpdatedAt) = (now, now);
            return ContactImportUndo.Hidden;
        }

        var id = contact.Id;
        await context.Set<ContactNumber>().Where(n => n.ContactId == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<ContactEmail>().Where(e => e.ContactId == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<ContactNote>().Where(n => n.ContactId == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<ContactStatusChange>().Where(c => c.ContactId == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        context.Remove(contact);
        return ContactImportUndo.Undone;
    }

    private async Task<ContactImportUndo> RevertAsync(ContactImportEntry entry, Contact contact, CancellationToken cancellationToken)
    {
        var id = contact.Id;
        var since = contact.StatusSince;
        var isWhole = ContactProperties.Revert(contact, entry.Changes, _catalogue.Fields);
        if (since is { } at && contact.StatusSince != since)
        {
            // The status that the import had set never was.
            await context.Set<ContactStatusChange>().Where(c => c.ContactId == id && c.At == at).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        var (numbers, emails, notes) = (entry.Numbers.ToList(), entry.Emails.ToList(), entry.Notes.ToList());
        var gone = await context.Set<ContactNumber>().Where(n => n.ContactId == id && numbers.Contains(n.Id)).ExecuteDeleteAsync(cancellationToken)
            .ConfigureAwait(false);
        gone += await context.Set<ContactEmail>().Where(e => e.ContactId == id && emails.Contains(e.Id)).ExecuteDeleteAsync(cancellationToken)
            .ConfigureAwait(false);
        gone += await context.Set<ContactNote>().Where(n => n.ContactId == id && notes.Contains(n.Id) && n.EditedAt == null).ExecuteDeleteAsync(cancellationToken)
            .ConfigureAwait(false);
        (contact.Revision, contact.UpdatedAt) = (contact.Revision + 1, now);
        return isWhole && gone == numbers.Count + emails.Count + notes.Count ? ContactImportUndo.Undone : ContactImportUndo.KeptEdits;
    }
}
