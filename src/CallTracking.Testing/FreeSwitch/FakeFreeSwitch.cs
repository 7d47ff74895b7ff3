using System.Globalization;
using System.Text;
using System.Threading.Channels;
using CallTracking.Pbx.Traces;
using CallTracking.Testing.Traces;
using CallTracking.Testing.Wire;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>
/// A FreeSWITCH as far as its event socket goes, in this process: it asks for the password, takes subscriptions, sends what it is told to
/// send or plays recordings, answers API commands from what it has sent, makes and ends calls, and fails on demand.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Listens on loopback after <see cref="Start"/>, or hands out connections without a socket through
/// <see cref="FakePbxServer.ConnectAsync"/>. Its time is its options' <see cref="TimeProvider"/>, so that a test with a fake clock never
/// waits.
/// </remarks>
public sealed partial class FakeFreeSwitch : FakePbxServer
{
    private readonly Channel<EslCommandLine> _unread = Channel.CreateUnbounded<EslCommandLine>();
    private readonly List<EslCommandLine> _commands = [];
    private readonly EslPbxState _state = new();
    private readonly FakeFreeSwitchCommands _answers;
    private int _processes;

    /// <summary>Creates a PBX that runs and has no calls.</summary>
    /// <param name="options">What it is like; null for the defaults.</param>
    public FakeFreeSwitch(FakeFreeSwitchOptions? options = null)
        : base(options?.TimeProvider ?? TimeProvider.System, options?.Certificate)
    {
        Options = options ?? new FakeFreeSwitchOptions();
        Calls = new FakeFreeSwitchCalls(this);
        _answers = new FakeFreeSwitchCommands(this, new FakeFreeSwitchApi(this));
        Boot(Time.GetUtcNow() - Options.Uptime);
    }

    /// <summary>What it is like.</summary>
    public FakeFreeSwitchOptions Options { get; }

    /// <summary>Which process of it runs: another one after each start.</summary>
    public string CoreUuid
    {
        get
        {
            lock (Gate)
            {
                return _state.CoreUuid;
            }
        }
    }

    /// <summary>Answers instead of the PBX: null leaves the command to it; an empty text is silence; what begins with <c>Content-Type:</c> is
    /// sent as it is; anything else is the result of the API command, or the reply to any other command. Called for every command.</summary>
    public Func<EslCommandLine, string?> Answer { get; set; } = static _ => null;

    /// <summary>What somebody does who is called by a command, by the dial string that names him. Default: everybody answers.</summary>
    public Func<string, FakeCallee> Callee { get; set; } = static _ => FakeCallee.Answers;

    /// <summary>The keys that somebody presses who is asked for some. Default <c>5</c>.</summary>
    public string Digits { get; set; } = "5";

    /// <summary>Connections that get events now.</summary>
    public int Subscriptions => Count(static session => session is FakeFreeSwitchSession { IsLoggedIn: true, IsListening: true });

    /// <summary>Ids of the legs that it has now.</summary>
    public IReadOnlyCollection<string> Legs
    {
        get
        {
            lock (Gate)
            {
                return _state.Legs;
            }
        }
    }

    /// <summary>Every command that came, in order.</summary>
    public IReadOnlyList<EslCommandLine> Commands
    {
        get
        {
            lock (Gate)
            {
                return [.. _commands];
            }
        }
    }

    /// <summary>Listens on a free port of loopback.</summary>
    /// <returns>This PBX.</returns>
    public FakeFreeSwitch Start()
    {
        Listen();
        return this;
    }

    /// <summary>Somebody calls.</summary>
    /// <param name="profile">The SIP profile that he calls in on: the trunks' or the phones'.</param>
    /// <param name="number">His number.</param>
    /// <param name="dialed">What he dialled.</param>
    /// <param name="context">The routing context.</param>
    /// <returns>The call, to be told further.</returns>
    public FakeFreeSwitchCall Call(string profile, string number, string dialed, string context = "public") => new(this, profile, number, dialed, context);

    /// <summary>Sends an event to every client that wants it, and keeps what it says about legs.</summary>
    /// <param name="frame">The event; what it lacks of the process, the time and a number is added.</param>
    public void Send(EslFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        lock (Gate)
        {
            if (IsRunning)
            {
                Tell(frame);
            }
        }
    }

