using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
/// <see cref="ConnectAsync"/>. Its time is its options' <see cref="TimeProvider"/>, so that a test with a fake clock never waits.
/// </remarks>
public sealed partial class FakeAsterisk : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Channel<AmiFrame> _unread = Channel.CreateUnbounded<AmiFrame>();
    private readonly List<AmiFrame> _actions = [];
    private readonly List<FakeAsteriskSession> _sessions = [];
    private readonly HashSet<Task> _serving = [];
    private readonly AmiPbxState _state = new();
    private readonly FakeAsteriskOptions _options;
    private readonly TimeProvider _time;
    private readonly FakeAsteriskActions _answers;
    private FakeAsteriskListener? _listener;
    private bool _isRunning = true;
    private bool _isReady = true;
    private int _connections;
    private int _logins;
    private int _refused;
    private long _sent;

    /// <summary>Creates a PBX that runs and has no calls.</summary>
    /// <param name="options">What it is like; null for the defaults.</param>
    public FakeAsterisk(FakeAsteriskOptions? options = null)
    {
        _options = options ?? new FakeAsteriskOptions();
        _time = _options.TimeProvider;
        _answers = new FakeAsteriskActions(this, _options);
        Boot(_time.GetUtcNow() - _options.Uptime);
    }

    /// <summary>What it is like.</summary>
    public FakeAsteriskOptions Options => _options;

    /// <summary>What is to go wrong.</summary>
    public FakeAsteriskFaults Faults { get; } = new();

    /// <summary>Answers instead of the PBX: null leaves the action to it, an empty text is silence, anything else is sent as it is, with
    /// CRLF for line ends. Called for every action, the login included.</summary>
    public Func<AmiFrame, string?> Answer { get; set; } = static _ => null;

    /// <summary>The port, after <see cref="Start"/>.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public int Port => _listener?.Port ?? throw new InvalidOperationException("Call Start() first.");

    /// <summary>Host and port, after <see cref="Start"/>.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Connections that were accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Logins that were granted.</summary>
    public int Logins => Volatile.Read(ref _logins);

    /// <summary>Logins that were refused.</summary>
    public int RefusedLogins => Volatile.Read(ref _refused);

    /// <summary>Connections that are open now.</summary>
    public int OpenConnections => Count(static _ => true);

    /// <summary>Connections that get events now.</summary>
    public int Subscriptions => Count(static session => session is { IsLoggedIn: true, WantsEvents: true });

    /// <summary>Bytes that were handed to connections, those on the way included; what waits for a slow client is not.</summary>
    public long BytesSent => Volatile.Read(ref _sent);

    /// <summary>The <c>Uniqueid</c>s of the channels that it has now.</summary>
    public IReadOnlyCollection<string> Channels
    {
        get
        {
            lock (_gate)
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
            lock (_gate)
            {
                return [.. _actions];
            }
        }
    }

    /// <summary>A certificate with its key for <see cref="FakeAsteriskOptions.Certificate"/>: self-signed, for <c>pbx.example</c>, valid for a
    /// day.</summary>
    public static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=pbx.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    /// <summary>Listens on a free port of loopback.</summary>
    /// <returns>This PBX.</returns>
    public FakeAsterisk Start()
    {
        _listener ??= new FakeAsteriskListener(this, _options.Certificate);
        _listener.Open();
        return this;
    }

    /// <summary>Opens a connection without a socket.</summary>
    /// <param name="cancellationToken">Not heeded: nothing is waited for.</param>
    /// <returns>The client's end.</returns>
    /// <exception cref="SocketException">The PBX does not run: refused, as a real one is.</exception>
    public ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (!_isRunning)
            {
                throw new SocketException((int)SocketError.ConnectionRefused);
            }
        }

        var (client, server) = MemoryDuplex.Create();
        Serve(server);
        return ValueTask.FromResult(client);
    }

    /// <summary>Sends an event to every client that wants it, and keeps what it says about channels, bridges and queues.</summary>
    /// <param name="frame">The event.</param>
    public void Send(AmiFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        lock (_gate)
        {
            if (_isRunning)
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

    /// <summary>Sends bytes as they are to every connection, logged in or not: garbage, half a message, a line without an end.</summary>
    /// <param name="bytes">The bytes; they must not change afterwards.</param>
    public void SendRaw(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            _sessions.ForEach(session => session.Enqueue(bytes, isFrame: false));
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

    /// <summary>Ends all connections in good order, behind what was sent so far.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _sessions.ForEach(static session => session.Close());
        }
    }

    /// <summary>Ends all connections at once; what is still on its way is lost.</summary>
    /// <param name="reset">As a broken line ends them, with an error at the client; false for the good order of a closed socket.</param>
    public void Cut(bool reset = false)
    {
        lock (_gate)
        {
            foreach (var session in _sessions.ToArray())
            {
                session.Cut(reset);
            }

            _sessions.Clear();
        }
    }

    /// <summary>Goes silent on all connections and leaves them open, as when the line between is cut: nothing is sent, nothing
    /// answered.</summary>
    public void Freeze()
    {
        lock (_gate)
        {
            _sessions.ForEach(static session => session.Freeze());
        }
    }

    /// <summary>Goes on where it went silent.</summary>
    public void Thaw()
    {
        lock (_gate)
        {
            _sessions.ForEach(static session => session.Thaw());
        }
    }

    /// <summary>Ends all connections, stops listening and waits until nothing runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] serving;
        lock (_gate)
        {
            _isRunning = false;
            serving = [.. _serving];
        }

        if (_listener is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
        }

        Cut();
        await Task.WhenAll(serving).ConfigureAwait(false);
        _unread.Writer.TryComplete();
    }

    internal AmiModel Model => _state.Model;

    internal void CountSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    internal void Serve(Stream stream)
    {
        var session = new FakeAsteriskSession(this, stream);
        lock (_gate)
        {
            _connections++;
            _sessions.Add(session);
            session.Enqueue(Encoding.Latin1.GetBytes(_options.Banner ?? $"Asterisk Call Manager/{_options.AmiVersion}\r\n"), isFrame: false);
            var serving = session.RunAsync();
            _serving.Add(serving);
            _ = serving.ContinueWith(
                done => Gone(session, done), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    internal void Take(FakeAsteriskSession session, AmiFrame action, AmiFrame? refusal)
    {
        lock (_gate)
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

    /// <summary>Grants or refuses a login; under the gate.</summary>
    internal void CountLogin(bool isRight)
    {
        _logins += isRight ? 1 : 0;
        _refused += isRight ? 0 : 1;
    }

    internal AmiFrame? ReadyEvent() => _isReady ? _state.FullyBooted(_time.GetUtcNow()) : null;

    internal byte[]? AnswerFromState(AmiFrame action) => _state.Answer(action, _time.GetUtcNow());

    /// <summary>Folds and sends; under the gate.</summary>
    internal void Tell(AmiFrame frame)
    {
        _state.Apply(frame, _time.GetUtcNow());
        foreach (var session in _sessions)
        {
            if (session.Wants(frame))
            {
                session.Enqueue(frame.Bytes, isFrame: true);
            }
        }
    }

    private void Gone(FakeAsteriskSession session, Task serving)
    {
        lock (_gate)
        {
            _sessions.Remove(session);
            _serving.Remove(serving);
        }

        session.Dispose();
    }

    private int Count(Func<FakeAsteriskSession, bool> which)
    {
        lock (_gate)
        {
            return _sessions.Count(which);
        }
    }
}
