namespace CallTracking.Samples.Web.Search;

/// <summary>Something that a search found.</summary>
/// <param name="Group">What it is.</param>
/// <param name="Href">Where it is looked at.</param>
/// <param name="Text">What it is called.</param>
/// <param name="Note">What tells it from others of that name; null for nothing.</param>
internal sealed record SearchHit(SearchGroup Group, string Href, string Text, string? Note)
{
    /// <summary>When it was; null where it does not matter.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What is searched.</summary>
internal enum SearchGroup
{
    Pages,
    Customers,
    Calls,
    Employees,
}

/// <summary>What one group gave.</summary>
/// <param name="Group">The group.</param>
/// <param name="Hits">What was found.</param>
/// <param name="Error">Why nothing could be found; null when the search went well.</param>
internal sealed record SearchAnswer(SearchGroup Group, IReadOnlyList<SearchHit> Hits, Exception? Error = null);
