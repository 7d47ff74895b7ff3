using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Contacts;

/// <summary>The catalogue of statuses, the custom fields, and contacts that may be the same.</summary>
internal static class ContactCatalogueEndpoints
{
    private const int MostGroups = 200;
    private const int Standard = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "contacts");
        api.Get("/contact-statuses", Permission.ContactsRead, ListStatusesAsync).Is("listContactStatuses", "Lists the catalogue of statuses.").Answers<ContactStatusList>();
        api.Post("/contact-statuses", Permission.SettingsManage, AddStatusAsync)
            .Is("addContactStatus", "Adds a status.", "A code that there is already is refused with 412.").Takes<ContactStatusDefinitionRequest>().Answers<ContactStatusBody>(201).MayFail(412);
        api.Post("/contact-statuses/customary", Permission.SettingsManage, AddCustomaryAsync)
            .Is("addCustomaryContactStatuses", "Adds potential, current, reliable, doubtful and former, where there are none of these codes.").Answers<ContactStatusList>();
        api.Get("/contact-statuses/{code}", Permission.ContactsRead, GetStatusAsync).Is("getContactStatus", "Reads a status.").Answers<ContactStatusBody>().HasRevision().MayBeMissing();
        api.Put("/contact-statuses/{code}", Permission.SettingsManage, DefineStatusAsync)
            .Is("defineContactStatus", "Changes a status: it is then what is sent.").Takes<ContactStatusDefinitionRequest>().Answers<ContactStatusBody>().NeedsRevision().MayBeMissing();
        api.Get("/contact-fields", Permission.ContactsRead, ListFieldsAsync).Is("listContactFields", "Lists the custom fields.").Answers<ContactFieldList>();
        api.Post("/contact-fields", Permission.SettingsManage, AddFieldAsync)
            .Is("addContactField", "Adds a custom field.", "A key that there is already is refused with 412.").Takes<ContactFieldDefinitionRequest>().Answers<ContactFieldBody>(201).MayFail(412);
        api.Get("/contact-fields/{key}", Permission.ContactsRead, GetFieldAsync).Is("getContactField", "Reads a custom field.").Answers<ContactFieldBody>().HasRevision().MayBeMissing();
        api.Put("/contact-fields/{key}", Permission.SettingsManage, DefineFieldAsync)
            .Is("defineContactField", "Changes a custom field: it is then what is sent. Its kind stays.").Takes<ContactFieldDefinitionRequest>().Answers<ContactFieldBody>().NeedsRevision().MayBeMissing();
        api.Get("/contacts/duplicates", Permission.ContactsRead, DuplicatesAsync)
            .Is("listContactDuplicates", "Lists contacts that may be the same.", "Goes through the base until there are as many groups as are asked for.")
            .Query(ApiParameter.OneOf<ContactDuplicateReason>("by", "By what. Default email."), ApiParameter.Limit(MostGroups, Standard)).Answers<ContactDuplicateList>();
        api.Post("/contacts/duplicates/dismiss", Permission.ContactsEdit, DismissAsync)
            .Is("dismissContactDuplicate", "Says that two contacts are two: they are not listed together any more.").Takes<DistinctContactsRequest>().AnswersNothing().MayBeMissing();
    }

    private static async Task<IResult> ListStatusesAsync(HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        ShowAll(await book.ListStatusesAsync(http.Caller(), cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> AddCustomaryAsync(HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        ShowAll(await book.AddCustomaryStatusesAsync(http.Caller(), cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> GetStatusAsync(string code, HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        Show(http, await FindStatusAsync(code, http, book, cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> AddStatusAsync(HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactStatusDefinitionRequest, cancellationToken).ConfigureAwait(false);
        var made = await book.DefineStatusAsync(http.Caller(), request.ToDefinition(null), 0, cancellationToken).ConfigureAwait(false);
        return Answers.Created(http, ContactStatusBody.Of(made), ApiJson.Strict.ContactStatusBody, made.Revision, $"contact-statuses/{made.Code}");
    }

    private static async Task<IResult> DefineStatusAsync(string code, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactStatusDefinitionRequest, cancellationToken).ConfigureAwait(false);
        var known = await FindStatusAsync(code, http, book, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.DefineStatusAsync(http.Caller(), request.ToDefinition(known.Code), revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> ListFieldsAsync(HttpContext http, ContactBook book, CancellationToken cancellationToken) => Answers.Json(
        new ContactFieldList([.. (await book.ListFieldsAsync(http.Caller(), cancellationToken).ConfigureAwait(false)).Select(ContactFieldBody.Of)]),
        ApiJson.Strict.ContactFieldList);

    private static async Task<IResult> GetFieldAsync(string key, HttpContext http, ContactBook book, CancellationToken cancellationToken) =>
        Show(http, await FindFieldAsync(key, http, book, cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> AddFieldAsync(HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactFieldDefinitionRequest, cancellationToken).ConfigureAwait(false);
        var made = await book.DefineFieldAsync(http.Caller(), request.ToDefinition(null), 0, cancellationToken).ConfigureAwait(false);
        return Answers.Created(http, ContactFieldBody.Of(made), ApiJson.Strict.ContactFieldBody, made.Revision, $"contact-fields/{made.Key}");
    }

    private static async Task<IResult> DefineFieldAsync(string key, HttpContext http, ContactBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.ContactFieldDefinitionRequest, cancellationToken).ConfigureAwait(false);
        var known = await FindFieldAsync(key, http, book, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.DefineFieldAsync(http.Caller(), request.ToDefinition(known.Key), revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> DuplicatesAsync(HttpContext http, ContactDuplicates duplicates, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var limit = query.Limit(MostGroups, Standard);
        List<ContactDuplicateBody> groups = [];
        await foreach (var group in duplicates.FindAsync(http.Caller(), query.One<ContactDuplicateReason>("by") ?? ContactDuplicateReason.Email, cancellationToken).ConfigureAwait(false))
        {
            if (groups.Count == limit)
            {
                return Answers.Json(new ContactDuplicateList(groups, true), ApiJson.Strict.ContactDuplicateList);
            }

            groups.Add(ContactDuplicateBody.Of(group));
        }

        return Answers.Json(new ContactDuplicateList(groups, false), ApiJson.Strict.ContactDuplicateList);
    }

    private static async Task<IResult> DismissAsync(HttpContext http, ContactDuplicates duplicates, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.DistinctContactsRequest, cancellationToken).ConfigureAwait(false);
        var isDone = await duplicates.DismissAsync(
            http.Caller(), Texts.RequiredId(request.First, "first"), Texts.RequiredId(request.Second, "second"), cancellationToken).ConfigureAwait(false);
        return isDone ? Answers.Empty : Answers.NotFound;
    }

    private static async Task<ContactStatus> FindStatusAsync(string code, HttpContext http, ContactBook book, CancellationToken cancellationToken) => Answers.Found(
        (await book.ListStatusesAsync(http.Caller(), cancellationToken).ConfigureAwait(false)).FirstOrDefault(status => status.Code == code));

    private static async Task<ContactField> FindFieldAsync(string key, HttpContext http, ContactBook book, CancellationToken cancellationToken) => Answers.Found(
        (await book.ListFieldsAsync(http.Caller(), cancellationToken).ConfigureAwait(false)).FirstOrDefault(field => field.Key == key));

    private static IResult ShowAll(IReadOnlyList<ContactStatus> statuses) =>
        Answers.Json(new ContactStatusList([.. statuses.Select(ContactStatusBody.Of)]), ApiJson.Strict.ContactStatusList);

    private static IResult Show(HttpContext http, ContactStatus status) =>
        Answers.Resource(http, ContactStatusBody.Of(status), ApiJson.Strict.ContactStatusBody, status.Revision);

    private static IResult Show(HttpContext http, ContactField field) =>
        Answers.Resource(http, ContactFieldBody.Of(field), ApiJson.Strict.ContactFieldBody, field.Revision);
}
