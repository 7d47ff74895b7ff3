using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Ties replies to actions. It reads the stream on the reading stage, beside the decoder, so that an action awaited by a handler of
/// events completes although the events behind which its reply lies are not handled yet.
/// </summary>
/// <remarks><see cref="Receive"/> is for the reading loop alone; all else is thread-safe.</remarks>
internal sealed class AmiCorrelator
{
    /// <summary>A list longer than this is cut: its action fails, the link lives.</summary>
    private const int MostItems = 200_000;

    private static readonly AmiSkip Idle = new(["FullyBooted"]);
    private static readonly AmiSkip WithVerdicts = new(["FullyBooted", "OriginateResponse", "Newchannel", "DialEnd", "Hangup"]);

    private readonly AmiReader _reader = new(Idle);
    private readonly AmiMessage _message = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Pending> _pending = [];
    private readonly AmiVerdicts _verdicts = new();
    private readonly TaskCompletionSource<string> _banner = New<string>();
    private readonly TaskCompletionSource<long?> _fullyBooted = New<long?>();
    private readonly string _peer;
    private readonly string _prefix;
    private readonly byte[] _prefixBytes;
    private byte[] _rest = [];
    private int _restLength;
    private int _openLists;
    private long _lastId;
    private Exception? _ended;

    /// <summary>Creates a correlator for one connection.</summary>
    /// <param name="peer">The other side, for messages to people.</param>
    public AmiCorrelator(string peer)
    {
        _peer = peer;

        // OriginateResponse goes to every AMI client, so ids must differ between programs, too.
        _prefix = $"ct-{RandomNumberGenerator.GetHexString(8, lowercase: true)}-";
        _prefixBytes = Encoding.ASCII.GetBytes(_prefix);
    }

    /// <summary>The greeting; fails when something else comes first.</summary>
    public Task<string> Banner => _banner.Task;

    /// <summary>Completes with the PBX's uptime in seconds (null when it does not say) once it said that it is fully booted.</summary>
    public Task<long?> FullyBooted => _fullyBooted.Task;

