using Bunit;

namespace CallTracking.Blazor.History;

public sealed class ContactHistoryTests(Office office) : IClassFixture<Office>
{
    [Fact]
    public async Task Calls_OfTheContact_ComeWhileThePageIsOpen_PageByPage()
    {
        var (number, other) = (office.NewNumber(), office.NewNumber());
        var contact = await office.ContactAsync("Regular", number);
        await using var circuit = office.Circuit("chief");
        var page = circuit.Render<ContactHistory>(with => with.Add(history => history.Contact, contact).Add(history => history.PageSize, 2)
            .Add(history => history.CallUrl, "/calls/{call}"));
        page.Sees(it => it.Markup.Should().Contain("No calls yet"));
        Call(other);
        for (var call = 1; call <= 3; call++)
        {
            Call(number);
            var seen = call;
            page.Sees(it => it.FindAll("[data-testid=history-calls] li").Count.Should().BeGreaterThanOrEqualTo(Math.Min(seen, 2)));
        }

        page.Sees(it => it.Find("[data-testid=action-more]"));
        await page.Find("[data-testid=action-more]").ClickAsync();
        page.Sees(it =>
        {
            it.FindAll("[data-testid=history-calls] li").Count.Should().Be(3);
            it.FindAll("[data-testid=action-more]").Should().BeEmpty();
        });
        page.Markup.Should().Contain(number).And.Contain("missed").And.NotContain(other);
        page.Find("[data-testid=history-calls] a").GetAttribute("href").Should().StartWith("/calls/");
    }

    [Fact]
    public async Task Calls_OfOthers_AreNotInAnOperatorsList()
    {
        var number = office.NewNumber();
        var contact = await office.ContactAsync("Somebody", number);
        await using var bosss = office.Circuit("chief");
        await using var annas = office.Circuit("anna");
        var boss = bosss.Render<ContactHistory>(with => with.Add(history => history.Contact, contact));
        Call(number);
        boss.Sees(it => it.FindAll("[data-testid=history-calls] li").Should().ContainSingle());
        var anna = annas.Render<ContactHistory>(with => with.Add(history => history.Contact, contact));
        anna.Sees(it => it.Markup.Should().Contain("No calls yet"));
        anna.Markup.Should().NotContain(number);
    }

    [Fact]
    public async Task Contact_ThatChanges_IsReadAnew()
    {
        var number = office.NewNumber();
        var (first, second) = (await office.ContactAsync("First", number), await office.ContactAsync("Second", null));
        Call(number);
        await using var circuit = office.Circuit("chief");
        var page = circuit.Render<ContactHistory>(with => with.Add(history => history.Contact, first));
        page.Sees(it => it.FindAll("[data-testid=history-calls] li").Should().ContainSingle());
        page.Render(with => with.Add(history => history.Contact, second));
        page.Sees(it => it.Markup.Should().Contain("No calls yet"));
    }

    private void Call(string number)
    {
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "102");
        office.Pbx.End(leg + "-102");
        office.Pbx.End(leg);
    }
}
