using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Webhooks;

public sealed class WebhookDispatcherTests
{
    [Fact]
    public async Task Dispatch_AMessage_IsDeliveredOnceAndSignedSoThatItsReceiverCanTell()
    {
        await using var rig = await WebhookRig.CreateAsync();
        var secret = (await rig.SubscribeAsync()).Secret;
        await rig.TellAsync(WebhookRig.Ringing(1));
        await rig.DispatchAsync();
        await rig.DispatchAsync();

        var received = rig.Receiver.Received.Should().ContainSingle().Subject;
        received.Type.Should().Be(WebhookEvents.CallStarted);
        received.Call.Should().Be(Sample.Id(1));
        received.Timestamp.Should().Be($"{Sample.Start.ToUnixTimeSeconds()}");
        received.Signature.Should().Be(Signature(secret, received));
        var row = (await rig.OutboxAsync()).Should().ContainSingle().Subject;
        (row.State, row.Attempts, row.LastStatus, row.LastError, row.ClaimedUntil).Should().Be((WebhookDeliveryState.Delivered, 1, 204, null, null));
    }

    [Fact]
    public async Task Dispatch_AfterTheSecretIsRotated_SignsWithBothUntilTheOldOneEnds()
    {
        await using var rig = await WebhookRig.CreateAsync();
        var old = await rig.SubscribeAsync();
        var id = old.Subscription.Id;
        var now = await rig.Book.RotateSecretAsync(WebhookRig.Everybody, id, TimeSpan.FromHours(1), WebhookRig.Cancel);
        await rig.Book.TestAsync(WebhookRig.Everybody, id, WebhookRig.Cancel);
        await rig.DispatchAsync();
        rig.Time.Advance(TimeSpan.FromHours(1));
        await rig.Book.TestAsync(WebhookRig.Everybody, id, WebhookRig.Cancel);
        await rig.DispatchAsync();

        var received = rig.Receiver.Received.ToArray();
        received.Should().HaveCount(2);
        received[0].Signature.Should().Be($"{Signature(now.Secret, received[0])} {Signature(old.Secret, received[0])}");
        received[1].Signature.Should().Be(Signature(now.Secret, received[1]));
    }

    [Fact]
    public async Task Dispatch_WhileTheFirstMessageOfACallFails_TheOthersOfItWaitAndOtherCallsGoOn()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        rig.Receiver.Answer = (received, _) => Task.FromResult(received.Call == Sample.Id(1) ? 500 : 204);
        await rig.TellAsync(WebhookRig.Ended(1), WebhookRig.Ended(2));
        await rig.DispatchAsync();

        Of(rig, 1).Should().Equal(WebhookEvents.CallStarted);
        Of(rig, 2).Should().Equal(WebhookEvents.CallStarted, WebhookEvents.CallEnded);