    /// <summary>Whether somebody waits for a reply.</summary>
    public bool HasPending
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count > 0;
            }
        }
    }

    /// <summary>The error to report when the greeting did not come: what came instead, if anything did.</summary>
    public PbxLinkException NoBanner(string otherwise)
    {
        return _restLength > 0
            ? NotAmi(_rest.AsSpan(0, _restLength))
            : new PbxLinkException(PbxLinkFailure.Protocol, $"{_peer} {otherwise}");
    }

    /// <summary>Replies that nobody waited for any more.</summary>
    public long Unmatched { get; private set; }

    /// <summary>Begins to wait for the reply to an action that is about to be written.</summary>
    public (long Id, string ActionId, Task<AmiReply> Reply) Expect(bool isList)
    {
        var pending = new Pending(isList);
        lock (_gate)
        {
            if (_ended is not null)
            {
                throw _ended;
            }

            var id = ++_lastId;
            _pending.Add(id, pending);
            return (id, _prefix + id.ToString(CultureInfo.InvariantCulture), pending.Reply.Task);
        }
    }

    /// <summary>Waits no longer.</summary>
    public void Forget(long id)
    {
        lock (_gate)
        {
            if (_pending.Remove(id, out var pending) && pending.Begun is not null)
            {
                _openLists--;
            }
        }
    }

    /// <summary>Begins to wait for what becomes of the leg that an action calls, before it is written.</summary>
    /// <param name="id">The action.</param>
    /// <param name="leg">The leg's <c>Uniqueid</c>.</param>
    /// <returns>Never fails: <see cref="DialResult.Unknown"/> when the connection ends before.</returns>
    public Task<DialResult> ExpectVerdict(long id, string leg)
    {
        lock (_gate)
        {
            return _ended is null ? _verdicts.Expect(id, leg) : Task.FromResult(DialResult.Unknown);
        }
    }

    /// <summary>Waits no longer for what becomes of a leg; who still does is told what is known.</summary>
    public void ForgetVerdict(long id) => _verdicts.Forget(id);

    /// <summary>The connection is over: everybody who waits is told.</summary>
    public void End(Exception error)
    {
        List<Pending> waiting;
        lock (_gate)
        {
            _ended ??= error;
            waiting = [.. _pending.Values];
            _pending.Clear();
        }

        _verdicts.ForgetAll();
        foreach (var pending in waiting)
        {
            Fail(pending.Reply, error);
        }

        Fail(_banner, error);
        Fail(_fullyBooted, error);
    }

    /// <summary>Looks at what was read.</summary>
    /// <exception cref="PbxLinkException">The other side does not speak AMI.</exception>
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
        _reader.Skip = Skip;
        while (_reader.TryRead(ref buffer, _message))
        {
            Take();
            _reader.Skip = Skip;
        }

        var length = (int)buffer.Length;
        if (_rest.Length < length)
        {
            _rest = new byte[Math.Max(length, 16 * 1024)];
        }

        buffer.CopyTo(_rest);
        _restLength = length;
    }

    private AmiSkip Skip => Volatile.Read(ref _openLists) > 0 ? AmiSkip.None
        : _verdicts.IsEmpty ? Idle : WithVerdicts;

    private void Take()
    {
        if (!_banner.Task.IsCompleted)
        {
            if (_message.Kind != AmiMessageKind.Banner)
            {
                throw NotAmi(_message.FirstHeader.IsEmpty ? _message.Name : _message.FirstHeader);
            }

            _banner.SetResult(Encoding.Latin1.GetString(_message.Name));
            return;
        }

        switch (_message.Kind)
        {
            case AmiMessageKind.Response:
                TakeResponse();
                break;

            case AmiMessageKind.Event when _message.Name.SequenceEqual("FullyBooted"u8):
                _fullyBooted.TrySetResult(_message.GetNumber("Uptime"u8));
                break;

            case AmiMessageKind.Event when !_verdicts.IsEmpty && TryTakeVerdict():
                break;

            case AmiMessageKind.Event:
                TakeListItem();
                break;
        }
    }

    private PbxLinkException NotAmi(ReadOnlySpan<byte> seen)
    {
        var hint = seen is [0x15 or 0x16, 0x03, ..]
            ? "it speaks TLS: set UseTls"
            : "check that host and port are those of the manager interface (port in manager.conf)";
        return new PbxLinkException(
            PbxLinkFailure.Protocol,
            $"{_peer} does not speak AMI: it sent \"{WireBytes.Printable(seen)}\" where Asterisk sends \"Asterisk Call Manager/...\"; "
            + $"{hint}.");
    }

    private void TakeResponse()
    {
        if (!TryFind(out var id, out var pending))
        {
            Unmatched++;
            return;
        }

        var reply = new AmiReply(_message);
        var isStart = _message.TryGet("EventList"u8, out var list) && Ascii.EqualsIgnoreCase(list, "start"u8);
        if (reply.IsSuccess && (isStart || pending.IsList))
        {
            Begin(id, pending, reply);
            return;
        }

        Complete(id, pending, reply);
    }

    private void TakeListItem()
    {
        if (!TryFind(out var id, out var pending) || pending.Begun is not { } reply)
        {
            return;
        }

        var isEnd = _message.TryGet("EventList"u8, out var list)
            ? Ascii.EqualsIgnoreCase(list, "Complete"u8) || Ascii.EqualsIgnoreCase(list, "cancelled"u8)
            : _message.Name.EndsWith("Complete"u8);
        if (isEnd)
        {
            Complete(id, pending, reply);
        }
        else if (reply.Items.Count < MostItems)
        {
            reply.Add(_message);
        }
        else
        {
            Forget(id);
            Fail(pending.Reply, new InvalidOperationException($"Asterisk's list has more than {MostItems} items."));
        }
    }

    /// <summary>Takes what tells of the legs that our actions called.</summary>
    private bool TryTakeVerdict()
    {
        if (_message.Name.SequenceEqual("OriginateResponse"u8))
        {
            if (TryReadId(out var id))
            {
                var succeeded = _message.TryGet("Response"u8, out var response) && response.SequenceEqual("Success"u8);
                _verdicts.Decide(id, succeeded, _message.GetNumber("Reason"u8));
            }
        }
        else if (_message.Name.SequenceEqual("Newchannel"u8))
        {
            _verdicts.Begin(_message.Get("Uniqueid"u8));
        }
        else if (_message.Name.SequenceEqual("DialEnd"u8))
        {
            _verdicts.Tell(_message.Get("DestUniqueid"u8), Causes.OfDialStatus(_message.Get("DialStatus"u8)), isOver: false);
        }
        else if (_message.Name.SequenceEqual("Hangup"u8))
        {
            _verdicts.Tell(_message.Get("Uniqueid"u8), Causes.OfCause((int?)_message.GetNumber("Cause"u8)), isOver: true);
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool TryReadId(out long id)
    {
        id = 0;
        return _message.TryGet("ActionID"u8, out var value) && value.StartsWith(_prefixBytes)
            && Utf8Parser.TryParse(value[_prefixBytes.Length..], out id, out _);
    }

    private bool TryFind(out long id, out Pending pending)
    {
        if (TryReadId(out id))
        {
            lock (_gate)
            {
                return _pending.TryGetValue(id, out pending!);
            }
        }

        pending = null!;
        return false;
    }

    private void Begin(long id, Pending pending, AmiReply reply)
    {
        lock (_gate)
        {
            if (pending.Begun is null && _pending.ContainsKey(id))
            {
                pending.Begun = reply;
                _openLists++;
            }
        }
    }

    private void Complete(long id, Pending pending, AmiReply reply)
    {
        Forget(id);
        pending.Reply.TrySetResult(reply);
    }

    private static void Fail<T>(TaskCompletionSource<T> waiter, Exception error)
    {
        if (waiter.TrySetException(error))
        {
            // Nobody has to wait; an error that nobody fetched is no news.
            _ = waiter.Task.Exception;
        }
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Pending(bool isList)
    {
        public bool IsList { get; } = isList;

        public AmiReply? Begun { get; set; }

        public TaskCompletionSource<AmiReply> Reply { get; } = New<AmiReply>();
    }
}
