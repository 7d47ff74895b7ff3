using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;
using CallTracking.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Calls;

/// <summary>The history of calls.</summary>
internal static class CallEndpoints
{
    private const int Standard = 50;

    private static readonly ApiParameter[] Format =
    [
        new("format", ParameterKind.Words, "How the file is written. Default csv.") { Words = ["csv", "json"] },
        new("timeZone", ParameterKind.Text, "IANA zone of the times in CSV. Default UTC.") { MaxLength = 64 },
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "calls");
        api.Get("/calls", Permission.CallsRead, ListAsync)
            .Is("listCalls", "Lists calls, latest start first.", "Filters that hold a phone number go into the body of `POST /calls/query`: addresses are written into logs.")
            .Query([.. CallSelection.Parameters, ApiParameter.Cursor, ApiParameter.Limit(CallHistory.MaxLimit, Standard)])
            .Answers<CallPage>();
        api.Post("/calls/query", Permission.CallsRead, QueryAsync)
            .Is("queryCalls", "Lists calls by a filter in the body, latest start first.", "The same as `GET /calls`, with the filters that may hold a phone number. Changes nothing.")
            .Takes<CallSelection>().Answers<CallPage>();
        api.Get("/calls/count", Permission.CallsRead, CountAsync)
            .Is("countCalls", "Counts calls.").Query(CallSelection.Parameters).Answers<CountBody>();
        api.Post("/calls/count", Permission.CallsRead, CountByBodyAsync)
            .Is("countCallsByQuery", "Counts calls by a filter in the body.", "`cursor` and `limit` are not looked at. Changes nothing.")
            .Takes<CallSelection>().Answers<CountBody>();
        api.Get("/calls/export", Permission.CallsExport, Export)
            .Is("exportCalls", "Writes all calls of a filter as a file, latest start first.", "The file comes as it is read; a connection that breaks off before the end means that it is not whole.")
            .Query([.. CallSelection.Parameters, .. Format]).AnswersFile("text/csv", "application/json");
        api.Post("/calls/export", Permission.CallsExport, ExportByBodyAsync)
            .Is("exportCallsByQuery", "Writes all calls of a filter in the body as a file.", "`cursor` and `limit` are not looked at. Changes nothing.")
            .Query(Format).Takes<CallSelection>().AnswersFile("text/csv", "application/json");
        api.Get("/calls/open", Permission.CallsRead, ListOpen)
            .Is("listOpenCalls", "Lists the calls that are in progress now, in order of start.", "From memory: what the live channel has told is here.")
            .Answers<CallPage>();
        api.Get("/calls/{id:guid}", Permission.CallsRead, GetAsync)
            .Is("getCall", "Reads one call.").Answers<LedgerCall>().HasRevision().MayBeMissing();
    }

    private static Task<IResult> ListAsync(HttpContext http, CallHistory history, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        return PageAsync(
            http, history, CallSelection.Read(query), query.Cursor<CallHistoryCursor>(CallHistoryCursor.TryParse), query.Limit(CallHistory.MaxLimit, Standard),
            cancellationToken);
    }

    private static async Task<IResult> QueryAsync(HttpContext http, CallHistory history, CancellationToken cancellationToken)
    {
        var selection = await Body.ReadAsync(http, ApiJson.Strict.CallSelection, cancellationToken).ConfigureAwait(false);
        var after = selection.Cursor switch
        {
            null => (CallHistoryCursor?)null,
            var text when CallHistoryCursor.TryParse(text, out var cursor) => cursor,
            _ => throw Query.BadCursor(),
        };
        return await PageAsync(
            http, history, selection.ToFilter(), after, Texts.Limit(selection.Limit, CallHistory.MaxLimit, Standard), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> PageAsync(
        HttpContext http, CallHistory history, CallHistoryFilter filter, CallHistoryCursor? after, int limit, CancellationToken cancellationToken)
    {
        var page = await history.ListAsync(http.Caller(), filter, after, limit, cancellationToken).ConfigureAwait(false);
        return Answers.Json(new CallPage { Items = new CallItems(page.Calls), Next = page.Next?.ToString() }, ApiJson.Strict.CallPage);
    }

    private static async Task<IResult> CountAsync(HttpContext http, CallHistory history, CancellationToken cancellationToken) =>
        Answers.Json(
            new CountBody(await history.CountAsync(http.Caller(), CallSelection.Read(new Query(http)), cancellationToken).ConfigureAwait(false)),
            ApiJson.Strict.CountBody);

    private static async Task<IResult> CountByBodyAsync(HttpContext http, CallHistory history, CancellationToken cancellationToken)
    {
        var selection = await Body.ReadAsync(http, ApiJson.Strict.CallSelection, cancellationToken).ConfigureAwait(false);
        return Answers.Json(
            new CountBody(await history.CountAsync(http.Caller(), selection.ToFilter(), cancellationToken).ConfigureAwait(false)),
            ApiJson.Strict.CountBody);
    }

    private static CallExport Export(HttpContext http, CallHistory history) =>
        CallExport.Create(http, history, CallSelection.Read(new Query(http)));

    private static async Task<IResult> ExportByBodyAsync(HttpContext http, CallHistory history, CancellationToken cancellationToken)
    {
        var selection = await Body.ReadAsync(http, ApiJson.Strict.CallSelection, cancellationToken).ConfigureAwait(false);
        return CallExport.Create(http, history, selection.ToFilter());
    }

    private static IResult ListOpen(HttpContext http, IOpenCalls open) =>
        Answers.Json(new CallPage { Items = new CallItems(open.List(http.Caller())) }, ApiJson.Strict.CallPage);

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, CallHistory history, CancellationToken cancellationToken)
    {
        var call = Answers.Found(await history.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        return Answers.Resource(http, new CallItem(call), ApiJson.Strict.CallItem, call.Revision);
    }
}
