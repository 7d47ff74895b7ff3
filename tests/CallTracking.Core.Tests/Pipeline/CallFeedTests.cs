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

    [Fact]
    public void OpenCalls_EachScope_HoldsOnlyWhatItReaches()
    {
        foreach (var change in CallsOfPeople())
        {
            _feed.Publish(change);
        }

        List<Guid> Seen(Caller caller) => [.. _board.List(caller).Select(call => call.Id)];
        var (own, placed, colleague, other) = (LegTracker.Id("own"), LegTracker.Id("placed"), LegTracker.Id("colleague"), LegTracker.Id("other"));
        Seen(Caller.System()).Should().BeEquivalentTo([own, placed, colleague, other]);
        Seen(Of(AccessScope.All)).Should().BeEquivalentTo([own, placed, colleague, other]);
        Seen(Of(AccessScope.Team)).Should().BeEquivalentTo([own, placed, colleague]);
        Seen(Of(AccessScope.Own)).Should().BeEquivalentTo([own, placed]);
        Seen(Of(AccessScope.None)).Should().BeEmpty();
        _board.Find(Of(AccessScope.Own), colleague).Should().BeNull();
        _board.Find(Of(AccessScope.Own), placed).Should().NotBeNull();
    }

    [Fact]
    public void OpenCalls_NumbersHidden_AreMaskedInListAndFind()
    {
        foreach (var change in CallsOfPeople())
        {
            _feed.Publish(change);
        }

        var masked = Of(AccessScope.All, FieldMask.Numbers);
        _board.List(masked).Should().HaveCount(4).And.OnlyContain(call => call.CallerNumber == "+•••••••••11" && call.CallerName == null);
        _board.Find(masked, LegTracker.Id("own"))!.CallerNumber.Should().Be("+•••••••••11");
        _board.Find(Caller.System(), LegTracker.Id("own"))!.CallerNumber.Should().Be("+12025550111", "what is kept is not masked");
    }

    [Theory]
    [InlineData(AccessScope.All, "own placed colleague other")]
    [InlineData(AccessScope.Team, "own placed colleague")]
    [InlineData(AccessScope.Own, "own placed")]
    public async Task Read_EachScope_IsToldOnlyOfWhatItReaches(AccessScope scope, string legs)
    {
        var before = CallsOfPeople().ToList();
        before.ForEach(_feed.Publish);
        var reading = BeginAsync(_feed.ReadAsync(Of(scope, FieldMask.Numbers), new CallFeedFilter { StartWithOpenCalls = true }, Token));
        before.ForEach(change => _feed.Publish(change with { Call = change.Call with { Revision = 2 } }));
        _feed.Complete();

        var told = await reading;

        var ids = legs.Split(' ').Select(leg => LegTracker.Id(leg)).ToList();
        told.Where(change => change.Call.Revision == 1).Select(change => change.Call.Id).Should().BeEquivalentTo(ids);
        told.Where(change => change.Call.Revision == 2).Select(change => change.Call.Id).Should().BeEquivalentTo(ids);
        told.Should().OnlyContain(change => change.Call.CallerNumber == "+•••••••••11" && change.Call.CallerName == null);
    }

    [Fact]
    public async Task Read_WithoutThePermission_IsDenied() =>
        await FluentActions.Awaiting(() => BeginAsync(_feed.ReadAsync(Of(AccessScope.None), cancellationToken: Token)))
            .Should().ThrowAsync<AccessDeniedException>();

    private static readonly Guid Anna = Guid.CreateVersion7();
    private static readonly Guid Ben = Guid.CreateVersion7();
    private static readonly Guid Sales = Guid.CreateVersion7();
    private static readonly Guid Service = Guid.CreateVersion7();

    private static Caller Of(AccessScope scope, FieldMask masks = FieldMask.None) =>
        Caller.ForEmployee("default", Anna, new AccessGrants([new(Permission.CallsRead, scope)], masks, [Sales]));

    private static IEnumerable<CallChange> CallsOfPeople()
    {
        CallChange With(string leg, string? placedBy, Guid employee, Guid department)
        {
            var change = Change(leg, 1);
            return change with
            {
                Call = change.Call with
                {
                    Direction = CallDirection.Inbound,
                    CallerNumber = "+12025550111",
                    CallerName = "Mr 0111",
                    PlacedBy = placedBy,
                    Participants =
                    [
                        new Participant("11", ParticipantKind.Extension, employee, true, true, true, 1, default, default, default, null) { Department = department },
                    ],
                },
            };
        }

        yield return With("own", null, Anna, Service);
        yield return With("placed", Anna.ToString("D"), Ben, Service);
        yield return With("colleague", null, Ben, Sales);
        yield return With("other", null, Ben, Service);
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
