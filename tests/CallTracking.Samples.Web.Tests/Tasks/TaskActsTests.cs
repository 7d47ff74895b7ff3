using CallTracking.Samples.Web.Components.Pages.Tasks;
using CallTracking.Tasks;

namespace CallTracking.Samples.Web.Tasks;

public sealed class TaskActsTests
{
    private static readonly Guid Me = Guid.CreateVersion7();
    private static readonly Guid Chief = Guid.CreateVersion7();

    [Fact]
    public void Of_ATaskThatWasGivenToMe_OffersToStartFinishAndDecline() =>
        TaskActs.Of(Task(TaskState.Open, Me, Chief), Me, mayEdit: true, isOverOthers: false)
            .Should().Equal(TaskAct.Start, TaskAct.Finish, TaskAct.Decline);

    [Fact]
    public void Of_ATaskThatIGaveAndIsReported_OffersToAcceptOrReturn() =>
        TaskActs.Of(Task(TaskState.Done, Me, Chief), Chief, mayEdit: true, isOverOthers: false)
            .Should().Equal(TaskAct.Accept, TaskAct.Return, TaskAct.Cancel);

    [Fact]
    public void Of_AReportedTask_OffersItsAssigneeNothing() =>
        TaskActs.Of(Task(TaskState.Done, Me, Chief), Me, mayEdit: true, isOverOthers: false).Should().BeEmpty();

    [Fact]
    public void Of_AnyTask_OffersNothingToWhoMayNotEdit() =>
        TaskActs.Of(Task(TaskState.Open, Me, Me), Me, mayEdit: false, isOverOthers: true).Should().BeEmpty();

    [Fact]
    public void Undoes_AFinishThatWaitsForTheAssigner_IsNotTakenBack() =>
        TaskActs.Undoes(TaskAct.Finish, Task(TaskState.Done, Me, Chief)).Should().BeNull();

    [Fact]
    public void Undoes_MyOwnTaskThatIsFinished_IsOpenedAgain()
    {
        var done = Task(TaskState.Accepted, Me, Me);
        done.IsOpen = false;
        TaskActs.Undoes(TaskAct.Finish, done).Should().Be(TaskAct.Reopen);
    }

    private static WorkTask Task(TaskState state, Guid assignee, Guid assigner) => new()
    {
        Tenant = "default",
        Id = Guid.CreateVersion7(),
        Title = "Send the offer",
        State = state,
        AssigneeId = assignee,
        AssignerId = assigner,
    };
}
