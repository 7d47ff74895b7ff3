using System.Globalization;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Audit;

/// <summary>What was done, by whom.</summary>
internal static class AuditEndpoints
{
    private const int Standard = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "audit");
        api.Get("/audit", Permission.AuditRead, ListAsync)
            .Is("listAudit", "Lists what was done, the latest first.")
            .Query(
                new ApiParameter("from", ParameterKind.Instant, "Done at this instant or later."),
                new ApiParameter("to", ParameterKind.Instant, "Done before this instant."),
                new ApiParameter("employee", ParameterKind.Id, "Done by this employee."),
                new ApiParameter("action", ParameterKind.Text, "This kind of act: `contact.update`.") { MaxLength = 64 },
                new ApiParameter("entity", ParameterKind.Text, "Done to this kind of thing: `contact`.") { MaxLength = 64 },
                new ApiParameter("entityId", ParameterKind.Id, "Done to this thing."),
                ApiParameter.Cursor, ApiParameter.Limit(AuditTrail.MaxLimit, Standard))
            .Answers<AuditPageBody>();
        api.Get("/audit/verification", Permission.AuditRead, VerifyAsync)
            .Is("verifyAudit", "Looks through the whole trail for changed, removed and reordered rows.").Answers<AuditReportBody>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, AuditTrail trail, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var page = await trail.ListAsync(
            http.Caller(),
            new AuditFilter
            {
                From = query.Instant("from"),
                To = query.Instant("to"),
                Employee = query.Id("employee"),
                Action = query.Text("action"),
                Entity = query.Text("entity"),
                EntityId = query.Id("entityId")?.ToString(),
            },
            query.Cursor<AuditCursor>(TryParse), query.Limit(AuditTrail.MaxLimit, Standard), cancellationToken).ConfigureAwait(false);
        return Answers.Json(new AuditPageBody([.. page.Rows.Select(AuditEntryBody.Of)], page.Next is { } next ? Text(next) : null), ApiJson.Strict.AuditPageBody);
    }

    private static async Task<IResult> VerifyAsync(HttpContext http, AuditTrail trail, CancellationToken cancellationToken) => Answers.Json(
        AuditReportBody.Of(await trail.VerifyAsync(http.Caller(), cancellationToken).ConfigureAwait(false)), ApiJson.Strict.AuditReportBody);

    private static string Text(AuditCursor cursor) => string.Create(CultureInfo.InvariantCulture, $"{cursor.Day}-{cursor.Number}");

    private static bool TryParse(string text, out AuditCursor cursor)
    {
        cursor = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        cursor = new AuditCursor(day, number);
        return true;
    }
}
