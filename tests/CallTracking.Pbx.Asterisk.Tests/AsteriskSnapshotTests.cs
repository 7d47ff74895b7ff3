using CallTracking.Testing.Asterisk;

namespace CallTracking.Pbx.Asterisk;

/// <summary>What the link asks after it is up, and when.</summary>
public sealed class AsteriskSnapshotTests
{
    private readonly RecordingSink _sink = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task RunAsync_LinkIsUp_AsksWhatThePbxHasAndPublishesIt()
    {
        await using var server = new FakeAsterisk().Start();
        server.Send(Born("1795408017.1", "PJSIP/carrier-00000001"));

        var run = new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token);

        await _sink.NextAsync<LinkUp>();
        (await _sink.NextAsync<Snapshot>()).Legs.Should().ContainSingle().Which.Endpoint.Should().Be("carrier");
        await server.NextActionAsync("ParkedCalls");
        server.Actions.Select(action => action.Name).Should().ContainInOrder("CoreShowChannels", "BridgeList", "QueueStatus", "ParkedCalls");
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_UserMayNotAsk_GoesOnAndSaysWhatToDo()
    {
        await using var server = new FakeAsterisk
        {
            Answer = action => action.Name == "CoreShowChannels"
                ? $"Response: Error\r\nActionID: {action["ActionID"]}\r\nMessage: Permission denied\r\n\r\n" : null,
        }.Start();

        var run = new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token);

        (await _sink.Refusal.Task.InTime()).Should().Contain("Permission denied").And.Contain("write = system,reporting");
        server.Send(Born("1795408017.1", "PJSIP/carrier-00000001"));
        await _sink.NextAsync<LegStarted>();
        await StopAsync(run);
    }

    [Fact]
    public async Task RunAsync_CallsStayOpen_AsksAgainAfterTheInterval()
    {
        var time = new ObservedTime();
        await using var server = new FakeAsterisk(new() { TimeProvider = time }).Start();
        server.Send(Born("1795408017.1", "PJSIP/carrier-00000001"));
        var options = server.LinkOptions();
        options.SnapshotInterval = TimeSpan.FromSeconds(30);
        options.KeepAliveInterval = TimeSpan.FromHours(1);
        var run = new AsteriskAdapter(options, timeProvider: time).RunAsync(_sink, _stop.Token);
        await _sink.NextAsync<Snapshot>();
        await server.NextActionAsync("ParkedCalls");

        // What is heard behind the answers tells that they are handled: the clock must not move on while one is awaited.
        server.Send(Born("1795408017.2", "PJSIP/carrier-00000002"));
        await _sink.NextAsync<LegStarted>();
        time.Advance(options.SnapshotInterval);
        var again = server.NextActionAsync("CoreShowChannels");
        while (!again.IsCompleted)
        {
            // The look at the clock comes every second.
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(again, Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken));
        }

        await again;
        await _sink.NextAsync<Snapshot>();
        await StopAsync(run);
    }

    private static AmiFrame Born(string id, string channel) => AmiFrame.Of(
        ("Event", "Newchannel"), ("Channel", channel), ("ChannelState", "4"), ("CallerIDNum", "12025550111"), ("CallerIDName", "<unknown>"),
        ("Context", "from-trunk"), ("Exten", "5550142"), ("Uniqueid", id), ("Linkedid", id));

    private async Task StopAsync(Task run)
    {
        await _stop.CancelAsync();
        await run.Invoking(async task => await task.InTime()).Should().ThrowAsync<OperationCanceledException>();
    }
}
