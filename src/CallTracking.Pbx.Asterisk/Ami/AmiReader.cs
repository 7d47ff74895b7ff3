using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Finds the messages in a stream of bytes: synchronous, without I/O, without copying where a message lies in one piece of the buffer.
/// Any division of the stream into buffers gives the same messages.
/// </summary>
/// <remarks>
/// A message ends at the first blank line of the kind that its first line ends with: in a message of CR LF lines a lone LF, and even two,
/// belong to the value they stand in.
/// </remarks>
internal sealed class AmiReader
{
    public const int DefaultMaxMessageBytes = 1024 * 1024;
    private const int LongestGreeting = 1024;
    private const int FirstJoin = 1024;
    private const int LongestJoin = 128 * 1024;

    private readonly int _maxMessageBytes;
    private byte[] _joined = [];
    private int _searched;
    private bool _discarding;
    private LineEnd _discardLineEnd;
    private EventNames.Entry? _discardName;
    private bool _passedOver;
    private bool _atStart = true;

    public AmiReader(AmiSkip skip, int maxMessageBytes = DefaultMaxMessageBytes, EventNames? skipped = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessageBytes, 2 * LongestGreeting);
        Skip = skip;
        _maxMessageBytes = maxMessageBytes;
        Skipped = skipped ?? new EventNames();
    }

    /// <summary>Which events to read, from the next message on.</summary>
    public AmiSkip Skip { get; set; }

    /// <summary>Whole messages after the banner: read, skipped and oversize alike.</summary>
    public long Frames { get; private set; }

    /// <summary>Messages dropped because they were longer than the limit.</summary>
    public long Oversize { get; private set; }

    /// <summary>Counts the skipped events by name.</summary>
    public EventNames Skipped { get; }

    /// <summary>Another connection begins: what was half read is dropped.</summary>
    public void Reset()
    {
        _searched = 0;
        _discarding = false;
        _discardName = null;
        _atStart = true;
    }

    /// <summary>Reads the next message.</summary>
    /// <param name="buffer">Bytes not yet consumed; on return, what remains. Present the remainder again, with more bytes behind
    /// it.</param>
    /// <param name="message">Filled when the result is true.</param>
    /// <returns>False when no whole message is left.</returns>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, AmiMessage message)
    {
        while (!buffer.IsEmpty)
        {
            var isArray = MemoryMarshal.TryGetArray(buffer.First, out var first);
            var done = 0;
            if (isArray)
            {
                var position = first.Offset;
                var found = Next(first.Array!, ref position, first.Offset + first.Count, message);
                done = position - first.Offset;
                if (done > 0)
                {
                    buffer = buffer.Slice(done);
                }

                if (found)
                {
                    return true;
                }

                if (done == first.Count)
                {
                    continue;
                }

                if (buffer.IsSingleSegment)
                {
                    return false;
                }
            }

            // What is left of the first piece is the head of something that goes on in the next.
            var before = buffer.Length;
            if (TryJoin(ref buffer, isArray ? first.Count - done : 0, message))
            {
                return true;
            }

            if (buffer.Length == before)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Joins the head of a message with what follows it, in steps that grow until they get on.</summary>
    private bool TryJoin(ref ReadOnlySequence<byte> buffer, int head, AmiMessage message)
    {
        var length = Math.Max(head, _searched);
        var step = FirstJoin;
        while (true)
        {
            length = (int)Math.Min((long)length + step, buffer.Length);
            step = Math.Min(step * 2, LongestJoin);
            if (_joined.Length < length)
            {
                _joined = new byte[Math.Max(length, Math.Min(2 * _joined.Length, _maxMessageBytes))];
            }

            buffer.Slice(0, length).CopyTo(_joined);
            var position = 0;
            var found = Next(_joined, ref position, length, message);
            if (found || position > 0)
            {
                buffer = buffer.Slice(position);
                return found;
            }

            if (length == buffer.Length)
            {
                return false;
            }
        }
    }

    /// <summary>Reads one message from an array, passing over those that are not wanted.</summary>
    /// <param name="bytes">The array.</param>
    /// <param name="position">Where to begin; on return, up to where the bytes are done with.</param>
    /// <param name="end">Where the bytes end.</param>
    /// <param name="message">Filled when the result is true.</param>
    private bool Next(byte[] bytes, ref int position, int end, AmiMessage message)
    {
        while (true)
        {
            if (_discarding && !PassOver(bytes, ref position, end))
            {
                return false;
            }

            while (position < end && bytes[position] is (byte)'\r' or (byte)'\n')
            {
                position++;
            }

            var rest = bytes.AsSpan(position, end - position);
            if (rest.IsEmpty)
            {
                return false;
            }

            var lf = rest.IndexOf((byte)'\n');
            if (_atStart)
            {
                if (lf < 0 && rest.Length < LongestGreeting)
                {
                    return false;
                }

                _atStart = false;
                if (TryGreeting(bytes, ref position, rest, lf, message))
                {
                    return true;
                }
            }
            else if (lf > 0 && rest[0] == (byte)'A' && AmiSyntax.IsBanner(rest[..lf]))
            {
                SetBanner(bytes, ref position, lf, message);
                return true;
            }

            if (lf < 0 || lf >= _maxMessageBytes)
            {
                if (rest.Length < _maxMessageBytes)
                {
                    return false;
                }

                BeginDiscard(LineEnd.Lf, name: null);
                Oversize++;
                continue;
            }

            if (TryMessage(bytes, ref position, rest, lf, message) is { } found)
            {
                return found;
            }
        }
    }

    /// <summary>Reads the message whose first line ends at a place.</summary>
    /// <returns>Whether one was read or more bytes are needed; null when it was passed over, so that the next one is to be tried.</returns>
    private bool? TryMessage(byte[] bytes, ref int position, ReadOnlySpan<byte> rest, int lf, AmiMessage message)
    {
        var lineEnd = lf > 0 && rest[lf - 1] == (byte)'\r' ? LineEnd.CrLf : LineEnd.Lf;
        var first = lineEnd == LineEnd.CrLf ? lf - 1 : lf;
        var kind = AmiSyntax.KindOf(rest[..first], out var name);
        if (kind == AmiMessageKind.Event && !Skip.Wants(name))
        {
            BeginDiscard(lineEnd, Skipped[name]);
            position += first;
            return null;
        }

        int length;
        _passedOver = false;
        if (kind == AmiMessageKind.Response && Ascii.EqualsIgnoreCase(name, "Follows"u8))
        {
            length = AmiSyntax.FindCommandEnd(rest, out var textEnd);
            if (length >= 0 && length <= _maxMessageBytes)
            {
                message.SetCommandText(bytes, position, AmiSyntax.CommandHeaders(rest[..textEnd]), textEnd);
            }
        }
        else
        {
            length = Take(bytes, position, rest, first, lineEnd, kind, Skip.ConditionOf(name), message);
        }

        if (length < 0 ? rest.Length >= _maxMessageBytes : length > _maxMessageBytes)
        {
            BeginDiscard(lineEnd, name: null);
            Oversize++;
            position += first;
            return null;
        }

        if (length < 0)
        {
            return false;
        }

        position += length;
        _searched = 0;
        Frames++;
        return _passedOver ? null : true;
    }

    /// <summary>Fills the message, in one pass over its bytes if they are all there.</summary>
    /// <returns>The length, or less than 0 when the message is not complete.</returns>
    private int Take(
        byte[] bytes, int position, ReadOnlySpan<byte> rest, int first, LineEnd lineEnd, AmiMessageKind kind, ReadOnlySpan<byte> condition,
        AmiMessage message)
    {
        if (_searched == 0 && condition.IsEmpty)
        {
            if (message.TrySet(kind, bytes, position, Math.Min(rest.Length, _maxMessageBytes), lineEnd, out var consumed))
            {
                return consumed;
            }

            _searched = Math.Min(rest.Length, _maxMessageBytes);
        }

        var length = FindEnd(rest, first, lineEnd);
        if (length < 0 || length > _maxMessageBytes)
        {
            return length;
        }

        _passedOver = rest[..length].IndexOf(condition) < 0;
        if (!_passedOver)
        {
            message.TrySet(kind, bytes, position, length, lineEnd, out _);
        }

        return length;
    }

    private int FindEnd(ReadOnlySpan<byte> rest, int first, LineEnd lineEnd)
    {
        var from = Math.Max(first, _searched - 3);
        if (from < rest.Length && AmiSyntax.IndexOfBlank(rest[from..], lineEnd, out var blank) is >= 0 and var at)
        {
            return from + at + blank;
        }

        _searched = Math.Max(_searched, rest.Length);
        return -1;
    }

    private void BeginDiscard(LineEnd lineEnd, EventNames.Entry? name)
    {
        _discarding = true;
        _discardLineEnd = lineEnd;
        _discardName = name;
        _searched = 0;
    }

    private bool PassOver(byte[] bytes, ref int position, int end)
    {
        var at = AmiSyntax.IndexOfBlank(bytes.AsSpan(position, end - position), _discardLineEnd, out var blank);
        if (at < 0)
        {
            // A blank line may have begun in the last bytes.
            position = Math.Max(position, end - 3);
            return false;
        }

        position += at + blank;
        _discarding = false;
        Frames++;
        if (_discardName is { } name)
        {
            Skipped.Count(name);
            _discardName = null;
        }

        return true;
    }

    /// <summary>The first line of a connection: the banner, or something that is no AMI at all.</summary>
    private static bool TryGreeting(byte[] bytes, ref int position, ReadOnlySpan<byte> rest, int lf, AmiMessage message)
    {
        var line = rest[..(lf is < 0 or > LongestGreeting ? LongestGreeting : lf)];
        if (lf is >= 0 and <= LongestGreeting && AmiSyntax.IsBanner(line))
        {
            SetBanner(bytes, ref position, lf, message);
            return true;
        }

        if (AmiSyntax.IsHeader(line))
        {
            return false;
        }

        message.SetLine(AmiMessageKind.Other, bytes, position, line.Length);
        position += line.Length;
        return true;
    }

    private static void SetBanner(byte[] bytes, ref int position, int lf, AmiMessage message)
    {
        message.SetLine(AmiMessageKind.Banner, bytes, position, lf);
        position += lf + 1;
    }
}
