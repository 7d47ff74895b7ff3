using CallTracking.Calls;

namespace CallTracking.Links;

/// <summary>
/// A period in which a link was not observed: what happened in it is known only as far as another witness told. An instance is what was known
/// at one moment and never changes afterwards; a later one has the same <see cref="Id"/> and a higher <see cref="Revision"/>.
/// </summary>
public sealed record CoverageGap
{
    /// <summary>The tenant of the link.</summary>
    public required string Tenant { get; init; }

    /// <summary>Derived from tenant, link and <see cref="From"/>: replay and recovery give the same id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The link.</summary>
    public required string Link { get; init; }

    /// <summary>When it was last observed.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was observed again; null while it is not.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Why.</summary>
    public GapCause Cause { get; init; }

    /// <summary>What was made up for, by witness; empty when nothing needed to be, or nothing could be.</summary>
    public IReadOnlyList<GapRestoration> Restored { get; init; } = [];

    /// <summary>Counts what was learned: of two instances of one gap the higher one is newer.</summary>
    public int Revision { get; init; }
}

/// <summary>What one witness made up for in a <see cref="CoverageGap"/>.</summary>
/// <param name="Witness">The witness.</param>
/// <param name="Closed">Calls known from before that ended in the gap.</param>
/// <param name="Adopted">Calls that began in the gap and lasted beyond it.</param>
/// <param name="Restored">Calls that lay wholly in the gap, or whose end or outcome only this witness told.</param>
public sealed record GapRestoration(CallWitness Witness, int Closed, int Adopted, int Restored);

/// <summary>Why a link was not observed.</summary>
public enum GapCause
{
    /// <summary>The connection broke or went silent.</summary>
    LinkLost = 0,

    /// <summary>The PBX said that it stops or restarts.</summary>
    PbxStopped = 1,

    /// <summary>The PBX was found to have restarted without a word.</summary>
    PbxDied = 2,

    /// <summary>The host stopped in good order.</summary>
    HostStopped = 3,

    /// <summary>The host died, or was cut off from its store.</summary>
    HostDied = 4,

    /// <summary>Events came faster than they could be kept, and the space to hold them was full.</summary>
    Overflow = 5,

    /// <summary>Another host took the link over.</summary>
    LeaseLost = 6,
}
