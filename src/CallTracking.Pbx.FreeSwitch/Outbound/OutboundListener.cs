using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Accepts the connections of one FreeSWITCH's application <c>socket</c> and hands each to the host's code.</summary>
internal sealed class OutboundListener(
    string name, FreeSwitchOutboundOptions options, IOutboundCallHandler handler, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterAnError = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener = new(IPAddress.Parse(options.Address), options.Port);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _calls = new();
    private Task _accepting = Task.CompletedTask;
    private int _count;

    /// <summary>Where it listens, once it does.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="InvalidOperationException">The address cannot be listened at; the message says what to do.</exception>
    public void Start()
    {
        try
        {
            _listener.Start();
        }
        catch (SocketException error)
        {
            throw new InvalidOperationException(
                $"The address {options.Address}:{options.Port} cannot be listened at for FreeSWITCH's calls ({error.Message.TrimEnd('.')}); set "
                + $"{nameof(options.Address)} and {nameof(options.Port)} of '{name}' to what is free on this machine.", error);
        }

        OutboundLog.Listening(logger, name, EndPoint.ToString());
        _accepting = AcceptAsync();
    }

    /// <summary>Ends in good order: no further calls, and those under way are given back to the dial plan.</summary>
    public async Task StopAsync(CancellationToken shutdown)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_calls.Keys).WaitAsync(shutdown).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _listener.Dispose();
        if (_calls.IsEmpty)
        {
            _stopping.Dispose();
        }
    }

    /// <summary>Handles one connection to its end. Throws nothing.</summary>
    internal async Task HandleAsync(Stream stream, string peer)
    {
        try
        {
            var session = await OutboundSession.OpenAsync(stream, peer, options, time, _stopping.Token).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                if (!session.IsAsync)
                {
                    OutboundLog.NotAsync(logger, name, peer);
                }

                await HandleAsync(session).ConfigureAwait(false);
                await session.LeaveAsync().ConfigureAwait(false);
            }
        }
        catch (PbxLinkException error)
        {
            OutboundLog.NoCall(logger, name, error.Message);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task HandleAsync(OutboundSession session)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(session.LegGone, _stopping.Token);
        try
        {
            await handler.HandleAsync(new OutboundCall(session, options), ending.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (ending.IsCancellationRequested && error is OperationCanceledException or PbxControlException)
        {
            // The leg ended, or the host stops, in the middle of it.
        }
#pragma warning disable CA1031 // The host's code: whatever it throws, the caller must not be left in silence.
        catch (Exception error)
#pragma warning restore CA1031
        {
            OutboundLog.HandlerFailed(logger, name, error);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token).ConfigureAwait(false);
                Take(client);
            }
            catch (SocketException error)
            {
                OutboundLog.CannotAccept(logger, name, error.Message);
                await Task.Delay(PauseAfterAnError, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Take(TcpClient client)
    {
        var peer = (IPEndPoint?)client.Client.RemoteEndPoint;
        var shown = $"freeswitch at {peer}";
        if (peer is null || !options.Allows(peer.Address))
        {
            OutboundLog.TurnedAway(logger, name, shown);
            client.Dispose();
            return;
        }

        if (Interlocked.Increment(ref _count) > options.MaxSessions)
        {
            OutboundLog.TooMany(logger, name, shown, options.MaxSessions);
            Interlocked.Decrement(ref _count);
            client.Dispose();
            return;
        }

        var call = Task.Run(async () =>
        {
            try
            {
                using (client)
                {
                    client.NoDelay = true;
                    await HandleAsync(client.GetStream(), shown).ConfigureAwait(false);
                }
            }
            finally
            {
                Interlocked.Decrement(ref _count);
            }
        });
        _calls[call] = true;
        _ = call.ContinueWith(done => _calls.TryRemove(done, out _), TaskScheduler.Default);
    }
}
