using CallTracking.Access;
using CallTracking.Identification;
using CallTracking.ScreenPop;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Ratings;

/// <summary>The mark that the caller gave last, on the card.</summary>
internal sealed class RatingSection(ICallTrackingDbContextFactory contexts) : ICardSection
{
    public string Name => "rating";

    public Permission Needs => Permission.RatingsRead;

    public async ValueTask<Func<PopCard, PopCard>> ReadAsync(CardRequest request, CancellationToken cancellationToken)
    {
        var ids = request.ContactIds;
        var last = ids.Count == 0 ? null : await StoreWork.ReadAsync(contexts, request.Reader, context =>
            CallRatings.InScope(context.Set<CallRating>(), request.Reader, Permission.RatingsRead)
                .Join(context.Set<CallContact>().Where(link => ids.Contains(link.ContactId)), rating => rating.CallId, link => link.CallId,
                    (rating, _) => rating)
                .OrderByDescending(rating => rating.At).ThenByDescending(rating => rating.Id).FirstOrDefaultAsync(cancellationToken))
            .ConfigureAwait(false);
        return last is null
            ? static card => card
            : card => card with
            {
                LastRating = new CardRating(
                    last.CallId, last.Score, last.Lowest, last.Highest, last.Comment, last.At, request.Employee(last.EmployeeId)),
            };
    }
}
