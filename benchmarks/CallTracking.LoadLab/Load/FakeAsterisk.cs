using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallTracking.LoadLab.Load;

/// <summary>A manager interface on the loopback address that takes any login and then sends what it is given.</summary>
internal sealed class FakeAsterisk : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FakeAsterisk()
    {
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task<FakeAsteriskConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        var socket = await _listener.AcceptSocketAsync(cancellationToken).ConfigureAwait(false);
        return new FakeAsteriskConnection(socket);
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>One connection: answers actions on a task of its own, sends events on the thread of whoever calls.</summary>
internal sealed class FakeAsteriskConnection : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly Task _answering;

    public FakeAsteriskConnection(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        Send("Asterisk Call Manager/11.0.0\r\n");
        _answering = AnswerAsync();
    }

    /// <summary>Sends events; waits while the other side does not read.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[_socket.Send(bytes)..];
            }
        }
    }

    /// <summary>Nothing comes any more: the other side sees an orderly end.</summary>
    public void End() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        _socket.Dispose();
        _ = _answering;
    }

    private async Task AnswerAsync()
    {
        try
        {
            using var stream = new NetworkStream(_socket, ownsSocket: false);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var action = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0)
                {
                    action[line[..colon]] = line[(colon + 1)..].Trim();
                }
                else if (action.Count > 0)
                {
                    Answer(action.GetValueOrDefault("Action") ?? "", action.GetValueOrDefault("ActionID") ?? "");
                    action.Clear();
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or SocketException)
        {
            // The other side is gone.
        }
    }

    private void Answer(string action, string id)
    {
        var head = $"Response: Success\r\nActionID: {id}\r\n";
        Send(action.ToUpperInvariant() switch
        {
            "CHALLENGE" => head + "Challenge: 123456789\r\n\r\n",
            "LOGIN" => head + "Message: Authentication accepted\r\n\r\n"
                + "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 601\r\nLastReload: 601\r\nStatus: Fully Booted\r\n\r\n",
            "CORESETTINGS" => head + "AMIversion: 11.0.0\r\nAsteriskVersion: 22.5.0\r\n\r\n",
            "CORESTATUS" => head + "CoreStartupDate: 2026-01-05\r\nCoreStartupTime: 08:00:00\r\nCoreCurrentCalls: 0\r\n\r\n",
            "PING" => head + "Ping: Pong\r\n\r\n",
            "LOGOFF" => $"Response: Goodbye\r\nActionID: {id}\r\nMessage: Thanks for all the fish.\r\n\r\n",
            _ => $"Response: Error\r\nActionID: {id}\r\nMessage: Invalid/unknown command\r\n\r\n",
        });
    }

    private void Send(string text) => Send(Encoding.UTF8.GetBytes(text));
}
