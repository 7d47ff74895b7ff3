using CallTracking.Calls;
using CallTracking.Pbx;
using Stateless.Graph;

namespace CallTracking.Core.Tests.Calls;

public sealed class CallStateMachineTests
{
    [Fact]
    public void Fire_TriggerNotAllowed_IsCountedNotedAndChangesNothing()
    {
        var machine = new CallStateMachine();
        var call = new CallFacts
        {
            Tenant = "t",
            Link = "l",
            Root = new LegId("x"),
            FirstEpoch = 1,
            First = new Mark(PbxScript.Start, 1, 1),
        };

        machine.Fire(call, CallTrigger.Hold, 7);

        (call.State, machine.Refused).Should().Be((CallState.Ringing, 1));
        call.Notes.Should().ContainSingle().Which.Rule.Should().Be("triggerNotAllowed:Ringing:Hold");
    }

    [Fact]
    public void Configuration_EveryStateButEnded_CanEnd()
    {
        foreach (var state in Enum.GetValues<CallState>().Where(state => state != CallState.Ended))
        {
            var call = new CallFacts
            {
                Tenant = "t",
                Link = "l",
                Root = new LegId("x"),
                FirstEpoch = 1,
                First = new Mark(PbxScript.Start, 1, 1),
                State = state,
            };

            new CallStateMachine().Fire(call, CallTrigger.End, 1);

            call.State.Should().Be(CallState.Ended);
        }
    }

    /// <summary>The diagram in the documentation is the machine's own. Renew it with <c>CALLTRACKING_RENEW_GOLDEN=1</c>.</summary>
    [Fact]
    public void Diagram_InTheDocumentation_IsTheMachines()
    {
        var graph = MermaidGraph.Format(CallStateMachine.Describe().GetInfo()).ReplaceLineEndings("\n").Trim();
        var file = Path.Combine(AppContext.BaseDirectory, "../../../../../docs/call-states.md");
        if (Environment.GetEnvironmentVariable("CALLTRACKING_RENEW_GOLDEN") == "1")
        {
            File.WriteAllText(file, $"# States of a call\n\nExported from the machine by a test. What each trigger means stands in `CallStateMachine.cs`.\n\n```mermaid\n{graph}\n```\n");
        }

        File.ReadAllText(file).ReplaceLineEndings("\n").Should().Contain(graph);
    }
}
