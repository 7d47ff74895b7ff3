using System.Net;
using System.Net.Sockets;

namespace CallTracking.Samples.Web.Browser;

/// <summary>The network between a browser and the host: it can break, and come back.</summary>
/// <remarks>A browser's own way of being offline leaves open web sockets as they are.</remarks>
internal sealed class Line : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<TcpClient> _open = [];
    private readonly Uri _host;
    private readonly Task _work;
    private bool _isBroken;

    public Line(Uri host)
    {
        _host = host;
        _listener.Start();
        _work = AcceptAsync();
    }

    /// <summary>The host's address through this line.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Cuts all that is open; what is opened from now on is cut as well.</summary>
    public void Break()
    {
        lock (_open)
        {
            _isBroken = true;
            foreach (var one in _open)
            {
                one.Close();
            }

            _open.Clear();
        }
    }

    public void Mend()
    {
        lock (_open)
        {
            _isBroken = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break();
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient near;
            try
            {
                near = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = CarryAsync(near);
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(_host.Host, _host.Port, _stop.Token);
            lock (_open)
            {
                if (_isBroken)
                {
                    return;
                }

                _open.Add(near);
                _open.Add(far);
            }

            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), _stop.Token), far.GetStream().CopyToAsync(near.GetStream(), _stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException
            or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            near.Dispose();
            lock (_open)
            {
                _open.Remove(near);
                _open.Remove(far);
            }
        }
    }
}
