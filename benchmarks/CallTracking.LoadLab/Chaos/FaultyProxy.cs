using System.Net;
using System.Net.Sockets;

namespace CallTracking.LoadLab.Chaos;

/// <summary>A line between host and PBX on loopback that can be cut, kept cut, or go silent without a word.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int> _target;
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _sockets = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private volatile bool _refuses;
    private volatile bool _silent;

    public FaultyProxy(Func<int> target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends every connection; new ones end at once until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        _refuses = true;
        CloseAll();
    }

    /// <summary>What is connected stays so and nothing passes any more, in either direction.</summary>
    public void Silence() => _silent = true;

    /// <summary>Whole again; a connection that went silent never speaks again.</summary>
    public void Mend()
    {
        if (_silent)
        {
            _silent = false;
            CloseAll();
        }

        _refuses = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        CloseAll();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var near = await _listener.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false);
            _ = ServeAsync(near);
        }
    }

    private async Task ServeAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        try
        {
            if (_refuses || _silent)
            {
                return;
            }

            await far.ConnectAsync(IPAddress.Loopback, _target(), _stopping.Token).ConfigureAwait(false);
            lock (_lock)
            {
                _sockets.UnionWith([near, far]);
            }

            await Task.WhenAny(PassAsync(near, far), PassAsync(far, near)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The PBX is not there: the host sees the same.
        }
        finally
        {
            lock (_lock)
            {
                _sockets.ExceptWith([near, far]);
            }

            near.Dispose();
            far.Dispose();
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stopping.Token).ConfigureAwait(false) is > 0 and var length)
            {
                while (_silent)
                {
                    await Task.Delay(50, _stopping.Token).ConfigureAwait(false);
                }

                await to.SendAsync(buffer.AsMemory(0, length), _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut.
        }
    }

    private void CloseAll()
    {
        Socket[] all;
        lock (_lock)
        {
            all = [.. _sockets];
        }

        foreach (var socket in all)
        {
            socket.Dispose();
        }
    }
}
