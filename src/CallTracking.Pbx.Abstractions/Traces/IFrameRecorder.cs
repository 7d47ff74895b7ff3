namespace CallTracking.Pbx.Traces;

/// <summary>
/// Takes the raw bytes of a live link, so that a complaint from the field becomes a trace that can be replayed. An adapter calls it for
/// every read and write, one call at a time; what is secret (passwords, keys derived from them) it has replaced before.
/// </summary>
/// <remarks>Calls come from the link's own reading loop: return soon. An exception ends the recording of that connection, not the
/// link.</remarks>
public interface IFrameRecorder
{
    /// <summary>A connection begins. Recorders that need not know it do nothing.</summary>
    /// <param name="kind">The wire, as <see cref="IPbxDecoderFactory.Kind"/> spells it.</param>
    /// <param name="at">When, offset zero.</param>
    void RecordStart(string kind, DateTimeOffset at)
    {
    }

    /// <summary>Records one read or write.</summary>
    /// <param name="direction">Which way the bytes went.</param>
    /// <param name="bytes">The bytes; valid during the call.</param>
    /// <param name="at">Arrival or departure, offset zero.</param>
    void Record(TraceDirection direction, ReadOnlySpan<byte> bytes, DateTimeOffset at);

    /// <summary>Records that the connection ended. What comes after belongs to the next connection.</summary>
    /// <param name="at">The moment it died, offset zero.</param>
    void RecordEnd(DateTimeOffset at);
}
