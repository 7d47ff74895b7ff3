using CallTracking.Access;

namespace CallTracking.Dialing;

/// <summary>Places calls for employees: the employee's own phone rings, and when he lifts, the number is called.</summary>
/// <remarks>Thread-safe. Works in a host that runs, over the links that this host holds. The outcome comes from the ledger, never from
/// the PBX's answer to the command.</remarks>
public interface IDialer
{
    /// <summary>Places a call. It counts against the employee's limits before the PBX is asked, durably, so that no crash and no crowd of
    /// requests exceeds them; where the PBX then does not take it, it counts no more.</summary>
    /// <param name="caller">On whose behalf; needs <see cref="Permission.Dial"/>, with a scope that reaches the employee.</param>
    /// <param name="request">Who calls whom.</param>
    /// <param name="cancellationToken">Gives up, as long as the PBX was not asked yet.</param>
    /// <returns>The call as it goes, which ends in exactly one outcome.</returns>
    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    /// <exception cref="DialRefusedException">It is not placed, and why: number, limits, extension, link, PBX. Nothing rings.</exception>
    /// <exception cref="Storage.LedgerStoreException">The store does not take the reservation. Nothing rings.</exception>
    Task<DialHandle> DialAsync(Caller caller, DialRequest request, CancellationToken cancellationToken = default);

    /// <summary>A call that this process placed and that has no outcome yet.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="dial">Its <see cref="DialHandle.Id"/>.</param>
    /// <returns>Null when there is none that the caller may know of.</returns>
    DialHandle? Find(Caller caller, Guid dial);

    /// <summary>The calls that this process placed and that have no outcome yet, as far as the caller may know of them.</summary>
    /// <param name="caller">On whose behalf.</param>
    IReadOnlyList<DialHandle> ListOpen(Caller caller);
}

/// <summary>Who calls whom.</summary>
public sealed record DialRequest
{
    /// <summary>The employee whose phone rings first. One of his extensions is used.</summary>
    public required Guid Employee { get; init; }

    /// <summary>The number to call: digits, <c>+</c>, <c>*</c> and <c>#</c>, read in the country of the link's site.</summary>
    public required string Number { get; init; }

    /// <summary>The link to place it over; null (the default) for one of those that the employee has an extension at.</summary>
    public string? Link { get; init; }

    /// <summary>The extension that rings first, one of the employee's own; null (the default) for the first one.</summary>
    public string? Extension { get; init; }

    /// <summary>How long the employee's phone rings, 1 s to 10 min. Default 30 s.</summary>
    public TimeSpan AgentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the other phone rings, 1 s to 10 min. Default 60 s. With some PBXes the dial plan decides.</summary>
    public TimeSpan CustomerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The callback obligation that the call serves; the call's origin is then <see cref="Calls.CallOrigin.Callback"/>.</summary>
    public Guid? Obligation { get; init; }

    /// <summary>The contact that is called, where it is known.</summary>
    public Guid? Contact { get; init; }
}
