using System.Text.Json;
using CallTracking.AspNetCore.Pops;

namespace CallTracking.AspNetCore.Live;

/// <summary>Why the client reads everything again: <c>lagging</c>, <c>rights</c> or <c>restarted</c>.</summary>
internal sealed record RereadBody(string Reason);

/// <summary>What happened to a call.</summary>
/// <param name="Kind">started, updated, ended or withdrawn.</param>
/// <param name="Revision">Of two states of one call the higher one is newer.</param>
/// <param name="Call">The call as the API shows it; null when it was withdrawn.</param>
/// <param name="Id">The call.</param>
internal sealed record LiveCallBody(string Kind, Guid Id, long Revision, JsonElement? Call);

/// <summary>That something concerns the employee: the client reads it.</summary>
internal sealed record NoticeBody(string Kind, Guid Id, DateTimeOffset At);

/// <summary>Everything as it is now. What the employee may not see is null.</summary>
internal sealed record LiveStateBody
{
    /// <summary>The employee.</summary>
    public required Guid Employee { get; init; }

    /// <summary>What he may do: each permission with its reach.</summary>
    public required IReadOnlyDictionary<string, string> Permissions { get; init; }

    /// <summary>Fields that are hidden from him.</summary>
    public required IReadOnlyList<string> Hidden { get; init; }

    /// <summary>The pops on his screens.</summary>
    public IReadOnlyList<PopBody>? Pops { get; init; }

    /// <summary>How many messages he has not read.</summary>
    public long? UnreadMessages { get; init; }

    /// <summary>The calls in progress that he may see; null unless the client follows calls.</summary>
    public JsonElement? OpenCalls { get; init; }
}

/// <summary>A pop on the employee's screens.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Pop">What it is now; null when it is gone.</param>
internal sealed record LivePopBody(Guid CallId, PopBody? Pop);
