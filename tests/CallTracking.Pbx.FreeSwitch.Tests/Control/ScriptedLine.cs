using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>A connection that says what a test lets it say, and keeps what was sent as it would have been written.</summary>
internal sealed class ScriptedLine : IEslLine
{
    public List<string> Sent { get; } = [];

    public string Peer => "freeswitch at pbx.test:8021";

    /// <summary>The reply to the next commands; +OK by default.</summary>
    public Func<EslCommand, string> Reply { get; set; } = static _ => "+OK";

    /// <summary>The answers to API commands that are no jobs.</summary>
    public Func<EslCommand, string> Answer { get; set; } = static _ => "+OK";

    /// <summary>The results of jobs. Null: none comes until the test gives one.</summary>
    public Func<EslCommand, string?> Result { get; set; } = static _ => "+OK";

    public Dictionary<Guid, TaskCompletionSource<string>> Jobs { get; } = [];

    public Exception? Failure { get; set; }

    public int Forgotten { get; private set; }

    /// <summary>An event as FreeSWITCH sends it.</summary>
    public static EslMessage Event(string json)
    {
        var frame = Encoding.UTF8.GetBytes($"Content-Length: {Encoding.UTF8.GetByteCount(json)}\nContent-Type: text/event-json\n\n{json}");
        var sequence = new ReadOnlySequence<byte>(frame);
        var message = new EslMessage();
        new EslReader(EslSkip.None).TryRead(ref sequence, message).Should().BeTrue();
        return message;
    }

    public async Task<string> AskAsync(EslCommand command, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Write(command);
        return command.IsApi ? Answer(command) : Reply(command);
    }

    public async Task<EslJob> BeginAsync(EslCommand command, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Write(command);
        var result = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Jobs[command.Job!.Value] = result;
        if (Result(command) is { } text)
        {
            result.SetResult(text);
        }

        return new EslJob(Reply(command), result.Task) { Forget = () => Forgotten++ };
    }

    private void Write(EslCommand command)
    {
        var output = new ArrayBufferWriter<byte>();
        EslWriter.Write(output, command);
        Sent.Add(Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n'));
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}
