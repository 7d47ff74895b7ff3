using System.IO.Pipelines;
using System.Text;
using CsCheck;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class OutboundSessionProperties
{
    private const string State = "Event-Name: CHANNEL_DATA\nUnique-ID: leg-1\nContent-Type: command/reply\nReply-Text: %2BOK\nSocket-Mode: async\n\n";
    private const string Ok = "Content-Type: command/reply\nReply-Text: +OK\n\n";

    private static readonly string[] Words =
    [
        State, Ok, "\n", "\n\n", "Content-Type: text/disconnect-notice\nContent-Disposition: linger\nContent-Length: 0\n\n",
        "Content-Type: text/disconnect-notice\nContent-Length: 3\n\nbye", "Content-Type: text/event-json\nContent-Length: 2\n\n{}",
        "Content-Type: text/event-json\nContent-Length: 99999999\n\n", "Content-Type: api/response\nContent-Length: 0\n\n",
        "Content-Length: -1\n\n", "Content-Type: text/rude-rejection\n\n", "HTTP/1.1 200 OK\r\n\r\n", "\0", "${", "Unique-ID: ", "é",
    ];

    private static readonly Gen<byte[]> Garbage = Gen.OneOf(
            Gen.Int[0, Words.Length - 1].Select(static i => Encoding.UTF8.GetBytes(Words[i])),
            Gen.Byte.Array[1, 9])
        .Array[0, 12].Select(static parts => parts.SelectMany(static part => part).ToArray());

    [Fact]
    public void AnyBytes_EndInASessionThatEndsOrAnErrorInOneLine()
    {
        var taken = 0;
        Gen.Select(Garbage, Gen.Bool).Sample(
            (garbage, isBegun) =>
            {
                byte[][] answers = isBegun ? [.. new[] { State, Ok, Ok }.Select(Encoding.UTF8.GetBytes), garbage] : [garbage];
                if (RunAsync(answers).GetAwaiter().GetResult())
                {
                    Interlocked.Increment(ref taken);
                }
            },
            iter: 2_000);

        taken.Should().BePositive("a session that began in order is taken, whatever follows");
    }

    private static async Task<bool> RunAsync(byte[][] answers)
    {
        await using var stream = new Said(answers);
        try
        {
            await using var session = await OutboundSession.OpenAsync(
                stream, "a stranger", new FreeSwitchOutboundOptions(), TimeProvider.System, CancellationToken.None);
            await session.Ended;
            session.LegGone.IsCancellationRequested.Should().BeTrue();
            return true;
        }
        catch (PbxLinkException error)
        {
            error.Message.Should().NotContain("\n");
            return false;
        }
    }

    /// <summary>Answers each command, the last one with all that is left, and ends; what it was sent is lost.</summary>
    private sealed class Said(byte[][] answers) : MemoryStream
    {
        private readonly Pipe _pipe = new();
        private int _next;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_next == answers.Length)
            {
                return;
            }

            await _pipe.Writer.WriteAsync(answers[_next++], cancellationToken);
            if (_next == answers.Length - 1)
            {
                await _pipe.Writer.WriteAsync(answers[_next++], cancellationToken);
            }

            if (_next == answers.Length)
            {
                await _pipe.Writer.CompleteAsync();
            }
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _pipe.Reader.AsStream(leaveOpen: true).ReadAsync(buffer, cancellationToken);
    }
}
