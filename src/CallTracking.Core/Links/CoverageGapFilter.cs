namespace CallTracking.Links;

/// <summary>Which coverage gaps; what is not given does not narrow.</summary>
public sealed record CoverageGapFilter
{
    /// <summary>Gaps that lasted beyond this instant, or last still.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gaps that began before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Gaps of this link.</summary>
    public string? Link { get; init; }

    internal static IQueryable<CoverageGap> Apply(IQueryable<CoverageGap> gaps, string? link, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (link is not null)
        {
            gaps = gaps.Where(gap => gap.Link == link);
        }

        if (from is { } first)
        {
            gaps = gaps.Where(gap => gap.To == null || gap.To > first);
        }

        if (to is { } end)
        {
            gaps = gaps.Where(gap => gap.From < end);
        }

        return gaps;
    }
}
