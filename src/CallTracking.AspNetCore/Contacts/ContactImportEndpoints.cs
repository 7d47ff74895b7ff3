using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Contacts;

/// <summary>Contacts in and out as files.</summary>
internal static class ContactImportEndpoints
{
    private const int Standard = 50;
    private const long LargestFile = 256L * 1024 * 1024;
    private const int MostProblems = 1000;

    private static readonly ApiParameter[] Parameters =
    [
        new("map", ParameterKind.Text, "What a column holds, as `Header=word`: a word such as `name`, `number.mobile`, `field:KEY`, `ignore`. May be given several times; other columns are guessed by their header.")
        { IsMany = true, MaxLength = 400 },
        new("separator", ParameterKind.Words, "What stands between cells. Left out: what the header line has most of.") { Words = ["comma", "semicolon", "tab"] },
        ApiParameter.AnyOf<ContactMatch>("match", "By what a row finds the contact that is there. Default key and number."),
        ApiParameter.OneOf<ContactOnMatch>("onMatch", "What becomes of a contact that a row found. Default fillBlanks."),
        new("createOrganisations", ParameterKind.Flag, "Whether an organisation that is not there is made. Default true."),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "contacts");
        api.Get("/contacts/export", Permission.ContactsExport, Export)
            .Is("exportContacts", "Writes contacts as CSV that the import reads again.", "What is hidden from you has no column.")
            .Query([.. ContactEndpoints.Parameters, ContactEndpoints.DebtAbove]).AnswersFile("text/csv");
        api.Post("/contacts/imports/try", Permission.ContactsImport, TryAsync)
            .Is("tryContactImport", "Says what an import would do, row by row where it would refuse one. Changes nothing.")
            .Query(Parameters).TakesFile(LargestFile, "text/csv").Answers<ContactImportReportBody>();
        api.Post("/contacts/imports", Permission.ContactsImport, RunAsync)
            .Is("importContacts", "Imports a file, and answers when it is in.", "Rows go in by batches. Where the connection breaks, what is in stays in: resume with the same file, or undo. `GET /contacts/imports` shows how far it is.")
            .Query([new("name", ParameterKind.Text, "The file's name, for the list of imports."), .. Parameters]).TakesFile(LargestFile, "text/csv").Answers<ContactImportReportBody>();
        api.Post("/contacts/imports/{id:guid}/resume", Permission.ContactsImport, ResumeAsync)
            .Is("resumeContactImport", "Goes on with an import that was cut off, with the same file and settings.").TakesFile(LargestFile, "text/csv").Answers<ContactImportReportBody>().MayBeMissing();
        api.Post("/contacts/imports/{id:guid}/undo", Permission.ContactsImport, UndoAsync)
            .Is("undoContactImport", "Takes an import back as a whole; what people changed since stays.", "Cut off, it goes on when it is called again.").Answers<ContactImportUndoBody>().MayBeMissing();
        api.Get("/contacts/imports", Permission.ContactsImport, ListAsync).Is("listContactImports", "Lists imports, the newest first.").Query(ApiParameter.Limit(ContactBook.MaxLimit, Standard)).Answers<ContactImportList>();
        api.Get("/contacts/imports/{id:guid}", Permission.ContactsImport, GetAsync).Is("getContactImport", "Says how far an import is.").Answers<ContactImportBody>().HasRevision().MayBeMissing();
    }

    private static ContactExportAnswer Export(HttpContext http, ContactExport export) => new(export, http.Caller(), ContactEndpoints.Filter(http));

    private static async Task<IResult> TryAsync(HttpContext http, ContactImports imports, CancellationToken cancellationToken) => Show(
        await imports.TryAsync(http.Caller(), File(http), Settings(http), cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> RunAsync(HttpContext http, ContactImports imports, CancellationToken cancellationToken) => Show(
        await imports.RunAsync(
            http.Caller(), File(http), new Query(http).Text("name") ?? "contacts.csv", Settings(http), null, cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> ResumeAsync(Guid id, HttpContext http, ContactImports imports, CancellationToken cancellationToken) => Show(
        Answers.Found(await imports.ResumeAsync(http.Caller(), id, File(http), null, cancellationToken).ConfigureAwait(false)));

    private static async Task<IResult> UndoAsync(Guid id, HttpContext http, ContactImports imports, CancellationToken cancellationToken) => Answers.Json(
        ContactImportUndoBody.Of(Answers.Found(await imports.UndoAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false))), ApiJson.Strict.ContactImportUndoBody);

    private static async Task<IResult> ListAsync(HttpContext http, ContactImports imports, CancellationToken cancellationToken) => Answers.Json(
        new ContactImportList([.. (await imports.ListAsync(http.Caller(), new Query(http).Limit(ContactBook.MaxLimit, Standard), cancellationToken).ConfigureAwait(false))
            .Select(ContactImportBody.Of)]),
        ApiJson.Strict.ContactImportList);

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, ContactImports imports, CancellationToken cancellationToken)
    {
        var import = Answers.Found(await imports.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        return Answers.Resource(http, ContactImportBody.Of(import), ApiJson.Strict.ContactImportBody, import.Revision);
    }

    private static IResult Show(ContactImportReport report) => Answers.Json(ContactImportReportBody.Of(report), ApiJson.Strict.ContactImportReportBody);

    private static Stream File(HttpContext http)
    {
        Body.DemandType(http.Request, "text/csv");
        return http.Request.ContentLength > LargestFile ? throw new ApiProblemException(Problems.TooLarge()) : http.Request.Body;
    }

    private static ContactImportSettings Settings(HttpContext http)
    {
        var query = new Query(http);
        var match = query.Any<ContactMatch>("match");
        return new ContactImportSettings
        {
            Columns = Columns(http),
            Separator = query.Text("separator") switch
            {
                null => null,
                "comma" => ',',
                "semicolon" => ';',
                "tab" => '\t',
                _ => throw Query.Invalid("separator", "It is none of the words that stand here.", "Give one of: comma, semicolon, tab."),
            },
            Match = match.Count == 0 ? ContactMatch.Key | ContactMatch.Number : match.Aggregate((all, one) => all | one),
            OnMatch = query.One<ContactOnMatch>("onMatch") ?? ContactOnMatch.FillBlanks,
            CreateOrganisations = query.Flag("createOrganisations") ?? true,
            MaxProblems = MostProblems,
        };
    }

    private static Dictionary<string, string> Columns(HttpContext http)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in http.Request.Query["map"].OfType<string>())
        {
            // A header may have an equals sign in it; a word has none.
            var at = text.LastIndexOf('=');
            if (at < 1 || at == text.Length - 1 || !columns.TryAdd(text[..at], text[(at + 1)..]))
            {
                throw Query.Invalid("map", "A column is mapped to nothing, or twice.", "Write Header=word, each header once.");
            }
        }

        return columns;
    }
}
