using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// Finds the frames in the bytes of an event socket: synchronous, without I/O, without copying where a frame lies in one piece of the
/// buffer. Any division of the stream into buffers gives the same messages.
/// </summary>
/// <remarks>
/// A frame is a block of headers that ends with an empty line, and a body as long as its <c>Content-Length</c> says; the next frame begins
/// right behind, so that there is no line end to hold on to. Where a frame does not begin as one (the stream was joined in its middle, or a
/// frame lied about its length), what comes is passed over up to the next headers of a frame.
/// </remarks>
internal sealed class EslReader
{
    public const int DefaultMaxFrameBytes = 16 * 1024 * 1024;
    private const int MaxHeaderBytes = 1024 * 1024;
    private const int LongestOrdinaryHeaders = 4 * 1024;
    private const int LongestBelievedLength = 1024 * 1024 * 1024;
    private const int LongestSearchForAFrame = 4 * 1024 * 1024;
    private const int LongestLead = 256;
    private const int FirstJoin = 1024;
    private const int MostWarnings = 100;

    private readonly int _maxFrameBytes;
    private readonly byte[] _lead = new byte[LongestLead];
    private readonly List<string> _warnings = [];
    private byte[] _joined = [];
    private int _leadLength;
    private long _position;
    private long _need;
    private long _passOver;
    private EventNames.Entry? _passOverName;
    private bool _isPassingOver;
    private bool _isLost;
    private bool _hasFrames;
    private long _passedBefore;

