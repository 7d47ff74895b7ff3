using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallTracking.Samples.Web.Browser;

/// <summary>What somebody chose is his, in every browser and after every sign-in.</summary>
public sealed class ChoiceTests(WebOffice office) : PageTest(office)
{
    [Fact]
    public async Task LanguageAndTheme_AfterSignOutAndSignInElsewhere_AreAsChosen()
    {
        var ben = await Office.OpenAsync();
        await ben.SignInAsync(Company.Ben);
        var before = await BackgroundAsync(ben.Page);
        await ben.GoAsync("/me");

        await ben.ChooseLanguageAsync("ru");
        await ben.ChooseThemeAsync();
        var chosen = await BackgroundAsync(ben.Page);
        chosen.Should().NotBe(before);
        await ben.SignOutAsync();
        await Expect(ben.Page.Locator("html")).ToHaveAttributeAsync("lang", "ru");

        await ben.FillSignInAsync(Company.Account(Company.Ben), Company.Password);
        await Desk.ReadyAsync(ben.Page);
        await Expect(ben.Page.Locator("html")).ToHaveAttributeAsync("lang", "ru");
        (await BackgroundAsync(ben.Page)).Should().Be(chosen);
        var other = await Office.OpenAsync();
        await other.SignInAsync(Company.Ben);
        await Expect(other.Page.Locator("html")).ToHaveAttributeAsync("lang", "ru");
        (await BackgroundAsync(other.Page)).Should().Be(chosen);
        ben.Complaints.Concat(other.Complaints).Should().BeEmpty();
    }

    [Theory]
    [InlineData("km")]
    [InlineData("ru")]
    public async Task SignInPage_LanguageChosen_SpeaksItAndKeepsTheReturnAddress(string language)
    {
        var desk = await Office.OpenAsync();
        await desk.Page.GotoAsync("/signin?returnUrl=%2Fcustomers");

        await desk.Page.GetByTestId($"language-{language}").ClickAsync();

        await Expect(desk.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await desk.FillSignInAsync(Company.Account(Company.Emil), Company.Password);
        await desk.Page.WaitForURLAsync("**/customers");
        await Expect(desk.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        desk.Complaints.Should().BeEmpty();
    }

    private static Task<string> BackgroundAsync(IPage page) => page.EvaluateAsync<string>(
        "() => getComputedStyle(document.documentElement).getPropertyValue('--mud-palette-primary').trim() + ' on ' + getComputedStyle(document.body).backgroundColor");
}
