using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallTracking.Testing.Wire;

/// <summary>What all fake PBXs of this process share: they listen, hand out connections, and fail on demand.</summary>
/// <remarks>
/// Safe for concurrent use. Listens on loopback once started, or hands out connections without a socket through <see cref="ConnectAsync"/>.
/// </remarks>
public abstract class FakePbxServer : IAsyncDisposable
{
    private readonly List<FakeSession> _sessions = [];
    private readonly HashSet<Task> _serving = [];
    private readonly LoopbackListener _listener;
    private readonly TimeProvider _time;
    private bool _isRunning = true;
    private int _process;
    private int _connections;
    private int _logins;
    private int _refused;
    private long _sent;

    private protected FakePbxServer(TimeProvider time, X509Certificate2? certificate)
    {
        _time = time;
        _listener = new LoopbackListener(stream => Serve(stream), certificate);
    }

    /// <summary>What is to go wrong.</summary>
    public FakePbxFaults Faults { get; } = new();

    /// <summary>The port, once it listens.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public int Port => _listener.Port is > 0 and var port ? port : throw new InvalidOperationException("Call Start() first.");

    /// <summary>Host and port, once it listens.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Whether the process runs.</summary>
    public bool IsRunning
    {
        get
        {
            lock (Gate)
            {
                return _isRunning;
            }
        }
    }

    /// <summary>Connections that were accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Logins that were granted.</summary>
    public int Logins => Volatile.Read(ref _logins);

    /// <summary>Logins that were refused.</summary>
    public int RefusedLogins => Volatile.Read(ref _refused);

    /// <summary>Connections that are open now.</summary>
    public int OpenConnections => Count(static _ => true);

    /// <summary>Bytes that were handed to connections, those on the way included; what waits for a slow client is not.</summary>
    public long BytesSent => Volatile.Read(ref _sent);

    /// <summary>Under it everything happens that others may see.</summary>
    internal Lock Gate { get; } = new();

    private protected TimeProvider Time => _time;

    private protected IReadOnlyList<FakeSession> Sessions => _sessions;

    /// <summary>A certificate with its key for a PBX that serves TLS: self-signed, for <c>pbx.example</c>, valid for a day.</summary>
    public static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=pbx.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    /// <summary>Opens a connection without a socket.</summary>
    /// <param name="cancellationToken">Not heeded: nothing is waited for.</param>
    /// <returns>The client's end.</returns>
    /// <exception cref="SocketException">The PBX does not run: refused, as a real one is.</exception>
    public ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken = default)
    {
        lock (Gate)
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

    /// <summary>Sends bytes as they are to every connection, logged in or not: garbage, half a message, a line without an end.</summary>
    /// <param name="bytes">The bytes; they must not change afterwards.</param>
    public void SendRaw(ReadOnlyMemory<byte> bytes)
    {
        lock (Gate)
        {
            _sessions.ForEach(session => session.Enqueue(bytes, isFrame: false));
        }
    }

    /// <summary>Ends all connections in good order, behind what was sent so far.</summary>
    public void Close()
    {
        lock (Gate)
        {
            _sessions.ForEach(static session => session.Close());
        }
    }

    /// <summary>Ends all connections at once; what is still on its way is lost.</summary>
    /// <param name="reset">As a broken line ends them, with an error at the client; false for the good order of a closed socket.</param>
    public void Cut(bool reset = false)
    {
        lock (Gate)
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
        lock (Gate)
        {
            _sessions.ForEach(static session => session.Freeze());
        }
    }

    /// <summary>Goes on where it went silent.</summary>
    public void Thaw()
    {
        lock (Gate)
        {
            _sessions.ForEach(static session => session.Thaw());
        }
    }

    /// <summary>Dies at once, as after <c>kill -9</c>: connections end without a word, further ones are refused, calls are lost.</summary>
    public void Kill()
    {
        lock (Gate)
        {
            _isRunning = false;
        }

        _listener.Close();
        Cut();
    }

    /// <summary>Ends all connections, stops listening and waits until nothing runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] serving;
        lock (Gate)
        {
            _isRunning = false;
            serving = [.. _serving];
        }

        await _listener.DisposeAsync().ConfigureAwait(false);
        Cut();
        await Task.WhenAll(serving).ConfigureAwait(false);
        Disposed();
        GC.SuppressFinalize(this);
    }

    internal void CountSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    /// <summary>Counts a login; under the gate.</summary>
    internal void CountLogin(bool isGranted)
    {
        _logins += isGranted ? 1 : 0;
        _refused += isGranted ? 0 : 1;
    }

    /// <summary>Does something later, under the gate, unless another process runs by then.</summary>
    internal void Later(TimeSpan delay, Action act)
    {
        var process = _process;
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                lock (Gate)
                {
                    if (_isRunning && _process == process)
                    {
                        act();
                    }

                    timer?.Dispose();
                }
            },
            null, delay, Timeout.InfiniteTimeSpan);
    }

    private protected abstract FakeSession NewSession(Stream stream);

    /// <summary>What a new connection is told first; under the gate.</summary>
    private protected abstract void Greet(FakeSession session);

    private protected virtual void Disposed()
    {
    }

    private protected void Listen() => _listener.Open();

    /// <summary>The process ends behind a few last words, and with it its connections in good order.</summary>
    private protected void End(Action lastWords)
    {
        lock (Gate)
        {
            _isRunning = false;
            lastWords();
            _sessions.ForEach(static session => session.Close());
        }

        _listener.Close();
    }

    /// <summary>A new process begins; it listens again where it listened before.</summary>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    private protected void Begin(Action begin)
    {
        lock (Gate)
        {
            if (_isRunning)
            {
                throw new InvalidOperationException("The PBX runs; end it with Kill() or ShutDown() first.");
            }

            _isRunning = true;
            _process++;
            begin();
        }

        if (_listener.Port > 0)
        {
            Listen();
        }
    }

    private protected int Count(Func<FakeSession, bool> which)
    {
        lock (Gate)
        {
            return _sessions.Count(which);
        }
    }

    private void Serve(Stream stream)
    {
        var session = NewSession(stream);
        lock (Gate)
        {
            _connections++;
            _sessions.Add(session);
            Greet(session);
            var serving = session.RunAsync();
            _serving.Add(serving);
            _ = serving.ContinueWith(
                done => Gone(session, done), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Gone(FakeSession session, Task serving)
    {
        lock (Gate)
        {
            _sessions.Remove(session);
            _serving.Remove(serving);
        }

        session.Dispose();
    }
}
