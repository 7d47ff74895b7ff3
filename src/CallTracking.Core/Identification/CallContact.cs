using CallTracking.Storage;

namespace CallTracking.Identification;

/// <summary>The contact of a call. It stays when the number later changes hands.</summary>
public sealed class CallContact : ITenantOwned
{
    /// <summary>The <see cref="ContactId"/> of a call that is nobody's because an employee said so: all zero.</summary>
    public static readonly Guid Nobody = Guid.Empty;

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The call.</summary>
    public required Guid CallId { get; init; }

    /// <summary>The contact, as it was then: it may have been merged into another one since. <see cref="Nobody"/> where
    /// <see cref="How"/> is <see cref="CallContactOrigin.Nobody"/>.</summary>
    public required Guid ContactId { get; set; }

    /// <summary>How they came together.</summary>
    public CallContactOrigin How { get; set; }

    /// <summary>The call's start: a contact's calls are a range of an index in the order of the history.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When they were brought together.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The employee who said so; null when it was found by the number.</summary>
    public Guid? ByEmployee { get; set; }
}

/// <summary>How a call got its contact.</summary>
public enum CallContactOrigin
{
    /// <summary>By its number.</summary>
    Matched = 1,

    /// <summary>An employee chose among several, or said who it was.</summary>
    Chosen = 2,

    /// <summary>The contact was made from the call.</summary>
    Created = 3,

    /// <summary>With imported data.</summary>
    Imported = 4,

    /// <summary>An employee took the contact away: it was somebody else. The call stays without one until somebody names one.</summary>
    Nobody = 5,
}
