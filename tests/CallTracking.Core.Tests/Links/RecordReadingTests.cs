using CallTracking.Core.Tests.Pipeline;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using static CallTracking.Core.Tests.Pipeline.PipelineRig;

namespace CallTracking.Core.Tests.Links;

public sealed class RecordReadingTests : IDisposable
{
    private readonly PipelineRig _rig = new();
    private LinkRunner? _runner;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Source_OfALinkWithoutLiveConnection_IsAllTheLinkIs()
    {
        var adapter = Start(new FakeRecordSource("cdr", FakeRecordSource.Stays("2", "a", "b")), PbxAbilities.FinishedRecords);

        (await _rig.UntilAsync(s => s.State != LinkState.Starting)).State.Should().Be(LinkState.Up);
        await StopAsync();

        adapter.Runs.Should().Be(0);
        Events().OfType<RecordReceived>().Select(e => (e.Seq, e.Record.Key)).Should().Equal((1, "a"), (2, "b"));
        _rig.Ledger.Commits.Select(commit => commit.Epoch).Distinct().Should().Equal(1);
    }

    [Fact]
    public async Task Source_BesideALiveConnection_IsReadWhateverThatDoes()
    {
        var read = new TaskCompletionSource();
        var source = new FakeRecordSource("cdr", async (sink, token) =>
        {
            await read.Task.WaitAsync(token);
            await FakeRecordSource.Stays("1", "a")(sink, token);
        });
        Start(source, PbxAbilities.LiveEvents, FakeAdapter.Stays(Up(7), Begin(9, "x")));
        await _rig.UntilAsync(s => s.State == LinkState.Up);
        await UntilAsync(() => Events().Exists(e => e is LegStarted));

        read.SetResult();
        await UntilAsync(() => Events().Exists(e => e is RecordReceived));
        await StopAsync();

        Events().Where(e => e is not LinkDown).Select(e => (e.GetType().Name, e.Seq)).Should()
            .Equal(("LinkUp", 7), ("LegStarted", 9), ("RecordReceived", 9), ("RecordsRead", 9));
        _rig.Ledger.Commits.Select(commit => commit.Epoch).Distinct().Should().Equal(1);
    }

    [Fact]
    public async Task Source_WhileThePbxCannotBeReached_IsReadAllTheSame()
    {
        Start(
            new FakeRecordSource("cdr", FakeRecordSource.Stays("1", "a")), PbxAbilities.LiveEvents,
            FakeAdapter.Failing(FakeAdapter.Error(PbxLinkFailure.Unreachable)));
        await _rig.UntilAsync(s => s.State == LinkState.Down);

        await UntilAsync(() => Events().Exists(e => e is RecordReceived));
        await StopAsync();

        _rig.Status.State.Should().Be(LinkState.Stopped);
    }

    [Fact]
    public async Task Position_IsDurableWithItsRecordsAndNeverBefore()
    {
        var gate = new TaskCompletionSource();
        var flushed = new TaskCompletionSource();
        string? before = "unknown";
        _rig.Ledger.BeforeWrite = _ => gate.Task;
        Start(
            new FakeRecordSource("cdr", async (sink, token) =>
            {
                await FakeRecordSource.Ending("offset 2", "a", "b")(sink, token);
                before = await sink.GetPositionAsync(token);
                await sink.FlushAsync(token);
                flushed.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }),
            PbxAbilities.FinishedRecords);
        await UntilAsync(() => _rig.Ledger.Writes.Count > 0 && before is null);
        flushed.Task.IsCompleted.Should().BeFalse();

        gate.SetResult();
        await flushed.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await StopAsync();

        before.Should().BeNull();
        var commits = _rig.Ledger.Commits;
        commits.SelectMany(commit => commit.RecordPositions).Should().Equal(new RecordPosition("cdr", "offset 2"));
        (await _rig.Ledger.GetRecordPositionAsync("default", "office", "cdr", Token)).Should().Be("offset 2");
    }

