using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace CallTracking.Testing.Wire;

/// <summary>Listens on loopback, with or without TLS; opens again on the same port.</summary>
internal sealed class LoopbackListener(Action<Stream> serve, X509Certificate2? certificate) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public int Port { get; private set; }

    public void Open()
    {
        lock (_gate)
        {
            if (_listener is null)
            {
                _listener = new TcpListener(IPAddress.Loopback, Port);
                _listener.Start();
                Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
                _accepting = AcceptAsync(_listener);
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync().ConfigureAwait(false);
                socket.NoDelay = true;
                _ = ServeAsync(new NetworkStream(socket, ownsSocket: true));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        if (certificate is null)
        {
            serve(stream);
            return;
        }

        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsServerAsync(certificate).ConfigureAwait(false);
            serve(tls);
        }
        catch (Exception error) when (error is IOException or AuthenticationException or ObjectDisposedException or InvalidOperationException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
        }
    }
}