        rig.Receiver.AnswerAlways(204);
        rig.Time.Advance(TimeSpan.FromSeconds(7));
        await rig.DispatchAsync();
        Of(rig, 1).Should().Equal(WebhookEvents.CallStarted, WebhookEvents.CallStarted, WebhookEvents.CallEnded);
        (await rig.OutboxAsync()).Should().OnlyContain(one => one.State == WebhookDeliveryState.Delivered);
    }

    [Fact]
    public async Task Dispatch_AReceiverThatNeverTakesIt_IsTriedLaterAndLaterThenGivenUpAndDeliveredWhenReplayed()
    {
        await using var rig = await WebhookRig.CreateAsync(options =>
            (options.MaxRetryDelay, options.GiveUpAfter) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)));
        var id = (await rig.SubscribeAsync()).Subscription.Id;
        rig.Receiver.AnswerAlways(500);
        await rig.TellAsync(WebhookRig.Ringing(1));
        List<double> pauses = [];
        var row = await AttemptAsync();
        while (row.State == WebhookDeliveryState.Pending && pauses.Count < 100)
        {
            var pause = row.NextAttemptAt - rig.Time.GetUtcNow();
            pauses.Add(pause.TotalSeconds);
            rig.Time.Advance(pause - TimeSpan.FromMilliseconds(1));
            (await AttemptAsync()).Attempts.Should().Be(pauses.Count, "it is not due yet");
            rig.Time.Advance(TimeSpan.FromMilliseconds(1));
            row = await AttemptAsync();
            row.Attempts.Should().Be(pauses.Count + 1);
        }

        pauses[0].Should().BeInRange(3.75, 6.25);
        pauses[1].Should().BeInRange(11.25, 18.75);
        pauses.Skip(2).Should().OnlyContain(pause => pause >= 33.75 && pause <= 60);
        (row.State, row.LastStatus, row.LastError).Should().Be((WebhookDeliveryState.Dead, 500, "status"));
        (rig.Time.GetUtcNow() - Sample.Start).Should().BeLessThan(TimeSpan.FromMinutes(10));

        rig.Receiver.AnswerAlways(204);
        (await rig.Book.ReplayAsync(WebhookRig.Everybody, id, null, WebhookDeliveryState.Dead, Sample.Start, WebhookRig.Cancel)).Should().Be(1);
        (await AttemptAsync()).State.Should().Be(WebhookDeliveryState.Delivered);
        rig.Receiver.Received.Select(one => one.Id).Distinct().Should().ContainSingle("a receiver knows a message that it has");

        async Task<WebhookDelivery> AttemptAsync()
        {
            await rig.DispatchAsync();
            return (await rig.OutboxAsync()).Single();
        }
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("864000", 3600)]
    public async Task Dispatch_AReceiverThatSaysWhen_IsTriedThenButNotLaterThanTheLongestPause(string retryAfter, int seconds)
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        rig.Receiver.Answer = (_, response) =>
        {
            response.AddHeader("Retry-After", retryAfter);
            return Task.FromResult(503);
        };
        await rig.TellAsync(WebhookRig.Ringing(1));
        await rig.DispatchAsync();

        (await rig.OutboxAsync()).Single().NextAttemptAt.Should().Be(Sample.Start.AddSeconds(seconds));
    }

    [Fact]
    public async Task Dispatch_AReceiverThatIsGone_IsDisabledAndToldNothingUntilSomebodyChangesIt()
    {
        await using var rig = await WebhookRig.CreateAsync(options => options.Parallel = 1);
        var id = (await rig.SubscribeAsync()).Subscription.Id;
        rig.Receiver.AnswerAlways(410);
        await rig.TellAsync(WebhookRig.Ended(1), WebhookRig.Ringing(2));
        await rig.DispatchAsync();
        rig.Time.Advance(TimeSpan.FromDays(1));
        await rig.DispatchAsync();

        rig.Receiver.Received.Should().ContainSingle();
        var subscription = await rig.Book.GetAsync(WebhookRig.Everybody, id, WebhookRig.Cancel);
        (subscription!.State, subscription.DisabledReason).Should().Be((WebhookState.Disabled, "gone"));
        (await rig.OutboxAsync()).Should().HaveCount(3).And.OnlyContain(one => one.State == WebhookDeliveryState.Dead);

        rig.Receiver.AnswerAlways(204);
        await rig.Book.UpdateAsync(WebhookRig.Everybody, id, rig.Draft(), null, WebhookRig.Cancel);
        await rig.Book.ReplayAsync(WebhookRig.Everybody, id, null, WebhookDeliveryState.Dead, Sample.Start, WebhookRig.Cancel);
        await rig.DispatchAsync();
        (await rig.OutboxAsync()).Should().OnlyContain(one => one.State == WebhookDeliveryState.Delivered);
    }

    [Fact]
    public async Task Dispatch_WhileAnotherHostSendsTheMessage_LeavesItAlone()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Receiver.Answer = async (_, _) =>
        {
            arrived.TrySetResult();
            await release.Task.WaitAsync(rig.Receiver.Closed);
            return 204;
        };
        await rig.TellAsync(WebhookRig.Ringing(1));
        var first = rig.DispatchAsync();
        await arrived.Task.WaitAsync(WebhookRig.Cancel);
        await rig.OtherHost(() => Task.CompletedTask).DispatchAsync(WebhookRig.Cancel);
        release.SetResult();
        await first;

        rig.Receiver.Received.Should().ContainSingle();
        (await rig.OutboxAsync()).Single().State.Should().Be(WebhookDeliveryState.Delivered);
    }

    [Fact]
    public async Task Dispatch_WhenAnotherHostTriedInVainBetweenLookAndClaim_WaitsForTheNextTime()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        rig.Receiver.AnswerAlways(500);
        await rig.TellAsync(WebhookRig.Ringing(1));
        await rig.OtherHost(rig.DispatchAsync).DispatchAsync(WebhookRig.Cancel);

        rig.Receiver.Received.Should().ContainSingle();
        (await rig.OutboxAsync()).Single().Attempts.Should().Be(1);
    }

    [Fact]
    public async Task Dispatch_AMessageWhoseHostDied_IsSentWhenItsClaimEnds()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        using var death = CancellationTokenSource.CreateLinkedTokenSource(WebhookRig.Cancel);
        rig.Receiver.Answer = async (received, _) =>
        {
            if (received.Number == 1)
            {
                await death.CancelAsync();
                await Task.Delay(Timeout.Infinite, rig.Receiver.Closed);
            }

            return 204;
        };
        await rig.TellAsync(WebhookRig.Ringing(1));
        var dying = () => rig.Dispatcher.DispatchAsync(death.Token);
        await dying.Should().ThrowAsync<OperationCanceledException>();
        await rig.DispatchAsync();
        rig.Receiver.Received.Should().ContainSingle();

        rig.Time.Advance(rig.Options.Timeout + TimeSpan.FromSeconds(61));
        await rig.DispatchAsync();
        rig.Receiver.Received.Should().HaveCount(2);
        (await rig.OutboxAsync()).Single().State.Should().Be(WebhookDeliveryState.Delivered);
    }

    [Fact]
    public async Task Dispatch_ARedirect_IsNotFollowed()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        rig.Receiver.Answer = (_, response) =>
        {
            response.RedirectLocation = rig.Receiver.Url + "elsewhere";
            return Task.FromResult(307);
        };
        await rig.TellAsync(WebhookRig.Ringing(1));
        await rig.DispatchAsync();

        rig.Receiver.Received.Should().ContainSingle();
        var row = (await rig.OutboxAsync()).Single();
        (row.State, row.LastStatus, row.LastError).Should().Be((WebhookDeliveryState.Pending, 307, "redirect"));
    }

    [Fact]
    public async Task Dispatch_AnAnswerWithoutEnd_IsReadSoFarAsItTakes()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        rig.Receiver.Answer = async (_, response) =>
        {
            response.SendChunked = true;
            while (true)
            {
                await response.OutputStream.WriteAsync(new byte[1024], rig.Receiver.Closed);
            }
        };
        await rig.TellAsync(WebhookRig.Ringing(1));
        await rig.DispatchAsync();

        (await rig.OutboxAsync()).Single().State.Should().Be(WebhookDeliveryState.Delivered);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispatch_AnAnswerThatDoesNotCome_EndsWithTheTime(bool begins)
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        rig.Receiver.Answer = async (_, response) =>
        {
            if (begins)
            {
                response.SendChunked = true;
                await response.OutputStream.WriteAsync(new byte[1], rig.Receiver.Closed);
                await response.OutputStream.FlushAsync(rig.Receiver.Closed);
            }

            rig.Time.Advance(rig.Options.Timeout);
            await Task.Delay(Timeout.Infinite, rig.Receiver.Closed);
            return 204;
        };
        await rig.TellAsync(WebhookRig.Ringing(1));
        await rig.DispatchAsync();

        var row = (await rig.OutboxAsync()).Single();
        (row.State, row.LastStatus, row.LastError).Should().Be((WebhookDeliveryState.Pending, null, "timeout"));
    }

    [Fact]
    public async Task Dispatch_ASubscriptionThatIsPausedMeanwhile_IsToldNothingMore()
    {
        await using var rig = await WebhookRig.CreateAsync();
        var id = (await rig.SubscribeAsync()).Subscription.Id;
        rig.Receiver.Answer = async (_, _) =>
        {
            await rig.Book.UpdateAsync(WebhookRig.Everybody, id, rig.Draft() with { IsPaused = true }, null, CancellationToken.None);
            return 204;
        };
        await rig.TellAsync(WebhookRig.Ended(1));
        await rig.DispatchAsync();

        rig.Receiver.Received.Should().ContainSingle();
        (await rig.OutboxAsync()).Select(one => one.State).Should().Equal(WebhookDeliveryState.Delivered, WebhookDeliveryState.Pending);
    }

    [Fact]
    public async Task Dispatch_WithSecretsThatCannotBeRead_SendsNothingUnsignedAndTriesAgain()
    {
        await using var rig = await WebhookRig.CreateAsync();
        await rig.SubscribeAsync();
        rig.Secrets.IsLost = true;
        await rig.TellAsync(WebhookRig.Ringing(1));
        await rig.DispatchAsync();

        rig.Receiver.Received.Should().BeEmpty();
        var row = (await rig.OutboxAsync()).Single();
        (row.State, row.LastError).Should().Be((WebhookDeliveryState.Pending, "secret"));
    }

    [Fact]
    public async Task Prune_WhatWaitedTooLongForAPausedSubscription_IsGivenUpAndLaterRemoved()
    {
        await using var rig = await WebhookRig.CreateAsync();
        var id = (await rig.SubscribeAsync()).Subscription.Id;
        await rig.Book.UpdateAsync(WebhookRig.Everybody, id, rig.Draft() with { IsPaused = true }, null, WebhookRig.Cancel);
        await rig.TellAsync(WebhookRig.Ringing(1));
        await rig.Dispatcher.PruneAsync(WebhookRig.Cancel);
        (await rig.OutboxAsync()).Single().State.Should().Be(WebhookDeliveryState.Pending);

        rig.Time.Advance(rig.Options.GiveUpAfter);
        await rig.Dispatcher.PruneAsync(WebhookRig.Cancel);
        (await rig.OutboxAsync()).Single().State.Should().Be(WebhookDeliveryState.Dead);

        rig.Time.Advance(rig.Options.KeepDead + TimeSpan.FromSeconds(1));
        await rig.Dispatcher.PruneAsync(WebhookRig.Cancel);
        (await rig.OutboxAsync()).Should().BeEmpty();
    }

    private static IEnumerable<string> Of(WebhookRig rig, int call) =>
        rig.Receiver.Received.Where(one => one.Call == Sample.Id(call)).Select(one => one.Type);

    // As a receiver computes it, from what it has.
    private static string Signature(string secret, Received received) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{received.Id}.{received.Timestamp}.{received.Body}")));
}
