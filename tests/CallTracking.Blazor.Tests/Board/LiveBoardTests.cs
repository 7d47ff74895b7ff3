using Bunit;

namespace CallTracking.Blazor.Board;

public sealed class LiveBoardTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task Call_ThatWaitsRingsTalksAndEnds_IsFollowed()
    {
        var number = office.NewNumber();
        await office.ContactAsync("<i>Board</i> & Co", number);
        await using var circuit = office.Circuit("chief");
        var page = circuit.Render<LiveBoard>(with => with.Add(board => board.CallUrl, "/calls/{call}"));
        page.Sees(it => it.Find("[data-testid=board-quiet]"));
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Queue(leg, "help");
        page.Sees(it =>
        {
            it.Find("[data-testid=board-queues] tbody").TextContent.Should().Contain("help").And.Contain("1");
            it.Find("[data-testid=board-waiting] dd").TextContent.Should().Be("1");
        });
        office.Pbx.Ring(leg, "101");
        office.Pbx.Answer(leg, "101");
        page.Sees(it =>
        {
            it.Find("[data-testid=board-calls]").TextContent.Should().Contain(number).And.Contain("talking").And.Contain("Anna <b>Bold</b>").And.Contain("<i>Board</i> & Co");
            it.FindAll("[data-testid=board-queues]").Should().BeEmpty();
            it.Find("[data-testid=board-talking] dd").TextContent.Should().Be("1");
        });
        page.FindAll("i, b").Should().BeEmpty();
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
        page.Sees(it => it.Find("[data-testid=board-quiet]"));
    }

    [Fact]
    public async Task Call_OfOthers_IsNotOnAnOperatorsBoard()
    {
        await using var bosss = office.Circuit("chief");
        await using var annas = office.Circuit("anna");
        var (boss, anna) = (bosss.Render<LiveBoard>(), annas.Render<LiveBoard>());
        var number = office.NewNumber();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "102");
        boss.Sees(it => it.Markup.Should().Contain(number));
        anna.Markup.Should().NotContain(number);
        office.Pbx.End(leg + "-102");
        office.Pbx.End(leg);
        boss.Sees(it =>
        {
            it.Find("[data-testid=board-quiet]");
            it.Find("[data-testid=board-missed] dd").TextContent.Should().NotBe("0").And.NotBe("–");
        });
    }

    [Fact]
    public async Task Numbers_ThatAreHidden_AreMasked()
    {
        await using var circuit = office.Circuit("masked");
        var page = circuit.Render<LiveBoard>();
        var number = office.NewNumber();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number, "name " + number);
        office.Pbx.Ring(leg, "101");
        page.Sees(it => it.Find("[data-testid=board-calls]").TextContent.Should().Contain("•"));
        page.Markup.Should().NotContain(number).And.NotContain(number[^6..]);
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
        page.Sees(it => it.Find("[data-testid=board-quiet]"));
        page.Markup.Should().NotContain(number).And.NotContain(number[^6..]);
    }

    [Fact]
    public async Task Disposal_EndsWhatItFollows()
    {
        var circuit = office.Circuit("chief");
        var running = circuit.Render<LiveBoard>().Instance.Running;
        await circuit.DisposeAsync();
        await running.WaitAsync(Waiting.Long, Office.Cancel);
        running.IsCompletedSuccessfully.Should().BeTrue();
    }
}
