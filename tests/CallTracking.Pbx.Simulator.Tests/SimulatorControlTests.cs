using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Pbx.Simulator;

/// <summary>Calls placed at a simulated PBX, and what the ledger says of them.</summary>
public sealed class SimulatorControlTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SimulatedAnswer.Answers, SimulatedAnswer.Answers, DialResult.Answered, CallOutcome.Answered)]
    [InlineData(SimulatedAnswer.Answers, SimulatedAnswer.Busy, DialResult.Answered, CallOutcome.Busy)]
    [InlineData(SimulatedAnswer.Answers, SimulatedAnswer.Declines, DialResult.Answered, CallOutcome.Declined)]
    [InlineData(SimulatedAnswer.Answers, SimulatedAnswer.NeverAnswers, DialResult.Answered, CallOutcome.NoAnswer)]
    [InlineData(SimulatedAnswer.Answers, SimulatedAnswer.Absent, DialResult.Answered, CallOutcome.Failed)]
    [InlineData(SimulatedAnswer.NeverAnswers, SimulatedAnswer.Answers, DialResult.NoAnswer, CallOutcome.NotStarted)]
    [InlineData(SimulatedAnswer.Busy, SimulatedAnswer.Answers, DialResult.Busy, CallOutcome.NotStarted)]
    [InlineData(SimulatedAnswer.Declines, SimulatedAnswer.Answers, DialResult.Declined, CallOutcome.NotStarted)]
    public async Task Originate_IsInTheLedgerAsBothDidWhatTheyWereToldTo(
        SimulatedAnswer agent, SimulatedAnswer customer, DialResult verdict, CallOutcome outcome)
    {
        var ledger = new MemoryLedger();
        using var running = await StartAsync(ledger, party => party == "7001" ? agent : customer);

        var placed = await Control(running.Host).OriginateAsync(Request(running.Host), Token);

        (await placed.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(verdict);
        var call = await running.Ended;
        call.Should().BeEquivalentTo(new
        {
            Direction = CallDirection.Outbound,
            Origin = CallOrigin.ClickToCall,
            CallerNumber = "7001",
            External = new { E164 = "+12025550111" },
            Outcome = outcome,
        });
        await running.Host.StopAsync(Token);
    }

    [Fact]
    public async Task Outside_CallsAPhone_IsInTheLedgerAsACallToIt()
    {
        var outside = new SimulatedOutside();
        outside.Call("7001").Should().BeFalse("the PBX does not run yet");
        using var running = await StartAsync(new MemoryLedger(), static _ => SimulatedAnswer.Answers, outside: outside);

        outside.Call("7999").Should().BeFalse("there is no such phone");
        outside.Call("7001").Should().BeTrue();

        var call = await running.Ended;
        call.Direction.Should().Be(CallDirection.Inbound);
        call.Participants.Should().ContainSingle(one => one.Kind == ParticipantKind.Extension).Which.Party.Should().Be("7001");
        call.Outcome.Should().BeOneOf(CallOutcome.Answered, CallOutcome.Missed);
        await running.Host.StopAsync(Token);
    }

    [Fact]
    public async Task HangUp_EndsItForThePbx()
    {
        using var running = await StartAsync(new MemoryLedger(), static _ => SimulatedAnswer.Answers, TimeSpan.FromDays(1));
        var request = Request(running.Host);
        await Control(running.Host).OriginateAsync(request, Token);
        await FollowAsync(running.Host, static call => call.State == CallState.Talking);

        (await Control(running.Host).HangUpAsync(request.AgentLeg, PbxHangUpReason.Normal, Token)).IsAccepted.Should().BeTrue();

        (await running.Ended).Should().Match<Call>(call => call.EndedBy == CallSide.Pbx && call.Outcome == CallOutcome.Answered);
        (await Control(running.Host).HangUpAsync(request.AgentLeg, PbxHangUpReason.Normal, Token)).Status.Should().Be(PbxCommandStatus.NoSuchLeg);
        await running.Host.StopAsync(Token);
    }

    [Fact]
    public async Task HangUp_WhileTheAgentsPhoneRings_IsNotStarted()
    {
        using var running = await StartAsync(new MemoryLedger(), static _ => SimulatedAnswer.NeverAnswers);
        var request = Request(running.Host) with { AgentTimeout = TimeSpan.FromMinutes(10) };
        var placed = await Control(running.Host).OriginateAsync(request, Token);
        await FollowAsync(running.Host, static call => call.State == CallState.Ringing);

        await Control(running.Host).HangUpAsync(request.AgentLeg, PbxHangUpReason.Normal, Token);

        (await placed.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(DialResult.Cancelled);
        (await running.Ended).Outcome.Should().Be(CallOutcome.NotStarted);
        await running.Host.StopAsync(Token);
    }

    [Fact]
    public async Task Originate_OfAnExtensionThatIsNotThere_MakesNoLeg()
    {
        using var running = await StartAsync(new MemoryLedger(), static _ => SimulatedAnswer.Answers);

        var placed = await Control(running.Host).OriginateAsync(Request(running.Host) with { Agent = "7999" }, Token);

        (await placed.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(DialResult.Unavailable);
        await running.Host.StopAsync(Token);
    }

    [Fact]
    public async Task Originate_WhenThePbxStops_IsUnknown()
    {
        using var running = await StartAsync(new MemoryLedger(), static _ => SimulatedAnswer.NeverAnswers);
        var placed = await Control(running.Host).OriginateAsync(Request(running.Host) with { AgentTimeout = TimeSpan.FromMinutes(10) }, Token);

        await running.Host.StopAsync(Token);

        (await placed.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(DialResult.Unknown);
    }

    private static IPbxCallControl Control(IHost host) => host.Services.GetRequiredService<ILinkControls>().Find("demo")!;

    private static PbxOriginateRequest Request(IHost host) => new()
    {
        AgentLeg = Control(host).NewLeg(),
        CustomerLeg = Control(host).NewLeg(),
        Agent = "7001",
        Number = "912025550111",
        AgentTimeout = TimeSpan.FromSeconds(20),
        CustomerTimeout = TimeSpan.FromSeconds(20),
    };

    private static async Task<Running> StartAsync(MemoryLedger ledger, Func<string, SimulatedAnswer> called, TimeSpan? talksFor = null, SimulatedOutside? outside = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCallTracking(options =>
        {
            options.Site.Trunks.Add("provider");
            options.Site.OutboundPrefix = "9";
            options.MaxSpoolBytes = 0;
        }).UseLedger(ledger).AddSimulator("demo", options =>
        {
            // A simulated second takes a hundredth, and nothing is played.
            (options.Speed, options.CallsPerDay, options.OutboundPrefix, options.Called) = (100, 0, "9", called);
            options.Outside = outside;
            (options.RingsFor, options.TalksFor) = (TimeSpan.FromSeconds(3), talksFor ?? TimeSpan.FromSeconds(10));
        });
        var host = builder.Build();
        await host.StartAsync(Token);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        await foreach (var status in host.Services.GetRequiredService<ILinkMonitor>().ReadAsync(patience.Token))
        {
            if (status.State == LinkState.Up)
            {
                status.Abilities.Should().HaveFlag(PbxAbilities.Originate);
                break;
            }
        }

        return new Running(host, FollowAsync(host, static call => call.State == CallState.Ended));
    }

    private static async Task<Call> FollowAsync(IHost host, Func<Call, bool> isMeant)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        var filter = new CallFeedFilter { StartWithOpenCalls = true };
        await foreach (var change in host.Services.GetRequiredService<ICallFeed>().ReadAsync(Caller.System(), filter, patience.Token))
        {
            if (isMeant(change.Call))
            {
                return change.Call;
            }
        }

        throw new InvalidOperationException("The feed ended before.");
    }

    /// <summary>A host, and the first call of it that ends.</summary>
    private sealed record Running(IHost Host, Task<Call> Ended) : IDisposable
    {
        public void Dispose() => Host.Dispose();
    }
}
