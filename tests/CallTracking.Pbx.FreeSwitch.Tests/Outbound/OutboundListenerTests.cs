using System.Net.Sockets;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class OutboundListenerTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FreeSwitchOutboundOptions _options = new() { Port = 0 };
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger _logger = new();
    private readonly List<OutboundListener> _listeners = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }
    }

    [Fact]
    public async Task Call_IsHandedToTheHostWithWhatFreeSwitchSaid()
    {
        var told = new TaskCompletionSource<OutboundCall>();
        using var pbx = await HandOverAsync((call, _) => Tell(told, call));
        await pbx.BeginAsync();

        var call = await told.Task;
        call.Leg.Value.Should().Be(HandingOver.Leg);
        call.CallerNumber.Should().Be("+12025550111");
        call.CallerName.Should().Be("Jane \"Q\" \u1781\n", "it comes as it is, line end and all");
        call.DialedNumber.Should().Be("+12025550199");
        call["variable_sip_gateway_name"].Should().Be("carrier");
        call["nothing"].Should().BeNull();
    }

    [Fact]
    public async Task Call_IsAnsweredPlayedAskedAndTransferred()
    {
        string? digits = null;
        using var pbx = await HandOverAsync(async (call, token) =>
        {
            (await call.AnswerAsync(token)).IsAccepted.Should().BeTrue();
            (await call.PlayAsync("ivr/hello.wav", token)).IsAccepted.Should().BeTrue();
            digits = await call.CollectDigitsAsync(new PbxDigitsRequest { File = "ivr/menu.wav" }, token);
            (await call.TransferAsync("1002", token)).IsAccepted.Should().BeTrue();
        });
        await pbx.BeginAsync();

        var answer = await ExecutedAsync(pbx, "answer");
        await pbx.CompleteAsync(answer);
        var hello = await ExecutedAsync(pbx, "playback");
        await pbx.CompleteAsync("another");
        await pbx.CompleteAsync(hello);
        var menu = await ExecutedAsync(pbx, "play_and_get_digits");
        await pbx.CompleteAsync(menu, $",\"variable_{EslCommand.DigitsVariable(Guid.Parse(menu))}\":\"5\"");
        var transfer = await pbx.ReceiveAsync();
        transfer["execute-app-arg"].Should().Be("1002 XML default");
        await pbx.ReplyAsync("+OK");

        (await pbx.ReceiveAsync()).Line.Should().Be("exit", "the leg is given back when the host has done with it");
        await pbx.GoodbyeAsync();
        (await pbx.TryReceiveAsync()).Should().BeNull();
        digits.Should().Be("5");
    }

    [Theory]
    [InlineData("SUCCESS", DialResult.Answered)]
    [InlineData("USER_BUSY", DialResult.Busy)]
    [InlineData("NO_ANSWER", DialResult.NoAnswer)]
    [InlineData("USER_NOT_REGISTERED", DialResult.Unavailable)]
    public async Task Connect_EndsWithWhatBecameOfIt(string disposition, DialResult expected)
    {
        var told = new TaskCompletionSource<DialResult>();
        _options.Domain = "pbx.test";
        using var pbx = await HandOverAsync(async (call, token) =>
            told.SetResult(await call.ConnectToExtensionAsync("1001", TimeSpan.FromSeconds(20), token)));
        await pbx.BeginAsync();

        var command = await pbx.ReceiveAsync();
        command["execute-app-arg"].Should().MatchRegex("^\\[origination_uuid=[0-9a-f-]{36},leg_timeout=20\\]user/1001@pbx.test$");
        await pbx.ReplyAsync("+OK");
        await pbx.CompleteAsync(command["Event-UUID"]!, $",\"variable_originate_disposition\":\"{disposition}\"");

        (await told.Task).Should().Be(expected);
    }

    [Fact]
    public async Task Leg_ThatEnds_CancelsTheHandlerAndItsLastEventsAreStillRead()
    {
        var ended = new TaskCompletionSource<string?>();
        using var pbx = await HandOverAsync(async (call, token) =>
        {
            var cancelled = () => Task.Delay(Timeout.InfiniteTimeSpan, token);
            await cancelled.Should().ThrowAsync<OperationCanceledException>();
            ended.SetResult(await call.Ended);
        });
        await pbx.BeginAsync();

        await pbx.LingerAsync();
        await pbx.EventAsync("""{"Event-Name":"CHANNEL_HANGUP_COMPLETE","Unique-ID":"another","Hangup-Cause":"LOSE_RACE"}""");
        await pbx.EventAsync(
            $$"""{"Event-Name":"CHANNEL_HANGUP_COMPLETE","Unique-ID":"{{HandingOver.Leg}}","Hangup-Cause":"NORMAL_CLEARING"}""");

        (await ended.Task).Should().Be("NORMAL_CLEARING");
    }

    [Fact]
    public async Task Leg_ThatEndsWhileAFileIsPlayed_EndsTheWait()
    {
        var told = new TaskCompletionSource<string?>();
        using var pbx = await HandOverAsync(async (call, _) =>
            told.SetResult(await call.CollectDigitsAsync(new PbxDigitsRequest { File = "ivr/menu.wav" }, CancellationToken.None)));
        await pbx.BeginAsync();
        await ExecutedAsync(pbx, "play_and_get_digits");

        await pbx.LingerAsync();
        await pbx.GoodbyeAsync();

        (await told.Task).Should().BeNull();
    }

    [Fact]
    public async Task Command_AfterTheEnd_SaysThatTheLegHasLeft()
    {
        var told = new TaskCompletionSource<Exception?>();
        using var pbx = await HandOverAsync(async (call, _) =>
        {
            await call.Ended;
            told.SetResult(await Record.ExceptionAsync(() => call.AnswerAsync(CancellationToken.None)));
        });
        await pbx.BeginAsync();
        pbx.Dispose();

        (await told.Task).Should().BeOfType<PbxControlException>().Which.Failure.Should().Be(PbxControlFailure.LinkDown);
    }

    [Fact]
    public async Task Refusal_IsAResult()
    {
        var told = new TaskCompletionSource<PbxCommandResult>();
        using var pbx = await HandOverAsync(async (call, token) => told.SetResult(await call.PlayAsync("ivr/hello.wav", token)));
        await pbx.BeginAsync();
        await pbx.ReceiveAsync();
        await pbx.ReplyAsync("-ERR invalid session id [x]");

        (await told.Task).Status.Should().Be(PbxCommandStatus.NoSuchLeg);
    }

    [Fact]
    public async Task Handler_ThatFails_LeavesTheCallToTheDialPlan()
    {
        using var pbx = await HandOverAsync((_, _) => throw new InvalidOperationException("The host's bug."));
        await pbx.BeginAsync();

        (await pbx.ReceiveAsync()).Line.Should().Be("exit");
        await pbx.GoodbyeAsync();
        _logger.Collector.GetSnapshot().Should().Contain(record => record.Id.Id == 1295);
    }

    [Fact]
    public async Task HangUp_NamesTheCause()
    {
        using var pbx = await HandOverAsync((call, token) => call.HangUpAsync(PbxHangUpReason.Busy, token));
        await pbx.BeginAsync();

        (await pbx.ReceiveAsync())["hangup-cause"].Should().Be("USER_BUSY");
        await pbx.ReplyAsync("+OK");
    }

    [Fact]
    public async Task DialPlanWithoutAsync_IsToldAndItsRepliesAreWaitedFor()
    {
        var told = new TaskCompletionSource<PbxCommandResult>();
        using var pbx = await HandOverAsync(async (call, token) => told.SetResult(await call.PlayAsync("ivr/hello.wav", token)));
        await pbx.BeginAsync(mode: "static");
        var id = (await pbx.ReceiveAsync())["Event-UUID"]!;
        _time.Advance(TimeSpan.FromMinutes(10));
        await pbx.CompleteAsync(id);
        await pbx.ReplyAsync("+OK");

        (await told.Task).IsAccepted.Should().BeTrue();
        _logger.Collector.GetSnapshot().Should().Contain(record => record.Id.Id == 1294);
    }

    [Fact]
    public async Task Stranger_WhoSaysNothing_IsSentAwayInTime()
    {
        using var pbx = await HandOverAsync((_, _) => Task.CompletedTask);
        (await pbx.ReceiveAsync()).Line.Should().Be("connect");
        var gone = pbx.TryReceiveAsync();
        using var patience = new CancellationTokenSource(Patience);
        while (!gone.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            _time.Advance(_options.ReplyTimeout);
            await Task.Yield();
        }

        (await gone).Should().BeNull();
        await LoggedAsync(1293);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")]
    [InlineData("Content-Type: command/reply\nReply-Text: +OK\n\n")]
    [InlineData("Event-Name: CHANNEL_DATA\nUnique-ID: a%0A%0Ab\nContent-Type: command/reply\n\n")]
    public async Task Stranger_WhoSpeaksOtherwise_IsSentAway(string text)
    {
        using var pbx = await HandOverAsync((_, _) => Task.CompletedTask);
        await pbx.ReceiveAsync();
        await pbx.SendAsync(text);

        (await pbx.TryReceiveAsync()).Should().BeNull();
        (await LoggedAsync(1293)).Should().Contain("AllowedPeers");
    }

    [Fact]
    public async Task Stranger_WhoIsNotAllowed_IsTurnedAway()
    {
        _options.AllowedPeers.Add("192.0.2.7");
        using var pbx = await HandOverAsync((_, _) => Task.CompletedTask);

        (await pbx.TryReceiveAsync()).Should().BeNull();
        await LoggedAsync(1291);
    }

    [Fact]
    public async Task Calls_BeyondTheBound_AreTurnedAway()
    {
        _options.MaxSessions = 1;
        var listener = Listen(static (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token));
        using var first = await HandingOver.ConnectAsync(listener.EndPoint);
        await first.BeginAsync();
        using var second = await HandingOver.ConnectAsync(listener.EndPoint);

        (await second.TryReceiveAsync()).Should().BeNull();
        await LoggedAsync(1292);
    }

    [Fact]
    public async Task Stop_GivesTheCallsBack()
    {
        var begun = new TaskCompletionSource();
        var listener = Listen((_, token) =>
        {
            begun.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        using var pbx = await HandingOver.ConnectAsync(listener.EndPoint);
        await pbx.BeginAsync();
        await begun.Task;

        var stopping = listener.StopAsync(Token);
        (await pbx.ReceiveAsync()).Line.Should().Be("exit");
        await pbx.GoodbyeAsync();
        await stopping;
        var late = () => HandingOver.ConnectAsync(listener.EndPoint);
        await late.Should().ThrowAsync<Exception>();
    }

    [Fact]
    public void Address_ThatIsTaken_IsAnErrorWithItsCure()
    {
        _options.Port = Listen(static (_, _) => Task.CompletedTask).EndPoint.Port;
        var second = new OutboundListener("ivr", _options, new Handler(static (_, _) => Task.CompletedTask), _time, _logger);
        _listeners.Add(second);

        var start = second.Start;
        start.Should().Throw<InvalidOperationException>().WithMessage("*127.0.0.1:*Address and Port of 'ivr'*")
            .WithInnerException<SocketException>();
    }

    private static Task Tell<T>(TaskCompletionSource<T> told, T value)
    {
        told.SetResult(value);
        return Task.CompletedTask;
    }

    private static async Task<string> ExecutedAsync(HandingOver pbx, string application)
    {
        var command = await pbx.ReceiveAsync();
        command.Line.Should().Be($"sendmsg {HandingOver.Leg}");
        command["execute-app-name"].Should().Be(application);
        await pbx.ReplyAsync("+OK");
        return command["Event-UUID"]!;
    }

    private OutboundListener Listen(Func<OutboundCall, CancellationToken, Task> handle)
    {
        var listener = new OutboundListener("ivr", _options, new Handler(handle), _time, _logger);
        _listeners.Add(listener);
        listener.Start();
        return listener;
    }

    private Task<HandingOver> HandOverAsync(Func<OutboundCall, CancellationToken, Task> handle) =>
        HandingOver.ConnectAsync(Listen(handle).EndPoint);

    private async Task<string> LoggedAsync(int id)
    {
        // Said right before or after the connection ends.
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (_logger.Collector.GetSnapshot().FirstOrDefault(record => record.Id.Id == id) is { } record)
            {
                return record.Message;
            }

            await Task.Yield();
        }
    }

    private sealed class Handler(Func<OutboundCall, CancellationToken, Task> handle) : IOutboundCallHandler
    {
        public Task HandleAsync(OutboundCall call, CancellationToken cancellationToken) => handle(call, cancellationToken);
    }
}
