using System.Buffers;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// Ties answers to commands, and results to background jobs. It reads the stream on the reading stage, beside the decoder, so that a
/// command awaited by a handler of events completes although the events behind which its answer lies are not handled yet.
/// </summary>
/// <remarks>
/// Answers bear no name: FreeSWITCH answers one command after the other, each once, so the order is all there is. An answer that nobody
/// waits for any more keeps its place. <see cref="Receive"/> is for the reading loop alone; all else is thread-safe.
/// </remarks>
internal sealed class EslCorrelator
{
    private const int LongestLead = 256;
    private static readonly EslSkip Jobs = new(["BACKGROUND_JOB"], []);
    private static readonly EslSkip Results = new(["BACKGROUND_JOB", "CHANNEL_HANGUP_COMPLETE"], [EslCommand.DigitsSubclass]);

    private readonly EslReader _reader = new(EslSkip.AllEvents);
    private readonly EslMessage _message = new();
    private readonly Lock _gate = new();
    private readonly Queue<Pending> _pending = new();
    private readonly Dictionary<Guid, TaskCompletionSource<string>> _jobs = [];
    private readonly TaskCompletionSource _greeting = New();
    private readonly string _peer;
    private readonly FreeSwitchControl? _control;
    private byte[] _rest = [];
    private int _restLength;
    private int _awaited;
    private long _malformed;
    private Exception? _ended;

    /// <summary>Creates a correlator for one connection.</summary>
    /// <param name="peer">The other side, for messages to people.</param>
    /// <param name="control">Who waits for events; null for nobody.</param>
    public EslCorrelator(string peer, FreeSwitchControl? control = null)
    {
        _peer = peer;
        _control = control;
    }

    /// <summary>FreeSWITCH asks who we are; fails when something else comes first.</summary>
    public Task Greeting => _greeting.Task;

    /// <summary>What FreeSWITCH said when it ended the connection; null as long as it did not.</summary>
    public string? Farewell { get; private set; }

    /// <summary>Whether somebody waits for an answer.</summary>
    public bool HasPending => Volatile.Read(ref _awaited) > 0;

    /// <summary>The error to report when the greeting did not come: what came instead, if anything did.</summary>
    public PbxLinkException NoGreeting(string otherwise)
    {
        var lead = _reader.Lead.IsEmpty ? _rest.AsSpan(0, Math.Min(_restLength, LongestLead)) : _reader.Lead;
        return lead.IsEmpty ? new PbxLinkException(PbxLinkFailure.Protocol, $"{_peer} {otherwise}") : NotEsl(lead);
    }

    /// <summary>Begins to wait for the answer to a command that is written now. To be called in the order of the writing.</summary>
    /// <exception cref="PbxLinkException">The connection is over.</exception>
    public Pending Expect()
    {
        var pending = new Pending();
        lock (_gate)
        {
            ThrowIfEnded();
            _pending.Enqueue(pending);
            _awaited++;
        }

        return pending;
    }

    /// <summary>Waits no longer. The answer keeps its place.</summary>
    public void Forget(Pending pending)
    {
        lock (_gate)
        {
            if (!pending.IsOver)
            {
                pending.IsOver = true;
                _awaited--;
            }
        }
    }

    /// <summary>Begins to wait for the result of a job that is about to be asked for.</summary>
    /// <exception cref="PbxLinkException">The connection is over.</exception>
    public Task<string> ExpectJob(Guid job)
    {
        var result = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ThrowIfEnded();
            _jobs.Add(job, result);
        }

