using System.Buffers;
using CallTracking.Calls;
using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Parsing;
using CallTracking.LoadLab.Streams;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;

namespace CallTracking.LoadLab.Tracking;

/// <summary>From bytes to events, and from events to calls.</summary>
internal static class TrackSuite
{
    private const int PieceLength = 64 * 1024;

    public static PairSuite Create(LoadStream stream)
    {
        var whole = new ReadOnlySequence<byte>(stream.Bytes);
        return new PairSuite(
            "track", "Decode, map and track", "event", Measure.Cpu,
            [
                Candidate.Of("parse, skipping", () => AmiPasses.ReadWanted(whole)),
                Candidate.Of("decode + map", () => Decode(stream.Bytes)),
                Candidate.Of("decode + map + track", () => Track(stream.Bytes).Frames),
            ],
            [
                new Gate("decode + map", MostBytes: 64),
                new Gate("decode + map + track", MostBytes: 400),
            ])
        {
            CountsAlike = true,
            Notes = result => Describe(result, stream),
        };
    }

    /// <summary>Bytes to mapped events, piece by piece as from a socket.</summary>
    public static long Decode(byte[] bytes)
    {
        var decoder = new AmiDecoderFactory().Create();
        var events = new List<PbxEvent>();
        Feed(decoder, bytes, events, static events => events.Clear());
        return decoder.Frames;
    }

    /// <summary>Bytes to calls.</summary>
    public static Tracked Track(byte[] bytes) => Track(bytes, new AmiDecoderFactory(), LoadSite.Options);

    /// <summary>Bytes of any PBX to calls.</summary>
    public static Tracked Track(byte[] bytes, IPbxDecoderFactory factory, SiteOptions site)
    {
        var decoder = factory.Create();
        var tracker = new CallTracker("default", "lab", site);
        var changes = new List<CallChange>();
        var ended = 0L;
        var mapped = 0L;
        var told = 0L;
        Feed(decoder, bytes, [], events =>
        {
            foreach (var pbxEvent in events)
            {
                tracker.Apply(1, pbxEvent, changes);
                foreach (var change in changes)
                {
                    ended += change.Kind == CallChangeKind.Ended ? 1 : 0;
                }

                told += changes.Count;
                changes.Clear();
            }

            mapped += events.Count;
            events.Clear();
        });
        return new Tracked(decoder.Frames, mapped, told, ended, tracker.FiredTriggers);
    }

    private static void Feed(IPbxDecoder decoder, byte[] bytes, List<PbxEvent> events, Action<List<PbxEvent>> take)
    {
        decoder.Open(null);
        var start = 0;
        var end = 0;
        while (end < bytes.Length)
        {
            end = Math.Min(end + PieceLength, bytes.Length);
            var buffer = new ReadOnlySequence<byte>(bytes, start, end - start);
            start += (int)buffer.Slice(0, decoder.Decode(buffer, null, events)).Length;
            take(events);
        }

        decoder.Close(null, events);
        take(events);
    }

    private static IEnumerable<string> Describe(SuiteResult result, LoadStream stream)
    {
        var tracked = Track(stream.Bytes);
        var perCall = (double)tracked.Frames / Math.Max(1, tracked.Ended);
        yield return $"{tracked.Frames:N0} wire events became {tracked.Mapped:N0} mapped events ({(double)tracked.Mapped / tracked.Ended:F1} per "
            + $"call), {tracked.Changes:N0} changes and {tracked.Ended:N0} ended calls.";
        foreach (var name in (string[])["decode + map", "decode + map + track"])
        {
            var one = result[name];
            yield return $"{name}: {one.PerSecond / perCall:N0} calls/s, {one.CpuMicroseconds * perCall:F1} µs and "
                + $"{one.AllocatedBytes * perCall:N0} bytes per call.";
        }
    }
}

/// <summary>What came out of a pass.</summary>
/// <param name="Frames">Wire events.</param>
/// <param name="Mapped">Mapped events.</param>
/// <param name="Changes">Changes told.</param>
/// <param name="Ended">Calls that ended.</param>
/// <param name="Fired">Triggers that the state machine took.</param>
internal sealed record Tracked(long Frames, long Mapped, long Changes, long Ended, long Fired);

/// <summary>The numbering that fits generated and recorded streams.</summary>
internal static class LoadSite
{
    /// <summary>Of Asterisk's streams.</summary>
    public static SiteOptions Options => new() { Country = "US", Extensions = "^\\d{3}$", OutboundPrefix = "9", Trunks = ["line1", "trunk"] };

    /// <summary>Of FreeSWITCH's streams.</summary>
    public static SiteOptions FreeSwitch => new() { Country = "US", Extensions = "^\\d{2}$", Trunks = ["external"] };
}
