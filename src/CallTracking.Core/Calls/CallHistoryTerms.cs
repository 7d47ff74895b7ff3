namespace CallTracking.Calls;

/// <summary>What no index answers: calls are looked at one after the other. Everything that is set must hold, together with the filter.</summary>
public sealed record CallHistoryTerms
{
    /// <summary>A fragment of the caller's name as it was sent, whatever the case.</summary>
    public string? CallerName { get; init; }

    /// <summary>A fragment of the digits as dialled.</summary>
    public string? DialedNumber { get; init; }

    /// <summary>The first queue.</summary>
    public string? Queue { get; init; }

    /// <summary>The trunk.</summary>
    public string? Trunk { get; init; }

    /// <summary>Why it was missed.</summary>
    public MissedReason? MissedReason { get; init; }

    /// <summary>Whether the caller was lost on his way to somebody else.</summary>
    public bool? LostInTransfer { get; init; }

    /// <summary>Shortest wait.</summary>
    public TimeSpan? LeastWait { get; init; }

    /// <summary>Shortest time talked.</summary>
    public TimeSpan? LeastTalk { get; init; }

    /// <summary>Longest time talked.</summary>
    public TimeSpan? MostTalk { get; init; }
}

/// <summary>How far a search has come.</summary>
/// <param name="Looked">Calls that were looked at.</param>
/// <param name="Found">Calls that were found.</param>
/// <param name="Reached">The start of the last call that was looked at; the search goes from the latest call back. Null at the end.</param>
public sealed record CallSearchProgress(long Looked, int Found, DateTimeOffset? Reached);
