using CallTracking.Calls;
using CallTracking.Pbx;
using CallTracking.Storage;

namespace CallTracking.Dialing;

/// <summary>A call that somebody had placed: what was reserved before the PBX was asked, and what came of it.</summary>
public sealed class Dial : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose phone rings first.</summary>
    public required Guid EmployeeId { get; init; }

    /// <summary>The link it is placed over.</summary>
    public required string Link { get; init; }

    /// <summary>The extension that rings first.</summary>
    public required string Extension { get; init; }

    /// <summary>Our own name of that phone's leg, known before there is any.</summary>
    public required string AgentLeg { get; init; }

    /// <summary>The number that is called, E.164 where it has one.</summary>
    public required string Number { get; set; }

    /// <summary>The number as the PBX was told it.</summary>
    public required string Dialed { get; set; }

    /// <summary>What it was placed for.</summary>
    public CallPurpose Purpose { get; init; }

    /// <summary>The callback obligation that it serves; null for none.</summary>
    public Guid? ObligationId { get; init; }

    /// <summary>The contact that is called; null when not known.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>How far it is.</summary>
    public DialStage Stage { get; set; } = DialStage.Reserved;

    /// <summary>When it was reserved.</summary>
    public required DateTimeOffset ReservedAt { get; init; }

    /// <summary>Until when it counts as one that goes on, unless something was heard of it.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The ledger's call, as soon as it has one.</summary>
    public Guid? CallId { get; set; }

    /// <summary>How it ended; null while it goes on.</summary>
    public CallOutcome? Outcome { get; set; }

    /// <summary>See <see cref="DialOutcome.Reason"/>.</summary>
    public string? Reason { get; set; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Revision { get; set; }
}

/// <summary>How far a placed call is. Numbers are stored.</summary>
public enum DialStage
{
    /// <summary>It counts, and the PBX may have been asked.</summary>
    Reserved = 1,

    /// <summary>The ledger has the call.</summary>
    Seen = 2,

    /// <summary>It is over.</summary>
    Ended = 3,

    /// <summary>It was not placed and counts no more.</summary>
    Released = 4,
}

/// <summary>One row per employee that every reservation changes: of two at the same time one comes second, whichever host it is at.</summary>
internal sealed class DialTurn : ITenantOwned
{
    public required string Tenant { get; init; }

    public required Guid EmployeeId { get; init; }

    public long Revision { get; set; }
}
