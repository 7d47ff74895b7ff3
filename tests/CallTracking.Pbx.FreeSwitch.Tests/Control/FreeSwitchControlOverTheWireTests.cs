using System.Threading.Channels;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Testing;
using CallTracking.Testing.FreeSwitch;
using CallTracking.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Channels = System.Threading.Channels.Channel;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Each command over a connection to a fake FreeSWITCH, and what comes of it as events.</summary>
public sealed class FreeSwitchControlOverTheWireTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly FakeFreeSwitch _pbx = new(new() { Ringing = TimeSpan.Zero, Playing = TimeSpan.Zero, Heartbeat = TimeSpan.Zero });
    private readonly EventSink _events = new();
    private readonly FreeSwitchAdapter _adapter;
    private Task _run = Task.CompletedTask;

    public FreeSwitchControlOverTheWireTests()
    {
        _adapter = new FreeSwitchAdapter(Options());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IPbxCallControl Control => _adapter.Control;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pbx.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Originate_CallsTheAgentAndThenTheCustomer()
    {
        await ConnectAsync();
        var request = Request();
        var placed = await Control.OriginateAsync(request, Token).WaitAsync(Patience, Token);

        (await placed.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(DialResult.Answered);
        var events = await _events.UntilAsync(e => e is LegUp up && up.Leg == request.CustomerLeg);
        events.OfType<LegStarted>().Select(e => e.Leg).Should().Equal(request.AgentLeg, request.CustomerLeg!.Value);
        (events.OfType<OriginateEnded>().SingleOrDefault() ?? await _events.NextAsync<OriginateEnded>()).Should().Match<OriginateEnded>(
            e => e.Leg == request.AgentLeg && e.Succeeded && e.Number == "+12025550111");
    }

    [Theory]
    [InlineData(FakeCallee.Busy, DialResult.Busy)]
    [InlineData(FakeCallee.Declines, DialResult.Declined)]
    public async Task Originate_WhoseAgentDoesNotLift_SaysWhy(FakeCallee agent, DialResult verdict)
    {
        _pbx.Callee = _ => agent;
        await ConnectAsync();
        var placed = await Control.OriginateAsync(Request(), Token).WaitAsync(Patience, Token);

        (await placed.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(verdict);
        (await _events.NextAsync<OriginateEnded>()).Should().Match<OriginateEnded>(e => !e.Succeeded && e.Number == "+12025550111");
    }

    [Fact]
    public async Task Originate_WhoseAgentHasNoPhone_MakesNoLegAndIsNotTakenForAnotherCallOfHis()
    {
        _pbx.Callee = static _ => FakeCallee.NeverAnswers;
        await ConnectAsync();
        var first = Request();
        await Control.OriginateAsync(first, Token);
        await _events.NextAsync<LegRinging>();
        _pbx.Callee = static _ => FakeCallee.Absent;

        var placed = await Control.OriginateAsync(Request() with { Number = "+12025550122" }, Token).WaitAsync(Patience, Token);

        (await placed.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(DialResult.Unavailable);
        _pbx.Legs.Should().NotContain(placed.AgentLeg.Value);
        await Control.HangUpAsync(first.AgentLeg, PbxHangUpReason.Normal, Token);
        var events = await _events.UntilAsync(e => e is LegEnded ended && ended.Leg == first.AgentLeg);
        events.Should().NotContain(e => e is OriginateEnded, "the first is not decided yet, whatever became of the second");
    }

    [Fact]
    public async Task Originate_WhoseCustomerIsBusy_IsLiftedByTheAgentAllTheSame()
    {
        _pbx.Callee = dial => dial.StartsWith("user/", StringComparison.Ordinal) ? FakeCallee.Answers : FakeCallee.Busy;
        await ConnectAsync();
        var request = Request();
        var placed = await Control.OriginateAsync(request, Token).WaitAsync(Patience, Token);

        (await placed.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(DialResult.Answered);
        var events = await _events.UntilAsync(e => e is LegEnded ended && ended.Leg == request.AgentLeg);
        events.OfType<LegEnded>().Should().Contain(e => e.Leg == request.CustomerLeg && e.Result == DialResult.Busy);
    }

    [Fact]
    public async Task Originate_WithANameThatIsInUse_IsEnded()
    {
        await ConnectAsync();
        var first = Request();
        await (await Control.OriginateAsync(first, Token)).AgentVerdict.WaitAsync(Patience, Token);
        await _events.UntilAsync(e => e is LegUp up && up.Leg == first.CustomerLeg);

        var second = await Control.OriginateAsync(Request() with { AgentLeg = first.AgentLeg }, Token).WaitAsync(Patience, Token);

        (await second.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(DialResult.Unknown);
        var killed = (await _events.NextAsync<LegEnded>()).Leg;
        killed.Should().NotBe(first.AgentLeg);
        _pbx.Legs.Should().Contain(first.AgentLeg.Value, "the call that has the name goes on");
    }

    [Fact]
    public async Task HangUp_EndsTheLeg()
    {
        var (agent, customer) = await TalkAsync();

        (await Control.HangUpAsync(agent, PbxHangUpReason.Normal, Token)).IsAccepted.Should().BeTrue();

        var ended = new[] { (await _events.NextAsync<LegEnded>()).Leg, (await _events.NextAsync<LegEnded>()).Leg };
        ended.Should().BeEquivalentTo([agent, customer]);
        (await Control.HangUpAsync(agent, PbxHangUpReason.Normal, Token)).Status.Should().Be(PbxCommandStatus.NoSuchLeg, "it is gone");
    }

    [Fact]
    public async Task HoldAndResume_AreToldAsSuch()
    {
        var (agent, _) = await TalkAsync();

        (await Control.HoldAsync(agent, Token)).IsAccepted.Should().BeTrue();
        (await _events.NextAsync<LegHeld>()).Leg.Should().Be(agent);
        (await Control.ResumeAsync(agent, Token)).IsAccepted.Should().BeTrue();
        (await _events.NextAsync<LegResumed>()).Leg.Should().Be(agent);
    }

    [Fact]
    public async Task Transfer_BringsTheCustomerToSomebodyElse()
    {
        var (_, customer) = await TalkAsync();

        (await Control.TransferAsync(customer, "1002", Token)).IsAccepted.Should().BeTrue();

        var started = await _events.NextAsync<LegStarted>();
        started.Endpoint.Should().Contain("1002");
        _pbx.Commands.Last(command => command.Api == "uuid_transfer").Arguments.Should().Be($"uuid_transfer {customer} 1002 XML default");
    }

    [Fact]
    public async Task Record_IsToldWithItsFile()
    {
        var (agent, _) = await TalkAsync();

        (await Control.RecordAsync(agent, "/rec/1.wav", null, Token)).IsAccepted.Should().BeTrue();
        (await _events.NextAsync<RecordingStarted>()).Should().Match<RecordingStarted>(e => e.Leg == agent && e.Recording == "/rec/1.wav");
        (await Control.StopRecordingAsync(agent, "/rec/1.wav", Token)).IsAccepted.Should().BeTrue();
        (await _events.NextAsync<RecordingStopped>()).Should().Match<RecordingStopped>(e => e.Leg == agent && e.Recording == "/rec/1.wav");
    }

    [Fact]
    public async Task Play_AndItsEnd_AreTaken()
    {
        var (agent, _) = await TalkAsync();

        (await Control.PlayAsync(agent, "ivr/hello.wav", toBothSides: true, Token)).IsAccepted.Should().BeTrue();
        (await Control.StopPlayingAsync(agent, Token)).IsAccepted.Should().BeTrue();
        _pbx.Commands.Where(command => command.Verb == "bgapi").Select(command => command.Api).Should().EndWith("uuid_break");
    }

    [Fact]
    public async Task Digits_AreToldKeyByKeyAndAsAWhole()
    {
        _pbx.Digits = "42";
        var (_, customer) = await TalkAsync();

        var asked = await Control.CollectDigitsAsync(customer, new PbxDigitsRequest { File = "ivr/rate.wav", Most = 2 }, Token);

        asked.Command.IsAccepted.Should().BeTrue();
        (await asked.Digits.WaitAsync(Patience, Token)).Should().Be("42");
        (await _events.NextAsync<DigitPressed>()).Should().Match<DigitPressed>(e => e.Leg == customer && e.Digit == '4');
        (await _events.NextAsync<DigitPressed>()).Digit.Should().Be('2');
        _events.Unknown.Should().BeEmpty("the event that tells of them is ours");
    }

    [Fact]
    public async Task Command_AwaitedByAHandlerOfEvents_Completes()
    {
        var held = new TaskCompletionSource<PbxCommandResult>();
        await ConnectAsync();
        var request = Request();
        _events.Handle = async pbxEvent =>
        {
            if (pbxEvent is LegUp up && up.Leg == request.CustomerLeg)
            {
                held.SetResult(await Control.HoldAsync(request.AgentLeg, Token));
            }
        };
        await Control.OriginateAsync(request, Token);

        (await held.Task.WaitAsync(Patience, Token)).IsAccepted.Should().BeTrue();
    }

    [Fact]
    public async Task Command_WhoseConnectionBreaks_IsUnansweredAndTheNextFindsTheLinkDown()
    {
        var (agent, _) = await TalkAsync();
        _pbx.Freeze();
        var hold = Control.HoldAsync(agent, Token);
        await _pbx.NextAsync("uuid_hold", Token).WaitAsync(Patience, Token);
        _pbx.Cut(reset: true);

        var act = () => hold.WaitAsync(Patience, Token);
        (await act.Should().ThrowAsync<PbxControlException>()).Which.Failure.Should().Be(PbxControlFailure.Unanswered);
        await FluentActions.Awaiting(() => _run.WaitAsync(Patience, Token)).Should().ThrowAsync<PbxLinkException>();
        act = () => Control.HoldAsync(agent, Token);
        (await act.Should().ThrowAsync<PbxControlException>()).Which.Failure.Should().Be(PbxControlFailure.LinkDown);
    }

    [Fact]
    public async Task Command_BeforeTheLinkIsUp_IsNotSent()
    {
        var act = () => Control.HoldAsync(Control.NewLeg(), Token);
        (await act.Should().ThrowAsync<PbxControlException>()).Which.Failure.Should().Be(PbxControlFailure.LinkDown);
    }

    [Fact]
    public async Task Call_ThatAHostPlaced_IsInItsLedgerAsPlacedByTheAgent()
    {
        var ledger = new MemoryLedger();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCallTracking(options =>
        {
            options.Site.Trunks.Add("carrier");
            options.MaxSpoolBytes = 0;
        }).UseLedger(ledger).AddFreeSwitch("office", options =>
        {
            (options.Host, options.Password) = ("pbx.test", _pbx.Options.Password);
            (options.Control.Gateway, options.OpenStream, options.AllowPlaintextLogin) = ("carrier", _pbx.ConnectAsync, true);
        });
        using var host = builder.Build();
        await host.StartAsync(Token);
        var links = host.Services.GetRequiredService<ILinkMonitor>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        await foreach (var status in links.ReadAsync(patience.Token))
        {
            if (status.State == LinkState.Up)
            {
                status.Abilities.Should().HaveFlag(PbxAbilities.Originate);
                break;
            }
        }

        var control = host.Services.GetRequiredService<ILinkControls>().Find("office")!;
        var request = new PbxOriginateRequest { AgentLeg = control.NewLeg(), CustomerLeg = control.NewLeg(), Agent = "1001", Number = "+12025550111" };
        var ended = FollowAsync(host, CallState.Ended);
        var placed = await control.OriginateAsync(request, Token);
        (await placed.AgentVerdict.WaitAsync(Patience, Token)).Should().Be(DialResult.Answered);
        await FollowAsync(host, CallState.Talking);
        await control.HangUpAsync(request.AgentLeg, PbxHangUpReason.Normal, Token);
        await ended;

        ledger.Calls("default")[0].Should().BeEquivalentTo(new
        {
            Direction = CallDirection.Outbound,
            Origin = CallOrigin.ClickToCall,
            PlacedBy = "1001",
            External = new { E164 = "+12025550111" },
            Outcome = CallOutcome.Answered,
            AnsweredBy = "+12025550111",
            EndedBy = CallSide.Pbx,
        });
        await host.StopAsync(Token);
    }

    private static async Task FollowAsync(IHost host, CallState state)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        var filter = new CallFeedFilter { StartWithOpenCalls = true };
        await foreach (var change in host.Services.GetRequiredService<ICallFeed>().ReadAsync(Caller.System("default"), filter, patience.Token))
        {
            if (change.Call.State == state)
            {
                return;
            }
        }
    }

    private PbxOriginateRequest Request() => new()
    {
        AgentLeg = Control.NewLeg(),
        CustomerLeg = Control.NewLeg(),
        Agent = "1001",
        Number = "+12025550111",
        CallerNumber = "+12025550199",
        Reference = "CT-1",
    };

    private FreeSwitchOptions Options()
    {
        var options = new FreeSwitchOptions
        {
            Host = "127.0.0.1",
            Password = _pbx.Options.Password,
            OpenStream = _pbx.ConnectAsync,
        };
        options.Control.Gateway = "carrier";
        options.Control.Domain = "pbx.test";
        return options;
    }

    private async Task ConnectAsync()
    {
        _run = _adapter.RunAsync(_events, _stop.Token);
        await _events.NextAsync<LinkUp>();
    }

    private async Task<(LegId Agent, LegId Customer)> TalkAsync()
    {
        await ConnectAsync();
        var request = Request();
        await Control.OriginateAsync(request, Token);
        await _events.UntilAsync(e => e is BridgeEntered entered && entered.Leg == request.CustomerLeg);
        return (request.AgentLeg, request.CustomerLeg!.Value);
    }

    private sealed class EventSink : IPbxEventSink
    {
        private readonly Channel<PbxEvent> _events = Channels.CreateUnbounded<PbxEvent>();

        public List<string> Unknown { get; } = [];

        public Func<PbxEvent, ValueTask> Handle { get; set; } = static _ => default;

        public async ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken)
        {
            await Handle(pbxEvent);
            await _events.Writer.WriteAsync(pbxEvent, cancellationToken);
        }

        public void CountUnknown(string name) => Unknown.Add(name);

        public async Task<T> NextAsync<T>()
            where T : PbxEvent => (T)(await UntilAsync(static e => e is T))[^1];

        /// <summary>What comes up to the first that is meant.</summary>
        public async Task<List<PbxEvent>> UntilAsync(Func<PbxEvent, bool> isMeant)
        {
            var events = new List<PbxEvent>();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
            patience.CancelAfter(Patience);
            do
            {
                events.Add(await _events.Reader.ReadAsync(patience.Token));
            }
            while (!isMeant(events[^1]));
            return events;
        }
    }
}
