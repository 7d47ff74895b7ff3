using CallTracking.Storage;

namespace CallTracking.Webhooks;

/// <summary>An address outside that is told what happens.</summary>
public sealed class WebhookSubscription : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The subscription's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it, at most 100 characters.</summary>
    public required string Name { get; set; }

    /// <summary>Where to, https.</summary>
    public required string Url { get; set; }

    /// <summary>What is told: members of <see cref="WebhookEvents"/>.</summary>
    public IReadOnlyList<string> Events { get; set; } = [];

    /// <summary>Whether it is told.</summary>
    public WebhookState State { get; set; } = WebhookState.Active;

    /// <summary>Why it was disabled: <c>gone</c>; null while it is not.</summary>
    public string? DisabledReason { get; set; }

    /// <summary>When it was made: what happened before is not told.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts the changes.</summary>
    public long Revision { get; set; }

    /// <summary>The secrets that sign, protected; the newest first. Never shown.</summary>
    internal string Secrets { get; set; } = "[]";
}

/// <summary>Whether a subscription is told of what happens.</summary>
public enum WebhookState
{
    /// <summary>It is.</summary>
    Active = 1,

    /// <summary>Not now: what happens waits until it is active again, or too old.</summary>
    Paused = 2,

    /// <summary>Not any more: its receiver said that it is gone. Somebody makes it active again.</summary>
    Disabled = 3,
}

/// <summary>Something that a subscription is told: one message, sent until it is taken.</summary>
public sealed class WebhookDelivery : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The message's id: the same at every attempt, so that a receiver knows one it has.</summary>
    public required Guid Id { get; init; }

    /// <summary>The subscription.</summary>
    public required Guid SubscriptionId { get; init; }

    /// <summary>What happened: a member of <see cref="WebhookEvents"/>.</summary>
    public required string Event { get; init; }

    /// <summary>What it is about: the call, the obligation, the contact. Messages about one thing are sent in order.</summary>
    public required Guid Subject { get; init; }

    /// <summary>The order among the messages about one thing.</summary>
    public required long Rank { get; init; }

    /// <summary>The body, JSON; null when it was erased.</summary>
    public string? Payload { get; set; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>How far it is.</summary>
    public WebhookDeliveryState State { get; set; } = WebhookDeliveryState.Pending;

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is tried next, at the earliest.</summary>
    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>When it is given up.</summary>
    public DateTimeOffset GiveUpAt { get; set; }

    /// <summary>The HTTP status of the last attempt; null when there was no answer.</summary>
    public int? LastStatus { get; set; }

    /// <summary>Why the last attempt failed, a stable code: <c>status</c>, <c>redirect</c>, <c>timeout</c>, <c>address</c>, <c>connection</c>,
    /// <c>certificate</c>, <c>secret</c>; null when it did not.</summary>
    public string? LastError { get; set; }

    /// <summary>When it was taken or given up; null while it is neither.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Until when a host has it for itself; null when none has.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }
}

/// <summary>How far a message is.</summary>
public enum WebhookDeliveryState
{
    /// <summary>It waits to be sent, for the first time or again.</summary>
    Pending = 1,

    /// <summary>It was taken.</summary>
    Delivered = 2,

    /// <summary>It was given up: too old, or its subscription was disabled. It can be replayed.</summary>
    Dead = 3,
}

/// <summary>What was told of a call already, to whomever.</summary>
internal sealed class WebhookMark : ITenantOwned
{
    public required string Tenant { get; init; }

    public required Guid CallId { get; init; }

    public WebhookStages Stages { get; set; }

    public long Revision { get; set; }

    public DateTimeOffset StartedAt { get; init; }
}

[Flags]
internal enum WebhookStages
{
    None = 0,
    Started = 1,
    Answered = 2,
    Ended = 4,
    Withdrawn = 8,
}

/// <summary>What subscriptions may be told of. Members may be added.</summary>
public static class WebhookEvents
{
    /// <summary>A call began.</summary>
    public const string CallStarted = "call.started";

    /// <summary>A person took a call.</summary>
    public const string CallAnswered = "call.answered";

    /// <summary>A call ended.</summary>
    public const string CallEnded = "call.ended";

    /// <summary>More was learned of a call that had ended.</summary>
    public const string CallAmended = "call.amended";

    /// <summary>What was told as a call turned out to be part of another one, and is none.</summary>
    public const string CallWithdrawn = "call.withdrawn";

    /// <summary>Somebody has to be called back.</summary>
    public const string ObligationOpened = "obligation.opened";

    /// <summary>It was given to an employee or a department.</summary>
    public const string ObligationAssigned = "obligation.assigned";

    /// <summary>We called and did not reach the customer.</summary>
    public const string ObligationTried = "obligation.tried";

    /// <summary>It is closed: by a call that was answered, or by a person.</summary>
    public const string ObligationClosed = "obligation.closed";

    /// <summary>A person decided that nobody calls back.</summary>
    public const string ObligationWaived = "obligation.waived";

    /// <summary>It was opened again.</summary>
    public const string ObligationReopened = "obligation.reopened";

    /// <summary>It is overdue, and a step of escalation was taken.</summary>
    public const string ObligationEscalated = "obligation.escalated";

    /// <summary>Another one of the same customer took over its calls.</summary>
    public const string ObligationMerged = "obligation.merged";

    /// <summary>What was known of its calls was corrected, and nobody has to be called back.</summary>
    public const string ObligationVoided = "obligation.voided";

    /// <summary>A contact was made, changed, joined with another one or removed.</summary>
    public const string ContactChanged = "contact.changed";

    /// <summary>Somebody tries a subscription out.</summary>
    public const string Test = "webhook.test";

    /// <summary>All that can be subscribed to.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        CallStarted, CallAnswered, CallEnded, CallAmended, CallWithdrawn,
        ObligationOpened, ObligationAssigned, ObligationTried, ObligationClosed, ObligationWaived, ObligationReopened, ObligationEscalated,
        ObligationMerged, ObligationVoided, ContactChanged,
    ];
}
