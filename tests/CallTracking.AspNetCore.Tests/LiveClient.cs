using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace CallTracking.AspNetCore;

/// <summary>A client of the live channel that keeps what it was told.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private readonly Channel<(string Method, JsonElement Payload)> _told = Channel.CreateUnbounded<(string, JsonElement)>();
    private readonly HubConnection _hub;

    private LiveClient(HubConnection hub)
    {
        _hub = hub;
        foreach (var method in new[] { "call", "pop", "notice", "reread" })
        {
            hub.On<JsonElement>(method, payload => _told.Writer.TryWrite((method, payload.Clone())));
        }

        hub.Closed += _ =>
        {
            Closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<LiveClient> ConnectAsync(ApiHost host, string? user, Action<IDictionary<string, string>>? headers = null)
    {
        var sent = new Dictionary<string, string>();
        if (user is not null)
        {
            sent["Authorization"] = $"{TestSignIn.Name} {user}";
        }

        headers?.Invoke(sent);
        var hub = new HubConnectionBuilder().WithUrl($"http://localhost{ApiHost.Prefix}/hub", options =>
        {
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
            options.WebSocketFactory = async (context, cancellationToken) =>
            {
                var client = host.Server.CreateWebSocketClient();
                client.ConfigureRequest = request =>
                {
                    foreach (var (name, value) in sent)
                    {
                        request.Headers[name] = value;
                    }
                };
                return await client.ConnectAsync(context.Uri, cancellationToken);
            };
        }).Build();
        var live = new LiveClient(hub);
        await hub.StartAsync(Cancel);
        return live;
    }

    public Task<JsonElement> AskAsync(string method) => _hub.InvokeAsync<JsonElement>(method, Cancel);

    public async Task<JsonElement> NextAsync(string method)
    {
        while (true)
        {
            var (told, payload) = await _told.Reader.ReadAsync(Cancel);
            if (told == method)
            {
                return payload;
            }
        }
    }

    /// <summary>Whatever came so far.</summary>
    public IReadOnlyList<(string Method, JsonElement Payload)> SoFar()
    {
        var all = new List<(string, JsonElement)>();
        while (_told.Reader.TryRead(out var one))
        {
            all.Add(one);
        }

        return all;
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
