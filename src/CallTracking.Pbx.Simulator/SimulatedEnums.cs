namespace CallTracking.Pbx.Simulator;

/// <summary>Who called whom.</summary>
public enum SimulatedDirection
{
    /// <summary>Somebody outside called in.</summary>
    Inbound,

    /// <summary>The site called somebody outside.</summary>
    Outbound,

    /// <summary>Both are phones of the site.</summary>
    Internal,
}

/// <summary>How a call was placed.</summary>
public enum SimulatedOrigin
{
    /// <summary>Dialled.</summary>
    Dialed,

    /// <summary>By a program that called the employee first.</summary>
    ClickToCall,
}

/// <summary>How a call went, in the ledger's words.</summary>
public enum SimulatedOutcome
{
    /// <summary>A person or room took it.</summary>
    Answered,

    /// <summary>The employee of a click-to-call never lifted.</summary>
    NotStarted,

    /// <summary>A message was left.</summary>
    Voicemail,

    /// <summary>No such number, or the route refused.</summary>
    Failed,

    /// <summary>The caller was not served.</summary>
    Missed,

    /// <summary>Our caller gave up.</summary>
    Cancelled,

    /// <summary>All who were asked were busy.</summary>
    Busy,

    /// <summary>Somebody declined and nobody rang to the end.</summary>
    Declined,

    /// <summary>Nobody took a call of ours.</summary>
    NoAnswer,
}

/// <summary>Why a call was missed.</summary>
public enum SimulatedMissedReason
{
    /// <summary>The caller gave up while it rang.</summary>
    CallerHungUp,

    /// <summary>The caller gave up in a queue.</summary>
    AbandonedInQueue,

    /// <summary>The caller gave up in a menu.</summary>
    AbandonedInIvr,

    /// <summary>It rang to the end.</summary>
    NoAnswer,

    /// <summary>Nobody could be rung.</summary>
    Unavailable,

    /// <summary>The queue's time was over.</summary>
    QueueTimeout,
}

/// <summary>A side of a call.</summary>
public enum SimulatedSide
{
    /// <summary>The calling side.</summary>
    Caller,

    /// <summary>The called side.</summary>
    Callee,

    /// <summary>The PBX: a time-out, a refused route, an application.</summary>
    Pbx,
}

/// <summary>How it went for one party.</summary>
public enum SimulatedPartyResult
{
    /// <summary>Took the call.</summary>
    Answered,

    /// <summary>Rang, and somebody else took it.</summary>
    AnsweredElsewhere,

    /// <summary>Rang to the end.</summary>
    NoAnswer,

    /// <summary>Was busy.</summary>
    Busy,

    /// <summary>Declined.</summary>
    Declined,

    /// <summary>Could not be reached, or the route refused.</summary>
    Unavailable,

    /// <summary>The attempt was called off.</summary>
    Cancelled,
}

/// <summary>How a call moved.</summary>
public enum SimulatedTransferKind
{
    /// <summary>Without asking first.</summary>
    Blind,

    /// <summary>After a consultation.</summary>
    Attended,
}

/// <summary>Why a route takes no call.</summary>
public enum SimulatedRefusal
{
    /// <summary>The number does not exist.</summary>
    NoSuchNumber,

    /// <summary>The route is congested.</summary>
    Congested,
}

/// <summary>What somebody does whom a placed call rings.</summary>
public enum SimulatedAnswer
{
    /// <summary>Lets it ring a while and lifts.</summary>
    Answers,

    /// <summary>Lets it ring to the end.</summary>
    NeverAnswers,

    /// <summary>Is busy.</summary>
    Busy,

    /// <summary>Declines.</summary>
    Declines,

    /// <summary>Is not there: no leg is made.</summary>
    Absent,
}
