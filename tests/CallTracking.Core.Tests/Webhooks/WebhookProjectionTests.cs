using CallTracking.Calls;

namespace CallTracking.Webhooks;

public sealed class WebhookProjectionTests
{
    [Fact]
    public async Task Apply_ACallThroughItsLife_TellsEachStageOnceInOrder()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        await rig.TellAsync(WebhookRig.Ringing(1));
        await rig.TellAsync(WebhookRig.Ringing(1, revision: 2));
        await rig.TellAsync(WebhookRig.Ringing(1, revision: 3) with { AnsweredAt = Sample.Start.AddSeconds(3), State = CallState.Talking });
        await rig.TellAsync(Sample.Full(1) with { Outcome = CallOutcome.Answered });
        await rig.TellAsync(Sample.Full(1) with { Outcome = CallOutcome.Answered });

        (await rig.ToldAsync()).Should().Equal(WebhookEvents.CallStarted, WebhookEvents.CallAnswered, WebhookEvents.CallEnded);
    }

    [Fact]
    public async Task Apply_AnEndedCallAtOnce_TellsTheStagesThatItHad()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        await rig.TellAsync(WebhookRig.Ended(1));

        (await rig.ToldAsync()).Should().Equal(WebhookEvents.CallStarted, WebhookEvents.CallEnded);
    }

    [Fact]
    public async Task Apply_MoreLearnedOfAnEndedCall_TellsItOncePerRevision()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync(WebhookEvents.CallAmended);
        await rig.TellAsync(WebhookRig.Ended(1, revision: 7));
        await rig.TellAsync(WebhookRig.Ended(1, revision: 7));
        (await rig.ToldAsync()).Should().BeEmpty();
        await rig.TellAsync(WebhookRig.Ended(1, revision: 8));
        await rig.TellAsync(WebhookRig.Ended(1, revision: 8));

        (await rig.ToldAsync()).Should().Equal(WebhookEvents.CallAmended);
    }

    [Fact]
    public async Task Apply_AWithdrawnCall_IsToldOnceBehindEverythingOfIt()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        await rig.TellAsync(WebhookRig.Ended(1));
        await rig.WithdrawAsync(Sample.Id(1), Sample.Id(2));
        await rig.WithdrawAsync(Sample.Id(1));

        (await rig.ToldAsync()).Should().Equal(WebhookEvents.CallStarted, WebhookEvents.CallEnded, WebhookEvents.CallWithdrawn);
    }

    [Fact]
    public async Task Apply_WhatHappenedBeforeTheSubscription_IsNotTold()
    {
        await using var rig = await WebhookRig.CreateAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        await rig.SubscribeAsync();
        await rig.TellAsync(WebhookRig.Ended(1));

        (await rig.ToldAsync()).Should().Equal(WebhookEvents.CallEnded);
    }

    [Fact]
    public async Task Apply_WithAPausedAndADisabledSubscription_KeepsItForThePausedOneOnly()
    {
        await using var rig = await WebhookRig.CreateAsync();
        var paused = (await rig.SubscribeAsync()).Subscription.Id;
        rig.Receiver.AnswerAlways(410);
        await rig.Book.TestAsync(WebhookRig.Everybody, (await rig.SubscribeAsync()).Subscription.Id, WebhookRig.Cancel);
        await rig.DispatchAsync();
        await rig.Book.UpdateAsync(WebhookRig.Everybody, paused, rig.Draft() with { IsPaused = true }, null, WebhookRig.Cancel);
        await rig.TellAsync(WebhookRig.Ringing(1));

        (await rig.OutboxAsync()).Where(one => one.Event != WebhookEvents.Test).Should().ContainSingle().Which.SubscriptionId.Should().Be(paused);
    }
}
