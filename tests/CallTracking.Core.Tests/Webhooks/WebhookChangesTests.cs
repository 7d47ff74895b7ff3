using System.Text.Json.Nodes;
using CallTracking.Callbacks;
using CallTracking.Contacts;
using CallTracking.Storage;

namespace CallTracking.Webhooks;

public sealed class WebhookChangesTests
{
    private static readonly Guid Owed = Guid.Parse("0198f000-0000-7000-8000-000000000001");

    [Fact]
    public async Task Close_AnObligation_TellsHowItStandsAndWhy()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        await OweAsync(rig);
        await rig.Callbacks.CloseAsync(WebhookRig.Everybody, Owed, "came in person", null, WebhookRig.Cancel);

        var closed = (await rig.OutboxAsync()).Should().ContainSingle().Subject;
        closed.Event.Should().Be(WebhookEvents.ObligationClosed);
        var data = JsonNode.Parse(closed.Payload!)!["data"]!;
        data["id"]!.GetValue<Guid>().Should().Be(Owed);
        (data["state"]!.GetValue<string>(), data["because"]!.GetValue<string>(), data["reason"]!.GetValue<string>())
            .Should().Be(("closed", "closed", "came in person"));
    }

    [Fact]
    public async Task Waive_ThenReopen_TellsBothInOrder()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        await OweAsync(rig);
        await rig.Callbacks.WaiveAsync(WebhookRig.Everybody, Owed, "wrong number", null, WebhookRig.Cancel);
        await rig.Callbacks.NoteAsync(WebhookRig.Everybody, Owed, "not wrong after all", WebhookRig.Cancel);
        await rig.Callbacks.ReopenAsync(WebhookRig.Everybody, Owed, null, WebhookRig.Cancel);

        (await rig.ToldAsync()).Should().Equal(WebhookEvents.ObligationWaived, WebhookEvents.ObligationReopened);
    }

    [Fact]
    public async Task Waive_ThatIsRefused_TellsNothing()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        await OweAsync(rig);
        await FluentActions.Awaiting(() => rig.Callbacks.WaiveAsync(WebhookRig.Everybody, Owed, " ", null, WebhookRig.Cancel))
            .Should().ThrowAsync<ObligationRejectedException>();

        (await rig.OutboxAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Change_OfAContactAndItsNumbers_IsToldOncePerChangeWithoutWhatTheCardHolds()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync(WebhookEvents.ContactChanged);
        var draft = new ContactDraft { Name = "Sokha Chan" };
        var made = await rig.Contacts.CreateAsync(WebhookRig.Everybody, draft, WebhookRig.Cancel);
        await rig.Contacts.AddNumberAsync(WebhookRig.Everybody, made.Contact.Id, new NewContactNumber("+12025550123"), ContactNumberSource.Entered, WebhookRig.Cancel);
        await rig.Contacts.DeleteAsync(WebhookRig.Everybody, made.Contact.Id, null, WebhookRig.Cancel);

        var told = await rig.OutboxAsync();
        told.Select(one => JsonNode.Parse(one.Payload!)!["data"]!["change"]!.GetValue<string>()).Should().Equal("created", "updated", "deleted");
        told.Should().OnlyContain(one => !one.Payload!.Contains("Sokha") && !one.Payload.Contains("2025550123"));
    }

    [Fact]
    public async Task Change_ThatNobodySubscribedTo_WritesNothing()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync(WebhookEvents.CallStarted);
        await OweAsync(rig);
        await rig.Callbacks.CloseAsync(WebhookRig.Everybody, Owed, null, null, WebhookRig.Cancel);
        await rig.Contacts.CreateAsync(WebhookRig.Everybody, new ContactDraft { Name = "Sokha Chan" }, WebhookRig.Cancel);

        (await rig.OutboxAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Run_AChangeWhileItWaits_IsSentAtOnce()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        await OweAsync(rig);
        var arrived = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Receiver.Answer = (received, _) =>
        {
            arrived.TrySetResult(received.Type);
            return Task.FromResult(204);
        };
        await rig.Dispatcher.StartAsync(WebhookRig.Cancel);
        await rig.Callbacks.CloseAsync(WebhookRig.Everybody, Owed, null, null, WebhookRig.Cancel);

        // The clock of the rig stands still: only the change itself can have woken the sender.
        (await arrived.Task.WaitAsync(TimeSpan.FromMinutes(1), WebhookRig.Cancel)).Should().Be(WebhookEvents.ObligationClosed);
        await rig.Dispatcher.StopAsync(WebhookRig.Cancel);
    }

    private static Task<int> OweAsync(WebhookRig rig) => StoreWork.WriteAsync(rig.Contexts, WebhookRig.Everybody, (context, _) =>
    {
        context.Add(new Obligation
        {
            Tenant = WebhookRig.Everybody.Tenant,
            Id = Owed,
            Number = "+12025550123",
            NumberKey = "+12025550123",
            OpenKey = "+12025550123",
            Link = "sim",
            OpenedAt = Sample.Start,
            LastCallAt = Sample.Start,
            LastCallId = Sample.Id(1),
            Calls = 1,
            DueAt = Sample.Start.AddHours(1),
            Revision = 1,
        });
        return Task.FromResult(0);
    }, WebhookRig.Cancel);
}
