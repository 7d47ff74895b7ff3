using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallTracking.Samples.Web.Browser;

/// <summary>Lines break, and people press reload: what is shown afterwards is what is so.</summary>
public sealed class StressTests(WebOffice office) : PageTest(office)
{
    [Fact]
    public async Task Pop_AfterManyReloads_IsThereOnceAndGoesWithTheCall()
    {
        var ada = await Office.SitAsync(Company.Ada);
        var call = Office.Ring("+12025550161", Company.Ada);
        for (var time = 0; time < 10; time++)
        {
            // Each one cuts the one before it off, wherever that is.
            await ada.Page.GotoAsync("/", new() { WaitUntil = WaitUntilState.Commit });
        }

        await ada.GoAsync("/");
        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(1);
        call.HangsUp();
        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(0);
        await Office.EndedAsync();
    }

    [Fact]
    public async Task Pop_WhileTheLineWasAway_IsRightWhenItIsBack()
    {
        await using var line = new Line(Office.Address);
        var ada = await Office.OpenAsync(line.Address);
        await ada.SignInAsync(Company.Ada);
        var before = Office.Ring("+12025550162", Company.Ada);
        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(1);

        line.Break();
        before.HangsUp();
        await Office.EndedAsync();
        var after = Office.Ring("+12025550163", Company.Ada);
        line.Mend();

        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(1);
        await Expect(Desk.Pops(ada.Page)).ToContainTextAsync("+12025550163");
        after.HangsUp();
        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(0);
        await Office.EndedAsync();
    }

    [Fact]
    public async Task Pop_WhileThePbxLinkWasAway_GoesWhenTheCallIsOver()
    {
        var ada = await Office.SitAsync(Company.Ada);
        var call = Office.Ring("+12025550164", Company.Ada);
        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(1);

        Office.Pbx.Kill();
        Office.Pbx.Boot();

        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Office.EndedAsync();
        call = Office.Ring("+12025550165", Company.Ada);
        await Expect(Desk.Pops(ada.Page)).ToHaveCountAsync(1);
        call.HangsUp();
        await Office.EndedAsync();
    }
}
