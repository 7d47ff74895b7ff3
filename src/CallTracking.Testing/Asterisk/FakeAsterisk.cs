using System.Text;
using System.Threading.Channels;
using CallTracking.Testing.Wire;

namespace CallTracking.Testing.Asterisk;

/// <summary>
/// An Asterisk as far as its manager interface goes, in this process: it greets, checks logins, sends what it is told to send or plays
/// recordings, answers snapshot actions from what it has sent, counts what it was asked, and fails on demand.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Listens on loopback after <see cref="Start"/>, or hands out connections without a socket through
/// <see cref="FakePbxServer.ConnectAsync"/>. Its time is its options' <see cref="TimeProvider"/>, so that a test with a fake clock never waits.
/// </remarks>
public sealed partial class FakeAsterisk : FakePbxServer
{
    private readonly Channel<AmiFrame> _unread = Channel.CreateUnbounded<AmiFrame>();
    private readonly List<AmiFrame> _actions = [];
    private readonly AmiPbxState _state = new();
    private readonly FakeAsteriskOptions _options;
    private readonly FakeAsteriskActions _answers;
    private bool _isReady = true;

    /// <summary>Creates a PBX that runs and has no calls.</summary>
    /// <param name="options">What it is like; null for the defaults.</param>
    public FakeAsterisk(FakeAsteriskOptions? options = null)
        : base(options?.TimeProvider ?? TimeProvider.System, options?.Certificate)
    {
        _options = options ?? new FakeAsteriskOptions();
        _answers = new FakeAsteriskActions(this, _options);
        Boot(Time.GetUtcNow() - _options.Uptime);
    }

    /// <summary>What it is like.</summary>
    public FakeAsteriskOptions Options => _options;

    /// <summary>Answers instead of the PBX: null leaves the action to it, an empty text is silence, anything else is sent as it is, with
    /// CRLF for line ends. Called for every action, the login included.</summary>
    public Func<AmiFrame, string?> Answer { get; set; } = static _ => null;

    /// <summary>What somebody does who is called by an action, by the dial string that names him, for instance <c>PJSIP/101</c>. Default:
    /// everybody answers.</summary>
    public Func<string, FakeCallee> Callee { get; set; } = static _ => FakeCallee.Answers;

    /// <summary>Connections that get events now.</summary>
    public int Subscriptions => Count(static session => session is FakeAsteriskSession { IsLoggedIn: true, WantsEvents: true });

    /// <summary>The <c>Uniqueid</c>s of the channels that it has now.</summary>
    public IReadOnlyCollection<string> Channels
    {
        get
        {
            lock (Gate)
            {
                return [.. _state.Channels];
            }
        }
    }

    /// <summary>Every action that came, in order.</summary>
    public IReadOnlyList<AmiFrame> Actions
    {
        get
        {
            lock (Gate)
            {
                return [.. _actions];
            }
        }
    }

    /// <summary>Listens on a free port of loopback.</summary>
    /// <returns>This PBX.</returns>
    public FakeAsterisk Start()
    {
        Listen();
        return this;
    }

    /// <summary>Sends an event to every client that wants it, and keeps what it says about channels, bridges and queues.</summary>
    /// <param name="frame">The event.</param>
    public void Send(AmiFrame frame)
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

    /// <summary>Sends events.</summary>
    /// <param name="messages">One or several, each with an empty line behind it; lines may end with LF or CRLF.</param>
    /// <exception cref="ArgumentException">The text does not end with an empty line.</exception>
    public void Send(string messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var reader = new AmiFrameReader();
        var frames = reader.Read(Encoding.UTF8.GetBytes(messages.ReplaceLineEndings("\r\n")));
        if (reader.Pending > 0)
        {
            throw new ArgumentException("A message ends with an empty line.", nameof(messages));
        }

        foreach (var frame in frames)
        {
            Send(frame);
        }
    }

    /// <summary>The party at a channel hangs up, or refuses while it rings.</summary>
    /// <param name="uniqueid">The channel.</param>
    /// <returns>Whether it was there.</returns>
    public bool HangUp(string uniqueid)
    {
        ArgumentNullException.ThrowIfNull(uniqueid);
        lock (Gate)
        {
            return IsRunning && _answers.HangUp(uniqueid);
        }
    }

    /// <summary>The next action of a name that was not waited for yet; those before it are passed over.</summary>
    /// <param name="action">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<AmiFrame> NextAsync(string action, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var next = await _unread.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (next.Name.Equals(action, StringComparison.OrdinalIgnoreCase))
            {
                return next;
            }
        }
    }

    internal AmiModel Model => _state.Model;

    /// <summary>Asterisk takes a channel's name, and an id where no channel has that name.</summary>
    internal AmiChannel? Find(string? channel) =>
        Model.Channels.Values.FirstOrDefault(known => known.Name == channel) ?? (channel is null ? null : Model.Channels.GetValueOrDefault(channel));

    internal void Take(FakeAsteriskSession session, AmiFrame action, AmiFrame? refusal)
    {
        lock (Gate)
        {
            _actions.Add(action);
            if (!session.IsFrozen)
            {
                var answer = refusal?.ToString() ?? Answer(action);
                if (answer is null)
                {
                    _answers.Take(session, action);
                }
                else if (answer.Length > 0)
                {
                    session.Enqueue(Encoding.UTF8.GetBytes(answer.ReplaceLineEndings("\r\n")), isFrame: false);
                }
            }
        }

        _unread.Writer.TryWrite(action);
    }

    internal AmiFrame? ReadyEvent() => _isReady ? _state.FullyBooted(Time.GetUtcNow()) : null;

    internal byte[]? AnswerFromState(AmiFrame action) => _state.Answer(action, Time.GetUtcNow());

    /// <summary>Folds and sends; under the gate.</summary>
    internal void Tell(AmiFrame frame)
    {
        _state.Apply(frame, Time.GetUtcNow());
        foreach (var session in Sessions.OfType<FakeAsteriskSession>())
        {
            if (session.Wants(frame))
            {
                session.Enqueue(frame.Bytes, isFrame: true);
            }
        }
    }

    private protected override FakeSession NewSession(Stream stream) => new FakeAsteriskSession(this, stream);

    private protected override void Greet(FakeSession session) =>
        session.Enqueue(Encoding.Latin1.GetBytes(_options.Banner ?? $"Asterisk Call Manager/{_options.AmiVersion}\r\n"), isFrame: false);

    private protected override void Disposed() => _unread.Writer.TryComplete();
}
