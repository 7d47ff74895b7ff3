using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallTracking.Samples.Web.Browser;

/// <summary>What other sites, and what people write, must not be able to do.</summary>
public sealed class SafetyTests(WebOffice office) : PageTest(office)
{
    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("//example.com/")]
    [InlineData("/\\example.com/")]
    [InlineData("\\\\example.com")]
    [InlineData("/\t/example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("%2F%2Fexample.com")]
    [InlineData("/signout")]
    public async Task SignIn_WithAReturnAddressElsewhere_StaysHere(string address)
    {
        var desk = await Office.SitAsync(Company.Emil);
        var stranger = await Office.OpenAsync();
        var gone = new List<string>();
        stranger.Page.Request += (_, request) => gone.Add(request.Url);

        await stranger.SignInAsync(Company.Emil, $"/signin?returnUrl={Uri.EscapeDataString(address)}");

        gone.Should().OnlyContain(url => new Uri(url).Authority == Office.Address.Authority || url.StartsWith("data:", StringComparison.Ordinal)
            || url.StartsWith("blob:", StringComparison.Ordinal));
        await Expect(stranger.Page.GetByTestId("nav-calls")).ToBeVisibleAsync();

        // Who is signed in already is asked nothing and goes nowhere else either.
        await desk.Page.GotoAsync($"/signin?returnUrl={Uri.EscapeDataString(address)}");
        (await desk.Page.Locator("a").EvaluateAllAsync<string[]>("all => all.map(one => one.href)"))
            .Should().OnlyContain(url => url.StartsWith(Office.Address.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/signin", "Form.User=emil&Form.Password=x&_handler=signin")]
    [InlineData("/signout", "")]
    [InlineData("/language", "language=ru&returnUrl=%2F")]
    public async Task FormPost_WithoutTheFormsToken_IsRefused(string path, string form)
    {
        var desk = await Office.SitAsync(Company.Emil);

        var answer = await desk.Page.APIRequest.PostAsync(path, new()
        {
            Headers = [new("Content-Type", "application/x-www-form-urlencoded"), new("Origin", "https://example.com"), new("Sec-Fetch-Site", "cross-site")],
            Data = form,
            MaxRedirects = 0,
        });

        answer.Status.Should().Be((int)HttpStatusCode.BadRequest);
        (await desk.Page.APIRequest.GetAsync("/calltracking/v1/calls")).Status.Should().Be((int)HttpStatusCode.OK, "he is signed in as before");
    }

    [Fact]
    public async Task ApiPost_FromAnotherSiteWithThePersonsCookie_IsRefused()
    {
        var desk = await Office.SitAsync(Company.Fay);

        var answer = await desk.Page.APIRequest.PostAsync("/calltracking/v1/contacts", new()
        {
            Headers = [new("Content-Type", "application/json"), new("Origin", "https://example.com"), new("Sec-Fetch-Site", "cross-site")],
            Data = """{"name":"Mallory"}""",
        });

        answer.Status.Should().Be((int)HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task OtherSitesPage_PostsAFormHere_ChangesNothingAndSendsNoCookie()
    {
        var desk = await Office.SitAsync(Company.Emil);
        var elsewhere = await desk.Context.NewPageAsync();
        await elsewhere.RouteAsync("http://elsewhere.test/**", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<form id=f method=post action='{Office.Address}signout'></form>",
        }));
        await elsewhere.GotoAsync("http://elsewhere.test/");

        await elsewhere.EvaluateAsync("() => document.getElementById('f').submit()");

        await WebOffice.UntilAsync(() => elsewhere.Url.StartsWith(Office.Address.ToString(), StringComparison.Ordinal), "the form to be sent");
        await desk.GoAsync("/");
        await Expect(desk.Page.GetByTestId("nav-calls")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task EveryAnswer_TellsBrowsersWhatNotToDo()
    {
        var desk = await Office.SitAsync(Company.Emil);

        var answer = await desk.Page.GotoAsync("/");

        var headers = answer!.Headers;
        headers["content-security-policy"].Should().Contain("script-src 'self';").And.Contain("frame-ancestors 'none'").And.Contain("object-src 'none'")
            .And.NotContain("unsafe-eval");
        headers["x-content-type-options"].Should().Be("nosniff");
        var cookies = await desk.Context.CookiesAsync();
        cookies.Should().NotBeEmpty().And.OnlyContain(one => one.HttpOnly && one.SameSite != SameSiteAttribute.None);
    }
}
