using CallTracking.Access;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Http;
using CallTracking.Callbacks;
using CallTracking.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Callbacks;

/// <summary>Calls that customers are owed.</summary>
internal static class ObligationEndpoints
{
    private const int Standard = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "obligations");
        api.Get("/obligations", Permission.CallbacksRead, ListAsync)
            .Is("listObligations", "Lists obligations: the worklist, what is due first.")
            .Query([.. ObligationSelection.Parameters, ApiParameter.OneOf<ObligationOrder>("order", "Which come first."), ApiParameter.Cursor, ApiParameter.Limit(ObligationBook.MaxLimit, Standard)])
            .Answers<ObligationPageBody>();
        api.Get("/obligations/count", Permission.CallbacksRead, CountAsync)
            .Is("countObligations", "Counts obligations.").Query(ObligationSelection.Parameters).Answers<CountBody>();
        api.Get("/obligations/report", Permission.CallbacksRead, ReportAsync)
            .Is("reportObligations", "Says how the obligations of a period were served.")
            .Query(
                new ApiParameter("from", ParameterKind.Date, "The first day.") { IsRequired = true },
                new ApiParameter("to", ParameterKind.Date, "The last day, with it.") { IsRequired = true },
                new ApiParameter("timeZone", ParameterKind.Text, "IANA zone of the days. Default UTC.") { MaxLength = 64 },
                ApiParameter.OneOf<ObligationReportGroup>("by", "What the rows are told apart by."),
                new ApiParameter("department", ParameterKind.Id, "Only of this department."),
                new ApiParameter("owner", ParameterKind.Id, "Only of this employee."))
            .Answers<ObligationReportBody>();
        api.Get("/obligations/{id:guid}", Permission.CallbacksRead, GetAsync)
            .Is("getObligation", "Reads an obligation.").Answers<ObligationBody>().HasRevision().MayBeMissing();
        api.Get("/obligations/{id:guid}/history", Permission.CallbacksRead, HistoryAsync)
            .Is("getObligationHistory", "Reads what happened to an obligation, and because of which calls.").Answers<ObligationHistoryBody>().MayBeMissing();
        api.Post("/obligations/{id:guid}/assign", Permission.CallbacksWork, AssignAsync)
            .Is("assignObligation", "Gives an obligation to somebody.", "To take an own or unowned one needs this; all else `callbacksManage`.")
            .Takes<AssignObligationRequest>().Answers<ObligationBody>().NeedsRevision().MayBeMissing().MayFail(409);
        api.Post("/obligations/{id:guid}/close", Permission.CallbacksWork, CloseAsync)
            .Is("closeObligation", "Closes an obligation by hand: it was settled in another way.")
            .Takes<NoteRequest>().Answers<ObligationBody>().NeedsRevision().MayBeMissing().MayFail(409);
        api.Post("/obligations/{id:guid}/waive", Permission.CallbacksWork, WaiveAsync)
            .Is("waiveObligation", "Decides, with a reason, that nobody calls back.")
            .Takes<NoteRequest>().Answers<ObligationBody>().NeedsRevision().MayBeMissing().MayFail(409);
        api.Post("/obligations/{id:guid}/reopen", Permission.CallbacksManage, ReopenAsync)
            .Is("reopenObligation", "Opens again what a person closed or waived.")
            .Answers<ObligationBody>().NeedsRevision().MayBeMissing().MayFail(409);
        api.Post("/obligations/bulk", Permission.CallbacksManage, BulkAsync)
            .Is("changeObligations", "Closes, waives or gives many at once.")
            .Takes<ObligationBulkRequest>(1024 * 1024).Answers<ObligationBulkResultBody>().MayFail(409);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ObligationBook book, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var page = await book.ListAsync(
            http.Caller(), ObligationSelection.Read(query), query.Cursor<PageCursor>(PageCursor.TryParse), query.Limit(ObligationBook.MaxLimit, Standard),
            cancellationToken).ConfigureAwait(false);
        return Answers.Json(new ObligationPageBody([.. page.Obligations.Select(ObligationBody.Of)], page.Next?.ToString()), ApiJson.Strict.ObligationPageBody);
    }

    private static async Task<IResult> CountAsync(HttpContext http, ObligationBook book, CancellationToken cancellationToken) => Answers.Json(
        new CountBody(await book.CountAsync(http.Caller(), ObligationSelection.Read(new Query(http)), cancellationToken).ConfigureAwait(false)),
        ApiJson.Strict.CountBody);

    private static async Task<IResult> ReportAsync(HttpContext http, ObligationBook book, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var report = await book.ReportAsync(
            http.Caller(),
            new ObligationReportQuery(query.Date("from")!.Value, query.Date("to")!.Value)
            {
                TimeZone = query.Text("timeZone") ?? "UTC",
                By = query.One<ObligationReportGroup>("by") ?? default,
                DepartmentId = query.Id("department"),
                OwnerId = query.Id("owner"),
            },
            cancellationToken).ConfigureAwait(false);
        return Answers.Json(ObligationReportBody.Of(report), ApiJson.Strict.ObligationReportBody);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, ObligationBook book, CancellationToken cancellationToken) =>
        Show(http, await book.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> HistoryAsync(Guid id, HttpContext http, ObligationBook book, CancellationToken cancellationToken)
    {
        var history = Answers.Found(await book.HistoryAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        return Answers.Json(
            new ObligationHistoryBody(
                ObligationBody.Of(history.Obligation), [.. history.Events.Select(ObligationEventBody.Of)], [.. history.Calls.Select(ObligationCallBody.Of)]),
            ApiJson.Strict.ObligationHistoryBody);
    }

    private static async Task<IResult> AssignAsync(Guid id, HttpContext http, ObligationBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.AssignObligationRequest, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.AssignAsync(http.Caller(), id, request.Owner, request.Department, revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> CloseAsync(Guid id, HttpContext http, ObligationBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.NoteRequest, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.CloseAsync(http.Caller(), id, Texts.Optional(request.Note, "note", 1000), revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> WaiveAsync(Guid id, HttpContext http, ObligationBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.NoteRequest, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.WaiveAsync(http.Caller(), id, Texts.Required(request.Note, "note", 1000), revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> ReopenAsync(Guid id, HttpContext http, ObligationBook book, CancellationToken cancellationToken) =>
        Show(http, await book.ReopenAsync(http.Caller(), id, Revisions.Expected(http), cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> BulkAsync(HttpContext http, ObligationBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ObligationBulkRequest, cancellationToken).ConfigureAwait(false);
        return Answers.Json(
            ObligationBulkResultBody.Of(await book.BulkAsync(http.Caller(), request.ToBulk(), cancellationToken).ConfigureAwait(false)),
            ApiJson.Strict.ObligationBulkResultBody);
    }

    private static IResult Show(HttpContext http, Obligation? one)
    {
        var found = Answers.Found(one);
        return Answers.Resource(http, ObligationBody.Of(found), ApiJson.Strict.ObligationBody, found.Revision);
    }
}
