using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.AspNetCore.Http;
using CallTracking.Webhooks;

namespace CallTracking.AspNetCore.Webhooks;

[Description("The subscriptions, the oldest first.")]
internal sealed record WebhookList([property: Description("The subscriptions.")] IReadOnlyList<WebhookBody> Items);

[Description("An address outside that is told what happens.")]
internal record WebhookBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("What people call it.")]
    public required string Name { get; init; }

    [Description("Where to.")]
    public required string Url { get; init; }

    [Description("What is told.")]
    public required IReadOnlyList<string> Events { get; init; }

    [WordsOf<WebhookState>]
    [Description("Whether it is told.")]
    public required string State { get; init; }

    [Description("Why it was disabled: `gone`.")]
    public string? DisabledReason { get; init; }

    [Description("When it was made; what happened before is not told.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it was changed last.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [Description("Counts the changes; the number in the ETag.")]
    public required long Revision { get; init; }

    public static WebhookBody Of(WebhookSubscription one) => new()
    {
        Id = one.Id,
        Name = one.Name,
        Url = one.Url,
        Events = one.Events,
        State = Word.Of(one.State),
        DisabledReason = one.DisabledReason,
        CreatedAt = one.CreatedAt,
        UpdatedAt = one.UpdatedAt,
        Revision = one.Revision,
    };
}

[Description("A subscription and its secret, which is shown this once.")]
internal sealed record NewWebhookBody
{
    [Description("The subscription.")]
    public required WebhookBody Webhook { get; init; }

    [Description("The secret that signs, as Standard Webhooks writes it: whsec_….")]
    public required string Secret { get; init; }

    public static NewWebhookBody Of(NewWebhookSecret made) => new() { Webhook = WebhookBody.Of(made.Subscription), Secret = made.Secret };
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What a subscription is to be.")]
internal sealed record WebhookRequest
{
    [Description("What people call it, 1 to 100 characters.")]
    public string? Name { get; init; }

    [Description("Where to, https.")]
    public string? Url { get; init; }

    [Description("What is told, some of: call.started, call.answered, call.ended, call.amended, call.withdrawn, obligation.opened, obligation.assigned, obligation.tried, obligation.closed, "
        + "obligation.waived, obligation.reopened, obligation.escalated, obligation.merged, obligation.voided, contact.changed.")]
    public IReadOnlyList<string>? Events { get; init; }

    [Description("Whether it waits. Default false.")]
    public bool? Paused { get; init; }

    public WebhookDraft ToDraft() => new(
        Texts.Required(Name, "name", 100), Texts.Required(Url, "url", 2000), Texts.List(Events, "events", 32), Paused ?? false);
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("How a secret is changed.")]
internal sealed record RotateSecretRequest
{
    [Description("For how many hours the old secret signs too, 0 to 720. Default 24.")]
    public int? KeepOldHours { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What is sent again: one message, or all of a state since a time.")]
internal sealed record ReplayRequest
{
    [Description("One message.")]
    public Guid? Delivery { get; init; }

    [Description("Without a message: `dead` (the default) or `delivered`.")]
    public string? State { get; init; }

    [Description("Without a message: those that happened since, as 2026-11-23T09:30:00Z.")]
    public string? Since { get; init; }
}

[Description("A message's id.")]
internal sealed record DeliveryId([property: Description("The id.")] Guid Delivery);

[Description("A page of messages, the newest first.")]
internal sealed record DeliveryPage(
    [property: Description("The messages, without their bodies.")] IReadOnlyList<DeliveryBody> Items,
    [property: Description("Give it as `cursor` for the next page; null when this is the last one.")] string? Next);

[Description("A message of a subscription.")]
internal sealed record DeliveryBody
{
    [Description("Its id; the receiver sees it as `webhook-id`.")]
    public required Guid Id { get; init; }

    [Description("What happened.")]
    public required string Event { get; init; }

    [Description("What it is about: the call, the contact, the obligation.")]
    public required Guid Subject { get; init; }

    [Description("When it happened.")]
    public required DateTimeOffset OccurredAt { get; init; }

    [WordsOf<WebhookDeliveryState>]
    [Description("How far it is.")]
    public required string State { get; init; }

    [Description("Attempts so far.")]
    public required int Attempts { get; init; }

    [Description("When it is tried next.")]
    public DateTimeOffset? NextAttemptAt { get; init; }

    [Description("The HTTP status of the last attempt.")]
    public int? LastStatus { get; init; }

    [Description("Why the last attempt failed: status, redirect, timeout, address, connection, certificate or secret.")]
    public string? LastError { get; init; }

    [Description("When it was taken or given up.")]
    public DateTimeOffset? EndedAt { get; init; }

    public static DeliveryBody Of(WebhookDelivery one) => new()
    {
        Id = one.Id,
        Event = one.Event,
        Subject = one.Subject,
        OccurredAt = one.OccurredAt,
        State = Word.Of(one.State),
        Attempts = one.Attempts,
        NextAttemptAt = one.State == WebhookDeliveryState.Pending ? one.NextAttemptAt : null,
        LastStatus = one.LastStatus,
        LastError = one.LastError,
        EndedAt = one.EndedAt,
    };
}
