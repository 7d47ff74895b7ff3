using CallTracking.Links;
using CallTracking.Pbx;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Core.Tests.Links;

public sealed class LinkBoardTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Start);
    private readonly LinkBoard _board;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public LinkBoardTests()
    {
        _board = new LinkBoard(_time);
    }

    [Fact]
    public void List_NewLink_IsStartingAndNotUp()
    {
        _board.Add("office");

        _board.List().Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Link = "office", State = LinkState.Starting, Since = Start, Attempt = 0, LastError = (string?)null });
        _board.Find("elsewhere").Should().BeNull();
    }

    [Fact]
    public void Find_LinkWentThroughItsStates_SaysWhatEachMeans()
    {
        var link = _board.Add("office");
        _time.Advance(TimeSpan.FromSeconds(1));
        link.Connecting(1);
        link.Down(PbxLinkFailure.Unreachable, "Nobody answers.", Start.AddSeconds(2));
        _board.Find("office").Should().BeEquivalentTo(
            new
            {
                State = LinkState.Down,
                Since = Start.AddSeconds(1),
                Failure = PbxLinkFailure.Unreachable,
                LastError = "Nobody answers.",
                RetryAt = Start.AddSeconds(2),
            });

        link.Connecting(2);
        _board.Find("office").Should().BeEquivalentTo(
            new { State = LinkState.Connecting, Attempt = 2, LastError = "Nobody answers.", RetryAt = (DateTimeOffset?)null });

        link.Up("Test PBX 1");
        _board.Find("office").Should().BeEquivalentTo(
            new { State = LinkState.Up, Product = "Test PBX 1", LastError = (string?)null, Failure = (PbxLinkFailure?)null });
    }

    [Fact]
    public void Control_OfALink_IsItsAdaptersAndNothingBefore()
    {
        ILinkControls controls = _board;
        var link = _board.Add("office");
        controls.Find("office").Should().BeNull();

        var adapter = new AskableAdapter();
        link.Speaks(adapter);

        controls.Find("office").Should().BeSameAs(adapter.Control);
        controls.Find("elsewhere").Should().BeNull();
        _board.Find("office")!.Abilities.Should().Be(PbxAbilities.HangUp);
    }

    [Fact]
    public async Task Control_WithoutAMethod_SaysThatItIsNotAble()
    {
        IPbxCallControl control = new NoControl();
        var hold = () => control.HoldAsync(control.NewLeg(), Token);

        (await hold.Should().ThrowAsync<PbxControlException>()).Which.Failure.Should().Be(PbxControlFailure.NotAble);
    }

    [Fact]
    public async Task Read_Changes_ComeAfterTheStateOfNow()
    {
        var office = _board.Add("office");
        await using var reader = _board.ReadAsync(Token).GetAsyncEnumerator(Token);
        await reader.MoveNextAsync();
        reader.Current.State.Should().Be(LinkState.Starting);

        office.Connecting(1);
        await reader.MoveNextAsync();
        reader.Current.State.Should().Be(LinkState.Connecting);

        var waiting = reader.MoveNextAsync().AsTask();
        waiting.IsCompleted.Should().BeFalse();
        _board.Add("branch");
        await waiting;
        reader.Current.Link.Should().Be("branch");
    }

    [Fact]
    public async Task Read_SlowReader_GetsTheNewestOnly()
    {
        var office = _board.Add("office");
        await using var reader = _board.ReadAsync(Token).GetAsyncEnumerator(Token);
        await reader.MoveNextAsync();
        for (var attempt = 1; attempt <= 50; attempt++)
        {
            office.Connecting(attempt);
        }

        await reader.MoveNextAsync();

        reader.Current.Attempt.Should().Be(50);
        var next = reader.MoveNextAsync().AsTask();
        next.IsCompleted.Should().BeFalse();
        office.Up(null);
        await next;
        reader.Current.State.Should().Be(LinkState.Up);
    }

    [Fact]
    public void CountUnknown_ManyNames_StaysBounded()
    {
        var link = _board.Add("office");
        for (var name = 0; name < 5_000; name++)
        {
            link.CountUnknown($"Event{name}");
        }

        link.CountUnknown("Event1").Should().BeFalse();

        var unknown = _board.Find("office")!.UnknownEvents;
        unknown.Should().HaveCount(1_001);
        unknown["Event1"].Should().Be(2);
        unknown["other"].Should().Be(4_000);
    }

    [Fact]
    public void InboxFilled_UntilThereIsRoom_TellsOnce()
    {
        var link = _board.Add("office");

        link.InboxFilled().Should().BeTrue();
        link.InboxFilled().Should().BeFalse();
        _board.Find("office")!.InboxFullSince.Should().Be(Start);
        link.InboxHasRoom();
        _board.Find("office")!.InboxFullSince.Should().BeNull();
        link.InboxFilled().Should().BeTrue();
    }

    private sealed class AskableAdapter : IPbxAdapter
    {
        public PbxAbilities Abilities => PbxAbilities.HangUp;

        public IPbxCallControl? Control { get; } = new NoControl();

        public Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class NoControl : IPbxCallControl;
}
