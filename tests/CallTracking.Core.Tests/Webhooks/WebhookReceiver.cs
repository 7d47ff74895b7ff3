using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace CallTracking.Webhooks;

/// <summary>Somebody outside, on this machine.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentBag<Task> _answering = [];
    private readonly Task _running;
    private int _count;

    public WebhookReceiver()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/hook/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _running = Task.Run(RunAsync);
    }

    public string Url { get; }

    /// <summary>What came, in the order in which it came.</summary>
    public ConcurrentQueue<Received> Received { get; } = new();

    /// <summary>Ends when the receiver closes.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>What is answered. By default that it is taken.</summary>
    public Func<Received, HttpListenerResponse, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(204);

    public void AnswerAlways(int status) => Answer = (_, _) => Task.FromResult(status);

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Close();
        await _running;
        await Task.WhenAll(_answering);
        _closed.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                _answering.Add(AnswerAsync(await _listener.GetContextAsync()));
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            var headers = context.Request.Headers;
            var received = new Received(
                Interlocked.Increment(ref _count), headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!,
                await reader.ReadToEndAsync());
            Received.Enqueue(received);
            context.Response.StatusCode = await Answer(received, context.Response);
            context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException or OperationCanceledException
            or InvalidOperationException)
        {
            // The other side, or this one, hung up.
            context.Response.Abort();
        }
    }
}

internal sealed record Received(int Number, string Id, string Timestamp, string Signature, string Body)
{
    public string Type => Root.GetProperty("type").GetString()!;

    public Guid Call => Root.GetProperty("data").GetProperty("id").GetGuid();

    private JsonElement Root => JsonDocument.Parse(Body).RootElement;
}
