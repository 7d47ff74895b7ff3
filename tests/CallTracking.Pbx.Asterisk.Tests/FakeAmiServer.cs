using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Channels = System.Threading.Channels.Channel;

namespace CallTracking.Pbx.Asterisk;

/// <summary>An Asterisk as far as AMI's wire goes: greets, checks logins, answers what the link asks, and sends what a test tells
/// it.</summary>
internal sealed class FakeAmiServer : IAsyncDisposable
{
    public const string User = "ct";
    public const string Secret = "s3cret";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<FakeAction> _actions = Channels.CreateUnbounded<FakeAction>();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TcpClient? _client;
    private Stream? _stream;
    private Task _serving = Task.CompletedTask;

    public string Banner { get; init; } = "Asterisk Call Manager/11.0.0\r\n";

    public X509Certificate2? Certificate { get; init; }

    public string? FullyBooted { get; init; } = AmiStream.FullyBooted;

    /// <summary>Answers instead of the server; null leaves it to the server, empty is silence.</summary>
    public Func<FakeAction, string?> Answer { get; set; } = static _ => null;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Actions in the order in which they came.</summary>
    public ChannelReader<FakeAction> Actions => _actions.Reader;

    /// <summary>Bytes sent so far, those on the way included.</summary>
    public long Sent { get; private set; }

    public static string KeyFor(string challenge) => AmiLogin.KeyOf(challenge, Secret);

    public FakeAmiServer Start()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
        return this;
    }

    public AsteriskOptions Options() => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        User = User,
        Secret = Secret,
        UseTls = Certificate is not null,
    };

    public async Task SendAsync(string text)
    {
        await _connected.Task;
        await SendAsync(Encoding.Latin1.GetBytes(text));
    }

    public async Task<FakeAction> NextAsync(string action)
    {
        while (true)
        {
            var next = await _actions.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit);
            if (next.Name == action)
            {
                return next;
            }
        }
    }

    /// <summary>Ends the connection as a dying process does.</summary>
    public async Task DropAsync()
    {
        await _connected.Task;
        _client!.Client.Shutdown(SocketShutdown.Both);
        _client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        _client?.Dispose();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
        _writing.Dispose();
    }

    private async Task SendAsync(byte[] bytes)
    {
        await _writing.WaitAsync();
        try
        {
            Sent += bytes.Length;
            await _stream!.WriteAsync(bytes, _stop.Token);
            await _stream.FlushAsync(_stop.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _stream = _client.GetStream();
                if (Certificate is not null)
                {
                    var tls = new SslStream(_stream);
                    _stream = tls;
                    await tls.AuthenticateAsServerAsync(Certificate);
                }

                _connected.TrySetResult();
                await SendAsync(Encoding.Latin1.GetBytes(Banner));
                await ServeConnectionAsync();
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException
                or InvalidOperationException or ArgumentException or AuthenticationException)
            {
                // The client or the test ended it.
            }
        }
    }

    private async Task ServeConnectionAsync()
    {
        using var reader = new StreamReader(_stream!, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var lines = new List<string>();
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line.Length > 0)
            {
                lines.Add(line);
                continue;
            }

            var action = new FakeAction([.. lines]);
            lines.Clear();
            var answer = Answer(action) ?? AnswerTo(action);
            if (answer.Length > 0)
            {
                await SendAsync(Encoding.Latin1.GetBytes(answer));
            }

            await _actions.Writer.WriteAsync(action);
        }
    }

    private string AnswerTo(FakeAction action)
    {
        return action.Name switch
        {
            "Challenge" => action.Success("Challenge: 993038482"),
            "Login" when IsRight(action) => action.Success("Message: Authentication accepted") + FullyBooted,
            "Login" => action.Error("Authentication failed"),
            "Ping" => action.Success("Ping: Pong"),
            "CoreSettings" => action.Success("AMIversion: 11.0.0", "AsteriskVersion: 22.10.1", "SystemName: "),
            "CoreStatus" => action.Success("CoreStartupDate: 2026-11-23", "CoreStartupTime: 04:20:29", "CoreCurrentCalls: 0"),
            "CoreShowChannels" => action.Success("EventList: start", "Message: Channels will follow")
                + $"Event: CoreShowChannelsComplete\r\nActionID: {action.Id}\r\nEventList: Complete\r\nListItems: 0\r\n\r\n",
            "Logoff" => $"Response: Goodbye\r\nActionID: {action.Id}\r\nMessage: Thanks for all the fish.\r\n\r\n",
            _ => action.Error($"Invalid/unknown command: {action.Name}."),
        };
    }

    private static bool IsRight(FakeAction action)
    {
        return action["Username"] == User
            && (action["AuthType"] == "MD5" ? action["Key"] == KeyFor("993038482") : action["Secret"] == Secret);
    }
}

/// <summary>An action as the server read it.</summary>
internal sealed class FakeAction(string[] lines)
{
    public IReadOnlyList<string> Lines { get; } = lines;

    public string Name => this["Action"] ?? string.Empty;

    public string Id => this["ActionID"] ?? string.Empty;

    public string? this[string header] =>
        Lines.FirstOrDefault(line => line.StartsWith(header + ": ", StringComparison.Ordinal))?[(header.Length + 2)..];

    public string Success(params string[] headers) => Response("Success", headers);

    public string Error(string message) => Response("Error", [string.Create(CultureInfo.InvariantCulture, $"Message: {message}")]);

    private string Response(string word, string[] headers)
    {
        return $"Response: {word}\r\nActionID: {Id}\r\n" + string.Concat(headers.Select(static header => header + "\r\n")) + "\r\n";
    }
}
