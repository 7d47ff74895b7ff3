using CallTracking.Calls;
using CallTracking.Pipeline;
using static CallTracking.Core.Tests.Pipeline.ChangeBufferTests;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class ChangeSetTests
{
    public static TheoryData<CallChangeKind[], CallChangeKind[]> Folds => new()
    {
        { [CallChangeKind.Started], [CallChangeKind.Started] },
        { [CallChangeKind.Started, CallChangeKind.Updated, CallChangeKind.Updated], [CallChangeKind.Started] },
        { [CallChangeKind.Started, CallChangeKind.Updated, CallChangeKind.Ended], [CallChangeKind.Started, CallChangeKind.Ended] },
        { [CallChangeKind.Started, CallChangeKind.Ended, CallChangeKind.Amended], [CallChangeKind.Started, CallChangeKind.Ended] },
        { [CallChangeKind.Updated, CallChangeKind.Updated], [CallChangeKind.Updated] },
        { [CallChangeKind.Ended, CallChangeKind.Amended, CallChangeKind.Amended], [CallChangeKind.Ended] },
        { [CallChangeKind.Ended, CallChangeKind.Updated], [CallChangeKind.Updated] },
        { [CallChangeKind.Amended], [CallChangeKind.Amended] },
        { [CallChangeKind.Updated, CallChangeKind.Withdrawn], [CallChangeKind.Withdrawn] },
        { [CallChangeKind.Started, CallChangeKind.Withdrawn], [] },
    };

    [Theory]
    [MemberData(nameof(Folds))]
    public void ToPublish_ChangesOfOneCall_KeepBeginningAndEnd(CallChangeKind[] kinds, CallChangeKind[] told)
    {
        var changes = new ChangeSet();
        for (var revision = 1; revision <= kinds.Length; revision++)
        {
            changes.Add(Change("a", revision, kinds[revision - 1]));
        }

        var published = changes.ToPublish().ToList();

        published.Select(change => change.Kind).Should().Equal(told);
        published.LastOrDefault()?.Call.Revision.Should().Be(kinds.Length);
    }

    [Fact]
    public void ToStore_SeveralCalls_GivesTheNewestOfEachAndTheWithdrawnApart()
    {
        var changes = new ChangeSet();
        changes.Add(Change("b", 1));
        changes.Add(Change("a", 1));
        changes.Add(Change("b", 2));
        changes.Add(Change("c", 7, CallChangeKind.Withdrawn));

        var (calls, withdrawn) = changes.ToStore();

        calls.Select(call => (call.Id, call.Revision)).Should().Equal((LegTracker.Id("b"), 2), (LegTracker.Id("a"), 1));
        withdrawn.Should().Equal(LegTracker.Id("c"));
    }
}
