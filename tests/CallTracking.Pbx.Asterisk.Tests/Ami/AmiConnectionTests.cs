using Microsoft.Extensions.Logging.Abstractions;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiConnectionTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly string Burst = string.Concat(Enumerable.Repeat(AmiStream.Newchannel, Megabyte / AmiStream.Newchannel.Length));

    [Fact]
    public async Task SendAsync_WhileNobodyHandlesEvents_CompletesBeyondTheBufferedBacklog()
    {
        await using var server = new FakeAmiServer().Start();
        await using var connection = await OpenAsync(server);
        server.Answer = action => action.Name == "Ping"
            ? string.Concat(Enumerable.Repeat(Burst, 8)) + action.Success("Ping: Pong")
            : null;

        // The handler that should empty the inbox is the one who waits for the reply, eight megabytes behind it.
        var reply = await connection.SendAsync(new AmiAction("Ping"), TestContext.Current.CancellationToken).InTime();

        reply.Response["Ping"].Should().Be("Pong");
        connection.Inbox.Buffered.Should().BeInRange(AmiInbox.PauseBytes, AmiInbox.PauseBytesWhileAwaited);
    }

    [Fact]
    public async Task Inbox_SlowHandler_StopsTheReadingAndLosesNothing()
    {
        const int Bursts = 24;
        await using var server = new FakeAmiServer().Start();
        await using var connection = await OpenAsync(server);
        var sending = SendBurstsAsync(server, Bursts);
        await UntilAsync(() => connection.Inbox.IsPaused);

        connection.Inbox.Buffered.Should().BeLessThan(AmiInbox.PauseBytes + (64 * 1024));

        var drained = await DrainAsync(connection, (long)Burst.Length * Bursts);
        await sending.InTime();
        drained += await DrainAsync(connection, server.Sent - drained, from: drained);
        drained.Should().Be(server.Sent);
    }

    [Fact]
    public async Task Watch_ReadingPausedForMinutes_IsNoSilence()
    {
        await using var server = new FakeAmiServer().Start();
        var time = new ObservedTime();
        await using var connection = await OpenAsync(server, time);
        connection.Watch();
        var sending = SendBurstsAsync(server, 24);
        await UntilAsync(() => connection.Inbox.IsPaused);

        time.Advance(TimeSpan.FromMinutes(5));

        connection.Failure.Should().BeNull();
        await connection.DisposeAsync();
        await sending.ContinueWith(static _ => { }, TaskScheduler.Default).InTime();
    }

    [Fact]
    public async Task SendAsync_NoReply_TimesOutAndNamesTheAction()
    {
        await using var server = new FakeAmiServer { Answer = static action => action.Name == "Originate" ? string.Empty : null }.Start();
        var time = new ObservedTime();
        await using var connection = await OpenAsync(server, time);
        var timeout = server.Options().ActionTimeout;
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
        await using var server = new FakeAmiServer().Start();
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
        await using var server = new FakeAmiServer
        {
            Answer = static a => a.Name == "Getvar" ? a.Success($"Value: {a["Variable"]}") : null,
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
        await using var server = new FakeAmiServer { Answer = static action => action.Name == "Ping" ? string.Empty : null }.Start();
        await using var connection = await OpenAsync(server);
        var sending = connection.SendAsync(new AmiAction("Ping"), TestContext.Current.CancellationToken);
        await server.NextAsync("Ping");

        await server.DropAsync();

        (await sending.FailureAsync()).Failure.Should().Be(PbxLinkFailure.Lost);
    }

    private static async Task<AmiConnection> OpenAsync(FakeAmiServer server, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var options = server.Options();
        var connection = await AmiConnection.OpenAsync(options, null, time, NullLogger.Instance, TestContext.Current.CancellationToken);
        await AmiLogin.LogInAsync(connection, options, time, TestContext.Current.CancellationToken).InTime();
        return connection;
    }

    private static async Task SendBurstsAsync(FakeAmiServer server, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await server.SendAsync(Burst);
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

    private static async Task<long> DrainAsync(AmiConnection connection, long bytes, long from = 0)
    {
        var done = from;
        while (done < from + bytes)
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

        return done - from;
    }
}