    public EslReader(EslSkip skip, int maxFrameBytes = DefaultMaxFrameBytes, EventNames? skipped = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFrameBytes, FirstJoin);
        Skip = skip;
        _maxFrameBytes = maxFrameBytes;
        Skipped = skipped ?? new EventNames();
    }

    private enum Step
    {
        /// <summary>A message was read.</summary>
        Message,

        /// <summary>More bytes are needed.</summary>
        More,

        /// <summary>Something was passed over.</summary>
        Again,
    }

    /// <summary>Which events to read, from the next frame on.</summary>
    public EslSkip Skip { get; set; }

    /// <summary>Whole frames: read, skipped, oversize and malformed alike.</summary>
    public long Frames { get; private set; }

    /// <summary>Frames passed over because they were longer than the limit; of replies the headers are read.</summary>
    public long Oversize { get; private set; }

    /// <summary>Times that something could not be read as a frame and was passed over.</summary>
    public long Malformed { get; private set; }

    /// <summary>Counts the skipped events by name, those of <c>CUSTOM</c> by subclass.</summary>
    public EventNames Skipped { get; }

    /// <summary>What could not be read, one sentence each with its place; the first hundred.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether a frame was read on this connection.</summary>
    public bool HasFrames => _hasFrames;

    /// <summary>How the stream begins, where it does not begin with a frame.</summary>
    public ReadOnlySpan<byte> Lead => _lead.AsSpan(0, _leadLength);

    /// <summary>Whether this is the stream of another protocol. The event socket ends its lines with LF alone, others greet with CR LF; and
    /// even a stream that was joined in the middle of a long frame holds a frame somewhere.</summary>
    public bool IsForeign => !_hasFrames
        && (_passedBefore > LongestSearchForAFrame || (Lead.IndexOf((byte)'\n') is > 0 and var lf && _lead[lf - 1] == (byte)'\r'));

    /// <summary>Another connection begins: what was half read is dropped.</summary>
    public void Reset()
    {
        _leadLength = 0;
        _passedBefore = 0;
        _position = 0;
        _need = 0;
        _isPassingOver = false;
        _passOverName = null;
        _isLost = false;
        _hasFrames = false;
    }

    /// <summary>Reads the next message.</summary>
    /// <param name="buffer">Bytes not yet consumed; on return, what remains. Present the remainder again, with more bytes behind
    /// it.</param>
    /// <param name="message">Filled when the result is true.</param>
    /// <returns>False when no whole message is left.</returns>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, EslMessage message)
    {
        while (!buffer.IsEmpty || _isPassingOver)
        {
            var step = _isPassingOver ? PassOver(ref buffer)
                : buffer.Length < _need ? Step.More
                : _isLost ? Search(ref buffer, message)
                : Next(ref buffer, message);
            if (step != Step.Again)
            {
                return step == Step.Message;
            }
        }

        return false;
    }

    /// <summary>Looks for the next headers of a frame.</summary>
    private Step Search(ref ReadOnlySequence<byte> buffer, EslMessage message)
    {
        var window = Window(buffer, FirstJoin);
        var at = EslSyntax.IndexOfStart(window);
        if (at != 0)
        {
            Drop(ref buffer, at < 0 ? window.Count : at);
            return Step.Again;
        }

        return EslSyntax.IsStart(window) ? Next(ref buffer, message) : Step.More;
    }

    /// <summary>Reads the frame that begins here.</summary>
    private Step Next(ref ReadOnlySequence<byte> buffer, EslMessage message)
    {
        while (!buffer.IsEmpty && buffer.FirstSpan is [(byte)'\r' or (byte)'\n', ..])
        {
            Consume(ref buffer, 1);
        }

        if (buffer.IsEmpty)
        {
            return Step.More;
        }

        var window = Window(buffer, FirstJoin);
        if (!EslSyntax.MayStart(window))
        {
            return Lose(ref buffer, "what should be a frame does not begin as one");
        }

        // What is found while searching is an ordinary frame or none, and there may be much to search.
        var longest = _isLost ? LongestOrdinaryHeaders : MaxHeaderBytes;
        var end = EndOfHeaders(window, longest);
        while (end < 0 && window.Count < Math.Min(buffer.Length, longest + 2))
        {
            window = Window(buffer, 4 * window.Count);
            end = EndOfHeaders(window, longest);
        }

        if (end < 0)
        {
            return window.Count < longest + 2 ? Step.More : Lose(ref buffer, "headers have no end");
        }

        var headers = message.SetHeaders(window.Array!, window.Offset, end + 1);
        var kind = EslSyntax.KindOf(headers, out var format);
        var length = EslSyntax.LengthOf(headers);
        if (kind is null || (_isLost && kind == EslMessageKind.Other) || length > LongestBelievedLength)
        {
            return Lose(ref buffer, "headers are not those of a frame");
        }

        if (length is null && kind is (EslMessageKind.Event or EslMessageKind.ApiResponse))
        {
            return Lose(ref buffer, "a frame with a body does not say how long that is");
        }

        return Body(ref buffer, message, window, end + 2, length ?? 0, kind.Value, format);
    }

    private static int EndOfHeaders(ReadOnlySpan<byte> window, int longest) =>
        window[..Math.Min(window.Length, longest + 2)].IndexOf("\n\n"u8);

    /// <summary>Reads the body of a frame, or finds that it is not wanted.</summary>
    private Step Body(
        ref ReadOnlySequence<byte> buffer, EslMessage message, ArraySegment<byte> window, int start, long length, EslMessageKind kind,
        EslFormat format)
    {
        if (length > _maxFrameBytes)
        {
            Oversize++;
            BeginPassOver(ref buffer, start, length, name: null);
            if (kind == EslMessageKind.Event)
            {
                return Step.Again;
            }

            // Somebody may wait for it, and answers are told apart by their order alone.
            message.SetReply(kind, window.Offset + start, bodyLength: 0, isCut: true);
            return Step.Message;
        }

        var total = start + (int)length;
        if (kind == EslMessageKind.Event && IsUnwanted(window.AsSpan()[start..], length, format, out var name))
        {
            return BeginPassOver(ref buffer, start, length, name);
        }

        if (buffer.Length < total)
        {
            _need = total;
            return Step.More;
        }

        var whole = Window(buffer, total);
        if (whole.Count != window.Count || !ReferenceEquals(whole.Array, window.Array))
        {
            message.SetHeaders(whole.Array!, whole.Offset, start - 1);
            if (kind == EslMessageKind.Event && IsUnwanted(whole.AsSpan()[start..], length, format, out name))
            {
                return BeginPassOver(ref buffer, start, length, name);
            }
        }

        if (kind != EslMessageKind.Event)
        {
            message.SetReply(kind, whole.Offset + start, (int)length);
        }
        else if (!message.TrySetEvent(whole.Offset + start, (int)length, format))
        {
            // Its length may be wrong: the next frame may begin in what it called its body.
            Frames += _isLost ? 0 : 1;
            Warn(string.Create(CultureInfo.InvariantCulture, $"an event of {length} bytes cannot be read"));
            _isLost = true;
            Consume(ref buffer, start);
            return Step.Again;
        }

        Consume(ref buffer, total);
        Accept();
        if (kind == EslMessageKind.Event && !Skip.Wants(message.EventName, message.Subclass))
        {
            Skipped.Count(NameOf(message.EventName, message.Subclass));
            return Step.Again;
        }

        return Step.Message;
    }

    /// <summary>Whether what is there of a body tells that the event is not wanted.</summary>
    private bool IsUnwanted(ReadOnlySpan<byte> window, long length, EslFormat format, out EventNames.Entry? entry)
    {
        var body = window[..(int)Math.Min(window.Length, length)];
        if (EslSyntax.TryPeek(body, format, isWhole: body.Length == length, out var name, out var subclass) && !Skip.Wants(name, subclass))
        {
            entry = NameOf(name, subclass);
            return true;
        }

        entry = null;
        return false;
    }

    private EventNames.Entry NameOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> subclass)
    {
        Span<byte> room = stackalloc byte[128];
        return Skipped[!subclass.IsEmpty && subclass.Length <= room.Length ? EslText.Unpercent(subclass, room)
            : name.IsEmpty ? "unnamed"u8
            : name];
    }

    private Step BeginPassOver(ref ReadOnlySequence<byte> buffer, int start, long length, EventNames.Entry? name)
    {
        Consume(ref buffer, start);
        _isPassingOver = true;
        _passOver = length;
        _passOverName = name;
        return Step.Again;
    }

    private Step PassOver(ref ReadOnlySequence<byte> buffer)
    {
        var step = Math.Min(_passOver, buffer.Length);
        Consume(ref buffer, step);
        _passOver -= step;
        if (_passOver > 0)
        {
            return Step.More;
        }

        _isPassingOver = false;
        Accept();
        if (_passOverName is { } name)
        {
            Skipped.Count(name);
        }

        return Step.Again;
    }

    private void Accept()
    {
        Frames++;
        _isLost = false;
        _hasFrames = true;
    }

    /// <summary>No frame begins here: the search begins with the next byte.</summary>
    private Step Lose(ref ReadOnlySequence<byte> buffer, string why)
    {
        Warn(why);
        _isLost = true;
        Drop(ref buffer, 1);
        return Step.Again;
    }

    /// <summary>Tells of the first trouble only: until a frame is found again, all that follows comes from it.</summary>
    private void Warn(string what)
    {
        if (_isLost)
        {
            return;
        }

        Malformed++;
        if (_warnings.Count < MostWarnings)
        {
            _warnings.Add(string.Create(
                CultureInfo.InvariantCulture, $"Byte {_position} of a connection: {what}; it was passed over up to the next frame."));
        }
    }

    private void Drop(ref ReadOnlySequence<byte> buffer, long length)
    {
        if (!_hasFrames)
        {
            var more = buffer.Slice(0, Math.Min(length, LongestLead - _leadLength));
            more.CopyTo(_lead.AsSpan(_leadLength));
            _leadLength += (int)more.Length;
            _passedBefore += length;
        }

        Consume(ref buffer, length);
    }

    private void Consume(ref ReadOnlySequence<byte> buffer, long length)
    {
        buffer = buffer.Slice(length);
        _position += length;
        _need = 0;
    }

    /// <summary>The head of the buffer in one piece: at least so many bytes, or all there are.</summary>
    private ArraySegment<byte> Window(in ReadOnlySequence<byte> buffer, long least)
    {
        var length = (int)Math.Min(least, buffer.Length);
        if (buffer.First.Length >= length && MemoryMarshal.TryGetArray(buffer.First, out var first))
        {
            return first;
        }

        if (_joined.Length < length)
        {
            _joined = new byte[Math.Max(length, Math.Min(2L * _joined.Length, _maxFrameBytes))];
        }

        buffer.Slice(0, length).CopyTo(_joined);
        return new ArraySegment<byte>(_joined, 0, length);
    }
}
