using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Ratings;
using CallTracking.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Ratings;

/// <summary>Customers' marks.</summary>
internal static class RatingEndpoints
{
    private const int Standard = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "ratings");
        api.Get("/ratings", Permission.RatingsRead, ListAsync)
            .Is("listRatings", "Lists marks, the latest first.")
            .Query(
                new ApiParameter("from", ParameterKind.Instant, "Given at this instant or later."),
                new ApiParameter("to", ParameterKind.Instant, "Given before this instant."),
                new ApiParameter("employee", ParameterKind.Id, "For this employee."),
                new ApiParameter("contact", ParameterKind.Id, "By this contact."),
                new ApiParameter("call", ParameterKind.Id, "For this call."),
                ApiParameter.OneOf<RatingSource>("source", "From this source."),
                new ApiParameter("atMost", ParameterKind.Integer, "Marks of so many points or fewer.") { Minimum = 0, Maximum = 1000 },
                ApiParameter.Cursor, ApiParameter.Limit(CallRatings.MaxLimit, Standard))
            .Answers<RatingPageBody>();
        api.Get("/calls/{id:guid}/ratings", Permission.RatingsRead, OfCallAsync).Is("listRatingsOfCall", "Lists the marks for one call.").Answers<RatingList>().MayBeMissing();
        api.Put("/calls/{id:guid}/ratings/{source}", Permission.RatingsEdit, RateAsync)
            .Is("rateCall", "Enters the mark for a call from a source; there is one of each.").Takes<RatingRequest>().Answers<RatingBody>().MayBeMissing().MayFail(412);
        api.Delete("/calls/{id:guid}/ratings/{source}", Permission.RatingsEdit, RemoveAsync)
            .Is("removeRating", "Removes the mark for a call from a source.").AnswersNothing().NeedsRevision().MayBeMissing();
    }

    private static async Task<IResult> ListAsync(HttpContext http, CallRatings ratings, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        CallRatingCursor? after = query.Cursor<PageCursor>(PageCursor.TryParse) is { } place ? new CallRatingCursor(place.At, place.Id) : null;
        var page = await ratings.ListAsync(
            http.Caller(),
            new CallRatingFilter
            {
                From = query.Instant("from"),
                To = query.Instant("to"),
                Employee = query.Id("employee"),
                Contact = query.Id("contact"),
                Call = query.Id("call"),
                Source = query.One<RatingSource>("source"),
                AtMost = query.Integer("atMost", 0, 1000),
            },
            after, query.Limit(CallRatings.MaxLimit, Standard), cancellationToken).ConfigureAwait(false);
        return Answers.Json(
            new RatingPageBody([.. page.Ratings.Select(RatingBody.Of)], page.Next is { } next ? new PageCursor(next.At, next.Id).ToString() : null),
            ApiJson.Strict.RatingPageBody);
    }

    private static async Task<IResult> OfCallAsync(Guid id, HttpContext http, CallRatings ratings, CancellationToken cancellationToken) => Answers.Json(
        new RatingList([.. (await ratings.OfCallAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false)).Select(RatingBody.Of)]), ApiJson.Strict.RatingList);

    private static async Task<IResult> RateAsync(Guid id, string source, HttpContext http, CallRatings ratings, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.RatingRequest, cancellationToken).ConfigureAwait(false);
        var entry = new CallRatingEntry(id, Source(source), request.Score ?? throw Texts.Invalid("score", "'score' is missing.", "Give the mark."))
        {
            Comment = Texts.Optional(request.Comment, "comment", CallRatings.MaxComment),
            Employee = request.Employee,
            At = Texts.Instant(request.At, "at"),
            ExpectedRevision = http.Request.Headers.IfMatch.Count > 0 ? Revisions.Expected(http) : null,
        };
        var mark = Answers.Found(await ratings.RateAsync(http.Caller(), entry, cancellationToken).ConfigureAwait(false));
        return Answers.Resource(http, RatingBody.Of(mark), ApiJson.Strict.RatingBody, mark.Revision);
    }

    private static async Task<IResult> RemoveAsync(Guid id, string source, HttpContext http, CallRatings ratings, CancellationToken cancellationToken) =>
        await ratings.RemoveAsync(http.Caller(), id, Source(source), Revisions.Expected(http), cancellationToken).ConfigureAwait(false)
            ? Answers.Empty : Answers.NotFound;

    private static RatingSource Source(string text) =>
        Word<RatingSource>.TryParse(text, out var source) ? source : throw new ApiProblemException(ApiProblem.NotFound());
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("A customer's mark.")]
internal sealed record RatingRequest
{
    [Description("The mark, on the scale of the host.")]
    public int? Score { get; init; }

    [Description("In the customer's words, at most 2,000 characters.")]
    public string? Comment { get; init; }

    [Description("Who was rated; null for who talked.")]
    public Guid? Employee { get; init; }

    [Description("When it was given, as 2026-11-23T09:30:00Z; null for now.")]
    public string? At { get; init; }
}
