using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Console.Live;
using CallTracking.Samples.Console.Tests.Kit;
using Spectre.Console;

namespace CallTracking.Samples.Console.Tests.Live;

public sealed class BoardDrawingTests
{
    private static readonly LinkStatus Link = new()
    {
        Link = "pbx",
        State = LinkState.Down,
        Since = SeededStore.Day,
        LastError = "Asterisk cannot be reached: " + new string('x', 200),
    };

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(40)]
    public void Draw_OnASmallScreen_FitsIntoIt(int calls)
    {
        var numbers = Enumerable.Range(0, calls).ToList();
        const string longName = "A Name That Is Far Too Long 字字字字字字字字字字";
        var open = numbers.ConvertAll(n => SeededStore.Make(n, 8, CallDirection.Inbound, null, "+12025550111", name: longName));
        var ended = numbers.ConvertAll(n => SeededStore.Make(n, 8, CallDirection.Inbound, CallOutcome.Missed, "+12025550122"));
        var missed = numbers.Select(n => new UnservedCaller("+12025550133", ended[n], n)).ToList();

        var lines = Draw(new BoardPicture(open, ended, missed, Link, calls, calls), height: 24);

        lines.Should().HaveCountLessThanOrEqualTo(24);
        lines.Should().OnlyContain(line => line.Length <= 80);
        string.Join('\n', lines).Should().ContainAll($"In progress ({calls})", $"To call back ({calls})", "Last calls", "not connected");
    }

    [Fact]
    public void Draw_ACallInProgress_SaysWhoRingsAndForHowLong()
    {
        var ringing = SeededStore.Make(1, 8, CallDirection.Inbound, null, "+12025550111") with
        {
            Participants = [Asked("101", null), Asked("102", ParticipantResult.Busy)],
        };

        var lines = Draw(new BoardPicture([ringing], [], [], null, 0, 0), height: 24);

        lines.Should().ContainSingle(line => line.Contains("ringing", StringComparison.Ordinal)).Which
            .Should().MatchRegex(@"ringing +\+12025550111 Ada +5550100 +101 +1:05");
    }

    [Fact]
    public void Draw_ControlCodesInAName_AreNotDrawn()
    {
        var call = SeededStore.Make(1, 8, CallDirection.Inbound, null, "+12025550111", name: "\u001b[2J[red]x[/]");

        var lines = Draw(new BoardPicture([call], [], [], null, 0, 0), height: 24);

        string.Join('\n', lines).Should().NotContain("\u001b").And.Contain("[red]");
    }

    private static Participant Asked(string party, ParticipantResult? result) =>
        new(party, ParticipantKind.Extension, null, true, true, false, 1, default, default, default, result);

    private static string[] Draw(BoardPicture picture, int height)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = 80;
        console.Write(new BoardDrawing("Test", TimeZoneInfo.Utc).Draw(picture, SeededStore.Day.AddHours(8).AddSeconds(65), 80, height));
        return output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }
}
