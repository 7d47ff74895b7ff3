using System.Net.Sockets;
using System.Text;

namespace CallTracking.Testing.Asterisk;

/// <summary>The other end of a manager connection, as plain as possible.</summary>
internal sealed class AmiTestClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Stream _stream;
    private readonly AmiFrameReader _reader = new();
    private readonly Queue<AmiFrame> _frames = new();
    private int _id;

    private AmiTestClient(Stream stream)
    {
        _stream = stream;
    }

    public long Received { get; private set; }

    public static async Task<AmiTestClient> ConnectAsync(FakeAsterisk asterisk) => new(await asterisk.ConnectAsync());

    public static async Task<AmiTestClient> ConnectOverSocketAsync(FakeAsterisk asterisk)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", asterisk.Port, TestContext.Current.CancellationToken);
        return new(client.GetStream());
    }

    public static async Task<AmiTestClient> LogInAsync(FakeAsterisk asterisk, params (string, string)[] more)
    {
        var client = await ConnectAsync(asterisk);
        (await client.NextAsync())!.Kind.Should().BeEmpty();
        var reply = await client.AskAsync([("Action", "Login"), ("Username", "ct"), ("Secret", "s3cret-of-the-test"), .. more]);
        reply.Name.Should().Be("Success");
        return client;
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    public async Task<AmiFrame> AskAsync(params (string, string)[] headers)
    {
        var id = $"id-{++_id}";
        await _stream.WriteAsync(AmiFrame.Of([.. headers, ("ActionID", id)]).Bytes);
        while (true)
        {
            var frame = await NextAsync() ?? throw new InvalidOperationException("The connection ended before the reply.");
            if (frame.Kind == "Response" && frame["ActionID"] == id)
            {
                return frame;
            }
        }
    }

    /// <summary>The next message; null at the end of the connection.</summary>
    public async Task<AmiFrame?> NextAsync()
    {
        var buffer = new byte[4096];
        while (_frames.Count == 0)
        {
            var length = await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
            if (length == 0)
            {
                return null;
            }

            Received += length;
            foreach (var frame in _reader.Read(buffer.AsSpan(0, length)))
            {
                _frames.Enqueue(frame);
            }
        }

        return _frames.Dequeue();
    }

    public async Task<AmiFrame> NextEventAsync(string name)
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

    /// <summary>Everything up to the end of the connection.</summary>
    public async Task<List<AmiFrame>> ToEndAsync()
    {
        var frames = new List<AmiFrame>();
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
