using Stateless.Graph;

namespace CallTracking.Tasks;

public sealed class TaskStateMachineTests
{
    [Fact]
    public void Fire_EveryTriggerInEveryState_NeverThrows()
    {
        foreach (var state in Enum.GetValues<TaskState>())
        {
            foreach (var trigger in Enum.GetValues<TaskTrigger>())
            {
                var task = new WorkTask { Tenant = "t", Id = Guid.NewGuid(), Title = "x", State = state };
                var allowed = new TaskStateMachine().Fire(task, trigger);
                (allowed || task.State == state).Should().BeTrue();
                task.IsOpen.Should().Be(task.State is not (TaskState.Accepted or TaskState.Cancelled));
            }
        }
    }

    /// <summary>The diagram in the documentation is the machine's own. Renew it with <c>CALLTRACKING_RENEW_GOLDEN=1</c>.</summary>
    [Fact]
    public void Diagram_InTheDocumentation_IsTheMachines()
    {
        var graph = MermaidGraph.Format(TaskStateMachine.Describe().GetInfo()).ReplaceLineEndings("\n").Trim();
        var file = Path.Combine(AppContext.BaseDirectory, "../../../../../docs/task-states.md");
        if (Environment.GetEnvironmentVariable("CALLTRACKING_RENEW_GOLDEN") == "1")
        {
            File.WriteAllText(file, $"# States of a task\n\nExported from the machine by a test. What each trigger means stands in `TaskStateMachine.cs`.\n\n```mermaid\n{graph}\n```\n");
        }

        File.ReadAllText(file).ReplaceLineEndings("\n").Should().Contain(graph);
    }
}
