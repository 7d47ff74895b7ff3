using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Console.Live;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Live;

public sealed class LineViewTests : IDisposable
{
    private readonly TestConsole _console = new();
    private readonly LineView _view;

    public LineViewTests()
    {
        _view = new LineView(_console.CreateTerminal(), TimeZoneInfo.Utc, new FixedDate(SeededStore.Day.AddHours(9)));
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public void Show_TheLifeOfACall_IsALinePerState()
    {
        var ringing = SeededStore.Make(1, 8, CallDirection.Inbound, null, "+12025550111");
        var ended = SeededStore.Make(1, 8, CallDirection.Inbound, CallOutcome.Answered, "+12025550111", answeredBy: "101");
        var talking = ringing with { State = CallState.Talking, AnsweredBy = "101" };
        _view.Show(new CallChange(ringing, CallChangeKind.Started));
        _view.Show(new CallChange(ringing with { Revision = 2 }, CallChangeKind.Updated));
        _view.Show(new CallChange(talking, CallChangeKind.Updated));
        _view.Show(new CallChange(ended, CallChangeKind.Ended));

        _console.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().SatisfyRespectively(
            line => line.Should().Be("2026-11-23 09:00:00 inbound  +12025550111 -> 5550100  ringing"),
            line => line.Should().EndWith("talking 101"),
            line => line.Should().EndWith("ended: answered by 101, wait 0:05, talk 0:55"));
    }

    [Fact]
    public void Show_TheLinksState_GoesToStandardErrorOnce()
    {
        var link = new LinkStatus { Link = "pbx", State = LinkState.Down, Since = SeededStore.Day, LastError = "Two\nlines" };

        _view.Show(link);
        _view.Show(link with { OpenCalls = 3 });

        _console.Out.Should().BeEmpty();
        _console.ErrorLines.Should().Equal("calltracking: not connected: Two lines");
    }
}
