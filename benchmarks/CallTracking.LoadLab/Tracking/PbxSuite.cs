using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Streams;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.FreeSwitch;

namespace CallTracking.LoadLab.Tracking;

/// <summary>What one call costs from its bytes to its record, by PBX: answered two-leg calls that overlap.</summary>
internal static class PbxSuite
{
    public static PairSuite Create(int calls)
    {
        var ami = CallStream.Make(seed: 1, calls);
        var json = EslCallStream.Make(calls, isJson: true, IsSubscribed);
        var plain = EslCallStream.Make(calls, isJson: false, IsSubscribed);
        var all = EslCallStream.Make(calls, isJson: true);
        return new PairSuite(
            "pbx", "Decode, map and track, by PBX", "call", Measure.Cpu,
            [
                Candidate.Of("Asterisk, all events", () => TrackSuite.Track(ami).Ended),
                Candidate.Of("FreeSWITCH, JSON, as subscribed", () => FreeSwitch(json).Ended),
                Candidate.Of("FreeSWITCH, plain text, as subscribed", () => FreeSwitch(plain).Ended),
                Candidate.Of("FreeSWITCH, JSON, all events", () => FreeSwitch(all).Ended),
            ],
            [
                new Gate("FreeSWITCH, JSON, as subscribed", MostBytes: 80_000),
                new Gate("FreeSWITCH, plain text, as subscribed", MostBytes: 80_000),
            ])
        {
            CountsAlike = true,
            Notes = _ =>
            [
                $"Bytes per call: Asterisk {ami.Length / calls:N0}; FreeSWITCH {json.Length / calls:N0} as subscribed ({EslCallStream.EventsPerCall(IsSubscribed)} "
                + $"events), {all.Length / calls:N0} with all its events ({EslCallStream.EventsPerCall()}).",
            ],
        };
    }

    private static bool IsSubscribed(string name) => FreeSwitchMapping.WantedEvents.Contains(name);

    private static Tracked FreeSwitch(byte[] bytes) => TrackSuite.Track(bytes, new EslDecoderFactory(), LoadSite.FreeSwitch);
}
