using CallTracking.Numbering;

namespace CallTracking.Calls;

/// <summary>
/// One conversation attempt as a person counts it: every leg that served one caller's purpose, folded together. An instance is what was
/// known at one moment and never changes afterwards; a later one has the same <see cref="Id"/> and a higher <see cref="Revision"/>.
/// </summary>
public sealed record Call
{
    // Null until somebody sets it: a store that reads a call needs a place for a list of its own.
    private readonly IReadOnlyList<Participant>? _participants;

    /// <summary>The tenant it belongs to.</summary>
    public required string Tenant { get; init; }

    /// <summary>Derived from tenant, link, PBX boot and root leg (UUIDv7 layout): replay and recovery give the same id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The link that saw it.</summary>
    public required string Link { get; init; }

    /// <summary>Counts what was learned: of two instances of one call the higher one is newer.</summary>
    public int Revision { get; init; }

    /// <summary>Connection epoch of its first event; with <see cref="FirstSeq"/> the place in the event log from which it can be rebuilt.</summary>
    public long FirstEpoch { get; init; }

    /// <summary>Frame ordinal of its first event.</summary>
    public long FirstSeq { get; init; }

    /// <summary>Who called whom.</summary>
    public CallDirection Direction { get; init; }

    /// <summary>What it does now.</summary>
    public CallState State { get; init; }

    /// <summary>How it came to be placed.</summary>
    public CallOrigin Origin { get; init; }

    /// <summary>Who placed it through a program; null when dialled.</summary>
    public string? PlacedBy { get; init; }

    /// <summary>The party outside; null on internal calls and when withheld.</summary>
    public PhoneNumber? External { get; init; }

    /// <summary>Who called: an extension on outbound, E.164 where possible on inbound; null when withheld.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>The caller's name as sent; null when unknown.</summary>
    public string? CallerName { get; init; }

    /// <summary>The digits as dialled, prefix included; the DID on inbound.</summary>
    public string? DialedNumber { get; init; }

    /// <summary>What the other side saw; null when unknown.</summary>
    public string? PresentedNumber { get; init; }

    /// <summary>The trunk; null on internal calls.</summary>
    public string? Trunk { get; init; }

    /// <summary>The first queue it waited in; null when none.</summary>
    public string? Queue { get; init; }

    /// <summary>How it went; null while it lasts.</summary>
    public CallOutcome? Outcome { get; init; }

    /// <summary>Why it was missed; null unless it was.</summary>
    public MissedReason? MissedReason { get; init; }

    /// <summary>Answered, and then the caller was lost on his way to somebody else.</summary>
    public bool LostInTransfer { get; init; }

    /// <summary>The first person (or room) who talked; null when none.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>The last person who talked; null when nobody else did.</summary>
    public string? LastParty { get; init; }

    /// <summary>Which side ended it.</summary>
    public CallSide EndedBy { get; init; }

    /// <summary>Start of the first leg.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the first person answered; null when nobody did.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>End of the last leg; null while it lasts.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>From the start until a person or mailbox took it, or the end.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>From the first person's answer to the end; zero when nobody answered.</summary>
    public TimeSpan Connected { get; init; }

    /// <summary>Time our side was bridged with the other side and not held.</summary>
    public TimeSpan Talk { get; init; }

    /// <summary>Time the external party (internal: the caller) was held or parked, overlaps once.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>Its parties, in order of appearance.</summary>
    public IReadOnlyList<Participant> Participants
    {
        get => _participants ?? [];
        init => _participants = value;
    }

    /// <summary>How it moved, in order.</summary>
    public IReadOnlyList<CallTransfer> Transfers { get; init; } = [];

    /// <summary>Calls that belong to it.</summary>
    public IReadOnlyList<CallRelation> Relations { get; init; } = [];

    /// <summary>Keys pressed, a string per party in order.</summary>
    public IReadOnlyList<CallDigits> Digits { get; init; } = [];

    /// <summary>Recordings, as opaque references.</summary>
    public IReadOnlyList<RecordingRef> Recordings { get; init; } = [];

    /// <summary>Who reported it.</summary>
    public CallWitness Witnesses { get; init; }

    /// <summary>The rule and the events behind each verdict.</summary>
    public IReadOnlyList<Because> Because { get; init; } = [];

