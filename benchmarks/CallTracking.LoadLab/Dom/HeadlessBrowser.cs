using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallTracking.LoadLab.Dom;

/// <summary>A Chromium without a window, driven over its debugging protocol: pages, each with cookies of its own, scripts, and what they
/// tell back.</summary>
internal sealed class HeadlessBrowser : IAsyncDisposable
{
    /// <summary>Why there is no <see cref="Program"/>, and the cure.</summary>
    public const string Absent = "No Chromium here: run eng/servers/chromium.sh install, and export what eng/servers/chromium.sh env prints.";

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = new();
    private Task _reading = Task.CompletedTask;
    private int _last;

    private HeadlessBrowser(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>The program that <c>eng/servers/chromium.sh env</c> names; null where there is none.</summary>
    public static string? Program => Environment.GetEnvironmentVariable("CALLTRACKING_CHROMIUM") is { Length: > 0 } program ? program : null;

    /// <summary>What a page tells by its function <c>tell(text)</c>: the session of the page, and the text.</summary>
    public event Action<string, string>? Told;

    public static async Task<HeadlessBrowser> StartAsync(string program, CancellationToken cancellationToken)
    {
        var profile = Directory.CreateTempSubdirectory("browser-").FullName;
        var process = Process.Start(new ProcessStartInfo(program)
        {
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--renderer-process-limit=4", "--remote-debugging-port=0",
                $"--user-data-dir={profile}", "about:blank",
            },
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} did not start.");
        var browser = new HeadlessBrowser(process, profile);
        const string Sign = "DevTools listening on ";
        while (await process.StandardError.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith(Sign, StringComparison.Ordinal))
            {
                await browser._socket.ConnectAsync(new Uri(line[Sign.Length..].Trim()), cancellationToken).ConfigureAwait(false);
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                browser._reading = browser.ReadAsync();
                return browser;
            }
        }

        throw new InvalidOperationException($"{program} ended before it listened.");
    }

    /// <summary>Opens a page with cookies of its own.</summary>
    /// <param name="address">Where.</param>
    /// <param name="script">Runs before the page's own; may call <c>tell</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page's session.</returns>
    public async Task<string> OpenAsync(Uri address, string script, CancellationToken cancellationToken)
    {
        var context = await AskAsync(null, "Target.createBrowserContext", new JsonObject(), cancellationToken).ConfigureAwait(false);
        var target = await AskAsync(null, "Target.createTarget", new JsonObject
        {
            ["url"] = "about:blank",
            ["browserContextId"] = (string)context["browserContextId"]!,
        }, cancellationToken).ConfigureAwait(false);
        var attached = await AskAsync(null, "Target.attachToTarget", new JsonObject { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true }, cancellationToken)
            .ConfigureAwait(false);
        var session = (string)attached["sessionId"]!;
        await AskAsync(session, "Page.enable", new JsonObject(), cancellationToken).ConfigureAwait(false);
        await AskAsync(session, "Runtime.enable", new JsonObject(), cancellationToken).ConfigureAwait(false);
        await AskAsync(session, "Runtime.addBinding", new JsonObject { ["name"] = "tell" }, cancellationToken).ConfigureAwait(false);
        await AskAsync(session, "Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = script }, cancellationToken).ConfigureAwait(false);
        await AskAsync(session, "Page.navigate", new JsonObject { ["url"] = address.ToString() }, cancellationToken).ConfigureAwait(false);
        return session;
    }

    /// <summary>The text of an expression in a page.</summary>
    public async Task<string?> EvaluateAsync(string session, string expression, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(session, "Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true }, cancellationToken)
            .ConfigureAwait(false);
        return answer["result"]?["value"]?.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await _reading.ConfigureAwait(false);
        _socket.Dispose();
        _process.Dispose();
        _sending.Dispose();
        _stop.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A child of the browser still held a file; it lies in the temporary folder.
        }
    }

    private async Task<JsonNode> AskAsync(string? session, string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAsync()
    {
        var part = new byte[1 << 16];
        using var whole = new MemoryStream();
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveAsync(part, _stop.Token).ConfigureAwait(false);
                whole.Write(part, 0, got.Count);
                if (got.EndOfMessage)
                {
                    Take(JsonNode.Parse(whole.GetBuffer().AsSpan(0, (int)whole.Length))!);
                    whole.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            foreach (var asked in _asked.Values)
            {
                asked.TrySetCanceled();
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id && _asked.TryRemove((int)id, out var asked))
        {
            if (message["error"] is { } error)
            {
                asked.TrySetException(new InvalidOperationException($"The browser refused: {error["message"]}"));
            }
            else
            {
                asked.TrySetResult(message["result"] ?? new JsonObject());
            }
        }
        else if ((string?)message["method"] == "Runtime.bindingCalled")
        {
            Told?.Invoke((string)message["sessionId"]!, (string)message["params"]!["payload"]!);
        }
    }
}
