using CallTracking.Access;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Http;
using CallTracking.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Webhooks;

/// <summary>Outbound webhooks.</summary>
internal static class WebhookEndpoints
{
    private const int Standard = 50;
    private const int MostHours = 720;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "webhooks");
        api.Get("/webhooks", Permission.WebhooksManage, ListAsync).Is("listWebhooks", "Lists the subscriptions.").Answers<WebhookList>();
        api.Post("/webhooks", Permission.WebhooksManage, CreateAsync)
            .Is("createWebhook", "Adds a subscription.", "It is told of what happens from now on. The answer holds the secret, which is never shown again.")
            .Takes<WebhookRequest>().Answers<NewWebhookBody>(201).MayFail(409);
        api.Get("/webhooks/{id:guid}", Permission.WebhooksManage, GetAsync)
            .Is("getWebhook", "Reads a subscription.").Answers<WebhookBody>().HasRevision().MayBeMissing();
        api.Put("/webhooks/{id:guid}", Permission.WebhooksManage, UpdateAsync)
            .Is("updateWebhook", "Changes a subscription.", "One that was disabled is active again unless it is paused.")
            .Takes<WebhookRequest>().Answers<WebhookBody>().NeedsRevision().MayBeMissing();
        api.Delete("/webhooks/{id:guid}", Permission.WebhooksManage, DeleteAsync)
            .Is("deleteWebhook", "Removes a subscription and its messages.").AnswersNothing().NeedsRevision().MayBeMissing();
        api.Post("/webhooks/{id:guid}/secret", Permission.WebhooksManage, RotateAsync)
            .Is("rotateWebhookSecret", "Gives a subscription a new secret.", "The old one signs too for a while. The answer holds the new one, which is never shown again.")
            .Takes<RotateSecretRequest>().Answers<NewWebhookBody>().MayBeMissing();
        api.Post("/webhooks/{id:guid}/test", Permission.WebhooksManage, TestAsync)
            .Is("testWebhook", "Sends a message of the kind `webhook.test`.").Answers<DeliveryId>(202).MayBeMissing();
        api.Get("/webhooks/{id:guid}/deliveries", Permission.WebhooksManage, ListDeliveriesAsync)
            .Is("listWebhookDeliveries", "Lists the messages of a subscription, the newest first.")
            .Query(ApiParameter.OneOf<WebhookDeliveryState>("state", "Only such."), ApiParameter.Cursor, ApiParameter.Limit(WebhookBook.MaxLimit, Standard))
            .Answers<DeliveryPage>().MayBeMissing();
        api.Post("/webhooks/{id:guid}/replay", Permission.WebhooksManage, ReplayAsync)
            .Is("replayWebhook", "Sends messages again that were taken or given up.").Takes<ReplayRequest>().Answers<CountBody>().MayBeMissing();
    }

    private static async Task<IResult> ListAsync(HttpContext http, WebhookBook book, CancellationToken cancellationToken) => Answers.Json(
        new WebhookList([.. (await book.ListAsync(http.Caller(), cancellationToken).ConfigureAwait(false)).Select(WebhookBody.Of)]), ApiJson.Strict.WebhookList);

    private static async Task<IResult> CreateAsync(HttpContext http, WebhookBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.WebhookRequest, cancellationToken).ConfigureAwait(false);
        var made = await book.CreateAsync(http.Caller(), request.ToDraft(), cancellationToken).ConfigureAwait(false);
        return Answers.Created(http, NewWebhookBody.Of(made), ApiJson.Strict.NewWebhookBody, made.Subscription.Revision, $"webhooks/{made.Subscription.Id}");
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, WebhookBook book, CancellationToken cancellationToken) =>
        Show(http, Answers.Found(await book.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false)));

    private static async Task<IResult> UpdateAsync(Guid id, HttpContext http, WebhookBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.WebhookRequest, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.UpdateAsync(http.Caller(), id, request.ToDraft(), revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext http, WebhookBook book, CancellationToken cancellationToken)
    {
        await book.DeleteAsync(http.Caller(), id, Revisions.Expected(http), cancellationToken).ConfigureAwait(false);
        return Answers.Empty;
    }

    private static async Task<IResult> RotateAsync(Guid id, HttpContext http, WebhookBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.RotateSecretRequest, cancellationToken).ConfigureAwait(false);
        if (request.KeepOldHours is < 0 or > MostHours)
        {
            throw Texts.Invalid("keepOldHours", "'keepOldHours' is out of range.", $"Give 0 to {MostHours}.");
        }

        var made = await book.RotateSecretAsync(http.Caller(), id, TimeSpan.FromHours(request.KeepOldHours ?? 24), cancellationToken).ConfigureAwait(false);
        return Answers.Resource(http, NewWebhookBody.Of(made), ApiJson.Strict.NewWebhookBody, made.Subscription.Revision);
    }

    private static async Task<IResult> TestAsync(Guid id, HttpContext http, WebhookBook book, CancellationToken cancellationToken) => Answers.Json(
        new DeliveryId(await book.TestAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false)), ApiJson.Strict.DeliveryId, 202);

    private static async Task<IResult> ListDeliveriesAsync(Guid id, HttpContext http, WebhookBook book, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        Answers.Found(await book.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        var page = await book.ListDeliveriesAsync(
            http.Caller(), id, query.One<WebhookDeliveryState>("state"), query.Cursor<WebhookCursor>(WebhookCursor.TryParse),
            query.Limit(WebhookBook.MaxLimit, Standard), cancellationToken).ConfigureAwait(false);
        return Answers.Json(new DeliveryPage([.. page.Deliveries.Select(DeliveryBody.Of)], page.Next?.ToString()), ApiJson.Strict.DeliveryPage);
    }

    private static async Task<IResult> ReplayAsync(Guid id, HttpContext http, WebhookBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ReplayRequest, cancellationToken).ConfigureAwait(false);
        var state = Word<WebhookDeliveryState>.Optional(request.State, "state") ?? WebhookDeliveryState.Dead;
        if (state == WebhookDeliveryState.Pending)
        {
            throw Texts.Invalid("state", "What waits is sent anyway.", "Give dead or delivered.");
        }

        var since = request.Delivery is null ? Texts.RequiredInstant(request.Since, "since") : DateTimeOffset.MinValue;
        var count = await book.ReplayAsync(http.Caller(), id, request.Delivery, state, since, cancellationToken).ConfigureAwait(false);
        return Answers.Json(new CountBody(count), ApiJson.Strict.CountBody);
    }

    private static IResult Show(HttpContext http, WebhookSubscription one) =>
        Answers.Resource(http, WebhookBody.Of(one), ApiJson.Strict.WebhookBody, one.Revision);
}