    [Fact]
    public async Task Source_ThatFails_IsReadAgainFromWhatIsDurable()
    {
        var positions = new List<string?>();
        var source = new FakeRecordSource(
            "cdr",
            async (sink, token) =>
            {
                await FakeRecordSource.Ending("1", "a")(sink, token);
                await sink.FlushAsync(token);
                throw new PbxLinkException(PbxLinkFailure.Unreachable, "The folder is gone;\nmount it.");
            },
            async (sink, token) =>
            {
                positions.Add(await sink.GetPositionAsync(token));
                await FakeRecordSource.Stays("2", "b")(sink, token);
            });
        Start(source, PbxAbilities.FinishedRecords);

        var status = await _rig.UntilAsync(s => s.State == LinkState.Down);
        status.RecordsError.Should().Be("The folder is gone; mount it.");
        status.RetryAt.Should().NotBeNull();
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        (await _rig.UntilAsync(s => s.State == LinkState.Up)).RecordsError.Should().BeNull();
        await StopAsync();

        positions.Should().Equal("1");
    }

    [Fact]
    public async Task Trouble_OfOneSourceBesideALiveConnection_LeavesTheLinkUp()
    {
        Start(
            new FakeRecordSource("cdr", async (sink, token) =>
            {
                sink.Report("records.csv: there is no such file yet.");
                await Task.Delay(Timeout.Infinite, token);
            }),
            PbxAbilities.LiveEvents, FakeAdapter.Stays(Up(1)));

        var status = await _rig.UntilAsync(s => s.State == LinkState.Up && s.RecordsError is not null);

        status.RecordsError.Should().Be("records.csv: there is no such file yet.");
        LinkHealthCheck.Judge(status, Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy).Description.Should()
            .Be("Finished records are not read: records.csv: there is no such file yet.");
        await StopAsync();
    }

    [Fact]
    public async Task Sources_OfAFiniteAdapter_FinishTheLinkWhenAllIsDurable()
    {
        Start(
            new FakeRecordSource("cdr", FakeRecordSource.Ending("end", "a", "b", "c")), PbxAbilities.FinishedRecords | PbxAbilities.Finite);

        await _rig.UntilAsync(s => s.State == LinkState.Finished);

        Events().OfType<RecordReceived>().Should().HaveCount(3);
        (await _rig.Ledger.GetRecordPositionAsync("default", "office", "cdr", Token)).Should().Be("end");
        await StopAsync();
    }

    [Fact]
    public async Task Records_OfALaterProcess_AreOfALaterEpoch()
    {
        Start(new FakeRecordSource("cdr", FakeRecordSource.Stays("1", "a")), PbxAbilities.FinishedRecords);
        await UntilAsync(() => Events().Exists(e => e is RecordReceived));
        await StopAsync();
        using var next = new PipelineRig(_rig.Ledger);
        await using var runner = new LinkRunner(
            next.Link,
            new FakeAdapter
            {
                Abilities = PbxAbilities.FinishedRecords,
                RecordSources = [new FakeRecordSource("cdr", FakeRecordSource.Stays("2", "b"))],
            },
            next.Stages);

        runner.Start();
        await UntilAsync(() => Events().OfType<RecordReceived>().Count() == 2);
        await runner.StopAsync(Token);

        _rig.Ledger.Commits.Select(commit => commit.Epoch).Distinct().Should().Equal(1, 2);
    }

    public void Dispose() => _rig.Dispose();

    private static async Task UntilAsync(Func<bool> reached)
    {
        while (!reached())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private FakeAdapter Start(
        FakeRecordSource source, PbxAbilities abilities, params Func<IPbxEventSink, CancellationToken, Task>[] connections)
    {
        var adapter = new FakeAdapter(connections) { Abilities = abilities, RecordSources = [source] };
        _runner = new LinkRunner(_rig.Link, adapter, _rig.Stages, random: () => 1.0);
        _runner.Start();
        return adapter;
    }

    private Task StopAsync() => _runner!.StopAsync(Token);

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
