using System.Net;
using CallTracking.Samples.Web.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Web.Hosting;

public sealed class WebHostTests
{
    [Fact]
    public async Task Answers_CarryThePolicyAndAreNotGuessed()
    {
        await using var site = new WebSite();
        await site.InitializeAsync();
        using var visitor = site.Visit();

        foreach (var path in new[] { "/signin", "/", "/app.css", "/no/such/page", "/calltracking/health/live" })
        {
            var answer = await visitor.GetAsync(path);
            string Header(string name) => string.Join(',', answer.Headers.TryGetValues(name, out var values) ? values : []);
            Header("X-Content-Type-Options").Should().Be("nosniff", path);
            Header("Referrer-Policy").Should().Be("same-origin", path);
            Header("X-Frame-Options").Should().Be("DENY", path);
            Header("Content-Security-Policy").Should().Contain("script-src 'self';").And.Contain("frame-ancestors 'none'")
                .And.Contain($"connect-src 'self' ws://{site.Address.Authority};").And.NotContain("unsafe-eval");
        }

        (await visitor.ReadAsync("/signin")).Should().NotContain("<script").And.NotContain("onclick");
        (await visitor.GetAsync("/signin")).Headers.CacheControl!.NoStore.Should().BeTrue();
        (await visitor.GetAsync("/signin")).Headers.Contains("Server").Should().BeFalse();
    }

    [Fact]
    public async Task Address_ThatIsNotThere_Is404WithAPage()
    {
        await using var site = new WebSite();
        await site.InitializeAsync();
        using var admin = await site.BeginAsync();

        var answer = await admin.GetAsync("/no/such/page");

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync(WebSite.Cancel)).Should().Contain("There is nothing here");
    }

    [Fact]
    public async Task SignIn_TriedTooOften_HasToWait()
    {
        await using var site = new WebSite { TriesPerMinute = SignInLimits.TriesPerMinute };
        await site.InitializeAsync();
        using var visitor = site.Visit();
        for (var i = 0; i < SignInLimits.TriesPerMinute; i++)
        {
            (await visitor.PostAsync("/signin", [])).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        }

        var answer = await visitor.PostAsync("/signin", []);

        answer.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter.Should().NotBeNull();
        (await visitor.GetAsync("/signin")).StatusCode.Should().Be(HttpStatusCode.OK, "looking is free");
    }

    [Fact]
    [Trait("Size", "server")]
    public async Task Demo_PrintsLinksThatSignIn()
    {
        var folder = Directory.CreateTempSubdirectory("web-demo-").FullName;
        using var told = new StringWriter();
        try
        {
            await using (var demo = WebHost.Build(
                ["--demo", "--data", folder, "--urls", "http://127.0.0.1:0"],
                builder => builder.Services.AddSingleton(new Announcement { Output = told })))
            {
                await demo.StartAsync(WebSite.Cancel);
                var links = told.ToString().Split('\n').Where(static line => line.Contains("/welcome?token=", StringComparison.Ordinal))
                    .Select(static line => new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Trim())).ToList();
                links.Should().HaveCount(4, "there is one for each role");
                foreach (var link in links)
                {
                    using var visitor = new Visitor(new Uri(link.GetLeftPart(UriPartial.Authority)));
                    (await visitor.GetAsync(link.PathAndQuery)).StatusCode.Should().Be(HttpStatusCode.Redirect);
                    (await visitor.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.OK);
                    using var late = new Visitor(new Uri(link.GetLeftPart(UriPartial.Authority)));
                    await late.GetAsync(link.PathAndQuery);
                    (await late.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.Redirect, "a link works once");
                }

                await demo.StopAsync(WebSite.Cancel);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
