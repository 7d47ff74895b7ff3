using CallTracking.Calls;
using CallTracking.Core.Tests.Pipeline;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using static CallTracking.Core.Tests.Links.FakeAdapter;
using static CallTracking.Core.Tests.Pipeline.PipelineRig;

namespace CallTracking.Core.Tests.Links;

public sealed class LinkRunnerTests : IDisposable
{
    private readonly PipelineRig _rig = new();
    private LinkRunner? _runner;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_NobodyAnswers_TriesForEverWithGrowingPauses()
    {
        var adapter = Start(new FakeAdapter(Failing(Error(PbxLinkFailure.Unreachable))));
        var pauses = new List<double>();
        for (var attempt = 1; attempt <= 9; attempt++)
        {
            var status = await _rig.UntilAsync(s => s.State == LinkState.Down && s.Attempt == attempt);
            status.Should().BeEquivalentTo(
                new { Failure = PbxLinkFailure.Unreachable, LastError = "Nobody answers at pbx:5038; check host and port." });
            var pause = status.RetryAt!.Value - _rig.Time.GetUtcNow();
            pauses.Add(pause.TotalSeconds);
            _rig.Time.Advance(pause);
        }

        pauses.Should().Equal(0.5, 1, 2, 4, 8, 10, 10, 10, 10);
        await StopAsync();
        adapter.Runs.Should().BeGreaterThanOrEqualTo(9);
    }

    [Fact]
    public async Task Run_Connected_IsUpOnlyWhenTheAdapterSaysSo()
    {
        var login = new TaskCompletionSource();
        Start(new FakeAdapter(async (sink, token) =>
        {
            await login.Task.WaitAsync(token);
            await Stays(Up(1))(sink, token);
        }));
        (await _rig.UntilAsync(s => s.State != LinkState.Starting)).State.Should().Be(LinkState.Connecting);

        login.SetResult();

        (await _rig.UntilAsync(s => s.State != LinkState.Connecting)).Should().BeEquivalentTo(
            new { State = LinkState.Up, Product = "Test PBX", Attempt = 1, LastError = (string?)null });
        await StopAsync();
    }

    [Fact]
    public async Task Run_ConnectionLostSoon_DoesNotBeginThePausesAnew()
    {
        Start(new FakeAdapter(Failing(Error(PbxLinkFailure.Lost, "Gone."), Up(1), Down(1))));

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var status = await _rig.UntilAsync(s => s.RetryAt is not null && s.Attempt == attempt);
            (status.RetryAt!.Value - _rig.Time.GetUtcNow()).TotalSeconds.Should().Be(0.25 * Math.Pow(2, attempt));
            _rig.Time.Advance(status.RetryAt.Value - _rig.Time.GetUtcNow());
        }

