using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Channels = System.Threading.Channels.Channel;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>The other end of one event socket connection after the other: answers commands as FreeSWITCH does, or as a test wants.</summary>
internal sealed class EslServer : IAsyncDisposable
{
    public const string Password = "s3cret-of-the-test";
    public const string Core = "34ee4582-2967-472a-9cee-38474ef363ec";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<string> _commands = Channels.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _serving = Task.CompletedTask;
    private Stream? _stream;
    private Socket? _socket;
    private volatile bool _isClosed;

    public string Greeting { get; init; } = EslStream.Greeting;

    public X509Certificate2? Certificate { get; init; }

    /// <summary>What is answered in place of the usual; null for the usual, empty for nothing.</summary>
    public Func<string, string?> Answer { get; set; } = static _ => null;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static string Reply(string text) => $"Content-Type: command/reply\nReply-Text: {text}\n\n";

    public static string Api(string body) =>
        string.Create(CultureInfo.InvariantCulture, $"Content-Type: api/response\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\n\n{body}");

    public EslServer Start()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
        return this;
    }

    public FreeSwitchOptions Options() => new() { Host = "127.0.0.1", Port = Port, Password = Password, UseTls = Certificate is not null };

    /// <summary>Sends what nobody asked for.</summary>
    public void Send(string text)
    {
        lock (_gate)
        {
            _stream!.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>Ends the connection in good order: what was sent arrives, what comes is read and not answered.</summary>
    public void Close()
    {
        _isClosed = true;
        try
        {
            _socket?.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is closed.
        }
    }

    /// <summary>The next command that begins so, its headers included.</summary>
    public async Task<string> NextAsync(string beginning)
    {
        while (true)
        {
            var command = await _commands.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().InTime();
            if (command.StartsWith(beginning, StringComparison.Ordinal))
            {
                return command;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        _socket?.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                (_socket, _isClosed) = (client.Client, false);
                await ServeAsync(client.GetStream());
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was told to stop.
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        try
        {
            if (Certificate is not null)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsServerAsync(Certificate);
            }

            _stream = stream;
            Send(Greeting);
            var text = new StringBuilder();
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, _stop.Token) is > 0 and var length)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, length));
                while (text.ToString().IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var end)
                {
                    var command = text.ToString(0, end);
                    text.Remove(0, end + 2);
                    if (!_isClosed)
                    {
                        Send(Answer(command) ?? Usual(command));
                    }

                    _commands.Writer.TryWrite(command);
                    if (command == "exit")
                    {
                        Close();
                    }
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is over.
        }
    }

    private static string Usual(string command)
    {
        var line = command.Split('\n')[0];
        return line switch
        {
            $"auth {Password}" => Reply("+OK accepted"),
            _ when line.StartsWith("auth ", StringComparison.Ordinal) || line.StartsWith("userauth ", StringComparison.Ordinal) =>
                Reply("-ERR invalid") + "Content-Type: text/disconnect-notice\nContent-Length: 20\n\nDisconnected, goodbye",
            "api version" => Api("FreeSWITCH Version 1.11.1+git~20260101T000000Z~a88d069d6f~64bit (git a88d069 2026-01-01 00:00:00Z 64bit)\n"),
            "api global_getvar core_uuid" => Api(Core),
            "api status" => Api("UP 0 years, 0 days, 0 hours, 15 minutes, 26 seconds, 100 milliseconds, 200 microseconds\nFreeSWITCH is ready\n"),
            "api show channels as json" => Api("{\"row_count\": 0}\n"),
            _ when line.StartsWith("api echo ", StringComparison.Ordinal) => Api(line["api echo ".Length..]),
            _ when line.StartsWith("event ", StringComparison.Ordinal) => Reply($"+OK event listener enabled {line.Split(' ')[1]}"),
            _ when line.StartsWith("bgapi ", StringComparison.Ordinal) && command.Split("Job-UUID: ") is [_, var job] =>
                $"Content-Type: command/reply\nReply-Text: +OK Job-UUID: {job}\nJob-UUID: {job}\n\n",
            "exit" => Reply("+OK bye") + "Content-Type: text/disconnect-notice\nContent-Length: 22\n\nDisconnected, goodbye\n",
            _ when line.StartsWith("api ", StringComparison.Ordinal) => Api($"-ERR {line.Split(' ')[1]} Command not found!\n"),
            _ => Reply("-ERR command not found"),
        };
    }
}
