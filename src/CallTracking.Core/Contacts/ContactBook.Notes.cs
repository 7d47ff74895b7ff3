using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <content>Notes and photos.</content>
public sealed partial class ContactBook
{
    /// <summary>Writes a note about a contact. A contact that was merged meanwhile stands for the one that it was merged into. Needs
    /// <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="text">The note, at most <see cref="ContactNote.MaxLength"/> characters.</param>
    /// <param name="call">The call that it is about; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The note; null when the caller reaches no such contact.</returns>
    public Task<ContactNote?> AddNoteAsync(Caller caller, Guid id, string text, Guid? call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsEdit);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var contact = await ContactAccess.LockSurvivorAsync(context, caller, Permission.ContactsEdit, id, now, token).ConfigureAwait(false);
            if (contact is null)
            {
                return null;
            }

            var writer = Writer(context, caller, await ContactCatalogue.LoadAsync(context, token).ConfigureAwait(false), now);
            var note = writer.AddNote(contact.Id, text, call);
            ThrowIfAny(writer.Problems);
            AuditText(context, caller, now, "contact.note.add", contact.Id, "note", null, note!.Id.ToString());
            return note;
        }, cancellationToken);
    }

    /// <summary>Changes the text of a note. Needs <see cref="Permission.ContactsEdit"/>; only its writer may, or who reaches all contacts.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="noteId">The note.</param>
    /// <param name="text">The new text; null takes the note away.</param>
    /// <param name="expectedRevision">The revision of the note that is meant; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller reaches no such note.</returns>
    /// <exception cref="RevisionConflictException">The note has another revision.</exception>
    public Task<bool> EditNoteAsync(Caller caller, Guid noteId, string? text, long? expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsEdit);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var now = _time.GetUtcNow();
            var note = await context.Set<ContactNote>().AsTracking().SingleOrDefaultAsync(n => n.Id == noteId, token).ConfigureAwait(false);
            if (note is null || (note.ByEmployee != caller.Employee && caller.Access.ScopeOf(Permission.ContactsEdit) != AccessScope.All)
                || !await ContactAccess.Reach(context, caller, Permission.ContactsEdit).AnyAsync(c => c.Id == note.ContactId, token).ConfigureAwait(false))
            {
                return false;
            }

            if (expectedRevision is { } expected && expected != note.Revision)
            {
                throw new RevisionConflictException("note", noteId, expected, note.Revision);
            }

            if (text is null)
            {
                context.Remove(note);
                AuditText(context, caller, now, "contact.note.remove", note.ContactId, "note", noteId.ToString(), null);
                return true;
            }

            var writer = Writer(context, caller, await ContactCatalogue.LoadAsync(context, token).ConfigureAwait(false), now);
            var clean = writer.NoteText(text);
            ThrowIfAny(writer.Problems);
            (note.Text, note.EditedAt, note.Revision) = (clean!, now, note.Revision + 1);
            AuditText(context, caller, now, "contact.note.edit", note.ContactId, "note", noteId.ToString(), noteId.ToString());
            return true;
        }, cancellationToken);
    }

    /// <summary>Sets a contact's photo: decoded, scaled down and encoded anew. Needs <see cref="Permission.ContactsEdit"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="picture">A picture of at most <see cref="ContactOptions.MaxPhotoBytes"/> bytes; empty takes the photo away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller reaches no such contact.</returns>
    /// <exception cref="ContactRejectedException">It is too large (<c>photo.large</c>), no picture (<c>photo.unreadable</c>), or the host has
    /// nothing that encodes pictures (<c>photo.none</c>).</exception>
    public async Task<bool> SetPhotoAsync(Caller caller, Guid id, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsEdit);
        var encoded = picture.IsEmpty ? null : await EncodeAsync(picture, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(caller, id, async (context, contact, now, token) =>
        {
            if (encoded is null && contact.PhotoId is null)
            {
                return true;
            }

            var before = contact.PhotoId;
            await context.Set<ContactPhoto>().Where(p => p.ContactId == contact.Id).ExecuteDeleteAsync(token).ConfigureAwait(false);
            contact.PhotoId = null;
            if (encoded is not null)
            {
                contact.PhotoId = Guid.CreateVersion7(now);
                context.Add(new ContactPhoto
                {
                    Tenant = caller.Tenant,
                    Id = contact.PhotoId.Value,
                    ContactId = contact.Id,
                    MediaType = encoded.MediaType,
                    Width = encoded.Width,
                    Height = encoded.Height,
                    Content = encoded.Content,
                    AddedAt = now,
                });
            }

            AuditText(context, caller, now, "contact.photo", contact.Id, "photo", before?.ToString(), contact.PhotoId?.ToString());
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A contact's photo. Needs <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is none, or the caller does not reach the contact.</returns>
    public Task<ContactPhoto?> GetPhotoAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync(_contexts, caller, context => ContactAccess.Reach(context, caller, Permission.ContactsRead)
            .Where(c => c.Id == id && c.DeletedAt == null)
            .Join(context.Set<ContactPhoto>(), c => c.PhotoId, p => p.Id, (c, p) => p).FirstOrDefaultAsync(cancellationToken));
    }

    private async ValueTask<EncodedPhoto> EncodeAsync(ReadOnlyMemory<byte> picture, CancellationToken cancellationToken)
    {
        if (_photos is null)
        {
            throw new ContactRejectedException("photo.none", "photo", "This host keeps no photos: it registers nothing that encodes pictures.");
        }

        if (picture.Length > _options.MaxPhotoBytes)
        {
            throw new ContactRejectedException("photo.large", "photo", $"The picture is larger than {_options.MaxPhotoBytes} bytes: send a smaller one.");
        }

        return await _photos.EncodeAsync(picture, _options.PhotoPixels, cancellationToken).ConfigureAwait(false)
            ?? throw new ContactRejectedException("photo.unreadable", "photo", "This is no picture that can be read: send a JPEG, PNG or WebP.");
    }
}
