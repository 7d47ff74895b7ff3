using System.Text;
using CallTracking.Calls;
using CallTracking.Pbx.FreeSwitch.Scenarios;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What records alone may not say more of than they know.</summary>
public sealed class RecordedOutcomeTests
{
    [Fact]
    public void Caller_WhoseLineWentOnAfterNobodyAnswered_MayHaveLeftAMessage()
    {
        var calls = Replay(
            Leg("a", "inbound", "+12025550111", "+12025550100", from: 0, answer: 10, to: 40, "\"originate_disposition\":\"NO_ANSWER\",\"sip_hangup_disposition\":\"recv_bye\""),
            Leg("b", "outbound", "+12025550111", "1001", from: 0, answer: 0, to: 10, "\"originator\":\"a\",\"hangup_cause\":\"NO_ANSWER\""));

        calls.Should().ContainSingle().Which.Outcome.Should().Be(CallOutcome.Unknown);
    }

    [Fact]
    public void Caller_WhoLeftTheQueueAfterAnAgentHadNotAnswered_IsAbandoned()
    {
        var calls = Replay(
            Leg("a", "inbound", "+12025550111", "+12025550120", from: 0, answer: 1, to: 40,
                "\"current_application\":\"callcenter\",\"cc_queue\":\"help@pbx\",\"cc_cause\":\"cancel\",\"sip_hangup_disposition\":\"recv_bye\""),
            Leg("b", "outbound", "+12025550111", "1001", from: 2, answer: 0, to: 10, "\"cc_member_session_uuid\":\"a\",\"hangup_cause\":\"NO_ANSWER\""));

        calls.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Outcome = CallOutcome.Missed, MissedReason = MissedReason.AbandonedInQueue, Queue = "help@pbx" });
    }

    [Fact]
    public void RingingCall_TakenByACodeThatAColleagueDialled_IsAnsweredByHim()
    {
        var calls = Replay(
            Leg("a", "inbound", "+12025550111", "+12025550100", from: 0, answer: 5, to: 20, "\"originate_causes\":\"b;PICKED_OFF\",\"bridge_uuid\":\"c\""),
            Leg("b", "outbound", "+12025550111", "1001", from: 0, answer: 0, to: 5, "\"originator\":\"a\",\"hangup_cause\":\"PICKED_OFF\""),
            Leg("c", "inbound", "1002", "*8", from: 4, answer: 5, to: 20, "\"current_application\":\"intercept\",\"current_application_data\":\"-bleg a\",\"bridge_uuid\":\"a\""));

        calls.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Outcome = CallOutcome.Answered, AnsweredBy = "1002" });
    }

    private static string Leg(string uuid, string direction, string caller, string dialed, int from, int answer, int to, string more)
    {
        static string At(int second) => second == 0 ? "0" : $"{1795406400 + second}000000";
        var profile = direction == "inbound" ? caller.Length > 4 ? "external/" + caller : "internal/" + caller : "internal/" + dialed;
        return $$$"""{"core-uuid":"c","channel_data":{"direction":"{{{direction}}}"},"variables":{"uuid":"{{{uuid}}}","start_uepoch":"{{{At(from + 1)}}}","answer_uepoch":"{{{At(answer)}}}","end_uepoch":"{{{At(to)}}}",{{{more}}}},"callflow":[{"caller_profile":{"ani":"{{{caller}}}","destination_number":"{{{dialed}}}","chan_name":"sofia/{{{profile}}}@192.0.2.1"}}]}""";
    }

    private static IReadOnlyList<Call> Replay(params string[] legs) =>
        CallReplay.RunEvents(RecordedScenario.Read(Encoding.UTF8.GetBytes(string.Concat(legs))), RecordedScenario.Site).Calls;
}
