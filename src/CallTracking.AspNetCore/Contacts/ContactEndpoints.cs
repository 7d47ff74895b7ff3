using CallTracking.Access;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;
using CallTracking.Identification;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Contacts;

/// <summary>Customers, and everybody else outside.</summary>
internal static class ContactEndpoints
{
    private const int Standard = 50;
    private const int LargestPhoto = 8 * 1024 * 1024;

    /// <summary>What a list and a file of contacts are chosen by.</summary>
    internal static readonly ApiParameter[] Parameters =
    [
        ApiParameter.OneOf<ContactKind>("kind", "Persons or organisations."),
        new("status", ParameterKind.Id, "Those with this status. May be given several times.") { IsMany = true },
        new("responsible", ParameterKind.Id, "Those of this employee."),
        new("organisation", ParameterKind.Id, "Those who belong to this organisation."),
        new("changedSince", ParameterKind.Instant, "Those changed at this instant or later."),
    ];

    /// <summary>Only those who owe more; refused where debts are hidden.</summary>
    internal static readonly ApiParameter DebtAbove = new("debtAbove", ParameterKind.Integer, "Those who owe more than this, whatever the currency.") { Minimum = 0 };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "contacts");
        api.Get("/contacts", Permission.ContactsRead, ListAsync)
            .Is("listContacts", "Lists contacts by name.", "To find one by name, number or e-mail use `POST /contacts/search`: addresses are written into logs.")
            .Query([.. Parameters, DebtAbove, ApiParameter.Cursor, ApiParameter.Limit(ContactBook.MaxLimit, Standard)]).Answers<ContactPageBody>();
        api.Get("/contacts/count", Permission.ContactsRead, CountAsync).Is("countContacts", "Counts contacts.").Query([.. Parameters, DebtAbove]).Answers<CountBody>();
        api.Post("/contacts/search", Permission.ContactsRead, SearchAsync)
            .Is("searchContacts", "Finds contacts by a fragment of the name, by a number or by an e-mail address.", "One of the three. Changes nothing.")
            .Takes<ContactSelection>().Answers<ContactSearchBody>();
        api.Post("/contacts", Permission.ContactsEdit, CreateAsync).Is("createContact", "Adds a contact.").Takes<ContactRequest>().Answers<ContactBody>(201);
        api.Get("/contacts/{id:guid}", Permission.ContactsRead, GetAsync).Is("getContact", "Reads a contact.").Answers<ContactBody>().HasRevision().MayBeMissing();
        api.Put("/contacts/{id:guid}", Permission.ContactsEdit, UpdateAsync)
            .Is("updateContact", "Changes a contact: it is then what is sent.").Takes<ContactRequest>().Answers<ContactBody>().NeedsRevision().MayBeMissing();
        api.Delete("/contacts/{id:guid}", Permission.ContactsDelete, DeleteAsync).Is("deleteContact", "Deletes a contact; it can be restored.").AnswersNothing().NeedsRevision().MayBeMissing();
        api.Post("/contacts/{id:guid}/restore", Permission.ContactsDelete, RestoreAsync).Is("restoreContact", "Restores a deleted contact.").AnswersNothing().MayBeMissing();
        api.Put("/contacts/{id:guid}/status", Permission.ContactsEdit, SetStatusAsync)
            .Is("setContactStatus", "Gives a contact a status.").Takes<ContactStatusRequest>().Answers<ContactBody>().NeedsRevision().MayBeMissing();
        api.Post("/contacts/{id:guid}/numbers", Permission.ContactsEdit, AddNumberAsync).Is("addContactNumber", "Adds a number.").Takes<ContactNumberRequest>().Answers<ContactNumberBody>(201).MayBeMissing();
        api.Delete("/contacts/{id:guid}/numbers/{numberId:guid}", Permission.ContactsEdit, RemoveNumberAsync).Is("removeContactNumber", "Removes a number.").AnswersNothing().MayBeMissing();
        api.Post("/contacts/{id:guid}/emails", Permission.ContactsEdit, AddEmailAsync).Is("addContactEmail", "Adds an e-mail address.").Takes<ContactEmailRequest>().Answers<ContactEmailBody>(201).MayBeMissing();
        api.Delete("/contacts/{id:guid}/emails/{emailId:guid}", Permission.ContactsEdit, RemoveEmailAsync).Is("removeContactEmail", "Removes an e-mail address.").AnswersNothing().MayBeMissing();
        api.Post("/contacts/{id:guid}/notes", Permission.ContactsEdit, AddNoteAsync).Is("addContactNote", "Adds a note.").Takes<ContactNoteRequest>().Answers<ContactNoteBody>(201).MayBeMissing();
        api.Get("/contacts/{id:guid}/timeline", Permission.ContactsRead, TimelineAsync)
            .Is("getContactTimeline", "Reads what happened with a contact, the latest first.")
            .Query(new ApiParameter("kind", ParameterKind.Text, "Only such entries. May be given several times.") { IsMany = true, MaxLength = 64 }, ApiParameter.Cursor, ApiParameter.Limit(ContactTimeline.MaxLimit, Standard))
            .Answers<TimelinePageBody>().MayBeMissing();
        api.Get("/contacts/{id:guid}/photo", Permission.ContactsRead, GetPhotoAsync).Is("getContactPhoto", "Reads the photo.").AnswersFile("image/jpeg", "image/png", "image/webp").MayBeMissing();
        api.Put("/contacts/{id:guid}/photo", Permission.ContactsEdit, SetPhotoAsync)
            .Is("setContactPhoto", "Sets the photo; it is drawn anew, so that nothing hidden in it stays.").TakesFile(LargestPhoto, "image/jpeg", "image/png", "image/webp").AnswersNothing().MayBeMissing();
        api.Get("/contacts/{id:guid}/merges", Permission.ContactsRead, ListMergesAsync).Is("listContactMerges", "Lists merges and splits of a contact.").Answers<ContactMergeList>().MayBeMissing();
        api.Post("/contacts/{id:guid}/merge", Permission.ContactsImport, MergeAsync).Is("mergeContacts", "Merges another contact into this one.").Takes<MergeRequest>().Answers<ContactMergeBody>().MayBeMissing();
        api.Post("/contacts/{id:guid}/split", Permission.ContactsImport, SplitAsync).Is("splitContact", "Makes a contact of its own of a part of this one.").Takes<SplitRequest>().Answers<ContactMergeBody>().MayBeMissing();
        api.Post("/contacts/merges/{id:guid}/undo", Permission.ContactsImport, UndoMergeAsync).Is("undoContactMerge", "Undoes a merge or a split.").AnswersNothing().MayBeMissing();
        api.Get("/calls/{id:guid}/contact", Permission.CallsRead, OfCallAsync).Is("getContactOfCall", "Says whose call it is.").Answers<CallContactBody>().MayBeMissing();
        api.Put("/calls/{id:guid}/contact/{contactId:guid}", Permission.ContactsEdit, AssignAsync).Is("assignCall", "Says whose call it is; its number may become the contact's.").Answers<CallAssignmentBody>().MayBeMissing();
        api.Delete("/calls/{id:guid}/contact", Permission.ContactsEdit, UnassignAsync).Is("unassignCall", "Takes the contact of a call away: it was somebody else. It stays without one until somebody names one.").AnswersNothing().MayBeMissing();
    }

    internal static ContactFilter Filter(HttpContext http)
    {
        var query = new Query(http);
        return new ContactFilter
        {
            Kind = query.One<ContactKind>("kind"),
            Statuses = query.Ids("status"),
            ResponsibleId = query.Id("responsible"),
            OrganisationId = query.Id("organisation"),
            ChangedSince = query.Instant("changedSince"),
            DebtAbove = query.Integer("debtAbove", 0, int.MaxValue),
        };
    }

    private static async Task<IResult> ListAsync(HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var page = await book.ListAsync(
            http.Caller(), Filter(http), query.Cursor<ContactCursor>(ContactCursor.TryParse), query.Limit(ContactBook.MaxLimit, Standard), cancellationToken)
            .ConfigureAwait(false);
        return Answers.Json(new ContactPageBody([.. page.Contacts.Select(ContactBody.Of)], page.Next?.ToString()), ApiJson.Strict.ContactPageBody);
    }

    private static async Task<IResult> CountAsync(HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        Answers.Json(new CountBody(await book.CountAsync(http.Caller(), Filter(http), cancellationToken).ConfigureAwait(false)), ApiJson.Strict.CountBody);

    private static async Task<IResult> SearchAsync(HttpContext http, ContactBook book, ContactFinder finder, CancellationToken cancellationToken)
    {
        var wanted = await Body.ReadAsync(http, ApiJson.Strict.ContactSelection, cancellationToken).ConfigureAwait(false);
        var limit = Texts.Limit(wanted.Limit, ContactFinder.MaxLimit, Standard);
        if (wanted.Search is not null)
        {
            var found = await finder.FindAsync(http.Caller(), Texts.Required(wanted.Search, "search", 200), limit, cancellationToken).ConfigureAwait(false);
            return Answers.Json(new ContactSearchBody([.. found.Contacts.Select(FoundContactBody.Of)], found.HasMore, found.Note), ApiJson.Strict.ContactSearchBody);
        }

        if (wanted.Number is null && wanted.Email is null)
        {
            throw Texts.Invalid("search", "Nothing is looked for.", "Give search, number or email.");
        }

        var page = await book.ListAsync(
            http.Caller(), new ContactFilter { Number = Texts.Optional(wanted.Number, "number", 64), Email = Texts.Optional(wanted.Email, "email", 254) }, null, limit,
            cancellationToken).ConfigureAwait(false);
        return Answers.Json(
            new ContactSearchBody(
                [.. page.Contacts.Select(one => FoundContactBody.Of(new FoundContact(
                    one.Contact.Id, one.Contact.Name, one.Contact.Kind, one.Numbers.Count > 0 ? one.Numbers[0].E164 ?? one.Numbers[0].Raw : null)))],
                page.Next is not null, null),
            ApiJson.Strict.ContactSearchBody);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactRequest, cancellationToken).ConfigureAwait(false);
        var draft = new ContactDraft();
        request.Apply(draft, isNew: true, debtIsHidden: false);
        var made = await book.CreateAsync(http.Caller(), draft, cancellationToken).ConfigureAwait(false);
        return Answers.Created(http, ContactBody.Of(made), ApiJson.Strict.ContactBody, made.Contact.Revision, $"contacts/{made.Contact.Id}");
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        Show(http, await book.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> UpdateAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactRequest, cancellationToken).ConfigureAwait(false);
        var caller = http.Caller();
        return Show(http, await book.UpdateAsync(
            caller, id, draft => request.Apply(draft, isNew: false, caller.Access.Hides(FieldMask.Debt)), revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        Done(await book.DeleteAsync(http.Caller(), id, Revisions.Expected(http), cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> RestoreAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        Done(await book.RestoreAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> SetStatusAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactStatusRequest, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.SetStatusAsync(
            http.Caller(), id, request.StatusId, Texts.Optional(request.Reason, "reason", 1000), revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> AddNumberAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactNumberRequest, cancellationToken).ConfigureAwait(false);
        var added = Answers.Found(await book.AddNumberAsync(http.Caller(), id, request.ToNew(), ContactNumberSource.Entered, cancellationToken).ConfigureAwait(false));
        return Answers.Json(ContactNumberBody.Of(added), ApiJson.Strict.ContactNumberBody, 201);
    }

    private static async Task<IResult> RemoveNumberAsync(Guid id, Guid numberId, HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        Done(await book.RemoveNumberAsync(http.Caller(), id, numberId, cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> AddEmailAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactEmailRequest, cancellationToken).ConfigureAwait(false);
        var added = Answers.Found(await book.AddEmailAsync(http.Caller(), id, request.ToNew(), cancellationToken).ConfigureAwait(false));
        return Answers.Json(ContactEmailBody.Of(added), ApiJson.Strict.ContactEmailBody, 201);
    }

    private static async Task<IResult> RemoveEmailAsync(Guid id, Guid emailId, HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        Done(await book.RemoveEmailAsync(http.Caller(), id, emailId, cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> AddNoteAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactNoteRequest, cancellationToken).ConfigureAwait(false);
        var added = Answers.Found(await book.AddNoteAsync(
            http.Caller(), id, Texts.Required(request.Text, "text", 10_000), request.Call, cancellationToken).ConfigureAwait(false));
        return Answers.Json(ContactNoteBody.Of(added), ApiJson.Strict.ContactNoteBody, 201);
    }

    private static async Task<IResult> TimelineAsync(Guid id, HttpContext http, ContactTimeline timeline, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var page = Answers.Found(await timeline.ReadAsync(
            http.Caller(), id, [.. http.Request.Query["kind"].OfType<string>()], query.Cursor<ContactTimelinePlace>(ContactTimelinePlace.TryParse),
            query.Limit(ContactTimeline.MaxLimit, Standard), cancellationToken).ConfigureAwait(false));
        return Answers.Json(new TimelinePageBody([.. page.Entries.Select(TimelineEntryBody.Of)], page.Next?.ToString()), ApiJson.Strict.TimelinePageBody);
    }

    private static async Task<IResult> GetPhotoAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var photo = Answers.Found(await book.GetPhotoAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Bytes(photo.Content, photo.MediaType);
    }

    private static async Task<IResult> SetPhotoAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        Body.DemandType(http.Request, "image/jpeg", "image/png", "image/webp");
        var picture = await Body.ReadAllAsync(http.Request, LargestPhoto, cancellationToken).ConfigureAwait(false);
        return Done(await book.SetPhotoAsync(http.Caller(), id, picture, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> ListMergesAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken) => Answers.Json(
        new ContactMergeList([.. (await book.ListMergesAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false)).Select(ContactMergeBody.Of)]),
        ApiJson.Strict.ContactMergeList);

    private static async Task<IResult> MergeAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.MergeRequest, cancellationToken).ConfigureAwait(false);
        var merge = Answers.Found(await book.MergeAsync(http.Caller(), id, Texts.RequiredId(request.Other, "other"), cancellationToken).ConfigureAwait(false));
        return Answers.Json(ContactMergeBody.Of(merge), ApiJson.Strict.ContactMergeBody);
    }

    private static async Task<IResult> SplitAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.SplitRequest, cancellationToken).ConfigureAwait(false);
        var draft = new ContactDraft();
        (request.Contact ?? throw Texts.Invalid("contact", "'contact' is missing.", "Say what the new contact is.")).Apply(draft, isNew: true, debtIsHidden: false);
        var merge = Answers.Found(await book.SplitAsync(http.Caller(), id, draft, Texts.List(request.Parts, "parts", 500), cancellationToken).ConfigureAwait(false));
        return Answers.Json(ContactMergeBody.Of(merge), ApiJson.Strict.ContactMergeBody);
    }

    private static async Task<IResult> UndoMergeAsync(Guid id, HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        Done(await book.UndoMergeAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> OfCallAsync(Guid id, HttpContext http, CallContacts contacts, CancellationToken cancellationToken) => Answers.Json(
        CallContactBody.Of(Answers.Found(await contacts.FindAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false))), ApiJson.Strict.CallContactBody);

    private static async Task<IResult> UnassignAsync(Guid id, HttpContext http, CallContacts contacts, CancellationToken cancellationToken)
    {
        _ = Answers.Found(await contacts.UnassignAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        return Results.NoContent();
    }

    private static async Task<IResult> AssignAsync(Guid id, Guid contactId, HttpContext http, CallContacts contacts, CancellationToken cancellationToken) => Answers.Json(
        CallAssignmentBody.Of(Answers.Found(await contacts.AssignAsync(http.Caller(), id, contactId, cancellationToken).ConfigureAwait(false))),
        ApiJson.Strict.CallAssignmentBody);

    private static IResult Done(bool isDone) => isDone ? Answers.Empty : Answers.NotFound;

    private static IResult Show(HttpContext http, ContactDetails? one)
    {
        var found = Answers.Found(one);
        return Answers.Resource(http, ContactBody.Of(found), ApiJson.Strict.ContactBody, found.Contact.Revision);
    }
}
