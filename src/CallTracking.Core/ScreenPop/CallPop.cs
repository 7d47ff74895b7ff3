using CallTracking.Calls;

namespace CallTracking.ScreenPop;

/// <summary>One call on one employee's screen: it rings at him, or he talks. The same call and employee is the same pop, whatever number of
/// extensions and screens the employee has; it is updated in place.</summary>
/// <remarks>Immutable; a later one of the same pop has a higher <see cref="Version"/>.</remarks>
public sealed record CallPop
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The call; with <see cref="Employee"/> the pop's name.</summary>
    public required Guid CallId { get; init; }

    /// <summary>On whose screens.</summary>
    public required Guid Employee { get; init; }

    /// <summary>Rises with everything new about any pop of this process; says nothing across a restart.</summary>
    public long Version { get; init; }

    /// <summary>What the call does at this employee.</summary>
    public required PopState State { get; init; }

    /// <summary>Why it is gone; null while it is there. A pop goes at once: where the reason becomes known, or better known, only later, the
    /// pop comes as gone once more.</summary>
    public PopEnd? End { get; init; }

    /// <summary>Since when it is on the screen.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The link that the call came over.</summary>
    public required string Link { get; init; }

    /// <summary>Who called whom.</summary>
    public CallDirection Direction { get; init; }

    /// <summary>The number outside as people read it, of an internal call the extension that calls; null when withheld. Masked to its last two
    /// digits for whom numbers are hidden from.</summary>
    public string? Number { get; init; }

    /// <summary>The caller's name as the PBX sends it; null when unknown, and where numbers are hidden.</summary>
    public string? CallerName { get; init; }

    /// <summary>The number that was called: the DID of an inbound call.</summary>
    public string? DialedNumber { get; init; }

    /// <summary>The queue through which it comes; null for none.</summary>
    public string? Queue { get; init; }

    /// <summary>The employee's extensions at which it rings or talks.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Who sent the call here, an extension, a number or a name of the PBX; null when nobody did.</summary>
    public string? TransferredFrom { get; init; }

    /// <summary>When the call began.</summary>
    public DateTimeOffset CallStartedAt { get; init; }

    /// <summary>Who calls, as far as it is known.</summary>
    public PopCallerState CallerState { get; init; }

    /// <summary>Who calls; null until it is known, and when it is not.</summary>
    public PopCaller? Caller { get; init; }

    /// <summary>What the call did at the employee last.</summary>
    internal PopState LastState { get; init; }

    /// <summary>How often the employee had handed the call on when it came to him.</summary>
    internal int HandedOnBefore { get; init; }

    /// <summary>Whether two pops say the same, apart from their versions.</summary>
    internal bool Says(CallPop other) => this with { Version = 0, Extensions = [] } == other with { Version = 0, Extensions = [] }
        && Extensions.SequenceEqual(other.Extensions);
}

/// <summary>Who calls, in a word: enough to take the call. The whole card is <see cref="ScreenPops.GetCardAsync"/>.</summary>
/// <param name="ContactId">The contact; null for somebody whom only the host's look-up knows.</param>
/// <param name="Name">The name.</param>
/// <param name="AddressAs">How to address the caller; the name where nothing else is known.</param>
/// <param name="Organisation">The name of the organisation of a person; null for none.</param>
/// <param name="Candidates">How many contacts it may be, this one included: above 1 it is the most likely one.</param>
public sealed record PopCaller(Guid? ContactId, string Name, string AddressAs, string? Organisation, int Candidates);

/// <summary>What a call does at an employee.</summary>
public enum PopState
{
    /// <summary>It rings.</summary>
    Ringing = 1,

    /// <summary>The employee talks, or holds.</summary>
    InCall = 2,

    /// <summary>It is off the screen.</summary>
    Gone = 3,
}

/// <summary>How far it is known who calls.</summary>
public enum PopCallerState
{
    /// <summary>Being looked up; the pop comes again.</summary>
    Pending = 0,

    /// <summary>Known: see <see cref="CallPop.Caller"/>.</summary>
    Known = 1,

    /// <summary>Nobody of the customer base, or nobody to look up: an internal call, a withheld number.</summary>
    Unknown = 2,

    /// <summary>The look-up took too long or failed. The card may still be asked for.</summary>
    Failed = 3,
}

/// <summary>Why a pop is gone. Members may be added.</summary>
public enum PopEnd
{
    /// <summary>Somebody else took the call.</summary>
    AnsweredElsewhere = 1,

    /// <summary>The caller gave up.</summary>
    CallerHungUp = 2,

    /// <summary>It rang to the end.</summary>
    NoAnswer = 3,

    /// <summary>The employee declined, or his phone did.</summary>
    Declined = 4,

    /// <summary>It stopped ringing at this employee, and goes on elsewhere.</summary>
    Stopped = 5,

    /// <summary>The employee handed it on: a transfer, a park slot.</summary>
    HandedOn = 6,

    /// <summary>The employee left the conversation, or it ended.</summary>
    Ended = 7,

    /// <summary>It turned out to be part of another call, which has a pop of its own where it concerns the employee.</summary>
    Merged = 8,

    /// <summary>This host does not follow the call any more.</summary>
    NotFollowed = 9,
}

/// <summary>That a pop is new, says something new or is gone: a hint, without contents that not everybody may see.</summary>
/// <param name="Employee">On whose screens.</param>
/// <param name="CallId">The call; with the employee the pop's name.</param>
/// <param name="State">What the call does at this employee.</param>
/// <param name="End">Why it is gone; null while it is there.</param>
/// <param name="Version">See <see cref="CallPop.Version"/>.</param>
public readonly record struct CallPopChange(Guid Employee, Guid CallId, PopState State, PopEnd? End, long Version);
