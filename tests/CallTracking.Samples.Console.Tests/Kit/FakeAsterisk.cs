using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CallTracking.Samples.Console.Tests.Kit;

/// <summary>Speaks as much AMI as a link needs to log in, and then sends what a test gives it, connection by connection.</summary>
internal sealed class FakeAsterisk : IAsyncDisposable
{
    public const string User = "ct";
    public const string Secret = "s3cret-of-the-test";
    private const string Challenge = "993038482";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private readonly X509Certificate2? _certificate;
    private readonly Queue<string> _scripts;

    /// <param name="scripts">What each connection says after the login. All but the last end then; the last stays open.</param>
    public FakeAsterisk(params string[] scripts)
        : this(null, scripts)
    {
    }

    public FakeAsterisk(X509Certificate2? certificate, params string[] scripts)
    {
        _certificate = certificate;
        _scripts = new Queue<string>(scripts);
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=pbx.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    /// <summary>An address at which nobody listens.</summary>
    public static string NobodysAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                using var stop = _stop.Token.Register(client.Dispose);
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(_certificate);
                    stream = tls;
                }

                await SpeakAsync(stream);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException
                or InvalidOperationException or AuthenticationException)
            {
                // The link or the test ended it.
            }
        }
    }

    private async Task SpeakAsync(Stream stream)
    {
        await SendAsync(stream, "Asterisk Call Manager/11.0.0\r\n");
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line.Split(": ", 2) is [var header, var value])
            {
                headers[header] = value;
                continue;
            }

            var isLogin = headers.GetValueOrDefault("Action") == "Login";
            var isRight = headers.GetValueOrDefault("Username") == User && headers.GetValueOrDefault("Key") == Key;
            await SendAsync(stream, AnswerTo(headers, isRight));
            headers.Clear();
            if (isLogin && isRight && _scripts.TryDequeue(out var script))
            {
                await SendAsync(stream, script);
                if (_scripts.Count > 0)
                {
                    return;
                }
            }
        }
    }

#pragma warning disable CA5351 // It is the manager interface's own way to prove a secret.
    private static string Key => Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(Challenge + Secret)));
#pragma warning restore CA5351

    private static string AnswerTo(Dictionary<string, string> action, bool isRight)
    {
        var id = $"ActionID: {action.GetValueOrDefault("ActionID")}\r\n";
        return action.GetValueOrDefault("Action") switch
        {
            "Challenge" => $"Response: Success\r\n{id}Challenge: {Challenge}\r\n\r\n",
            "Login" when !isRight => $"Response: Error\r\n{id}Message: Authentication failed\r\n\r\n",
            "Login" => $"Response: Success\r\n{id}Message: Authentication accepted\r\n\r\n"
                + "Event: FullyBooted\r\nUptime: 9\r\nStatus: Fully Booted\r\n\r\n",
            "Logoff" => $"Response: Goodbye\r\n{id}\r\n",
            _ => $"Response: Success\r\n{id}\r\n",
        };
    }

    private async Task SendAsync(Stream stream, string text)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stop.Token);
        await stream.FlushAsync(_stop.Token);
    }
}
