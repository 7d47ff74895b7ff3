using CallTracking.Pbx.Links;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiConnectionTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly string Burst = string.Concat(Enumerable.Repeat(AmiStream.Newchannel, Megabyte / AmiStream.Newchannel.Length));

    [Fact]
    public async Task SendAsync_WhileNobodyHandlesEvents_CompletesBeyondTheBufferedBacklog()
    {
        await using var server = new FakeAsterisk().Start();
        await using var connection = await OpenAsync(server);
        server.Answer = action => action.Name == "Ping"
            ? string.Concat(Enumerable.Repeat(Burst, 8)) + action.Success(("Ping", "Pong"))
            : null;

        // The handler that should empty the inbox is the one who waits for the reply, eight megabytes behind it.
        var reply = await connection.SendAsync(new AmiAction("Ping"), TestContext.Current.CancellationToken).InTime();

        reply.Response["Ping"].Should().Be("Pong");
        connection.Inbox.Buffered.Should().BeInRange(LinkInbox.PauseBytes, LinkInbox.PauseBytesWhileAwaited);
    }

    [Fact]
    public async Task Inbox_SlowHandler_StopsTheReadingAndLosesNothing()
    {
        const int Bursts = 24;
        await using var server = new FakeAsterisk().Start();
        await using var connection = await OpenAsync(server);
        var all = server.BytesSent + ((long)Burst.Length * Bursts);
        SendBursts(server, Bursts);
        await UntilAsync(() => connection.Inbox.IsPaused);

        connection.Inbox.Buffered.Should().BeLessThan(LinkInbox.PauseBytes + (64 * 1024));

        var drained = await DrainAsync(connection, all);
        drained.Should().Be(all).And.Be(server.BytesSent);
    }

    [Fact]
    public async Task Watch_ReadingPausedForMinutes_IsNoSilence()
    {
        await using var server = new FakeAsterisk().Start();
        var time = new ObservedTime();
        await using var connection = await OpenAsync(server, time);
        connection.Watch(TimeSpan.FromSeconds(5));
        SendBursts(server, 24);
        await UntilAsync(() => connection.Inbox.IsPaused);

        time.Advance(TimeSpan.FromMinutes(5));

        connection.Failure.Should().BeNull();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task SendAsync_NoReply_TimesOutAndNamesTheAction()
    {
        await using var server = new FakeAsterisk { Answer = static action => action.Name == "Originate" ? string.Empty : null }.Start();
        var time = new ObservedTime();
        await using var connection = await OpenAsync(server, time);
        var timeout = server.LinkOptions().ActionTimeout;
        time.ForgetTimers();
        var sending = connection.SendAsync(new AmiAction("Originate"), TestContext.Current.CancellationToken);
        await time.TimerSetAsync(timeout);

        time.Advance(timeout);

        var wait = async () => await sending.InTime();
        (await wait.Should().ThrowAsync<TimeoutException>()).Which.Message.Should().Contain("Originate");
    }

    [Fact]
    public async Task SendAsync_RefusedAction_LeavesTheConnectionUsable()
    {
        await using var server = new FakeAsterisk().Start();
        await using var connection = await OpenAsync(server);
        var action = new AmiAction("Hangup").With("Channel", "x\r\nAction: Logoff");
        var injection = async () => await connection.SendAsync(action, TestContext.Current.CancellationToken);
        await injection.Should().ThrowAsync<ArgumentException>();

        var reply = await connection.SendAsync(new AmiAction("Ping"), TestContext.Current.CancellationToken).InTime();

        reply.IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task SendAsync_ManyAtOnce_EachGetsItsOwnReply()
    {
        await using var server = new FakeAsterisk
        {
            Answer = static a => a.Name == "Getvar" ? $"{a.Success(("Value", a["Variable"]!))}" : null,
        }.Start();
        await using var connection = await OpenAsync(server);

        var stop = TestContext.Current.CancellationToken;
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => Task.Run(() => connection.SendAsync(new AmiAction("Getvar").With("Variable", $"V{i}"), stop)))).InTime();

        replies.Select(static reply => reply.Response["Value"]).Should().Equal(Enumerable.Range(0, 200).Select(static i => $"V{i}"));
    }

    [Fact]
    public async Task SendAsync_ConnectionDies_IsLost()
    {
        await using var server = new FakeAsterisk { Answer = static action => action.Name == "Ping" ? string.Empty : null }.Start();
        await using var connection = await OpenAsync(server);
        var sending = connection.SendAsync(new AmiAction("Ping"), TestContext.Current.CancellationToken);
        await server.NextActionAsync("Ping");

        server.Cut();

        (await sending.FailureAsync()).Failure.Should().Be(PbxLinkFailure.Lost);
    }

    private static async Task<AmiConnection> OpenAsync(FakeAsterisk server, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var options = server.LinkOptions();
        var connection = await AmiConnection.OpenAsync(options, null, time, NullLogger.Instance, TestContext.Current.CancellationToken);
        await AmiLogin.LogInAsync(connection, options, time, TestContext.Current.CancellationToken).InTime();
        return connection;
    }

    private static void SendBursts(FakeAsterisk server, int count)
    {
        for (var i = 0; i < count; i++)
        {
            server.Send(Burst);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<long> DrainAsync(AmiConnection connection, long bytes)
    {
        var done = 0L;
        while (done < bytes)
        {
            var result = await connection.Inbox.Reader.ReadAsync().AsTask().InTime();
            done += result.Buffer.Length;
            connection.Inbox.Reader.AdvanceTo(result.Buffer.End);
            while (connection.Inbox.TryPeekPiece(out var end, out _) && end <= done)
            {
                connection.Inbox.PieceDone();
            }

            connection.Inbox.Consumed(done);
        }

        return done;
    }
}
