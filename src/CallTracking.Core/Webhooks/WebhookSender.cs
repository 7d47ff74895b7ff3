using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;

namespace CallTracking.Webhooks;

/// <summary>Makes one attempt. It follows no redirect, keeps no cookie, uses no proxy, connects only to addresses that may be told, and reads
/// of an answer what it needs.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MostRead = 4 * 1024;

    private readonly IOptions<WebhookOptions> _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public WebhookSender(IOptions<WebhookOptions> options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = MostRead,
            ConnectCallback = ConnectAsync,

            // An attempt that is given up leaves its connecting behind: it ends too.
            ConnectTimeout = options.Value.Timeout,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MostRead,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("CallTracking", "1"));
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Sends a message.</summary>
    /// <exception cref="OperationCanceledException">The host stops.</exception>
    public async Task<WebhookAnswer> SendAsync(
        string url, IReadOnlyList<string> secrets, Guid id, string payload, CancellationToken cancellationToken)
    {
        if (WebhookAddress.Problem(url, _options.Value) is not null)
        {
            return new WebhookAnswer(null, "address", null);
        }

        var name = $"msg_{id:N}";
        var now = _time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("webhook-id", name);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Sign(secrets, name, now, payload));

        using var timeout = new CancellationTokenSource(_options.Value.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            await DrainAsync(response, both.Token).ConfigureAwait(false);
            return Read(response, now);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(null, "timeout", null);
        }
        catch (HttpRequestException exception)
        {
            return new WebhookAnswer(null, Why(exception), null);
        }
        catch (IOException)
        {
            return new WebhookAnswer(null, "connection", null);
        }
    }

    private static string Why(HttpRequestException exception) => exception switch
    {
        { InnerException: WebhookAddressException } => "address",
        { InnerException: AuthenticationException } => "certificate",
        _ => "connection",
    };

    private static WebhookAnswer Read(HttpResponseMessage response, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        var retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > now => date - now,
            _ => (TimeSpan?)null,
        };
        return new WebhookAnswer(status, status switch
        {
            >= 200 and < 300 => null,
            >= 300 and < 400 => "redirect",
            _ => "status",
        }, retryAfter);
    }

    // So much that the connection can be used again, and no more.
    private static async Task DrainAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var buffer = new byte[1024];
            for (var total = 0; total < MostRead;)
            {
                var read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                total += read;
            }
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        var allowed = addresses.Where(address => WebhookAddress.MayReach(address, _options.Value)).ToArray();
        if (allowed.Length == 0)
        {
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new WebhookAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // To the addresses that were looked at, not to the name: a second look-up might say something else.
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class WebhookAddressException() : Exception("The name leads to a network that may not be told.");
}

/// <summary>What came of an attempt.</summary>
/// <param name="Status">The HTTP status; null without an answer.</param>
/// <param name="Error">Null when it was taken, else a stable code.</param>
/// <param name="RetryAfter">When the receiver wants it again; null when it does not say.</param>
internal readonly record struct WebhookAnswer(int? Status, string? Error, TimeSpan? RetryAfter)
{
    public const int Gone = 410;
}
