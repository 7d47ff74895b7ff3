using CallTracking.Calls;
using CallTracking.Pipeline;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class ChangeBufferTests
{
    [Fact]
    public async Task Take_ReaderKeepsUp_GetsEveryChangeInOrder()
    {
        var buffer = new ChangeBuffer(16);
        CallChange[] posted = [Change("a", 1), Change("b", 1), Change("a", 2), Change("a", 3)];

        var taken = new List<CallChange>();
        foreach (var change in posted)
        {
            buffer.Post(change);
            taken.AddRange(await TakeAllAsync(buffer));
        }

        taken.Should().Equal(posted);
    }

    [Fact]
    public async Task Take_BufferOverflowed_GivesTheNewestStatePerCallAndSaysHowMuchWasLeftOut()
    {
        var buffer = new ChangeBuffer(4);
        for (var revision = 1; revision <= 10; revision++)
        {
            buffer.Post(Change("a", revision));
            buffer.Post(Change("b", revision));
        }

        var first = await buffer.TakeAsync(TestContext.Current.CancellationToken);
        var second = await buffer.TakeAsync(TestContext.Current.CancellationToken);

        first!.Value.Change.Call.Revision.Should().Be(10);
        first.Value.Skipped.Should().Be(18);
        second!.Value.Change.Call.Revision.Should().Be(10);
        second.Value.Skipped.Should().Be(0);
        buffer.Count.Should().Be(0);
    }

    [Fact]
    public async Task Take_EndWasFollowedByAnAmendmentWhileLagging_StillTellsTheEnd()
    {
        var buffer = new ChangeBuffer(2);
        buffer.Post(Change("a", 1));
        buffer.Post(Change("a", 2));
        buffer.Post(Change("a", 3, CallChangeKind.Ended));
        buffer.Post(Change("a", 4, CallChangeKind.Amended));

        var change = (await TakeAllAsync(buffer)).Should().ContainSingle().Subject;

        change.Kind.Should().Be(CallChangeKind.Ended);
        change.Call.Revision.Should().Be(4);
    }

    [Fact]
    public async Task Post_MoreCallsThanFit_DropsTheLongestWaitingAndStaysBounded()
    {
        var buffer = new ChangeBuffer(4);
        for (var call = 0; call < 1_000; call++)
        {
            buffer.Post(Change($"call {call}", 1));
        }

        buffer.Count.Should().Be(4);
        var (change, skipped) = (await buffer.TakeAsync(TestContext.Current.CancellationToken))!.Value;
        skipped.Should().Be(996);
        change.Call.Id.Should().Be(LegTracker.Id("call 996"));
    }

    [Fact]
    public async Task Take_AfterCatchingUp_GetsEveryChangeAgain()
    {
        var buffer = new ChangeBuffer(2);
        for (var revision = 1; revision <= 5; revision++)
        {
            buffer.Post(Change("a", revision));
        }

        await TakeAllAsync(buffer);
        buffer.Post(Change("a", 6));
        buffer.Post(Change("a", 7));

        (await TakeAllAsync(buffer)).Select(change => change.Call.Revision).Should().Equal(6, 7);
    }

    [Fact]
    public async Task Take_CallIsBusy_GivesOtherCallsUntilItIsReleased()
    {
        var buffer = new ChangeBuffer(16);
        buffer.Post(Change("a", 1));
        buffer.Post(Change("a", 2));
        buffer.Post(Change("b", 1));
        var first = (await buffer.TakeAsync(TestContext.Current.CancellationToken))!.Value.Change;
        var second = (await buffer.TakeAsync(TestContext.Current.CancellationToken))!.Value.Change;
        var third = buffer.TakeAsync(TestContext.Current.CancellationToken).AsTask();

        second.Call.Id.Should().Be(LegTracker.Id("b"));
        third.IsCompleted.Should().BeFalse();

        buffer.Release(first.Call.Id);
        (await third)!.Value.Change.Call.Revision.Should().Be(2);
    }

    [Fact]
    public async Task Take_Completed_GivesWhatWaitsAndThenTheEnd()
    {
        var buffer = new ChangeBuffer(16);
        buffer.Post(Change("a", 1));
        buffer.Complete();
        buffer.Post(Change("a", 2));

        (await buffer.TakeAsync(TestContext.Current.CancellationToken))!.Value.Change.Call.Revision.Should().Be(1);
        (await buffer.TakeAsync(TestContext.Current.CancellationToken)).Should().BeNull();
    }

    [Fact]
    public async Task Take_NothingComes_EndsWithTheToken()
    {
        var buffer = new ChangeBuffer(16);
        using var cancel = new CancellationTokenSource();
        var taking = buffer.TakeAsync(cancel.Token).AsTask();

        await cancel.CancelAsync();

        await taking.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Take_ManyWorkers_NeverHaveTheSameCallAtOnceAndKeepItsOrder()
    {
        var buffer = new ChangeBuffer(100_000);
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<Guid, int>();
        var wrong = 0;
        async Task WorkAsync()
        {
            while (await buffer.TakeAsync(TestContext.Current.CancellationToken) is var (change, _))
            {
                var before = seen.GetValueOrDefault(change.Call.Id);
                await Task.Yield();
                if (before != change.Call.Revision - 1 || !seen.TryUpdate(change.Call.Id, change.Call.Revision, before) && before != 0)
                {
                    Interlocked.Increment(ref wrong);
                }

                seen[change.Call.Id] = change.Call.Revision;
                buffer.Release(change.Call.Id);
            }
        }

        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(WorkAsync)).ToArray();
        for (var revision = 1; revision <= 200; revision++)
        {
            for (var call = 0; call < 10; call++)
            {
                buffer.Post(Change($"call {call}", revision));
            }
        }

        buffer.Complete();
        await Task.WhenAll(workers);

        wrong.Should().Be(0);
        seen.Values.Should().HaveCount(10).And.AllBeEquivalentTo(200);
    }

    internal static CallChange Change(
        string leg, int revision, CallChangeKind kind = CallChangeKind.Updated, string tenant = "default", string link = "office") => new(
        new Call
        {
            Tenant = tenant,
            Id = LegTracker.Id(leg, link),
            Link = link,
            Revision = revision,
            StartedAt = PipelineRig.Start,
            State = kind is CallChangeKind.Ended or CallChangeKind.Amended ? CallState.Ended : CallState.Talking,
        },
        kind);

    private static async Task<List<CallChange>> TakeAllAsync(ChangeBuffer buffer)
    {
        var changes = new List<CallChange>();
        while (buffer.Count > 0 && await buffer.TakeAsync(TestContext.Current.CancellationToken) is var (change, _))
        {
            buffer.Release(change.Call.Id);
            changes.Add(change);
        }

        return changes;
    }
}
