using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>FreeSWITCH's side of the application <c>socket</c>, as a test plays it.</summary>
internal sealed class HandingOver : IDisposable
{
    public const string Leg = "d0d2720f-264c-40d7-ad28-80044a15d0b3";

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly byte[] _room = new byte[64 * 1024];
    private int _length;

    private HandingOver(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<HandingOver> ConnectAsync(IPEndPoint target)
    {
        var client = new TcpClient();
        await client.ConnectAsync(target, Token);
        return new HandingOver(client);
    }

    /// <summary>Answers what comes first: <c>connect</c>, <c>linger</c>, <c>myevents</c>.</summary>
    public async Task BeginAsync(string mode = "async", string more = "")
    {
        (await ReceiveAsync()).Line.Should().Be("connect");
        await SendAsync(
            "Event-Name: CHANNEL_DATA\nCore-UUID: 34ee4582-2967-472a-9cee-38474ef363ec\nChannel-State: CS_EXECUTE\n"
            + $"Unique-ID: {Leg}\nCaller-Caller-ID-Name: Jane%20%22Q%22%20%E1%9E%81%0A\nCaller-Caller-ID-Number: %2B12025550111\n"
            + $"Caller-Destination-Number: %2B12025550199\nvariable_sip_gateway_name: carrier\nvariable_list: ARRAY::a%7C%3Ab\n{more}"
            + $"Content-Type: command/reply\nReply-Text: %2BOK%0A\nSocket-Mode: {mode}\nControl: full\n\n");
        (await ReceiveAsync()).Line.Should().Be("linger 3");
        await ReplyAsync("+OK will linger 3 seconds");
        (await ReceiveAsync()).Line.Should().Be("myevents json");
        await ReplyAsync("+OK Events Enabled");
    }

    public Task ReplyAsync(string text) => SendAsync($"Content-Type: command/reply\nReply-Text: {text}\n\n");

    /// <summary>An application is over.</summary>
    public Task CompleteAsync(string id, string more = "") => EventAsync(
        $$"""{"Event-Name":"CHANNEL_EXECUTE_COMPLETE","Unique-ID":"{{Leg}}","Application-UUID":"{{id}}"{{more}}}""");

    public Task EventAsync(string json) =>
        SendAsync($"Content-Length: {Encoding.UTF8.GetByteCount(json)}\nContent-Type: text/event-json\n\n{json}");

    /// <summary>The leg is gone; its last events still come.</summary>
    public Task LingerAsync() => SendAsync(
        $"Content-Type: text/disconnect-notice\nControlled-Session-UUID: {Leg}\nContent-Disposition: linger\nChannel-Name: sofia/external/x\n"
        + "Linger-Time: 3\nContent-Length: 0\n\n");

    public Task GoodbyeAsync()
    {
        const string text = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n";
        return SendAsync($"Content-Type: text/disconnect-notice\nContent-Disposition: disconnect\nContent-Length: {text.Length}\n\n{text}");
    }

    public Task SendAsync(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), Token).AsTask();

    /// <summary>The next command; null at the end of the connection.</summary>
    public async Task<EslGrammar.Command?> TryReceiveAsync()
    {
        while (true)
        {
            var end = _room.AsSpan(0, _length).IndexOf("\n\n"u8);
            if (end >= 0)
            {
                var command = EslGrammar.Commands(_room.AsSpan(0, end + 2)).Single();
                _room.AsSpan(end + 2, _length - end - 2).CopyTo(_room);
                _length -= end + 2;
                return command;
            }

            try
            {
                var read = await _stream.ReadAsync(_room.AsMemory(_length), Token);
                if (read == 0)
                {
                    return null;
                }

                _length += read;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    public async Task<EslGrammar.Command> ReceiveAsync() =>
        await TryReceiveAsync() ?? throw new InvalidOperationException("The connection ended where a command was expected.");

    public void Dispose() => _client.Dispose();
}
