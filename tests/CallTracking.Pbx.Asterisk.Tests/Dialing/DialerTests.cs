using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Dialing;
using CallTracking.Testing;

namespace CallTracking.Pbx.Asterisk.Dialing;

/// <summary>Calls placed for employees, through the whole engine, to a fake Asterisk.</summary>
public sealed class DialerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dial_BothLift_IsOneOutboundCallPlacedByTheEmployee()
    {
        await using var host = await DialingHost.StartAsync();

        var dial = await host.DialAsync();
        await UntilAsync(dial, static state => state.Customer == DialProgress.Lifted);
        (await dial.HangUpAsync(Token)).IsAccepted.Should().BeTrue();
        var outcome = await dial.Outcome.InTime();

        var call = (await host.CallsAsync()).Should().ContainSingle().Subject;
        outcome.Should().Be(new DialOutcome(CallOutcome.Answered, null, call.Id));
        dial.State.Should().Match<DialState>(state => state.Agent == DialProgress.Left && state.Customer == DialProgress.Left);
        call.Should().BeEquivalentTo(new
        {
            Direction = CallDirection.Outbound,
            Origin = CallOrigin.ClickToCall,
            PlacedBy = host.Employee.ToString("D"),
            External = new { E164 = "+12025550111" },
            CallerNumber = "101",
            Outcome = CallOutcome.Answered,
            AnsweredBy = "+12025550111",
        });
        call.Participants.Should().ContainSingle(one => one.Employee == host.Employee && one.Party == "101");
        (await host.DialsAsync()).Should().ContainSingle().Which.Should().Match<Dial>(
            row => row.CallId == call.Id && row.Stage == DialStage.Ended && row.Outcome == CallOutcome.Answered && row.Dialed == "12025550111");
        host.Dialer.Find(host.Caller, dial.Id).Should().BeNull("it is over");
    }

    [Theory]
    [InlineData(FakeCallee.Busy, CallOutcome.Busy)]
    [InlineData(FakeCallee.Declines, CallOutcome.Declined)]
    public async Task Dial_CustomerDoesNotTakeIt_EndsAsTheLedgerSays(FakeCallee customer, CallOutcome outcome)
    {
        await using var host = await DialingHost.StartAsync();
        host.Pbx.Callee = dial => dial.Contains('@', StringComparison.Ordinal) ? customer : FakeCallee.Answers;

        var dial = await host.DialAsync();

        (await dial.Outcome.InTime()).Outcome.Should().Be(outcome);
        dial.State.Should().Match<DialState>(state => state.Agent == DialProgress.Left && state.Customer == DialProgress.NotReached);
        (await host.CallsAsync()).Should().ContainSingle().Which.PlacedBy.Should().Be(host.Employee.ToString("D"));
    }

    [Theory]
    [InlineData(FakeCallee.Busy, "busy")]
    [InlineData(FakeCallee.Declines, "declined")]
    public async Task Dial_EmployeeDoesNotLift_IsNotStartedAndSaysWhy(FakeCallee agent, string reason)
    {
        await using var host = await DialingHost.StartAsync();
        host.Pbx.Callee = _ => agent;

        var dial = await host.DialAsync();
        var outcome = await dial.Outcome.InTime();

        var call = (await host.CallsAsync()).Should().ContainSingle().Subject;
        outcome.Should().Be(new DialOutcome(CallOutcome.NotStarted, reason, call.Id));
        call.Should().BeEquivalentTo(new { Outcome = CallOutcome.NotStarted, PlacedBy = host.Employee.ToString("D"), External = new { E164 = "+12025550111" } });
        dial.State.Agent.Should().Be(DialProgress.NotReached);
        dial.State.Customer.Should().Be(DialProgress.Waiting);
    }

    [Fact]
    public async Task Dial_EmployeeHasNoPhone_IsNotStartedWithoutACall()
    {
        await using var host = await DialingHost.StartAsync();
        host.Pbx.Callee = static _ => FakeCallee.Absent;

        var dial = await host.DialAsync();

        (await dial.Outcome.InTime()).Should().Be(new DialOutcome(CallOutcome.NotStarted, "unavailable", null));
        (await host.CallsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Dial_ForAnObligation_IsACallback()
    {
        await using var host = await DialingHost.StartAsync();
        var obligation = Guid.NewGuid();

        var dial = await host.Dialer.DialAsync(
            host.Caller, new DialRequest { Employee = host.Employee, Number = "+12025550111", Obligation = obligation }, Token);
        await UntilAsync(dial, static state => state.Customer == DialProgress.Lifted);
        host.Pbx.HangUp(dial.AgentLeg.Value).Should().BeTrue();
        await dial.Outcome.InTime();

        (await host.CallsAsync()).Should().ContainSingle().Which.Should().Match<Call>(
            call => call.Origin == CallOrigin.Callback && call.PlacedBy == host.Employee.ToString("D") && call.EndedBy == CallSide.Caller);
        (await host.DialsAsync()).Should().ContainSingle().Which.ObligationId.Should().Be(obligation);
    }

    [Fact]
    public async Task Dial_FollowedFromTheBeginning_OnlyGoesOn()
    {
        await using var host = await DialingHost.StartAsync(ringing: TimeSpan.FromMilliseconds(150));

        var dial = await host.DialAsync();
        var states = new List<DialState>();
        await foreach (var state in dial.FollowAsync(Token))
        {
            states.Add(state);
            if (state.Customer == DialProgress.Lifted && state.Outcome is null)
            {
                host.Pbx.HangUp(dial.AgentLeg.Value);
            }
        }

        states.Select(static state => state.Agent).Should().BeInAscendingOrder();
        states.Select(static state => state.Customer).Should().BeInAscendingOrder().And.Contain(DialProgress.Ringing);
        states.Select(static state => state.Revision).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        states[^1].Outcome.Should().NotBeNull();
    }

    [Fact]
    public async Task Dial_OneHundredAtOnce_NeverExceedTheLimits()
    {
        await using var host = await DialingHost.StartAsync(static options => (options.MostAtOnce, options.MostPerMinute) = (100, 7));

        var placed = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => TryDialAsync(host)));

        placed.Count(static one => one is null).Should().Be(7);
        placed.Where(static one => one is not null).Should().OnlyContain(static one => one == DialRefusal.TooManyInAMinute);
        host.Pbx.Actions.Count(static action => action.Name == "Originate").Should().Be(7);
    }

    [Fact]
    public async Task Dial_WhileOneGoesOn_IsRefusedUntilItEnds()
    {
        await using var host = await DialingHost.StartAsync(static options => options.MostAtOnce = 1);
        var first = await host.DialAsync();
        await UntilAsync(first, static state => state.Customer == DialProgress.Lifted);

        (await TryDialAsync(host)).Should().Be(DialRefusal.TooManyAtOnce);

        host.Pbx.HangUp(first.AgentLeg.Value);
        await first.Outcome.InTime();
        await host.CallsAsync();
        (await TryDialAsync(host)).Should().BeNull();
    }

    [Fact]
    public async Task Dial_RefusedByThePbx_CountsNoMore()
    {
        await using var host = await DialingHost.StartAsync(static options => (options.MostAtOnce, options.MostPerMinute) = (1, 1));
        host.Pbx.Answer = static action => action.Name == "Originate"
            ? $"Response: Error\nActionID: {action["ActionID"]}\nMessage: Permission denied\n\n" : null;

        (await TryDialAsync(host)).Should().Be(DialRefusal.RefusedByPbx);
        host.Pbx.Answer = static _ => null;

        (await TryDialAsync(host)).Should().BeNull();
        (await host.DialsAsync()).Select(static row => row.Stage).Should().Contain(DialStage.Released);
    }

    [Fact]
    public async Task Dial_ProcessDiesBetweenReservingAndAsking_StillCountsAndIsClosedLater()
    {
        await using var host = await DialingHost.StartAsync(static options => (options.MostAtOnce, options.MostPerMinute) = (1, 5));
        await host.DieBeforeAskingAsync();

        (await TryDialAsync(host)).Should().Be(DialRefusal.TooManyAtOnce, "it may be ringing, for all that anybody knows");
        await host.ExpireAsync();
        (await TryDialAsync(host)).Should().BeNull();
        await UntilAsync(async () => (await host.DialsAsync())[0].Stage == DialStage.Ended);
        (await host.DialsAsync())[0].Should().Match<Dial>(row => row.Outcome == CallOutcome.Unknown && row.Reason == "notSeen" && row.EndedAt != null);
    }

    [Fact]
    public async Task Dial_HostStopsAndStarts_HandleIsUnknownAndTheRowGetsTheTruth()
    {
        await using var host = await DialingHost.StartAsync();
        var dial = await host.DialAsync();
        await UntilAsync(dial, static state => state.Customer == DialProgress.Lifted);

        await host.StopAsync();
        (await dial.Outcome.InTime()).Should().Match<DialOutcome>(outcome => outcome.Outcome == CallOutcome.Unknown && outcome.Reason == "hostStopped");
        await host.StartHostAsync();
        host.Pbx.HangUp(dial.AgentLeg.Value).Should().BeTrue();
        await UntilAsync(async () => (await host.CallsAsync())[0].State == CallState.Ended);
        await host.CallsAsync();

        var call = (await host.CallsAsync()).Should().ContainSingle().Subject;
        call.PlacedBy.Should().Be(host.Employee.ToString("D"), "it was in the event log");
        (await host.DialsAsync()).Should().ContainSingle().Which.Should().Match<Dial>(
            row => row.Stage == DialStage.Ended && row.Outcome == CallOutcome.Answered && row.CallId == call.Id);
    }

    [Fact]
    public async Task Dial_LinkBreaksWhileThePhoneRings_EndsAsTheLedgerFindsOut()
    {
        await using var host = await DialingHost.StartAsync();
        host.Pbx.Callee = static _ => FakeCallee.NeverAnswers;
        var dial = await host.DialAsync();
        await UntilAsync(dial, static state => state.Agent == DialProgress.Ringing);

        host.Pbx.Kill();
        host.Pbx.Boot();

        (await dial.Outcome.InTime()).Outcome.Should().BeOneOf(CallOutcome.Unknown, CallOutcome.NotStarted);
    }

    [Theory]
    [InlineData("+44 20 7946 0958", DialRefusal.NotANumber)]
    [InlineData("+12025550111\r\nAction: Ping", DialRefusal.NotANumber)]
    [InlineData("", DialRefusal.NotANumber)]
    [InlineData("abc", DialRefusal.NotANumber)]
    [InlineData("1+2025550111", DialRefusal.NotANumber)]
    [InlineData("+442079460958", DialRefusal.NotAllowed)]
    [InlineData("+19002345678", DialRefusal.NotAllowed)]
    [InlineData("911", DialRefusal.NotAllowed)]
    [InlineData("102", DialRefusal.NotAllowed)]
    [InlineData("*72", DialRefusal.NotAllowed)]
    public async Task Dial_NumberThatMayNotBeCalled_IsRefusedBeforeAnythingRings(string number, DialRefusal reason)
    {
        await using var host = await DialingHost.StartAsync();

        var dial = () => host.DialAsync(number);

        var error = (await dial.Should().ThrowAsync<DialRefusedException>()).Which;
        error.Reason.Should().Be(reason);
        error.Message.Should().NotContainAny("\n", "2025550111");
        host.Pbx.Actions.Should().NotContain(static action => action.Name == "Originate");
        (await host.DialsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Dial_WithoutTheRight_IsDenied()
    {
        await using var host = await DialingHost.StartAsync();
        var other = await host.HireAsync("102");
        Task<DialHandle> As(Caller caller) => host.Dialer.DialAsync(caller, new DialRequest { Employee = host.Employee, Number = "+12025550111" }, Token);

        await FluentActions.Awaiting(() => As(Caller.ForEmployee("default", host.Employee, AccessGrants.Nothing))).Should().ThrowAsync<AccessDeniedException>();
        await FluentActions.Awaiting(() => As(DialingHost.For(other))).Should().ThrowAsync<AccessDeniedException>("it is somebody else's phone");
        await FluentActions.Awaiting(() => As(DialingHost.For(other, AccessScope.Team, [Guid.NewGuid()]))).Should().ThrowAsync<AccessDeniedException>();
        (await As(DialingHost.For(other, AccessScope.Team, [host.Department]))).Employee.Should().Be(host.Employee);
    }

    [Fact]
    public async Task Dial_WithoutExtensionOrLink_SaysWhatIsMissing()
    {
        await using var host = await DialingHost.StartAsync(static options => options.Links["office"] = new DialingLinkOptions { IsEnabled = false });

        (await TryDialAsync(host)).Should().Be(DialRefusal.NoLink);
        var unknown = () => host.Dialer.DialAsync(Caller.System(), new DialRequest { Employee = Guid.NewGuid(), Number = "+12025550111" }, Token);
        (await unknown.Should().ThrowAsync<DialRefusedException>()).Which.Reason.Should().Be(DialRefusal.NoEmployee);
        var elsewhere = () => host.Dialer.DialAsync(
            host.Caller, new DialRequest { Employee = host.Employee, Number = "+12025550111", Extension = "199" }, Token);
        (await elsewhere.Should().ThrowAsync<DialRefusedException>()).Which.Reason.Should().Be(DialRefusal.NoExtension);
    }

    private static async Task<DialRefusal?> TryDialAsync(DialingHost host)
    {
        try
        {
            await host.DialAsync();
            return null;
        }
        catch (DialRefusedException refused)
        {
            return refused.Reason;
        }
    }

    private static async Task UntilAsync(DialHandle dial, Func<DialState, bool> isMeant)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var state in dial.FollowAsync(patience.Token))
        {
            if (isMeant(state))
            {
                return;
            }
        }

        throw new InvalidOperationException($"It ended before: {dial.State}.");
    }

    private static async Task UntilAsync(Func<Task<bool>> isMeant)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await isMeant())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
