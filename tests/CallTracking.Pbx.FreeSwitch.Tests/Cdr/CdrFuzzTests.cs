using CallTracking.Calls;
using CallTracking.Fuzzing;
using CallTracking.Numbering;
using CallTracking.Pbx.FreeSwitch.Scenarios;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class CdrFuzzTests
{
    [Fact]
    public void CdrDecoder_OnAnything_RefusesOrReadsWhatTheTrackerCanTake()
    {
        Fuzz.Run(
            "cdr",
            static bytes =>
            {
                var tracker = new CallTracker("default", "fuzz", new SiteOptions());
                var changes = new List<CallChange>();
                foreach (var record in RecordedScenario.Read(bytes))
                {
                    tracker.Apply(1, record, changes);
                }
            },
            [typeof(PbxLinkException)], bytesPerByte: 2_000, bytesAtMost: 1_500_000);
    }

    [Fact]
    public void CdrTemplate_OnAnything_IsReadOrSaysWhatIsWrong()
    {
        Fuzz.Run(
            "cdr",
            static bytes =>
            {
                var text = System.Text.Encoding.Latin1.GetString(bytes);
                var template = CdrTemplate.Parse(text, out var problem);
                (template is null).Should().Be(problem is not null);
                template?.TryMatch(bytes, isStrict: true, new Range[128]);
            },
            [], bytesPerByte: 2_000, bytesAtMost: 1_500_000);
    }
}
