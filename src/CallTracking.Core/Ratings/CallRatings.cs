using System.Text.Json;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Identification;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Ratings;

/// <summary>The marks that customers gave.</summary>
/// <remarks>
/// Safe for concurrent use. Reading needs <see cref="Permission.RatingsRead"/>, changing <see cref="Permission.RatingsEdit"/>; their scopes
/// mean the rated employee: his own ratings, his department's, all. Ratings out of scope are as if they were not there. Every change is
/// audited. Every method throws <see cref="AccessDeniedException"/> and, when the store cannot be used, <see cref="LedgerStoreException"/>.
/// </remarks>
public sealed class CallRatings
{
    /// <summary>The largest page: 1,000 ratings.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The longest comment: 2,000 characters.</summary>
    public const int MaxComment = 2000;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly RatingOptions _scale;
    private readonly TimeProvider _time;

    internal CallRatings(ICallTrackingDbContextFactory contexts, IOptions<RatingOptions> scale, TimeProvider time)
    {
        _contexts = contexts;
        _scale = scale.Value;
        _time = time;
    }

    /// <summary>Keeps a mark. A call has one of each source: a further one of the same source takes the place of the former (the last word
    /// of a customer who pressed twice counts), what was there before stands in the audit trail. The same mark again changes nothing.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="entry">The mark.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The rating as it is kept; null when the caller has no such call to rate.</returns>
    /// <exception cref="ArgumentException">The mark is not on the scale, the comment too long, or the employee took no part in the call.</exception>
    /// <exception cref="RevisionConflictException">The rating is not the one that was to be replaced.</exception>
    public Task<CallRating?> RateAsync(Caller caller, CallRatingEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(entry);
        caller.Demand(Permission.RatingsEdit);
        Check(entry);
        return StoreWork.WriteAsync(_contexts, caller, (context, token) => RateAsync(context, caller, entry, token), cancellationToken);
    }

    /// <summary>Takes a mark away: it was entered by mistake.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="callId">The call.</param>
    /// <param name="source">Which of its marks.</param>
    /// <param name="expectedRevision">The revision that is to be removed; null for whatever there is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller has no such rating.</returns>
    /// <exception cref="RevisionConflictException">The rating is not the one that was to be removed.</exception>
    public Task<bool> RemoveAsync(
        Caller caller, Guid callId, RatingSource source, long? expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.RatingsEdit);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var rating = await InScope(context.Set<CallRating>().AsTracking(), caller, Permission.RatingsEdit)
                .SingleOrDefaultAsync(one => one.CallId == callId && one.Source == source, token).ConfigureAwait(false);
            if (rating is null)
            {
                return false;
            }

