using System.Globalization;
using System.Text.Json;
using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Ratings;

/// <summary>Marks on the timeline of the contact who gave them.</summary>
internal sealed class RatingTimeline : IContactTimelineSource
{
    public string Kind => "rating";

    public async Task<IReadOnlyList<ContactTimelineEntry>> ReadAsync(
        CallTrackingDbContext context, Caller caller, IReadOnlyList<Guid> contacts, ContactTimelinePlace? before, int limit,
        CancellationToken cancellationToken)
    {
        // Ratings of one contact are few: they are found by his calls, whoever the calls belonged to before a merge.
        var ratings = CallRatings.InScope(context.Set<CallRating>(), caller, Permission.RatingsRead)
            .Join(context.Set<CallContact>().Where(link => contacts.Contains(link.ContactId)), rating => rating.CallId, link => link.CallId,
                (rating, _) => rating);
        if (before is { } place)
        {
            var (at, id) = place;
            ratings = ratings.Where(rating => rating.At <= at && (rating.At < at || rating.Id < id));
        }

        var page = await ratings.OrderByDescending(rating => rating.At).ThenByDescending(rating => rating.Id).Take(limit)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. page.Select(rating => new ContactTimelineEntry(
            Kind, rating.Id, rating.At, rating.EmployeeId, JsonNamingPolicy.CamelCase.ConvertName(rating.Source.ToString()), rating.Comment,
            new Dictionary<string, string>
            {
                ["score"] = rating.Score.ToString(CultureInfo.InvariantCulture),
                ["lowest"] = rating.Lowest.ToString(CultureInfo.InvariantCulture),
                ["highest"] = rating.Highest.ToString(CultureInfo.InvariantCulture),
                ["callId"] = rating.CallId.ToString(),
            }))];
    }
}
