using System.Net;

namespace CallTracking.Samples.Web.Identity;

public sealed class WelcomeTests
{
    [Fact]
    public async Task FirstRunLink_MakesTheAdministrator_OnceAndForAll()
    {
        await using var site = new WebSite();
        await site.InitializeAsync();
        var link = site.FirstRunLink!;
        using (var admin = await site.BeginAsync())
        {
            (await admin.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.OK);
            (await admin.GetAsync("/calltracking/v1/roles")).StatusCode.Should().Be(HttpStatusCode.OK, "he is an employee with the administrator's role");
        }

        using var other = site.Visit();
        (await other.ReadAsync(link)).Should().NotContain("Form.Password");
        (await other.SubmitAsync(link, "welcome", WebSite.NewAdministrator(WebSite.Password))).StatusCode.Should().NotBe(HttpStatusCode.Redirect);

        await site.StopAsync();
        await using var again = await WebSite.StartAgainAsync(site.Folder);
        again.FirstRunLink.Should().BeNull("there is an administrator");
        using var signedIn = again.Visit();
        (await signedIn.SignInAsync(WebSite.Administrator, WebSite.Password)).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task FirstRunLink_StartedAgainWithoutAdministrator_IsAnotherAndTheOldOneIsGone()
    {
        await using var site = new WebSite();
        await site.InitializeAsync();
        var link = site.FirstRunLink!;
        await site.StopAsync();

        await using var again = await WebSite.StartAgainAsync(site.Folder);

        again.FirstRunLink.Should().NotBeNull().And.NotBe(link);
        using var visitor = again.Visit();
        (await visitor.ReadAsync(link)).Should().NotContain("Form.Password");
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa")]
    [InlineData("correct horse battery", "correct horse staple")]
    public async Task FirstRunLink_WithAPasswordThatWillNotDo_StaysGood(string password, string repeat)
    {
        await using var site = new WebSite();
        await site.InitializeAsync();
        using var visitor = site.Visit();

        var refused = await visitor.SubmitAsync(
            site.FirstRunLink!, "welcome", new(WebSite.NewAdministrator(password)) { ["Form.Repeat"] = repeat });

        refused.StatusCode.Should().Be(HttpStatusCode.OK);
        (await refused.Content.ReadAsStringAsync(WebSite.Cancel)).Should().Contain("welcome-error");
        (await site.BeginAsync()).Dispose();
    }

    [Theory]
    [InlineData("/welcome")]
    [InlineData("/welcome?token=")]
    [InlineData("/welcome?token=7Af89czRX6Mig5ZfDkCBYYItFdC5ApwMjSUnLEviGxU")]
    [InlineData("/invite?token=7Af89czRX6Mig5ZfDkCBYYItFdC5ApwMjSUnLEviGxU")]
    public async Task Link_ThatNobodyIssued_OpensNothing(string link)
    {
        await using var site = new WebSite();
        await site.InitializeAsync();
        using var visitor = site.Visit();

        (await visitor.ReadAsync(link)).Should().NotContain("Form.Password");
    }
}
