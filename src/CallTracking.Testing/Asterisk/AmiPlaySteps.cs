using CallTracking.Pbx.Traces;
using CallTracking.Testing.Wire;

namespace CallTracking.Testing.Asterisk;

/// <summary>Turns recordings into what a PBX would say to anybody: banners, replies and list items were one client's own.</summary>
internal static class AmiPlaySteps
{
    public static IEnumerable<FakePbxStep<AmiFrame>> Of(AmiTranscript transcript)
    {
        var lists = new HashSet<string>();
        foreach (var (messages, diedAt) in transcript.Connections)
        {
            lists.Clear();
            foreach (var (at, frame) in messages)
            {
                yield return new(at, frame, IsToAll(frame, lists));
            }

            if (diedAt is { } died)
            {
                yield return new(died, null, IsTold: false);
            }
        }
    }

    public static IEnumerable<FakePbxStep<AmiFrame>> Of(IEnumerable<TraceChunk> chunks)
    {
        var reader = new AmiFrameReader();
        var lists = new HashSet<string>();
        var last = DateTimeOffset.UnixEpoch;
        foreach (var chunk in chunks)
        {
            if (chunk.Direction != TraceDirection.Received)
            {
                continue;
            }

            foreach (var frame in reader.Read(chunk.Bytes.Span))
            {
                // Without arrival times the PBX's own stamps tell when.
                last = chunk.At ?? frame.Timestamp ?? last;
                yield return new(last, frame, IsToAll(frame, lists));
            }

            if (chunk.EndOfConnection)
            {
                reader.Reset();
                lists.Clear();
                yield return new(chunk.At ?? last, null, IsTold: false);
            }
        }
    }

    private static bool IsToAll(AmiFrame frame, HashSet<string> lists)
    {
        var id = frame["ActionID"];
        if (!frame.IsEvent)
        {
            if (id is not null && "start".Equals(frame["EventList"], StringComparison.OrdinalIgnoreCase))
            {
                lists.Add(id);
            }

            return false;
        }

        if (id is not null && lists.Contains(id))
        {
            if ("Complete".Equals(frame["EventList"], StringComparison.OrdinalIgnoreCase))
            {
                lists.Remove(id);
            }

            return false;
        }

        // A compact transcript may hold the items of a list without its head.
        return frame.Name is not ("FullyBooted" or "CoreShowChannel" or "CoreShowChannelsComplete");
    }
}
