using System.Text;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>The other end of an event socket, as plain as possible.</summary>
internal sealed class EslTestClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Stream _stream;
    private readonly EslFrameReader _reader = new();
    private readonly Queue<EslFrame> _frames = new();

    private EslTestClient(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>Everything that came, byte by byte.</summary>
    public StringBuilder Received { get; } = new();

    public static async Task<EslTestClient> ConnectAsync(FakeFreeSwitch pbx) => new(await pbx.ConnectAsync());

    public static async Task<EslTestClient> ListenAsync(FakeFreeSwitch pbx, string events = "json ALL")
    {
        var client = await ConnectAsync(pbx);
        (await client.NextAsync())!.Name.Should().Be("auth/request");
        (await client.AskAsync($"auth {pbx.Options.Password}"))["Reply-Text"].Should().Be("+OK accepted");
        (await client.AskAsync("event " + events))["Reply-Text"].Should().StartWith("+OK event listener enabled");
        return client;
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>The reply to a command; events that come before it are passed over.</summary>
    public async Task<EslFrame> AskAsync(string command)
    {
        await SendAsync(command + "\n\n");
        while (true)
        {
            var frame = await NextAsync() ?? throw new InvalidOperationException("The connection ended before the reply.");
            if (!frame.IsEvent)
            {
                return frame;
            }
        }
    }

    public async Task<EslFrame> NextEventAsync(string name)
    {
        while (true)
        {
            var frame = await NextAsync() ?? throw new InvalidOperationException($"The connection ended before {name}.");
            if (frame.IsEvent && frame.Name == name)
            {
                return frame;
            }
        }
    }

    /// <summary>The next message; null at the end of the connection.</summary>
    public async Task<EslFrame?> NextAsync()
    {
        var buffer = new byte[4096];
        while (_frames.Count == 0)
        {
            var length = await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
            if (length == 0)
            {
                return null;
            }

            Received.Append(Encoding.UTF8.GetString(buffer, 0, length));
            foreach (var frame in _reader.Read(buffer.AsSpan(0, length)))
            {
                _frames.Enqueue(frame);
            }
        }

        return _frames.Dequeue();
    }

    /// <summary>Everything up to the end of the connection.</summary>
    public async Task<List<EslFrame>> ToEndAsync()
    {
        var frames = new List<EslFrame>();
        try
        {
            while (await NextAsync() is { } frame)
            {
                frames.Add(frame);
            }
        }
        catch (IOException)
        {
            // Cut, not closed.
        }

        return frames;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
