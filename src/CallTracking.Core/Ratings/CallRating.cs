using CallTracking.Storage;

namespace CallTracking.Ratings;

/// <summary>The mark that a customer gave for one call and the employee who talked with him. A call has at most one of each source.</summary>
public sealed class CallRating : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The rating's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The call.</summary>
    public required Guid CallId { get; init; }

    /// <summary>How the mark was given.</summary>
    public required RatingSource Source { get; init; }

    /// <summary>The employee who was rated; null when no employee talked.</summary>
    public Guid? EmployeeId { get; set; }

    /// <summary>The employee's department when the call began; null when not known.</summary>
    public Guid? DepartmentId { get; set; }

    /// <summary>The mark, <see cref="Lowest"/> to <see cref="Highest"/>; higher is better.</summary>
    public int Score { get; set; }

    /// <summary>The worst mark of the scale that was in force.</summary>
    public int Lowest { get; set; }

    /// <summary>The best mark of the scale that was in force.</summary>
    public int Highest { get; set; }

    /// <summary>In the customer's words, at most <see cref="CallRatings.MaxComment"/> characters; null for none.</summary>
    public string? Comment { get; set; }

    /// <summary>When the customer gave it.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who entered it; null when it came by itself.</summary>
    public Guid? EnteredBy { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Revision { get; set; }
}

/// <summary>How a mark was given. Numbers are stored; new members are added at the end.</summary>
public enum RatingSource
{
    /// <summary>Entered by somebody of the staff.</summary>
    Manual = 1,

    /// <summary>By a key of the telephone.</summary>
    Keypad = 2,

    /// <summary>By a page that a link led to.</summary>
    Link = 3,

    /// <summary>By a text message.</summary>
    Sms = 4,
}

/// <summary>A mark to be kept.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Source">How it was given.</param>
/// <param name="Score">The mark, within the scale of <see cref="RatingOptions"/>.</param>
public sealed record CallRatingEntry(Guid CallId, RatingSource Source, int Score)
{
    /// <summary>In the customer's words; null for none.</summary>
    public string? Comment { get; init; }

    /// <summary>The employee who is rated, who has to have taken part in the call. Default: the last one who talked.</summary>
    public Guid? Employee { get; init; }

    /// <summary>When the customer gave it. Default: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The <see cref="CallRating.Revision"/> that is to be replaced; 0: there is none yet. Default: whatever there is.</summary>
    public long? ExpectedRevision { get; init; }
}

/// <summary>Which ratings are wanted. What is not set does not restrict; several conditions must all hold.</summary>
public sealed record CallRatingFilter
{
    /// <summary>Given at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Given before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Of this employee.</summary>
    public Guid? Employee { get; init; }

    /// <summary>Of calls with this contact.</summary>
    public Guid? Contact { get; init; }

    /// <summary>Of this call.</summary>
    public Guid? Call { get; init; }

    /// <summary>Given this way.</summary>
    public RatingSource? Source { get; init; }

    /// <summary>This mark or a lower one.</summary>
    public int? AtMost { get; init; }
}

/// <summary>A page of ratings.</summary>
/// <param name="Ratings">Latest first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
public sealed record CallRatingPage(IReadOnlyList<CallRating> Ratings, CallRatingCursor? Next);

/// <summary>A place in a list of ratings: the one after which the next page goes on.</summary>
/// <param name="At">When it was given.</param>
/// <param name="Id">Its id.</param>
public readonly record struct CallRatingCursor(DateTimeOffset At, Guid Id);
