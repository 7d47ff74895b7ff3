using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Pipeline;
using Microsoft.Extensions.Options;
using static CallTracking.Core.Tests.Pipeline.ChangeBufferTests;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class CallFeedTests
{
    private readonly CallBoard _board = new();
    private readonly CallFeed _feed;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public CallFeedTests()
    {
        _feed = new CallFeed(_board, Options.Create(new CallTrackingOptions { SubscriberBuffer = 16 }));
    }

    [Fact]
    public async Task Read_ChangesOfOtherTenantsAndLinks_AreLeftOut()
    {
        var reading = BeginAsync(_feed.ReadAsync(
            Caller.System("mine"), new CallFeedFilter { Link = "office" }, Token));
        _feed.Publish(Change("a", 1, tenant: "theirs"));
        _feed.Publish(Change("b", 1, tenant: "mine", link: "branch"));
        _feed.Publish(Change("c", 1, tenant: "mine"));
        _feed.Complete();

        (await reading).Should().ContainSingle().Which.Call.Id.Should().Be(LegTracker.Id("c"));
    }

    [Fact]
    public async Task Read_StartWithOpenCalls_BeginsWithThemWithoutGapOrRepetition()
    {
        _feed.Publish(Change("a", 3));
        _feed.Publish(Change("gone", 1));
        _feed.Publish(Change("gone", 2, CallChangeKind.Ended));
        var reader = _feed.ReadAsync(
            Caller.System(), new CallFeedFilter { StartWithOpenCalls = true }, Token).GetAsyncEnumerator(
            Token);
        await reader.MoveNextAsync();
        var first = reader.Current;

        // The board knew this one already when the reader began.
        _feed.Publish(Change("a", 3));
        _feed.Publish(Change("a", 4));
        _feed.Publish(Change("a", 5, CallChangeKind.Ended));
        _feed.Complete();

        first.Call.Revision.Should().Be(3);
        var rest = new List<int>();
        while (await reader.MoveNextAsync())
        {
            rest.Add(reader.Current.Call.Revision);
        }

        rest.Should().Equal(4, 5);
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task Read_ReaderTooSlow_IsToldAndGetsTheNewestStates()
    {
        var skipped = 0L;
        var reader = _feed.ReadAsync(
            Caller.System(), new CallFeedFilter { OnLagging = count => skipped += count }, Token).GetAsyncEnumerator(
            Token);
        var moving = reader.MoveNextAsync();
        for (var revision = 1; revision <= 100; revision++)
        {
            _feed.Publish(Change("a", revision));
        }

        _feed.Complete();
        var last = 0;
        while (await moving)
        {
            last = reader.Current.Call.Revision;
            moving = reader.MoveNextAsync();
        }

        last.Should().Be(100);
        skipped.Should().BeGreaterThan(50);
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task Read_AfterTheHostStopped_EndsAtOnce()
    {
        _feed.Complete();

        (await BeginAsync(_feed.ReadAsync(Caller.System(), cancellationToken: Token))).Should().BeEmpty();
    }

    [Fact]
    public void Publish_ReaderLeft_KeepsNothingForIt()
    {
        var subscription = _feed.Subscribe(_ => true);
        _feed.Unsubscribe(subscription);

        _feed.Publish(Change("a", 1));

        subscription.Buffer.Count.Should().Be(0);
    }

    [Fact]
    public void OpenCalls_FollowTheChangesPerTenant()
    {
        _feed.Publish(Change("a", 1));
        _feed.Publish(Change("b", 1, tenant: "theirs"));
        _feed.Publish(Change("c", 1));
        _feed.Publish(Change("c", 2, CallChangeKind.Ended));
        _feed.Publish(Change("d", 1));
        _feed.Publish(Change("d", 2, CallChangeKind.Withdrawn));

        _board.List(Caller.System()).Should().ContainSingle().Which.Id.Should().Be(LegTracker.Id("a"));
        _board.Find(Caller.System(), LegTracker.Id("a")).Should().NotBeNull();
        _board.Find(Caller.System(), LegTracker.Id("b")).Should().BeNull();
    }

    // The enumeration begins within this call; what comes later is collected until the end.
    private static async Task<List<CallChange>> BeginAsync(IAsyncEnumerable<CallChange> feed)
    {
        var changes = new List<CallChange>();
        await foreach (var change in feed)
        {
            changes.Add(change);
        }

        return changes;
    }
}
