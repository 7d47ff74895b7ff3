using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallTracking.Samples.Web.Browser;

public sealed class PopTests(WebOffice office) : PageTest(office)
{
    [Fact]
    public async Task Pop_OneOfTwoUsersRings_OnlyHisPagesShowOneCardEach()
    {
        await Office.AddContactAsync("Grace Hopper", "+12025550111");
        var ada = await Office.SitAsync(Company.Ada);
        var ben = await Office.SitAsync(Company.Ben);
        var second = await ada.TabAsync("/callbacks");

        var call = Office.Ring("+12025550111", Company.Ada);

        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(1);
        await Expect(Desk.Pops(second)).ToHaveCountAsync(1);
        await Expect(Desk.Pops(ada.Page)).ToContainTextAsync("Grace Hopper");
        await Expect(Desk.Pops(ben.Page)).ToHaveCountAsync(0);
        call.HangsUp();
        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(0);
        await Expect(Desk.Pops(second)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Pop_SomebodyElseAnswers_VanishesAndStaysAtWhoAnswered()
    {
        var ada = await Office.SitAsync(Company.Ada);
        var ben = await Office.SitAsync(Company.Ben);
        var call = Office.Ring("+12025550112", Company.Ada, Company.Ben);
        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(1);
        await Expect(Desk.Pops(ben.Page)).ToHaveCountAsync(1);

        call.Answers(Company.Ben.Extension!);

        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(0);
        await Expect(Desk.Pops(ben.Page)).ToHaveCountAsync(1);
        call.HangsUp();
        await Expect(Desk.Pops(ben.Page)).ToHaveCountAsync(0);
    }
}
