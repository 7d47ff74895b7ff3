using CallTracking.Calls;

namespace CallTracking.Dialing;

/// <summary>How far a call is that was placed. Immutable.</summary>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Agent">The employee's own phone.</param>
/// <param name="Customer">The other one.</param>
/// <param name="CallId">The ledger's call, as soon as it has one.</param>
/// <param name="Outcome">How it ended; null while it goes on.</param>
public sealed record DialState(int Revision, DialProgress Agent, DialProgress Customer, Guid? CallId, DialOutcome? Outcome);

/// <summary>How far one side of a placed call is. A side only goes on, never back.</summary>
public enum DialProgress
{
    /// <summary>Not called yet.</summary>
    Waiting = 0,

    /// <summary>It is being called and does not ring yet, as far as was heard.</summary>
    Asked = 1,

    /// <summary>It rings.</summary>
    Ringing = 2,

    /// <summary>It is in the call.</summary>
    Lifted = 3,

    /// <summary>It was not reached.</summary>
    NotReached = 4,

    /// <summary>It was in the call and is no more.</summary>
    Left = 5,
}

/// <summary>How a placed call ended.</summary>
/// <param name="Outcome">The ledger's word for it. <see cref="CallOutcome.Unknown"/> when nobody can tell.</param>
/// <param name="Reason">More of it, as a stable code: why the employee's phone was not lifted (<c>busy</c>, <c>declined</c>,
/// <c>noAnswer</c>, <c>unavailable</c>), or why it is unknown (<c>hostStopped</c>, <c>linkTakenOver</c>, <c>notSeen</c>,
/// <c>linkLost</c>). Null when there is no more.</param>
/// <param name="CallId">The ledger's call; null when no leg ever was.</param>
public sealed record DialOutcome(CallOutcome Outcome, string? Reason, Guid? CallId);
