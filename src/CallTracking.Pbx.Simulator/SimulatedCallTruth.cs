namespace CallTracking.Pbx.Simulator;

/// <summary>
/// What really happened in a simulated call, known from the script and not from the events: what a right ledger must say. The words and
/// rules are those of the ledger; times are exact to the few milliseconds that a PBX takes between two events.
/// </summary>
public sealed record SimulatedCallTruth
{
    /// <summary>The call's first leg: names the call among all calls of a run.</summary>
    public required LegId RootLeg { get; init; }

    /// <summary>Who called whom.</summary>
    public required SimulatedDirection Direction { get; init; }

    /// <summary>How it was placed.</summary>
    public required SimulatedOrigin Origin { get; init; }

    /// <summary>The party outside in E.164; null on internal calls and when withheld.</summary>
    public string? ExternalNumber { get; init; }

    /// <summary>Who called: an extension, or E.164; null when withheld.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>The caller's name; null when none.</summary>
    public string? CallerName { get; init; }

    /// <summary>The digits as dialled, prefix included; null where the system placed the call.</summary>
    public string? DialedNumber { get; init; }

    /// <summary>The trunk's endpoint; null on internal calls and where it was never used.</summary>
    public string? Trunk { get; init; }

    /// <summary>The queue; null when none.</summary>
    public string? Queue { get; init; }

    /// <summary>How it went.</summary>
    public required SimulatedOutcome Outcome { get; init; }

    /// <summary>Why it was missed; null unless it was.</summary>
    public SimulatedMissedReason? MissedReason { get; init; }

    /// <summary>Answered, and then the caller was lost on his way to somebody else.</summary>
    public bool LostInTransfer { get; init; }

    /// <summary>The first person or room who took it; null when none.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>The last person who talked; null when nobody after the first did.</summary>
    public string? LastParty { get; init; }

    /// <summary>Which side ended it; null where the rules leave it open (a consultation that became part of another call).</summary>
    public SimulatedSide? EndedBy { get; init; }

    /// <summary>Start of the first leg.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the first person answered; null when nobody did.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>End of the last leg.</summary>
    public DateTimeOffset EndedAt { get; init; }

    /// <summary>From the start until the first person answered, a mailbox took the call, or the end.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>From the first person's answer to the end; zero when nobody answered.</summary>
    public TimeSpan Connected { get; init; }

    /// <summary>Time two people heard each other and nobody held; null for conferences, whose members are calls of their own.</summary>
    public TimeSpan? Talk { get; init; }

    /// <summary>Time the other side was held.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>Everybody but the caller who was asked or took the call.</summary>
    public IReadOnlyList<SimulatedPartyTruth> Parties { get; init; } = [];

    /// <summary>Its transfers, in order.</summary>
    public IReadOnlyList<SimulatedTransferTruth> Transfers { get; init; } = [];

    /// <summary>Keys the caller pressed; empty when none.</summary>
    public string Digits { get; init; } = string.Empty;

    /// <summary>The conference room; null when none. Calls whose stays in one room overlap are related.</summary>
    public string? Room { get; init; }

    /// <summary>The call that this one was made to consult for; null for other calls.</summary>
    public LegId? ConsultationFor { get; init; }
}

/// <summary>How it went for one party of a simulated call.</summary>
/// <param name="Party">Extension, room, or number in E.164.</param>
/// <param name="Rang">Whether it rang; null where the rules leave it open.</param>
/// <param name="Answered">Whether it took the call.</param>
/// <param name="Rings">How often it rang.</param>
/// <param name="Ring">How long it rang, summed.</param>
/// <param name="Talk">How long it talked with the other side.</param>
/// <param name="Result">How it ended for it; null for a room.</param>
public sealed record SimulatedPartyTruth(
    string Party, bool? Rang, bool Answered, int Rings, TimeSpan Ring, TimeSpan Talk, SimulatedPartyResult? Result);

/// <summary>A transfer of a simulated call.</summary>
/// <param name="Kind">How.</param>
/// <param name="From">Who gave the caller away.</param>
/// <param name="To">Who was to get him: an extension, or E.164.</param>
/// <param name="Completed">Whether that party took him.</param>
public sealed record SimulatedTransferTruth(SimulatedTransferKind Kind, string From, string To, bool Completed);
