namespace CallTracking.Identification;

/// <summary>Asks the host's own data who calls, when the contacts do not know for sure: a CRM, a directory, a payment system. Register it with
/// <c>AddCallerLookup</c>.</summary>
/// <remarks>May be called at the same time for several numbers, at most 16. One that is too slow is not waited for; one that fails is counted
/// and passed over, and after three failures in a row left in peace for 30 seconds.</remarks>
public interface ICallerLookup
{
    /// <summary>Says who may own a number.</summary>
    /// <param name="request">The number.</param>
    /// <param name="cancellationToken">The time is over: the answer is not wanted any more.</param>
    /// <returns>Who it may be; empty when unknown.</returns>
    ValueTask<IReadOnlyList<HostCaller>> FindAsync(CallerLookupRequest request, CancellationToken cancellationToken);
}

/// <summary>What a host's look-up is asked.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="E164">The number with <c>+</c>; null where it is only complete inside its area.</param>
/// <param name="Raw">As received.</param>
public sealed record CallerLookupRequest(string Tenant, string? E164, string Raw);

/// <summary>Somebody the host knows under a number.</summary>
/// <param name="Name">The name, cut at 200 characters.</param>
public sealed record HostCaller(string Name)
{
    /// <summary>The contact, where the host knows it; null for somebody who is no contact yet. An id that no contact has counts as null.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>How to address the caller; null for the name.</summary>
    public string? AddressAs { get; init; }

    /// <summary>The host's own key of that person; null for none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>How sure the host is, 0 to 0.9; more counts as 0.9. Default 0.9.</summary>
    public double Confidence { get; init; } = 0.9;
}

/// <summary>How a look-up of the host is asked.</summary>
public sealed class CallerLookupOptions
{
    /// <summary>Which is asked first: the lowest; equal ones as they were registered. The first that knows somebody ends the asking.
    /// Default 0.</summary>
    public int Order { get; set; }

    /// <summary>How long it may take, 1 millisecond to 30 seconds. Default 500 milliseconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>A registered look-up.</summary>
internal sealed record CallerLookupRegistration(string Name, CallerLookupOptions Options, Func<IServiceProvider, ICallerLookup> Create);