    /// <summary>The next command whose first word, or API command, is of that name and was not waited for yet; those before it are passed
    /// over.</summary>
    /// <param name="name">Its name, for instance <c>event</c> or <c>uuid_kill</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<EslCommandLine> NextAsync(string name, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var next = await _unread.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (next.Verb == name || next.Api == name)
            {
                return next;
            }
        }
    }

    /// <summary>Takes up a transcript; its first message is due now.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <param name="speed">How many times faster than it was recorded; infinity plays all at once.</param>
    /// <param name="cuts">Whether connections are cut where they were in the recording.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is not positive.</exception>
    public FakePbxPlayer<EslFrame> Load(EslTranscript transcript, double speed = 1, bool cuts = true)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        return Load(EslPlaySteps.Of(transcript), speed, cuts);
    }

    /// <summary>Takes up a recording, for instance <see cref="TraceReader.ReadChunks"/> of a trace or a raw capture, of JSON or plain events;
    /// its first message is due now. It is read while it is played.</summary>
    /// <param name="chunks">What was received, in order.</param>
    /// <param name="speed">How many times faster than it was recorded; infinity plays all at once.</param>
    /// <param name="cuts">Whether connections are cut where they were in the recording.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is not positive.</exception>
    public FakePbxPlayer<EslFrame> LoadTrace(IEnumerable<TraceChunk> chunks, double speed = 1, bool cuts = true)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return Load(EslPlaySteps.Of(chunks), speed, cuts);
    }

    /// <summary>Plays a whole transcript at once.</summary>
    /// <param name="transcript">The transcript.</param>
    public void Play(EslTranscript transcript)
    {
        using var player = Load(transcript, double.PositiveInfinity);
        while (player.Step())
        {
        }
    }

    internal FakeFreeSwitchCalls Calls { get; }

    internal EslPbxState State => _state;

    internal DateTimeOffset Now => Time.GetUtcNow();

    internal void Take(FakeFreeSwitchSession session, EslCommandLine command)
    {
        lock (Gate)
        {
            _commands.Add(command);
            if (!session.IsFrozen)
            {
                _answers.Take(session, command, Answer(command));
            }
        }

        _unread.Writer.TryWrite(command);
    }

    /// <summary>Folds and sends; under the gate.</summary>
    internal void Tell(EslFrame frame)
    {
        var told = Completed(frame);
        _state.Apply(told, Now);
        var bytes = new Dictionary<EslFormat, byte[]>();
        foreach (var session in Sessions.OfType<FakeFreeSwitchSession>())
        {
            if (session.Wants(told))
            {
                if (!bytes.TryGetValue(session.Format, out var rendered))
                {
                    bytes[session.Format] = rendered = told.ToBytes(session.Format);
                }

                session.Enqueue(rendered, isFrame: true);
            }
        }
    }

    private protected override FakeSession NewSession(Stream stream) => new FakeFreeSwitchSession(this, stream);

    private protected override void Greet(FakeSession session)
    {
        if (Options.IsOpen)
        {
            session.Enqueue(EslFrame.Message("auth/request", []).ToBytes(), isFrame: false);
            return;
        }

        session.Enqueue(EslFrame.Message("text/rude-rejection", [], "Access Denied, go away.\n").ToBytes(), isFrame: false);
        session.Close();
    }

    private protected override void Disposed() => _unread.Writer.TryComplete();

    private EslFrame Completed(EslFrame frame)
    {
        if (!frame.IsEvent || (frame["Core-UUID"] is not null && frame["Event-Date-Timestamp"] is not null))
        {
            return frame;
        }

        var headers = frame.Headers.ToList();
        headers.InsertRange(1, [
            new("Core-UUID", _state.CoreUuid), new("FreeSWITCH-Hostname", "pbx1"), new("FreeSWITCH-Switchname", "pbx1"),
            new("Event-Date-Timestamp", EslLeg.Microseconds(Now)),
            new("Event-Sequence", _state.NextSequence().ToString(CultureInfo.InvariantCulture))]);
        return new EslFrame(true, headers, frame.Body);
    }

    private FakePbxPlayer<EslFrame> Load(IEnumerable<FakePbxStep<EslFrame>> steps, double speed, bool cuts)
    {
        string? recorded = null;
        return new(Time, steps, speed, cuts, (frame, at, _) => recorded = Play(frame, recorded), Close, EslClock.Restamped);
    }

    /// <summary>Plays an event as one of the process that runs here; where the recording goes on with another process, this one ends, too.</summary>
    /// <returns>The recording's process.</returns>
    private string? Play(EslFrame frame, string? process)
    {
        lock (Gate)
        {
            if (!IsRunning || !frame.IsEvent)
            {
                return process;
            }

            var core = frame["Core-UUID"];
            if (core is not null && process is not null && core != process)
            {
                Boot(Now);
            }

            Tell(frame.With((name, value) => name == "Core-UUID" ? _state.CoreUuid : value));
            return core ?? process;
        }
    }
}