    /// <summary>Names of the families of legs that it is made of, as the PBX gives them, the oldest first: by them a finished record finds its
    /// call again. Opaque.</summary>
    public IReadOnlyList<string> Families { get; init; } = [];

    /// <summary>Whether a second witness says otherwise in some point; <see cref="Because"/> tells in which. The live verdict stands.</summary>
    public bool IsContradicted => Because.Any(static because => because.Rule.StartsWith(RecordWitness.Differs, StringComparison.Ordinal));

    /// <summary>Whether somebody outside called and left without what he called for, so that he has to be called back: the one definition
    /// that boards, reports and obligations share. False while the call lasts.</summary>
    public bool IsUnserved => Direction == CallDirection.Inbound && (LostInTransfer || (Outcome is { } outcome && IsUnservedBy(outcome)));

    internal static bool IsUnservedBy(CallOutcome outcome) => outcome is CallOutcome.Missed or CallOutcome.Voicemail
        or CallOutcome.Busy or CallOutcome.Declined or CallOutcome.Failed or CallOutcome.Unknown;
}

/// <summary>A party of a call. A party that was rung twice is one participant with summed times.</summary>
/// <param name="Party">Extension or room as the PBX names it, or an E.164 number.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Employee">The employee who had the extension when the call began; null when not known.</param>
/// <param name="Asked">Whether the PBX asked it to take the call.</param>
/// <param name="Rang">Whether it rang.</param>
/// <param name="Answered">Whether it took the call.</param>
/// <param name="Rings">How often it was rung.</param>
/// <param name="Ring">How long it rang, summed.</param>
/// <param name="Talk">Bridged with the other side and not held.</param>
/// <param name="Hold">Held while it was in the conversation.</param>
/// <param name="Result">How it went for it; null while open, or for the caller.</param>
public sealed record Participant(
    string Party, ParticipantKind Kind, Guid? Employee, bool Asked, bool Rang, bool Answered, int Rings, TimeSpan Ring, TimeSpan Talk,
    TimeSpan Hold, ParticipantResult? Result)
{
    /// <summary>The employee's department when the call began; null when not known.</summary>
    public Guid? Department { get; init; }

    /// <summary>What it does now. Told live only: the ledger does not keep it, and a call that was read from there says
    /// <see cref="ParticipantPresence.None"/>.</summary>
    public ParticipantPresence Presence { get; init; }
}

/// <summary>A move of the conversation.</summary>
/// <param name="Kind">How.</param>
/// <param name="From">Who gave it away.</param>
/// <param name="To">Who was to get it; null when the PBX does not say.</param>
/// <param name="Completed">Whether that party took it.</param>
public sealed record CallTransfer(TransferKind Kind, string? From, string? To, bool Completed);

/// <summary>Another call that belongs to this one.</summary>
/// <param name="Kind">How.</param>
/// <param name="CallId">Which.</param>
public sealed record CallRelation(CallRelationKind Kind, Guid CallId);

/// <summary>Keys a party pressed.</summary>
/// <param name="Party">Who; null when unknown.</param>
/// <param name="Digits">In order.</param>
public sealed record CallDigits(string? Party, string Digits);

/// <summary>An audio recording, never a path: opened through the adapter or the host's store.</summary>
/// <param name="Link">The link whose PBX holds it.</param>
/// <param name="Location">Its name there.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Length">How long it is; null while it runs.</param>
public sealed record RecordingRef(string Link, string? Location, DateTimeOffset StartedAt, TimeSpan? Length);

/// <summary>Why a verdict is what it is.</summary>
/// <param name="Verdict">The member it explains, as the JSON spells it.</param>
/// <param name="Rule">Stable code of the rule.</param>
/// <param name="Events">Frame ordinals of the events behind it.</param>
public sealed record Because(string Verdict, string Rule, IReadOnlyList<long> Events);

/// <summary>Something was learned about a call.</summary>
/// <param name="Call">What is known now.</param>
/// <param name="Kind">What kind of change.</param>
public sealed record CallChange(Call Call, CallChangeKind Kind);

/// <summary>What kind of change.</summary>
public enum CallChangeKind
{
    /// <summary>It began.</summary>
    Started,

    /// <summary>Something about it is new.</summary>
    Updated,

    /// <summary>It is over.</summary>
    Ended,

    /// <summary>Something was learned after its end.</summary>
    Amended,

    /// <summary>It turned out to be part of another call and is no call of its own.</summary>
    Withdrawn,
}
