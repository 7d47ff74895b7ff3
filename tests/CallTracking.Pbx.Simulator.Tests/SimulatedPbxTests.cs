using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Pbx.Simulator;

public sealed class SimulatedPbxTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Play_SameSeed_IsTheSameDay()
    {
        var first = SimulatedPbx.Play(Day(seed: 7), Start);
        var second = SimulatedPbx.Play(Day(seed: 7), Start);

        second.Events.Should().Equal(first.Events);
        second.Truths.Select(truth => truth.ToString()).Should().Equal(first.Truths.Select(truth => truth.ToString()));
        SimulatedPbx.Play(Day(seed: 8), Start).Events.Should().NotEqual(first.Events);
    }

    [Fact]
    public async Task RunAsync_AsFastAsPossible_PlaysWhatPlayPlays()
    {
        var played = new List<SimulatedCallTruth>();
        var options = Day(seed: 3);
        options.CallPlayed = played.Add;
        var sink = new ListSink();

        await new SimulatedPbx(options, new FakeTimeProvider(Start)).RunAsync(sink, TestContext.Current.CancellationToken);

        var run = SimulatedPbx.Play(options, Start);
        sink.Events.Should().Equal(run.Events);
        played.Select(truth => truth.RootLeg).Should().Equal(run.Truths.Select(truth => truth.RootLeg));
    }

    [Fact]
    public void Play_RandomDays_EveryLegGoesThroughItsLifeInOrder()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var run = SimulatedPbx.Play(Day(seed), Start);

            run.Events[0].Should().BeOfType<LinkUp>().Which.BootedAt.Should().Be(Start);
            run.Events[^1].Should().BeOfType<LinkDown>().Which.PbxStopped.Should().BeTrue();
            run.Events.Select(e => e.At).Should().BeInAscendingOrder();
            run.Events.Where(e => e is not Tick).Select(e => e.Seq).Should().Equal(Enumerable.Range(1, run.Events.Count(e => e is not Tick)).Select(i => (long)i));
            run.Events.Should().OnlyContain(e => e.At.Offset == TimeSpan.Zero && e.At.Ticks % 10 == 0);
            LegLives.Check(run.Events).Should().BeEmpty();
        }
    }

    [Fact]
    public void Play_RandomDays_TruthsAddUp()
    {
        var run = SimulatedPbx.Play(Day(seed: 5, days: 5), Start);

        var roots = run.Events.OfType<LegStarted>().Where(leg => leg.Kin == leg.Leg).Select(leg => leg.Leg);
        run.Truths.Select(truth => truth.RootLeg).Should().BeEquivalentTo(roots);
        run.Truths.Should().OnlyContain(truth => truth.EndedAt > truth.StartedAt && truth.Wait >= TimeSpan.Zero);
        run.Truths.Should().OnlyContain(truth => (truth.Outcome == SimulatedOutcome.Answered) == (truth.AnsweredAt != null));
        run.Truths.Should().OnlyContain(truth => (truth.Outcome == SimulatedOutcome.Missed) == (truth.MissedReason != null));
        run.Truths.Should().OnlyContain(truth => truth.Talk == null || truth.Talk + truth.Hold <= truth.Connected + TimeSpan.FromMilliseconds(1));
        run.Truths.Should().OnlyContain(truth => truth.Direction != SimulatedDirection.Internal || truth.ExternalNumber == null);
    }

    [Fact]
    public void Play_RandomDays_EverySituationOccurs()
    {
        var run = SimulatedPbx.Play(Day(seed: 11, days: 20), Start);

        run.Truths.Select(truth => truth.Outcome).Distinct().Should().BeEquivalentTo(Enum.GetValues<SimulatedOutcome>());
        run.Truths.Select(truth => truth.MissedReason).OfType<SimulatedMissedReason>().Distinct()
            .Should().BeEquivalentTo(Enum.GetValues<SimulatedMissedReason>());
        run.Truths.SelectMany(truth => truth.Transfers).Select(transfer => (transfer.Kind, transfer.Completed)).Distinct().Should().HaveCount(3);
        run.Truths.SelectMany(truth => truth.Parties).Select(party => party.Result).OfType<SimulatedPartyResult>().Distinct()
            .Should().BeEquivalentTo(Enum.GetValues<SimulatedPartyResult>());
        run.Truths.Should().Contain(truth => truth.LostInTransfer).And.Contain(truth => truth.Room != null)
            .And.Contain(truth => truth.Hold > TimeSpan.Zero).And.Contain(truth => truth.Digits.Length > 0)
            .And.Contain(truth => truth.Direction == SimulatedDirection.Inbound && truth.ExternalNumber == null);
    }

    [Fact]
    public void Play_OfficeHours_HoldMostCalls()
    {
        var run = SimulatedPbx.Play(Day(seed: 2, days: 10), Start.Date.ToUniversalTime());

        run.Truths.Count.Should().BeInRange(3_500, 4_700);
        run.Truths.Count(truth => truth.StartedAt.Hour is < 8 or >= 18).Should().BeInRange(50, run.Truths.Count / 10);
    }

    [Fact]
    public void Play_RoundTheClock_SpreadsEvenly()
    {
        var options = Day(seed: 2, days: 10);
        options.RoundTheClock = true;

        var byHour = SimulatedPbx.Play(options, Start).Truths.CountBy(truth => truth.StartedAt.Hour).ToDictionary();

        byHour.Should().HaveCount(24);
        byHour.Values.Min().Should().BeGreaterThan(100);
    }

    [Fact]
    public void Play_DayWithoutEnd_IsRefused()
    {
        var play = () => SimulatedPbx.Play(new SimulatorOptions(), Start);

        play.Should().Throw<ArgumentException>().WithMessage("Days is null*");
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, 1)]
    public async Task RunAsync_InTime_PublishesWhenItIsDue(double speed, double dueSeconds)
    {
        var time = new FakeTimeProvider(Start);
        var sink = new ListSink();
        var script = new SimulatorScript().Inbound(TimeSpan.FromSeconds(10), "+12025550111", call => call.HangUp(SimulatedSide.Caller));
        var run = new SimulatedPbx(new SimulatorOptions { Script = script, Speed = speed }, time)
            .RunAsync(sink, TestContext.Current.CancellationToken);

        await sink.WaitForAsync(1);
        time.Advance(TimeSpan.FromSeconds(dueSeconds) - TimeSpan.FromMilliseconds(2));
        sink.Events.Should().ContainSingle().Which.Should().BeOfType<LinkUp>();

        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await run;
        sink.Events.Should().HaveCount(5);
        sink.Events[1].At.Should().Be(Start.AddSeconds(10));
    }

    [Fact]
    public async Task RunAsync_Cancelled_SaysLinkDownAndEndsAtOnce()
    {
        var time = new FakeTimeProvider(Start);
        var sink = new ListSink();
        using var stop = new CancellationTokenSource();
        var run = new SimulatedPbx(new SimulatorOptions { RoundTheClock = true }, time).RunAsync(sink, stop.Token);
        await sink.WaitForAsync(1);
        time.Advance(TimeSpan.FromSeconds(3));

        await stop.CancelAsync();

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
        var down = sink.Events[^1].Should().BeOfType<LinkDown>().Subject;
        down.PbxStopped.Should().BeFalse();
        down.At.Should().Be(Start.AddSeconds(3));
    }

    [Fact]
    public async Task RunAsync_SinkThatTakesNothing_IsLeftWithoutALinkUp()
    {
        using var stop = new CancellationTokenSource();
        var sink = new ListSink { Blocked = true };
        var run = new SimulatedPbx(Day(seed: 1), new FakeTimeProvider(Start)).RunAsync(sink, stop.Token);

        await stop.CancelAsync();

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
        sink.Events.Should().BeEmpty();
    }

    [Fact]
    public void Abilities_TellWhetherItEnds()
    {
        new SimulatedPbx(new SimulatorOptions()).Abilities.Should().Be(PbxAbilities.LiveEvents | PbxAbilities.Originate | PbxAbilities.HangUp);
        new SimulatedPbx(Day(seed: 1)).Abilities.Should().HaveFlag(PbxAbilities.Finite);
        new SimulatedPbx(new SimulatorOptions { Script = new SimulatorScript() }).Abilities.Should().HaveFlag(PbxAbilities.Finite);
    }

    internal static SimulatorOptions Day(int seed, int days = 1) =>
        new() { Seed = seed, Days = days, Speed = SimulatorOptions.AsFastAsPossible };

    private sealed class ListSink : IPbxEventSink
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<PbxEvent> Events { get; } = [];

        public bool Blocked { get; init; }

        public async ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken)
        {
            if (Blocked)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            Events.Add(pbxEvent);
            _first.TrySetResult();
        }

        public void CountUnknown(string name) => throw new InvalidOperationException(name);

        public Task WaitForAsync(int count) => count == 1 ? _first.Task : throw new ArgumentOutOfRangeException(nameof(count));
    }
}
