using CallTracking.Testing;

namespace CallTracking.Pbx.Asterisk.Control;

/// <summary>Each command over a connection to a fake Asterisk, and what comes of it as events.</summary>
public sealed class AsteriskControlTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly FakeAsterisk _pbx = new(new() { OriginateAnswer = TimeSpan.Zero, Trunk = "PJSIP/line" });
    private readonly EventSink _events = new();
    private readonly AsteriskOptions _options;
    private readonly AsteriskAdapter _adapter;
    private Task _run = Task.CompletedTask;

    public AsteriskControlTests()
    {
        _options = new AsteriskOptions
        {
            Host = "127.0.0.1",
            User = _pbx.Options.User,
            Secret = _pbx.Options.Secret,
            OpenStream = _pbx.ConnectAsync,
        };
        _adapter = new AsteriskAdapter(_options);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Originate_CallsTheAgentAndThenTheCustomer(bool overOwnTrunk)
    {
        _options.Control.Trunk = overOwnTrunk ? "carrier" : null;
        await ConnectAsync();
        var request = Request();

        var placed = await Control.OriginateAsync(request, Token).InTime();

        placed.Command.IsAccepted.Should().BeTrue();
        placed.CustomerLeg.Should().BeNull("Asterisk names it");
        (await placed.AgentVerdict.InTime()).Should().Be(DialResult.Answered);
        var events = await _events.UntilAsync(e => e is BridgeEntered entered && entered.Leg == request.AgentLeg);
        events.OfType<LegStarted>().First().Leg.Should().Be(request.AgentLeg);
        events.OfType<LegStarted>().Last().Endpoint.Should().Be(overOwnTrunk ? "carrier" : "line");
        events.OfType<LegDialed>().Last().Should().Match<LegDialed>(e => e.By == request.AgentLeg && e.Number == "+12025550111");
        events.OfType<OriginateEnded>().Should().ContainSingle().Which.Should().Match<OriginateEnded>(e => e.Leg == request.AgentLeg && e.Succeeded);
    }

    [Theory]
    [InlineData(FakeCallee.Busy, DialResult.Busy)]
    [InlineData(FakeCallee.Declines, DialResult.Declined)]
    [InlineData(FakeCallee.Absent, DialResult.Unavailable)]
    public async Task Originate_WhoseAgentDoesNotLift_SaysWhy(FakeCallee agent, DialResult verdict)
    {
        _pbx.Callee = _ => agent;
        await ConnectAsync();

        var placed = await Control.OriginateAsync(Request(), Token).InTime();

        placed.Command.IsAccepted.Should().BeTrue();
        (await placed.AgentVerdict.InTime()).Should().Be(verdict);
        (await _events.NextAsync<OriginateEnded>()).Should().Match<OriginateEnded>(e => !e.Succeeded && e.Number == "+12025550111");
    }

    [Fact]
    public async Task Originate_WhoseAgentLetsItRing_IsUnansweredWhenTheTimeIsOver()
    {
        _pbx.Callee = static _ => FakeCallee.NeverAnswers;
        await ConnectAsync();

        var placed = await Control.OriginateAsync(Request() with { AgentTimeout = TimeSpan.FromSeconds(1) }, Token).InTime();

        (await placed.AgentVerdict.InTime()).Should().Be(DialResult.NoAnswer);
    }

    [Fact]
    public async Task Originate_ManyAtOnce_EachGetItsOwnVerdict()
    {
        _pbx.Callee = static dial => dial.EndsWith('7') ? FakeCallee.Busy : FakeCallee.Answers;
        await ConnectAsync();

        var placed = await Task.WhenAll(Enumerable.Range(1000, 100).Select(extension => Control.OriginateAsync(
            Request() with { AgentLeg = Control.NewLeg(), Agent = extension.ToString(System.Globalization.CultureInfo.InvariantCulture) }, Token))).InTime();
        var verdicts = await Task.WhenAll(placed.Select(static one => one.AgentVerdict)).InTime();

        verdicts.Select(static verdict => verdict == DialResult.Busy).Should().Equal(Enumerable.Range(1000, 100).Select(static one => one % 10 == 7));
    }

    [Fact]
    public async Task Originate_WhoseConnectionBreaks_IsUnknown()
    {
        _pbx.Callee = static _ => FakeCallee.NeverAnswers;
        await ConnectAsync();
        var placed = await Control.OriginateAsync(Request(), Token).InTime();
        _pbx.Cut(reset: true);

        (await placed.AgentVerdict.InTime()).Should().Be(DialResult.Unknown);
    }

    [Fact]
    public async Task Originate_ThatIsNotAllowed_SaysSo()
    {
        await ConnectAsync();
        _pbx.Answer = static action => action.Name == "Originate"
            ? $"Response: Error\nActionID: {action["ActionID"]}\nMessage: Permission denied\n\n" : null;

        var placed = await Control.OriginateAsync(Request(), Token).InTime();

        placed.Command.Status.Should().Be(PbxCommandStatus.NotAllowed);
        (await placed.AgentVerdict.InTime()).Should().Be(DialResult.Unknown);
    }

    [Fact]
    public async Task HangUp_EndsTheCall()
    {
        var (agent, customer) = await TalkAsync();

        (await Control.HangUpAsync(agent, PbxHangUpReason.Normal, Token)).IsAccepted.Should().BeTrue();

        var ended = new[] { (await _events.NextAsync<LegEnded>()).Leg, (await _events.NextAsync<LegEnded>()).Leg };
        ended.Should().BeEquivalentTo([agent, customer]);
        (await Control.HangUpAsync(agent, PbxHangUpReason.Normal, Token)).Status.Should().Be(PbxCommandStatus.NoSuchLeg, "it is gone");
        (await Control.TransferAsync(customer, "102", Token)).Status.Should().Be(PbxCommandStatus.NoSuchLeg);
    }

    [Fact]
    public async Task Transfer_SendsTheLegElsewhere()
    {
        var (_, customer) = await TalkAsync();

        (await Control.TransferAsync(customer, "102", Token)).IsAccepted.Should().BeTrue();

        var action = await _pbx.NextActionAsync("Redirect");
        (action["Channel"], action["Context"], action["Exten"], action["Priority"]).Should().Be((customer.Value, "from-internal", "102", "1"));
    }

    [Fact]
    public async Task Record_TwoFiles_AreEndedEachByItsOwnName()
    {
        _options.Control.RecordingFolder = "/var/rec";
        var (agent, _) = await TalkAsync();

        (await Control.RecordAsync(agent, "one.wav", null, Token)).IsAccepted.Should().BeTrue();
        (await Control.RecordAsync(agent, "/other/two.wav", null, Token)).IsAccepted.Should().BeTrue();
        (await _events.NextAsync<RecordingStarted>()).Leg.Should().Be(agent);
        (await Control.StopRecordingAsync(agent, "one.wav", Token)).IsAccepted.Should().BeTrue();
        (await Control.StopRecordingAsync(agent, "one.wav", Token)).Status.Should().Be(PbxCommandStatus.Refused, "it has ended");
        (await Control.StopRecordingAsync(agent, null, Token)).IsAccepted.Should().BeTrue();
        (await Control.StopRecordingAsync(agent, null, Token)).Status.Should().Be(PbxCommandStatus.Refused, "none is left");
        _pbx.Actions.Where(static action => action.Name == "MixMonitor").Select(static action => action["File"]).Should().Equal("/var/rec/one.wav", "/other/two.wav");
    }

    [Fact]
    public async Task Record_ThatShallEndByItself_IsNotOffered()
    {
        var (agent, _) = await TalkAsync();

        var act = () => Control.RecordAsync(agent, "one.wav", TimeSpan.FromMinutes(1), Token);

        (await act.Should().ThrowAsync<PbxControlException>()).Which.Failure.Should().Be(PbxControlFailure.NotAble);
    }

    [Fact]
    public async Task Command_WhoseConnectionBreaks_IsUnansweredAndTheNextFindsTheLinkDown()
    {
        var (agent, _) = await TalkAsync();
        _pbx.Freeze();
        var hangUp = Control.HangUpAsync(agent, PbxHangUpReason.Normal, Token);
        await _pbx.NextActionAsync("Hangup");
        _pbx.Cut(reset: true);

        var act = () => hangUp.InTime();
        (await act.Should().ThrowAsync<PbxControlException>()).Which.Failure.Should().Be(PbxControlFailure.Unanswered);
        await FluentActions.Awaiting(() => _run.InTime()).Should().ThrowAsync<PbxLinkException>();
        act = () => Control.HangUpAsync(agent, PbxHangUpReason.Normal, Token);
        (await act.Should().ThrowAsync<PbxControlException>()).Which.Failure.Should().Be(PbxControlFailure.LinkDown);
    }

    private PbxOriginateRequest Request() => new()
    {
        AgentLeg = Control.NewLeg(),
        CustomerLeg = Control.NewLeg(),
        Agent = "101",
        Number = "+12025550111",
        Reference = "CT-1",
    };

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
        var events = await _events.UntilAsync(e => e is BridgeEntered entered && entered.Leg == request.AgentLeg);
        return (request.AgentLeg, events.OfType<LegStarted>().Last().Leg);
    }
}
