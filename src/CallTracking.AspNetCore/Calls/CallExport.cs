using System.Text;
using System.Text.RegularExpressions;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;
using Microsoft.AspNetCore.Http;

namespace CallTracking.AspNetCore.Calls;

/// <summary>Calls as a file, page by page: memory stays flat whatever is asked for.</summary>
internal sealed partial class CallExport : IResult
{
    private readonly IAsyncEnumerable<Call> _calls;
    private readonly TimeZoneInfo _zone;
    private readonly bool _isJson;

    private CallExport(IAsyncEnumerable<Call> calls, TimeZoneInfo zone, bool isJson)
    {
        _calls = calls;
        _zone = zone;
        _isJson = isJson;
    }

    public static CallExport Create(HttpContext http, CallHistory history, CallHistoryFilter filter)
    {
        var query = new Query(http);
        var isJson = query.Text("format") switch
        {
            null or "csv" => false,
            "json" => true,
            _ => throw Query.Invalid("format", "It is none of the words that stand here.", "Give csv or json."),
        };
        var zone = TimeZoneInfo.Utc;
        if (query.Text("timeZone") is { } name && (!ZoneNames().IsMatch(name) || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone)))
        {
            throw Query.Invalid("timeZone", "There is no such time zone.", "Give an IANA name as Asia/Phnom_Penh.");
        }

        return new CallExport(history.ExportAsync(http.Caller(), filter, http.RequestAborted), zone, isJson);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var calls = _calls.GetAsyncEnumerator(httpContext.RequestAborted);
        await using (calls.ConfigureAwait(false))
        {
            // The first page before the first byte: what is wrong from the beginning is still told as a problem.
            var more = await calls.MoveNextAsync().ConfigureAwait(false);
            response.ContentType = _isJson ? "application/json" : "text/csv; charset=utf-8; header=present";
            response.Headers.ContentDisposition = _isJson ? "attachment; filename=\"calls.json\"" : "attachment; filename=\"calls.csv\"";
            await WriteAsync(response, _isJson ? "[" : CallCsv.Header).ConfigureAwait(false);
            var first = true;
            for (; more; more = await calls.MoveNextAsync().ConfigureAwait(false))
            {
                var text = _isJson
                    ? (first ? "\n" : ",\n") + LedgerCall.From(calls.Current).ToJson()
                    : CallCsv.Line(calls.Current, _zone);
                await WriteAsync(response, text).ConfigureAwait(false);
                first = false;
            }

            await WriteAsync(response, _isJson ? "\n]\n" : string.Empty).ConfigureAwait(false);
        }
    }

    // The system looks names up as files: nothing else than a name goes there.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZoneNames();

    private static async ValueTask WriteAsync(HttpResponse response, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, response.BodyWriter.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        response.BodyWriter.Advance(length);
        if (response.BodyWriter.UnflushedBytes > 32 * 1024)
        {
            await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