            DemandRevision(callId, rating.Revision, expectedRevision);
            context.Remove(rating);
            Audit(context, caller, "rating.remove", callId, Payload(rating, null));
            return true;
        }, cancellationToken);
    }

    /// <summary>The ratings of a call, at most one of each source.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="callId">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<CallRating>> OfCallAsync(Caller caller, Guid callId, CancellationToken cancellationToken) =>
        (await ListAsync(caller, new CallRatingFilter { Call = callId }, null, MaxLimit, cancellationToken).ConfigureAwait(false)).Ratings;

    /// <summary>One page, the latest given first.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which ratings.</param>
    /// <param name="after">The <see cref="CallRatingPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CallRatingPage> ListAsync(
        Caller caller, CallRatingFilter filter, CallRatingCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        caller.Demand(Permission.RatingsRead);
        var ratings = await StoreWork.ReadAsync(_contexts, caller, context =>
        {
            var rows = Filtered(context, InScope(context.Set<CallRating>(), caller, Permission.RatingsRead), filter);
            if (after is var (at, id))
            {
                rows = rows.Where(row => row.At <= at && (row.At < at || row.Id < id));
            }

            return rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancellationToken);
        }).ConfigureAwait(false);
        if (ratings.Count <= limit)
        {
            return new CallRatingPage(ratings, null);
        }

        ratings.RemoveAt(limit);
        return new CallRatingPage(ratings, new CallRatingCursor(ratings[^1].At, ratings[^1].Id));
    }

    /// <summary>Ratings as far as a permission reaches.</summary>
    internal static IQueryable<CallRating> InScope(IQueryable<CallRating> ratings, Caller caller, Permission permission)
    {
        var employee = caller.Employee;
        var departments = caller.Access.Departments;
        return caller.Access.ScopeOf(permission) switch
        {
            AccessScope.All => ratings,
            AccessScope.Team when departments.Count > 0 => ratings.Where(one =>
                one.EmployeeId == employee || (one.DepartmentId != null && departments.Contains(one.DepartmentId.Value))),
            AccessScope.Team or AccessScope.Own => ratings.Where(one => one.EmployeeId == employee),
            _ => ratings.Where(static one => false),
        };
    }

    private static IQueryable<CallRating> Filtered(CallTrackingDbContext context, IQueryable<CallRating> rows, CallRatingFilter filter)
    {
        rows = filter.From is { } from ? rows.Where(row => row.At >= from) : rows;
        rows = filter.To is { } to ? rows.Where(row => row.At < to) : rows;
        rows = filter.Employee is { } employee ? rows.Where(row => row.EmployeeId == employee) : rows;
        rows = filter.Call is { } call ? rows.Where(row => row.CallId == call) : rows;
        rows = filter.Source is { } source ? rows.Where(row => row.Source == source) : rows;
        rows = filter.AtMost is { } most ? rows.Where(row => row.Score <= most) : rows;
        return filter.Contact is { } contact
            ? rows.Where(row => context.Set<CallContact>().Any(link => link.CallId == row.CallId && link.ContactId == contact)) : rows;
    }

    private async Task<CallRating?> RateAsync(
        CallTrackingDbContext context, Caller caller, CallRatingEntry entry, CancellationToken cancellationToken)
    {
        var call = await context.Calls.SingleOrDefaultAsync(one => one.Id == entry.CallId, cancellationToken).ConfigureAwait(false);
        var rated = call is null ? null : Rated(call, entry.Employee);
        if (call is null || !IsInScope(caller, rated))
        {
            return null;
        }

        if (entry.Employee is not null && rated is null)
        {
            throw new ArgumentException("The employee took no part in the call: leave the employee out to rate the last one who talked.", nameof(entry));
        }

        var rating = await context.Set<CallRating>().AsTracking()
            .SingleOrDefaultAsync(one => one.CallId == entry.CallId && one.Source == entry.Source, cancellationToken).ConfigureAwait(false);
        DemandRevision(entry.CallId, rating?.Revision ?? 0, entry.ExpectedRevision);
        (int Score, int Lowest, int Highest, string? Comment, Guid? Employee)? before = rating is null ? null : Content(rating);
        if (rating is null)
        {
            rating = new CallRating
            {
                Tenant = caller.Tenant,
                Id = Guid.CreateVersion7(_time.GetUtcNow()),
                CallId = entry.CallId,
                Source = entry.Source,
                At = Instant(entry.At),
            };
            context.Add(rating);
        }

        (rating.Score, rating.Lowest, rating.Highest) = (entry.Score, _scale.Lowest, _scale.Highest);
        rating.Comment = string.IsNullOrWhiteSpace(entry.Comment) ? null : entry.Comment.Trim();
        (rating.EmployeeId, rating.DepartmentId) = (rated?.Employee, rated?.Department);
        if (before == Content(rating))
        {
            return rating;
        }

        rating.At = Instant(entry.At);
        rating.EnteredBy = caller.Employee;
        rating.Revision++;
        Audit(context, caller, "rating.set", entry.CallId, Payload(rating, before?.Score));
        return rating;
    }

    /// <summary>The participant who is rated: the employee who was named, else the last one who talked; null when there is none.</summary>
    private static Participant? Rated(Call call, Guid? employee)
    {
        var staff = call.Participants.Where(static one => one is { Employee: not null, Kind: ParticipantKind.Extension }).ToList();
        return employee is { } named
            ? staff.Find(one => one.Employee == named)
            : staff.Find(one => one.Answered && one.Party == (call.LastParty ?? call.AnsweredBy)) ?? staff.FindLast(static one => one.Talk > TimeSpan.Zero);
    }

    private static bool IsInScope(Caller caller, Participant? rated) => caller.Access.ScopeOf(Permission.RatingsEdit) switch
    {
        AccessScope.All => true,
        AccessScope.Team => rated is not null
            && (rated.Employee == caller.Employee || (rated.Department is { } department && caller.Access.Departments.Contains(department))),
        AccessScope.Own => rated is not null && rated.Employee == caller.Employee,
        _ => false,
    };

    private static void DemandRevision(Guid callId, long current, long? expected)
    {
        if (expected is { } wanted && wanted != current)
        {
            throw new RevisionConflictException("rating of call", callId, wanted, current);
        }
    }

    private static (int Score, int Lowest, int Highest, string? Comment, Guid? Employee) Content(CallRating rating) =>
        (rating.Score, rating.Lowest, rating.Highest, rating.Comment, rating.EmployeeId);

    // The comment is the customer's and stands in one place only, so that it can be erased there.
    private static string Payload(CallRating rating, int? before) => JsonSerializer.Serialize(
        new RatingAudit(rating.Source.ToString(), rating.Score, before, rating.EmployeeId), RatingJson.Default.RatingAudit);

    private void Audit(CallTrackingDbContext context, Caller caller, string action, Guid callId, string payload) =>
        AuditTrail.Add(context, caller, _time.GetUtcNow(), action, "call", callId.ToString(), payload);

    private DateTimeOffset Instant(DateTimeOffset? at)
    {
        var instant = (at ?? _time.GetUtcNow()).ToUniversalTime();
        return instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private void Check(CallRatingEntry entry)
    {
        if (entry.Score < _scale.Lowest || entry.Score > _scale.Highest)
        {
            throw new ArgumentException($"The mark is {entry.Score}: give {_scale.Lowest} (worst) to {_scale.Highest} (best).", nameof(entry));
        }

        if (!Enum.IsDefined(entry.Source))
        {
            throw new ArgumentException($"There is no source {(int)entry.Source}: give manual, keypad, link or sms.", nameof(entry));
        }

        if (entry.Comment?.Length > MaxComment)
        {
            throw new ArgumentException($"The comment has {entry.Comment.Length} characters, of which {MaxComment} are allowed.", nameof(entry));
        }
    }
}