        return result.Task;
    }

    /// <summary>Waits for a job's result no longer.</summary>
    public void ForgetJob(Guid job)
    {
        lock (_gate)
        {
            _jobs.Remove(job);
        }
    }

    /// <summary>The connection is over: everybody who waits is told.</summary>
    public void End(PbxLinkException error)
    {
        List<Pending> pending;
        List<TaskCompletionSource<string>> jobs;
        lock (_gate)
        {
            _ended ??= error;
            pending = [.. _pending];
            jobs = [.. _jobs.Values];
            _pending.Clear();
            _jobs.Clear();
            _awaited = 0;
        }

        foreach (var one in pending)
        {
            Fail(one.Source, error);
        }

        foreach (var job in jobs)
        {
            Fail(job, error);
        }

        if (_greeting.TrySetException(error))
        {
            _ = _greeting.Task.Exception;
        }
    }

    /// <summary>Looks at what was read.</summary>
    /// <exception cref="PbxLinkException">The other side is no event socket, or does not let us in.</exception>
    public void Receive(ReadOnlyMemory<byte> bytes)
    {
        if (_restLength > 0)
        {
            if (_rest.Length < _restLength + bytes.Length)
            {
                Array.Resize(ref _rest, Math.Max(_restLength + bytes.Length, Math.Max(_rest.Length * 2, 16 * 1024)));
            }

            bytes.CopyTo(_rest.AsMemory(_restLength));
            bytes = _rest.AsMemory(0, _restLength + bytes.Length);
        }

        var buffer = new ReadOnlySequence<byte>(bytes);
        while (true)
        {
            // A result may come right behind the answer that its job was taken.
            _reader.Skip = _control is { IsListening: true } ? Results : HasJobs() ? Jobs : EslSkip.AllEvents;
            if (!_reader.TryRead(ref buffer, _message))
            {
                break;
            }

            Take();
        }

        var isDamaged = _reader.Malformed != _malformed;
        _malformed = _reader.Malformed;
        if (isDamaged && HasOpenPlaces())
        {
            // One of the answers may be lost with it, and each that follows would be taken for the one before.
            throw new PbxLinkException(
                PbxLinkFailure.Protocol, $"{_peer} sent what is no frame while an answer was awaited; the connection begins anew.");
        }

        if (!_greeting.Task.IsCompleted && (_reader.IsForeign || _reader.Lead.Length == LongestLead))
        {
            throw NotEsl(_reader.Lead);
        }

        // What is left of what was left lies where it is.
        if (_restLength == 0 || buffer.Length != bytes.Length)
        {
            Keep(buffer);
        }

        _restLength = (int)buffer.Length;
    }

    private void Keep(in ReadOnlySequence<byte> buffer)
    {
        if (_rest.Length < buffer.Length)
        {
            _rest = new byte[Math.Max((int)buffer.Length, 16 * 1024)];
        }

        buffer.CopyTo(_rest);
    }

    private void Take()
    {
        switch (_message.Kind)
        {
            case EslMessageKind.AuthRequest:
                _greeting.TrySetResult();
                break;

            case EslMessageKind.RudeRejection:
                throw new PbxLinkException(
                    PbxLinkFailure.AccessDenied,
                    $"{_peer} refuses this machine's address (\"{_message.Body?.Trim()}\"); set apply-inbound-acl in "
                    + "autoload_configs/event_socket.conf.xml to an access list of acl.conf.xml that has this address, then: reloadacl and "
                    + "reload mod_event_socket.");

            case EslMessageKind.DisconnectNotice:
                // That of a lingering session is not the end.
                if (!_message.Is("Content-Disposition"u8, "linger"u8))
                {
                    Farewell = _message.Body?.Trim();
                }

                break;

            case EslMessageKind.CommandReply or EslMessageKind.ApiResponse:
                TakeReply();
                break;

            case EslMessageKind.Event:
                _control?.Hear(_message);
                TakeJob();
                break;

            default:
                if (!_greeting.Task.IsCompleted)
                {
                    throw NotEsl(_message.ContentType);
                }

                break;
        }
    }

    private void TakeReply()
    {
        Pending? pending;
        lock (_gate)
        {
            if (!_pending.TryDequeue(out pending) || pending.IsOver)
            {
                return;
            }

            pending.IsOver = true;
            _awaited--;
        }

        pending.Source.TrySetResult(EslReply.Of(_message));
    }

    private void TakeJob()
    {
        TaskCompletionSource<string>? result;
        if (_message.Get("Job-UUID"u8) is not { } text || !Guid.TryParse(text, out var job))
        {
            return;
        }

        lock (_gate)
        {
            if (!_jobs.Remove(job, out result))
            {
                return;
            }
        }

        result.TrySetResult(_message.Body ?? string.Empty);
    }

    private bool HasOpenPlaces()
    {
        lock (_gate)
        {
            return _pending.Count > 0;
        }
    }

    private bool HasJobs()
    {
        lock (_gate)
        {
            return _jobs.Count > 0;
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended is not null)
        {
            throw _ended;
        }
    }

    private PbxLinkException NotEsl(ReadOnlySpan<byte> seen)
    {
        var hint = seen is [0x15 or 0x16, 0x03, ..]
            ? "it speaks TLS: set UseTls"
            : "check that host and port are those of mod_event_socket (listen-port in autoload_configs/event_socket.conf.xml)";
        return new PbxLinkException(
            PbxLinkFailure.Protocol,
            $"{_peer} is no event socket: it sent \"{WireBytes.Printable(seen)}\" where FreeSWITCH sends \"Content-Type: auth/request\"; "
            + $"{hint}.");
    }

    private static void Fail<T>(TaskCompletionSource<T> waiter, Exception error)
    {
        if (waiter.TrySetException(error))
        {
            // Nobody has to wait; an error that nobody fetched is no news.
            _ = waiter.Task.Exception;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The place of an answer that is still to come.</summary>
    internal sealed class Pending
    {
        public TaskCompletionSource<EslReply> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether nobody waits any more; guarded by the correlator.</summary>
        public bool IsOver { get; set; }
    }
}
