using Stateless.Graph;

namespace CallTracking.Callbacks;

public sealed class ObligationStateMachineTests
{
    [Fact]
    public void Fire_WhatTheStateDoesNotAllow_ChangesNothing()
    {
        var obligation = new Obligation
        {
            Tenant = "t",
            Id = Guid.NewGuid(),
            Number = "1",
            NumberKey = "1",
            Link = "l",
            State = ObligationState.Waived,
            IsOpen = false,
        };

        new ObligationStateMachine().Fire(obligation, ObligationTrigger.Reach).Should().BeFalse("what a person decided stands");

        (obligation.State, obligation.IsOpen).Should().Be((ObligationState.Waived, false));
        new ObligationStateMachine().Fire(obligation, ObligationTrigger.Reopen).Should().BeTrue();
        (obligation.State, obligation.IsOpen).Should().Be((ObligationState.Open, true));
    }

    [Fact]
    public void Fire_EveryTriggerInEveryState_NeverThrows()
    {
        foreach (var state in Enum.GetValues<ObligationState>())
        {
            foreach (var trigger in Enum.GetValues<ObligationTrigger>())
            {
                var obligation = new Obligation { Tenant = "t", Id = Guid.NewGuid(), Number = "1", NumberKey = "1", Link = "l", State = state };
                var allowed = new ObligationStateMachine().Fire(obligation, trigger);
                (allowed || obligation.State == state).Should().BeTrue();
            }
        }
    }

    /// <summary>The diagram in the documentation is the machine's own. Renew it with <c>CALLTRACKING_RENEW_GOLDEN=1</c>.</summary>
    [Fact]
    public void Diagram_InTheDocumentation_IsTheMachines()
    {
        var graph = MermaidGraph.Format(ObligationStateMachine.Describe().GetInfo()).ReplaceLineEndings("\n").Trim();
        var file = Path.Combine(AppContext.BaseDirectory, "../../../../../docs/obligation-states.md");
        if (Environment.GetEnvironmentVariable("CALLTRACKING_RENEW_GOLDEN") == "1")
        {
            File.WriteAllText(file, $"# States of an obligation\n\nExported from the machine by a test. What each trigger means stands in `ObligationStateMachine.cs`.\n\n```mermaid\n{graph}\n```\n");
        }

        File.ReadAllText(file).ReplaceLineEndings("\n").Should().Contain(graph);
    }
}
