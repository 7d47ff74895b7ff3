using System.ComponentModel;
using CallTracking.AspNetCore.Http;
using CallTracking.Ratings;

namespace CallTracking.AspNetCore.Ratings;

[Description("The mark that a customer gave for one call and the employee who talked with him. A call has at most one of each source.")]
internal sealed record RatingBody
{
    [Description("The rating's id.")]
    public required Guid Id { get; init; }

    [Description("The call.")]
    public required Guid CallId { get; init; }

    [Description("How the mark was given.")]
    [WordsOf<RatingSource>]
    public required string Source { get; init; }

    [Description("The employee who was rated; null when no employee talked.")]
    public Guid? EmployeeId { get; init; }

    [Description("The employee's department when the call began; null when not known.")]
    public Guid? DepartmentId { get; init; }

    [Description("The mark, Lowest to Highest; higher is better.")]
    public required int Score { get; init; }

    [Description("The worst mark of the scale that was in force.")]
    public required int Lowest { get; init; }

    [Description("The best mark of the scale that was in force.")]
    public required int Highest { get; init; }

    [Description("In the customer's words, at most MaxComment characters; null for none.")]
    public string? Comment { get; init; }

    [Description("When the customer gave it.")]
    public required DateTimeOffset At { get; init; }

    [Description("Who entered it; null when it came by itself.")]
    public Guid? EnteredBy { get; init; }

    [Description("Counts the changes.")]
    public required long Revision { get; init; }

    public static RatingBody Of(CallRating one) => new()
    {
        Id = one.Id,
        CallId = one.CallId,
        Source = Word.Of(one.Source),
        EmployeeId = one.EmployeeId,
        DepartmentId = one.DepartmentId,
        Score = one.Score,
        Lowest = one.Lowest,
        Highest = one.Highest,
        Comment = one.Comment,
        At = one.At,
        EnteredBy = one.EnteredBy,
        Revision = one.Revision,
    };
}

[Description("A page of ratings.")]
internal sealed record RatingPageBody(
    [property: Description("The ratings.")] IReadOnlyList<RatingBody> Items,
    [property: Description("Give it as `cursor` for the next page; null when this is the last one.")] string? Next);

[Description("The ratings.")]
internal sealed record RatingList([property: Description("The ratings.")] IReadOnlyList<RatingBody> Items);
