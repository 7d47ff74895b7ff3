using System.ComponentModel;
using CallTracking.AspNetCore.Http;
using CallTracking.Links;

namespace CallTracking.AspNetCore.Links;

[Description("The links in order of registration.")]
internal sealed record LinkList([property: Description("The links.")] IReadOnlyList<LinkBody> Items);

[Description("A link to a PBX as it is now.")]
internal sealed record LinkBody
{
    [Description("Its name.")]
    public required string Link { get; init; }

    [WordsOf<LinkState>]
    [Description("What it does.")]
    public required string State { get; init; }

    [Description("Since when it does that.")]
    public required DateTimeOffset Since { get; init; }

    [Description("Attempts to connect since it was last up for long.")]
    public required int Attempt { get; init; }

    [Description("Why the last connection failed, with what to do; null when it is up or has not failed.")]
    public string? LastError { get; init; }

    [Description("What it lacks although it is up, with what to do.")]
    public string? Hint { get; init; }

    [Description("When the next attempt is made.")]
    public DateTimeOffset? RetryAt { get; init; }

    [Description("What the PBX called itself.")]
    public string? Product { get; init; }

    [Description("Time of the newest event.")]
    public DateTimeOffset? LastEventAt { get; init; }

    [Description("Calls that have not ended.")]
    public required int OpenCalls { get; init; }

    [Description("Since when it is not observed; null while it is.")]
    public DateTimeOffset? GapSince { get; init; }

    [WordsOf<GapCause>]
    [Description("Why it is not observed.")]
    public string? GapCause { get; init; }

    [Description("Events that wait.")]
    public required int Backlog { get; init; }

    [Description("Bytes that wait on disk because the store does not take them.")]
    public required long SpoolBytes { get; init; }

    [Description("Events on which the tracker failed.")]
    public required long QuarantinedEvents { get; init; }

    public static LinkBody Of(LinkStatus status) => new()
    {
        Link = status.Link,
        State = Word.Of(status.State),
        Since = status.Since,
        Attempt = status.Attempt,
        LastError = status.LastError,
        Hint = status.Hint,
        RetryAt = status.RetryAt,
        Product = status.Product,
        LastEventAt = status.LastEventAt,
        OpenCalls = status.OpenCalls,
        GapSince = status.GapSince,
        GapCause = Word.Of(status.GapCause),
        Backlog = status.Backlog,
        SpoolBytes = status.SpoolBytes,
        QuarantinedEvents = status.QuarantinedEvents,
    };
}

[Description("Periods in which a link was not observed.")]
internal sealed record GapList([property: Description("The gaps, latest beginning first.")] IReadOnlyList<GapBody> Items);

[Description("A period in which a link was not observed.")]
internal sealed record GapBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("The link.")]
    public required string Link { get; init; }

    [Description("When it was last observed.")]
    public required DateTimeOffset From { get; init; }

    [Description("When it was observed again; null while it is not.")]
    public DateTimeOffset? To { get; init; }

    [WordsOf<GapCause>]
    [Description("Why.")]
    public required string Cause { get; init; }

    [Description("What was made up for, by witness.")]
    public required IReadOnlyList<GapRestorationBody> Restored { get; init; }

    public static GapBody Of(CoverageGap gap) => new()
    {
        Id = gap.Id,
        Link = gap.Link,
        From = gap.From,
        To = gap.To,
        Cause = Word.Of(gap.Cause),
        Restored = [.. gap.Restored.Select(one => new GapRestorationBody(Word.Of(one.Witness), one.Closed, one.Adopted, one.Restored))],
    };
}

[Description("What one witness made up for in a gap.")]
internal sealed record GapRestorationBody(
    [property: Description("The witness.")] string Witness,
    [property: Description("Calls known from before that ended in the gap.")] int Closed,
    [property: Description("Calls that began in the gap and lasted beyond it.")] int Adopted,
    [property: Description("Calls that lay wholly in the gap.")] int Restored);
