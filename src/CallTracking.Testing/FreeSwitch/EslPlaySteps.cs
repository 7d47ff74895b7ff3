using CallTracking.Pbx.Traces;
using CallTracking.Testing.Wire;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>Turns recordings into what a PBX would say to anybody: greetings, replies and results were one client's own.</summary>
internal static class EslPlaySteps
{
    public static IEnumerable<FakePbxStep<EslFrame>> Of(EslTranscript transcript)
    {
        foreach (var (messages, diedAt) in transcript.Connections)
        {
            foreach (var (at, frame) in messages)
            {
                yield return new(at, frame, frame.IsEvent);
            }

            if (diedAt is { } died)
            {
                yield return new(died, null, IsTold: false);
            }
        }
    }

    public static IEnumerable<FakePbxStep<EslFrame>> Of(IEnumerable<TraceChunk> chunks)
    {
        var reader = new EslFrameReader();
        var last = DateTimeOffset.UnixEpoch;
        foreach (var chunk in chunks.Where(static chunk => chunk.Direction == TraceDirection.Received))
        {
            foreach (var frame in reader.Read(chunk.Bytes.Span))
            {
                // Without arrival times the PBX's own stamps tell when.
                last = chunk.At ?? frame.Timestamp ?? last;
                yield return new(last, frame, frame.IsEvent);
            }

            if (chunk.EndOfConnection)
            {
                reader.Reset();
                yield return new(chunk.At ?? last, null, IsTold: false);
            }
        }
    }
}
