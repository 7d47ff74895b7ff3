using CallTracking.Calls;
using CallTracking.Samples.Console.Live;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Live;

public sealed class BoardTests
{
    private readonly Board _board = new();
    private readonly Call _open = SeededStore.Make(1, 8, CallDirection.Inbound, null, "+12025550111");

    private static Call[] Ended => [.. SeededStore.Calls.Where(call => call.State == CallState.Ended)];

    [Fact]
    public void Apply_TheLifeOfACall_MovesItThroughTheBoard()
    {
        _board.Apply(new CallChange(_open, CallChangeKind.Started));
        _board.Look().Open.Should().Equal(_open);

        var ended = SeededStore.Make(1, 8, CallDirection.Inbound, CallOutcome.Missed, "+12025550111");
        _board.Apply(new CallChange(ended, CallChangeKind.Ended));

        var picture = _board.Look();
        picture.Open.Should().BeEmpty();
        picture.Last.Should().Equal(ended);
        picture.Unserved.Should().ContainSingle();
        picture.Ended.Should().Be(1);

        var amended = ended with { CallerName = "Boris" };
        _board.Apply(new CallChange(amended, CallChangeKind.Amended));
        _board.Look().Last.Should().Equal(amended);
        _board.Look().Ended.Should().Be(1);
    }

    [Fact]
    public void Apply_Withdrawn_TakesItAway()
    {
        _board.Apply(new CallChange(_open, CallChangeKind.Started));
        _board.Apply(new CallChange(_open, CallChangeKind.Withdrawn));

        _board.Look().Should().BeEquivalentTo(new { Ended = 0, Answered = 0 });
        _board.Look().Open.Should().BeEmpty();
    }

    [Fact]
    public void Begin_WithStoredCalls_CountsThem()
    {
        _board.Begin(Ended);

        _board.Look().Should().BeEquivalentTo(new { Ended = 4, Answered = 2 });
    }

    [Fact]
    public void Begin_WithCallsThatAlsoEndOnTheBoard_CountsThemOnce()
    {
        _board.Apply(new CallChange(Ended[0], CallChangeKind.Ended));
        _board.Begin(Ended);
        _board.Apply(new CallChange(Ended[1], CallChangeKind.Ended));

        _board.Look().Ended.Should().Be(4);
    }
}
