using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Privacy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Privacy;

/// <summary>Letting personal data go: by age, and one person's everywhere.</summary>
internal static class PrivacyEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "privacy");
        api.Post("/privacy/retention/preview", Permission.PrivacyManage, PreviewAsync)
            .Is("previewRetention", "Counts what is older than it is to be kept. Changes nothing.", Reach).Takes<RetentionRequest>().Answers<RetentionList>();
        api.Post("/privacy/retention/apply", Permission.PrivacyManage, ApplyAsync)
            .Is("applyRetention", "Lets go what is older than it is to be kept, for good.",
                $"A few hundred rows at a time; when the connection ends midway, what went is gone and the rest goes the next time. {Reach}")
            .Takes<RetentionRequest>().Answers<RetentionList>();
        api.Post("/privacy/export", Permission.PrivacyManage, ExportAsync)
            .Is("exportSubject", "Gives all that is stored about a person, as one JSON document.",
                $"A document that was cut off is not whole: the connection is then ended and not closed properly. {Reach}")
            .Takes<SubjectRequest>().AnswersFile("application/json");
        api.Post("/privacy/erase", Permission.PrivacyManage, EraseAsync)
            .Is("eraseSubject", "Erases a person in every copy, for good, and proves it.",
                $"His numbers and names become pseudonyms everywhere; then all of it is looked through again. When `complete` is false, erase again. {Reach}")
            .Takes<SubjectRequest>().Answers<ErasureProofBody>();
    }

    private const string Reach = "The permission must reach all rows.";

    private static async Task<IResult> PreviewAsync(HttpContext http, PrivacyBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.RetentionRequest, cancellationToken).ConfigureAwait(false);
        return Show(await book.PreviewAsync(http.Caller(), request.ToPolicy(), cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> ApplyAsync(HttpContext http, PrivacyBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.RetentionRequest, cancellationToken).ConfigureAwait(false);
        return Show(await book.ApplyAsync(http.Caller(), request.ToPolicy(), null, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> ExportAsync(HttpContext http, PrivacyBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.SubjectRequest, cancellationToken).ConfigureAwait(false);
        return new SubjectFile(book, http.Caller(), request.ToSubject());
    }

    private static async Task<IResult> EraseAsync(HttpContext http, PrivacyBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.SubjectRequest, cancellationToken).ConfigureAwait(false);
        var proof = await book.EraseAsync(http.Caller(), request.ToSubject(), null, cancellationToken).ConfigureAwait(false);
        return Answers.Json(ErasureProofBody.Of(proof), ApiJson.Strict.ErasureProofBody);
    }

    private static IResult Show(IEnumerable<RetentionCount> counts) =>
        Answers.Json(new RetentionList([.. counts.Select(RetentionCountBody.Of)]), ApiJson.Strict.RetentionList);

    /// <summary>Written while it is read, so that memory stays flat; what is wrong from the beginning is still told as a problem.</summary>
    private sealed class SubjectFile(PrivacyBook book, Caller caller, PrivacySubject subject) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/json";
            response.Headers.ContentDisposition = "attachment; filename=\"subject.json\"";
            await book.ExportAsync(caller, subject, response.Body, httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
