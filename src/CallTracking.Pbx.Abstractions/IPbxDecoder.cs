using System.Buffers;

namespace CallTracking.Pbx;

/// <summary>
/// Turns the bytes of one link into events: framing plus mapping, a pure fold without I/O or clock. The live adapter and replay use the
/// same one, so that what is seen live and what is replayed cannot differ.
/// </summary>
/// <remarks>Not thread-safe. One instance lives for all connections of a link, in order.</remarks>
public interface IPbxDecoder
{
    /// <summary>Begins a connection: what was half read before is dropped.</summary>
    /// <param name="at">When; null when unknown.</param>
    void Open(DateTimeOffset? at);

    /// <summary>Reads all whole frames of a buffer.</summary>
    /// <param name="buffer">Bytes received and not yet consumed.</param>
    /// <param name="at">Arrival of the last byte; null when unknown (the PBX's own time stamps are then all there is).</param>
    /// <param name="events">Takes the events in order.</param>
    /// <returns>Up to where the buffer is consumed; the rest comes again, with more bytes behind it.</returns>
    /// <exception cref="PbxLinkException">The bytes are not of this protocol at all.</exception>
    SequencePosition Decode(in ReadOnlySequence<byte> buffer, DateTimeOffset? at, ICollection<PbxEvent> events);

    /// <summary>Ends a connection.</summary>
    /// <param name="at">When it died; null when unknown: the last time seen counts.</param>
    /// <param name="events">Takes the events that the end itself means.</param>
    void Close(DateTimeOffset? at, ICollection<PbxEvent> events);

    /// <summary>Lets the time reach the fold where no frame does, and reports <see cref="Tick"/> when it is due.</summary>
    /// <param name="at">The time.</param>
    /// <param name="events">Takes the events.</param>
    void Advance(DateTimeOffset at, ICollection<PbxEvent> events);

    /// <summary>Frames read so far, over all connections.</summary>
    long Frames { get; }

    /// <summary>Wire events that the mapping does not know, by name. They are never an error. Bounded: the names beyond the first
    /// thousand are counted under <c>other</c>.</summary>
    IReadOnlyDictionary<string, long> UnknownEvents { get; }

    /// <summary>What could not be read and was passed over, one sentence each with its place; bounded. Empty by default.</summary>
    IReadOnlyList<string> Warnings => [];
}

/// <summary>Makes decoders for one kind of wire, so that a trace can be replayed by naming it.</summary>
public interface IPbxDecoderFactory
{
    /// <summary>The kind's name on the command line and in trace files, for instance <c>smdr</c>.</summary>
    string Kind { get; }

    /// <summary>Makes a decoder for one link.</summary>
    IPbxDecoder Create();
}
