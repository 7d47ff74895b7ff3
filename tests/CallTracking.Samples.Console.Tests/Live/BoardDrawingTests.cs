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
        Link = "pbx", State = LinkState.Down, Since = SeededStore.Day, LastError = "Asterisk at pbx.example:5038 cannot be reached: " + new string('x', 200),
    };

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(40)]
    public void Draw_OnASmallScreen_FitsIntoIt(int calls)
    {
        var numbers = Enumerable.Range(0, calls).ToList();
        var open = numbers.Select(n => SeededStore.Make(n, 8, CallDirection.Inbound, null, "+12025550111", name: "A Name That Is Far Too Long 字字字字字字字字字字")).ToList();
        var ended = numbers.Select(n => SeededStore.Make(n, 8, CallDirection.Outbound, CallOutcome.Answered, "+12025550122", answeredBy: "+12025550122")).ToList();
        var missed = numbers.Select(n => new UnservedCaller("+12025550133", ended[n], n)).ToList();

        var lines = Draw(new BoardPicture(open, ended, missed, Link, calls, calls), height: 24);

        lines.Should().HaveCountLessThanOrEqualTo(24);
        lines.Should().OnlyContain(line => line.Length <= 80);
        string.Join('\n', lines).Should().Contain($"In progress ({calls})").And.Contain($"To call back ({calls})").And.Contain("Last calls").And.Contain("not connected");
    }

    [Fact]
    public void Draw_ACallInProgress_SaysWhoRingsAndForHowLong()
    {
        var ringing = SeededStore.Make(1, 8, CallDirection.Inbound, null, "+12025550111") with
        {
            Participants = [new Participant("101", ParticipantKind.Extension, null, true, true, false, 1, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, null)],
        };

        var lines = Draw(new BoardPicture([ringing], [], [], null, 0, 0), height: 24);

        lines.Should().ContainSingle(line => line.Contains("ringing", StringComparison.Ordinal)).Which
            .Should().MatchRegex(@"ringing +\+12025550111 Ada +5550100 +101 +1:05");
    }

    [Fact]
    public void Draw_ControlCodesInAName_AreNotDrawn()
    {
        var call = SeededStore.Make(1, 8, CallDirection.Inbound, null, "+12025550111", name: "\u001b[2J[red]x[/]");

        string.Join('\n', Draw(new BoardPicture([call], [], [], null, 0, 0), height: 24)).Should().NotContain("\u001b").And.Contain("[red]");
    }

    private static string[] Draw(BoardPicture picture, int height)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = 80;
        console.Write(new BoardDrawing("Test", TimeZoneInfo.Utc).Draw(picture, SeededStore.Day.AddHours(8).AddSeconds(65), 80, height));
        return output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }
}
