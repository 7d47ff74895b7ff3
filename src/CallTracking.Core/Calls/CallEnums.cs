namespace CallTracking.Calls;

/// <summary>Who called whom.</summary>
public enum CallDirection
{
    /// <summary>An external party called in.</summary>
    Inbound,

    /// <summary>Our side called an external party.</summary>
    Outbound,

    /// <summary>Both sides are ours.</summary>
    Internal,
}

/// <summary>What a call does now.</summary>
public enum CallState
{
    /// <summary>Being set up or ringing.</summary>
    Ringing,

    /// <summary>Waiting in a queue, a menu or a park slot with nobody talking.</summary>
    Queued,

    /// <summary>In conversation.</summary>
    Talking,

    /// <summary>In conversation, and somebody holds.</summary>
    Held,

    /// <summary>Over.</summary>
    Ended,
}

/// <summary>How the call came to be placed.</summary>
public enum CallOrigin
{
    /// <summary>Somebody dialled.</summary>
    Dialed,

    /// <summary>A program called the employee first and then the number.</summary>
    ClickToCall,

    /// <summary>The system called the party.</summary>
    Broadcast,

    /// <summary>Returning a missed call.</summary>
    Callback,

    /// <summary>The witness cannot tell.</summary>
    Unknown,
}

/// <summary>How a finished call went.</summary>
public enum CallOutcome
{
    /// <summary>A person or a conference room took it.</summary>
    Answered,

    /// <summary>The employee of a click-to-call never lifted.</summary>
    NotStarted,

    /// <summary>A message was left.</summary>
    Voicemail,

    /// <summary>The number does not exist, or the route refused.</summary>
    Failed,

    /// <summary>A caller of ours, or to a queue or group of ours, was not served.</summary>
    Missed,

    /// <summary>Our caller gave up.</summary>
    Cancelled,

    /// <summary>Every asked party was busy.</summary>
    Busy,

    /// <summary>Somebody declined and nobody rang to the end.</summary>
    Declined,

    /// <summary>Nobody took an outbound or plain internal call.</summary>
    NoAnswer,

    /// <summary>The witness cannot tell.</summary>
    Unknown,
}

/// <summary>Why a call was missed.</summary>
public enum MissedReason
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

    /// <summary>The site was closed.</summary>
    Closed,
}

/// <summary>Which side ended the last conversation or attempt.</summary>
public enum CallSide
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>The calling side.</summary>
    Caller,

    /// <summary>The called side.</summary>
    Callee,

    /// <summary>The PBX, a time-out, an application, a route.</summary>
    Pbx,
}

/// <summary>What a participant is.</summary>
public enum ParticipantKind
{
    /// <summary>An extension of ours.</summary>
    Extension,

    /// <summary>A party outside.</summary>
    External,

    /// <summary>A conference room.</summary>
    Room,

    /// <summary>A queue.</summary>
    Queue,

    /// <summary>A mailbox.</summary>
    Mailbox,

    /// <summary>A menu or announcement.</summary>
    Ivr,

    /// <summary>Somebody who listens in.</summary>
    Supervisor,
}

/// <summary>What a participant does now. The higher one holds for a party that is in a call with several legs.</summary>
public enum ParticipantPresence
{
    /// <summary>Nothing: it has left, or was never there, or the call is over.</summary>
    None = 0,

    /// <summary>The PBX asks it, and it does not ring yet.</summary>
    Asked = 1,

    /// <summary>It placed the call and waits for somebody to answer; of a call that a program placed also while its own phone rings.</summary>
    Calling = 2,

    /// <summary>It rings.</summary>
    Ringing = 3,

    /// <summary>It is in the conversation, held or not.</summary>
    InCall = 4,
}

/// <summary>How it went for one participant.</summary>
public enum ParticipantResult
{
    /// <summary>Took the call.</summary>
    Answered,

    /// <summary>Rang, and somebody else took it: nobody's miss.</summary>
    AnsweredElsewhere,

    /// <summary>Rang to the end.</summary>
    NoAnswer,

    /// <summary>Was busy.</summary>
    Busy,

    /// <summary>Declined.</summary>
    Declined,

    /// <summary>Could not be reached.</summary>
    Unavailable,

    /// <summary>The attempt was called off.</summary>
    Cancelled,
}

/// <summary>How a conversation moved.</summary>
public enum TransferKind
{
    /// <summary>Without asking first.</summary>
    Blind,

    /// <summary>After a consultation.</summary>
    Attended,

    /// <summary>The device sent the caller on.</summary>
    Forward,

    /// <summary>Somebody took a call that rang elsewhere.</summary>
    Pickup,

    /// <summary>Through a park slot.</summary>
    Park,

    /// <summary>Moved by an application.</summary>
    Redirect,
}

/// <summary>How two calls belong together.</summary>
public enum CallRelationKind
{
    /// <summary>The other call was made to prepare a transfer of this one, or the other way round.</summary>
    Consultation,

    /// <summary>Both were in one conference.</summary>
    Conference,

    /// <summary>One returns the other.</summary>
    Callback,

    /// <summary>Two links carried the same call.</summary>
    Tandem,
}

/// <summary>A source that reported a call.</summary>
[Flags]
public enum CallWitness
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Events while it happened.</summary>
    Live = 1,

    /// <summary>A finished record.</summary>
    Cdr = 2,

    /// <summary>A snapshot after a reconnect.</summary>
    Snapshot = 4,

    /// <summary>A webhook.</summary>
    Webhook = 8,

    /// <summary>A station message detail record.</summary>
    Smdr = 16,
}
