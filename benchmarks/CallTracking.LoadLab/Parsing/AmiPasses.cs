using System.Buffers;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Wire;

namespace CallTracking.LoadLab.Parsing;

/// <summary>Reads a stream with the product's reader.</summary>
internal static class AmiPasses
{
    private static readonly AmiSkip Wanted = new(AsteriskMapping.WantedEvents, AsteriskMapping.WantedOnlyWith);

    /// <summary>Every header of every event can be asked for.</summary>
    public static long ReadAll(in ReadOnlySequence<byte> bytes) => Read(bytes, AmiSkip.None);

    /// <summary>As the product reads: events that mean nothing to a call are passed over.</summary>
    public static long ReadWanted(in ReadOnlySequence<byte> bytes) => Read(bytes, Wanted);

    /// <summary>The same bytes in pieces, as a socket's pipe holds them.</summary>
    public static ReadOnlySequence<byte> InPieces(byte[] bytes, int pieceLength)
    {
        Piece? first = null;
        Piece? last = null;
        for (var start = 0; start < bytes.Length; start += pieceLength)
        {
            // An array of its own, as a pool hands them out.
            var memory = bytes.AsSpan(start, Math.Min(pieceLength, bytes.Length - start)).ToArray();
            last = last is null ? new Piece(memory, 0) : last.Append(memory);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private static long Read(ReadOnlySequence<byte> rest, AmiSkip skip)
    {
        var reader = new AmiReader(skip);
        var message = new AmiMessage(new WireText());
        var headers = 0L;
        while (reader.TryRead(ref rest, message))
        {
            headers += message.Count;
        }

        return headers < 0 ? -1 : reader.Frames;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
