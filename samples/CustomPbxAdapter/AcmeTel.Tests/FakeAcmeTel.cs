using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using CallTracking.Testing.Adapters;

namespace AcmeTel;

/// <summary>An AcmeTel on loopback, as far as its feed goes.</summary>
internal sealed class FakeAcmeTel : IFakePbx
{
    private const string Secret = "acme-s3cret";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<Session> _sessions = [];
    private readonly SortedDictionary<string, string> _legs = [];
    private readonly string _booted;
    private readonly Task _accepting;
    private bool _isReady = true;
    private bool _refuses;
    private bool _isFrozen;
    private bool _drips;
    private int _calls;
    private long _taken;

    public FakeAcmeTel(TimeProvider time)
    {
        _time = time;
        _booted = Now();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public AcmeTelOptions Options => new()
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        User = "crm",
        Secret = Secret,
    };

    public IReadOnlyCollection<string> Secrets => [Secret];

    public long? Taken => Volatile.Read(ref _taken);

    public void MakeCall()
    {
        var (caller, callee) = Begin();
        Say($"BYE {caller}");
        foreach (var leg in (string[])[caller, callee])
        {
            Say($"LEAVE {leg} b{caller}");
            _legs.Remove(leg);
            Say($"END {leg}");
        }
    }

    public bool BeginCall()
    {
        Begin();
        return true;
    }

    public bool Close() => Each(static session => session.Lines.Writer.TryComplete());

    public bool Cut() => Each(static session => session.Client.Dispose());

    public bool Freeze() => _isFrozen = true;

    public bool Stop()
    {
        _listener.Stop();
        return Cut();
    }

    public bool StartSlowly() => !(_isReady = false);

    public void BecomeReady()
    {
        _isReady = true;
        Each(static session => session.Lines.Writer.TryWrite("READY\n"));
    }

    public bool RefuseLogins() => _refuses = true;

    public bool Drip() => _drips = true;

    public bool SayUnknown(string name)
    {
        Say($"{name} 1");
        return true;
    }

    public bool SayGarbage(ReadOnlyMemory<byte> bytes) => Each(session => session.Lines.Writer.TryWrite(Encoding.Latin1.GetString(bytes.Span)));

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _accepting;
    }

    private string Now() => ((_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);

    private (string Caller, string Callee) Begin()
    {
        var caller = $"L{++_calls}a";
        var callee = $"L{_calls}b";
        _legs[caller] = $"{Now()} LEG {caller} line {caller} UP b{caller} 12025550123 5000";
        _legs[callee] = $"{Now()} LEG {callee} 2001 {caller} UP b{caller} 2001 -";
        foreach (var line in (string[])
        [
            $"NEW {caller} line {caller} 12025550123 5000", $"NEW {callee} 2001 {caller} 2001 -", $"ASK {callee} {caller} -", $"RING {callee}",
            $"UP {callee}", $"DONE {callee} ANSWER", $"UP {caller}", $"JOIN {caller} b{caller}", $"JOIN {callee} b{caller}",
        ])
        {
            Say(line);
        }

        return (caller, callee);
    }

    private void Say(string line) => Each(session => session.IsLoggedIn && session.Lines.Writer.TryWrite($"{Now()} {line}\n"));

    private bool Each(Action<Session> act)
    {
        lock (_gate)
        {
            _sessions.ForEach(act);
        }

        return true;
    }

    private bool Each(Func<Session, bool> act) => Each(session => { act(session); });

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var session = new Session(await _listener.AcceptTcpClientAsync());
                lock (_gate)
                {
                    _sessions.Add(session);
                }

                session.Lines.Writer.TryWrite($"ACME 2.1 {_booted}\n");
                _ = WriteAsync(session);
                _ = ReadAsync(session);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task WriteAsync(Session session)
    {
        try
        {
            await foreach (var line in session.Lines.Reader.ReadAllAsync())
            {
                var bytes = Encoding.Latin1.GetBytes(line);
                foreach (var piece in bytes.Chunk(_drips ? 1 : bytes.Length))
                {
                    while (_isFrozen)
                    {
                        await Task.Delay(5);
                    }

                    Interlocked.Add(ref _taken, piece.Length);
                    await session.Client.GetStream().WriteAsync(piece);
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }

        session.Client.Dispose();
    }

    private async Task ReadAsync(Session session)
    {
        try
        {
            using var reader = new StreamReader(session.Client.GetStream());
            while (await reader.ReadLineAsync() is { } line)
            {
                Answer(session, line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }

        session.Lines.Writer.TryComplete();
    }

    private void Answer(Session session, string line)
    {
        lock (_gate)
        {
            var answers = session.Lines.Writer;
            if (line.StartsWith("LOGIN ", StringComparison.Ordinal))
            {
                session.IsLoggedIn = !_refuses && line == $"LOGIN crm {Secret}";
                answers.TryWrite(session.IsLoggedIn ? "OK\n" : "DENIED\n");
                if (session.IsLoggedIn && _isReady)
                {
                    answers.TryWrite("READY\n");
                }
            }
            else if (line == "LEGS")
            {
                answers.TryWrite(string.Concat(_legs.Values.Select(static leg => leg + "\n")) + "LEGSEND\n");
            }
            else if (line == "PING" && !_isFrozen)
            {
                answers.TryWrite("PONG\n");
            }
        }
    }

    private sealed class Session(TcpClient client)
    {
        public TcpClient Client => client;

        public Channel<string> Lines { get; } = Channel.CreateUnbounded<string>();

        public bool IsLoggedIn { get; set; }
    }
}