        await StopAsync();
    }

    [Fact]
    public async Task Run_ConnectionLostAfterALongTime_BeginsThePausesAnew()
    {
        var lose = new TaskCompletionSource();
        Start(new FakeAdapter(
            Failing(Error(PbxLinkFailure.Unreachable)),
            Failing(Error(PbxLinkFailure.Unreachable)),
            async (sink, token) =>
            {
                await sink.PublishAsync(Up(1), token);
                await lose.Task.WaitAsync(token);
                await sink.PublishAsync(Down(1), token);
                throw Error(PbxLinkFailure.Lost, "The line went silent.");
            },
            Stays()));
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await _rig.UntilAsync(s => s.State == LinkState.Down && s.Attempt == attempt);
            _rig.Time.Advance(TimeSpan.FromSeconds(attempt));
        }

        await _rig.UntilAsync(s => s.State == LinkState.Up);
        _rig.Time.Advance(TimeSpan.FromMinutes(2));
        lose.SetResult();

        var status = await _rig.UntilAsync(s => s.LastError == "The line went silent.");
        (status.RetryAt!.Value - _rig.Time.GetUtcNow()).TotalSeconds.Should().Be(0.5);
        _rig.Time.Advance(TimeSpan.FromSeconds(0.5));
        (await _rig.UntilAsync(s => s.State == LinkState.Connecting)).Attempt.Should().Be(1);
        await StopAsync();
    }

    [Theory]
    [InlineData(PbxLinkFailure.AccessDenied)]
    [InlineData(PbxLinkFailure.CertificateRejected)]
    public async Task Run_Refused_SaysThatSomebodyMustMendItAndTriesSlowly(PbxLinkFailure failure)
    {
        Start(new FakeAdapter(Failing(Error(failure, "Wrong user\r\nor secret.")), Stays(Up(1))));

        var status = await _rig.UntilAsync(s => s.State == LinkState.Failed);
        status.Should().BeEquivalentTo(new { Failure = failure, LastError = "Wrong user or secret.", RetryAt = Start(120) });
        _rig.Time.Advance(TimeSpan.FromSeconds(119));
        _rig.Status.State.Should().Be(LinkState.Failed);
        _rig.Time.Advance(TimeSpan.FromSeconds(1));

        (await _rig.UntilAsync(s => s.State == LinkState.Up)).LastError.Should().BeNull();
        await StopAsync();
    }

    [Fact]
    public async Task Run_PbxClosesTheConnection_ConnectsAgain()
    {
        Start(new FakeAdapter(Ending(Up(1), Begin(2, "a"), Down(2)), Stays(Up(3))));

        (await _rig.UntilAsync(s => s.RetryAt is not null)).Should().BeEquivalentTo(
            new { State = LinkState.Down, Failure = PbxLinkFailure.Lost, LastError = "The PBX closed the connection." });
        _rig.Time.Advance(TimeSpan.FromSeconds(1));

        await _rig.UntilAsync(s => s.State == LinkState.Up && s.Attempt == 2);
        await StopAsync();
        _rig.Ledger.Commits.Select(commit => commit.Epoch).Distinct().Should().Equal(1, 2);
    }

    [Fact]
    public async Task Run_AdapterThrowsSomethingElse_TriesAgainAndSaysWhat()
    {
        Start(new FakeAdapter(Failing(new InvalidOperationException("A bug.")), Stays(Up(1))));

        (await _rig.UntilAsync(s => s.State == LinkState.Down)).Should().BeEquivalentTo(
            new { Failure = (PbxLinkFailure?)null, LastError = "The adapter failed: A bug." });
        _rig.Time.Advance(TimeSpan.FromSeconds(1));

        await _rig.UntilAsync(s => s.State == LinkState.Up);
        await StopAsync();
    }

    [Fact]
    public async Task Run_AdapterForgetsToSayThatTheLinkIsDown_TheEngineDoes()
    {
        Start(new FakeAdapter(Failing(Error(PbxLinkFailure.Lost), Up(1), Begin(2, "a")), Stays()));
        await _rig.UntilAsync(s => s.RetryAt is not null);
        await StopAsync();

        Events().Should().Contain(new LinkDown(2, Start(), PbxStopped: false));
    }

    [Fact]
    public async Task Run_FiniteAdapterIsOver_IsFinishedWhenAllOfItIsDurable()
    {
        var gate = new TaskCompletionSource();
        _rig.Ledger.BeforeWrite = _ => gate.Task;
        var adapter = Start(new FakeAdapter(Ending(Up(1), Begin(2, "a"), End(3, "a"), Down(3))) { Abilities = PbxAbilities.Finite });
        await _rig.UntilAsync(s => s.State == LinkState.Down);
        _rig.Ledger.Calls.Should().BeEmpty();

        gate.SetResult();

        await _rig.UntilAsync(s => s.State == LinkState.Finished);
        _rig.Ledger.Calls.Should().ContainSingle().Which.State.Should().Be(CallState.Ended);
        await StopAsync();
        _rig.Status.State.Should().Be(LinkState.Finished);
        adapter.Runs.Should().Be(1);
    }

    [Fact]
    public async Task Stop_Connected_EndsTheConnectionAndMakesEverythingDurable()
    {
        var adapter = Start(new FakeAdapter(async (sink, token) =>
        {
            await Ending(Up(1), Begin(2, "a"))(sink, token);
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                await sink.PublishAsync(End(3, "a"), token);
                await sink.PublishAsync(Down(4), token);
            }
        }));
        await _rig.UntilAsync(s => s.State == LinkState.Up);

        await StopAsync();

        _rig.Status.State.Should().Be(LinkState.Stopped);
        _rig.Ledger.Calls.Should().ContainSingle().Which.State.Should().Be(CallState.Ended);
        Events().Should().EndWith(Down(4) with { Reason = LinkDownReason.HostStopped });
        _rig.Ledger.Gaps.Should().ContainSingle().Which.Should().Match<CoverageGap>(gap => gap.Cause == GapCause.HostStopped && gap.To == null);
        adapter.Ends.Should().Equal("cancelled");
    }

    [Fact]
    public async Task Stop_StoreDoesNotAnswer_GivesUpWhenTheHostsPatienceIsOver()
    {
        _rig.Ledger.BeforeWrite = _ => throw new LedgerStoreException("The disk is full.", isTransient: true);
        Start(new FakeAdapter(Stays(Up(1), Begin(2, "a"))));
        await _rig.UntilAsync(s => s.StoreError == "The disk is full.");
        using var shutdown = new CancellationTokenSource();

        var stopping = _runner!.StopAsync(shutdown.Token);
        stopping.IsCompleted.Should().BeFalse();
        await shutdown.CancelAsync();
        await stopping;

        _rig.Status.State.Should().Be(LinkState.Stopped);
        _rig.Ledger.Commits.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_PbxHangsUpOnAReaderThatIsTooSlow_MarksTheGapAsAnOverflow()
    {
        var gate = new TaskCompletionSource();
        _rig.Ledger.BeforeWrite = _ => gate.Task;
        var adapter = new FakeAdapter(
            async (sink, token) =>
            {
                await sink.PublishAsync(Up(1), token);

                // How many it takes until the inbox is full depends on how many the pipeline has already taken out of it.
                for (var n = 2; !gate.Task.IsCompleted; n++)
                {
                    await sink.PublishAsync(Begin(n, $"leg {n}"), token);
                }

                throw new PbxLinkException(PbxLinkFailure.Lost, "The PBX closed the connection.");
            },
            Stays(Up(1)));
        Start(adapter);
        await _rig.UntilAsync(status => status.InboxFullSince is not null);

        gate.SetResult();
        await _rig.UntilAsync(status => status.State == LinkState.Down);
        await StopAsync();

        _rig.Ledger.Commits.SelectMany(commit => commit.Gaps).Should().Contain(gap => gap.Cause == GapCause.Overflow);
    }

    [Fact]
    public async Task Run_StoreRefusesForGood_StopsTheLinkAndSaysWhy()
    {
        _rig.Ledger.BeforeWrite = _ => throw new LedgerStoreException("The ledger is from a newer version.", isTransient: false);
        var adapter = Start(new FakeAdapter(Stays(Up(1), Begin(2, "a"))));

        (await _rig.UntilAsync(s => s.State == LinkState.Failed)).Should().BeEquivalentTo(
            new { LastError = "The ledger is from a newer version.", RetryAt = (DateTimeOffset?)null });

        adapter.Ends.Should().Equal("cancelled");
        await StopAsync();
        _rig.Status.State.Should().Be(LinkState.Failed);
        adapter.Runs.Should().Be(1);
    }

    [Fact]
    public async Task Run_LinkIsDownWhileACallIsOpen_TimePassesForIt()
    {
        Start(new FakeAdapter(Ending(Up(1), Begin(2, "a"), Down(2)), Failing(Error(PbxLinkFailure.Unreachable))));
        await _rig.UntilAsync(s => s.RetryAt is not null);
        while (_rig.Status.OpenCalls == 0)
        {
            await Task.Yield();
        }

        while (_rig.Status.OpenCalls > 0)
        {
            Token.ThrowIfCancellationRequested();
            _rig.Time.Advance(TimeSpan.FromMinutes(5));
            await Task.Yield();
        }

        await StopAsync();
        _rig.Ledger.Calls.Should().ContainSingle().Which.EndedAt.Should().BeAfter(Start(3_600));
        Events().OfType<Tick>().Should().ContainSingle();
    }

    [Fact]
    public async Task Run_AfterARestart_RebuildsBeforeItConnects()
    {
        Start(new FakeAdapter(Stays(Up(1), Begin(2, "a"))));
        await _rig.UntilAsync(s => s.State == LinkState.Up);
        await StopAsync();
        using var next = new PipelineRig(_rig.Ledger);
        var openAtConnect = -1;
        await using var runner = new LinkRunner(next.Link, new FakeAdapter((_, token) =>
        {
            openAtConnect = next.OpenCalls.Count;
            return Task.Delay(Timeout.Infinite, token);
        }), next.Stages);

        runner.Start();
        await next.UntilAsync(s => s.State == LinkState.Connecting);
        await runner.StopAsync(Token);

        openAtConnect.Should().Be(1);
    }

    [Fact]
    public async Task CountUnknown_WireEventsNobodyKnows_ShowInTheStatus()
    {
        Start(new FakeAdapter(async (sink, token) =>
        {
            sink.CountUnknown("Foo");
            sink.CountUnknown("Foo");
            await Stays(Up(1))(sink, token);
        }));

        (await _rig.UntilAsync(s => s.State == LinkState.Up)).UnknownEvents.Should().Equal(new Dictionary<string, long> { ["Foo"] = 2 });
        await StopAsync();
    }

    [Fact]
    public async Task Dispose_AdapterIsDisposable_IsDisposed()
    {
        var adapter = Start(new FakeAdapter(Stays(Up(1))));
        await StopAsync();

        await _runner!.DisposeAsync();

        adapter.Disposed.Should().BeTrue();
    }

    public void Dispose() => _rig.Dispose();

    private static DateTimeOffset Start(double seconds = 0) => PipelineRig.Start.AddSeconds(seconds);

    private FakeAdapter Start(FakeAdapter adapter)
    {
        _runner = new LinkRunner(_rig.Link, adapter, _rig.Stages, random: () => 1.0);
        _runner.Start();
        return adapter;
    }

    private async Task StopAsync()
    {
        await _runner!.StopAsync(Token);
        _rig.Status.StoreError.Should().BeNull();
    }

    private List<PbxEvent> Events()
    {
        var events = new List<PbxEvent>();
        foreach (var commit in _rig.Ledger.Commits)
        {
            EventLogCodec.Decode(commit.Events, events);
        }

        return events;
    }
}
