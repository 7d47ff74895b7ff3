namespace CallTracking.Pbx.Traces;

/// <summary>Which way bytes of a trace went.</summary>
public enum TraceDirection
{
    /// <summary>From the PBX to us.</summary>
    Received,

    /// <summary>From us to the PBX.</summary>
    Sent,
}

/// <summary>One read or write of a connection as it happened.</summary>
/// <param name="At">Arrival or departure; null when the trace does not know.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Bytes">The bytes; empty at the end of a connection. Valid until the next chunk is read.</param>
/// <param name="EndOfConnection">True for the moment the connection died.</param>
public readonly record struct TraceChunk(DateTimeOffset? At, TraceDirection Direction, ReadOnlyMemory<byte> Bytes, bool EndOfConnection);
