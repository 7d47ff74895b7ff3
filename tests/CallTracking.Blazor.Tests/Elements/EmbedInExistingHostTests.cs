using System.Net;
using System.Security.Claims;
using CallTracking.LoadLab.Dom;
using EmbedInExistingHost;
using EmbedInExistingHost.Customers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallTracking.Blazor.Elements;

public sealed class EmbedInExistingHostTests : IAsyncLifetime
{
    private const int MostLines = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("embed-").FullName;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private static string Sample => Path.Combine(Root(), "samples", "EmbedInExistingHost");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Sample_AddedLines_AreUnderTwenty()
    {
        var added = Directory.EnumerateFiles(Sample, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) is ".cs" or ".cshtml" or ".csproj")
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static folder => folder is "bin" or "obj" or "Demo"))
            .SelectMany(File.ReadLines).Where(static line => line.Contains("// calltracking", StringComparison.Ordinal)
                || line.Contains("@* calltracking", StringComparison.Ordinal) || line.Contains("<!-- calltracking", StringComparison.Ordinal)).ToList();
        added.Count.Should().BeInRange(10, MostLines - 1);

        // Nothing of ours stands on a line that is not counted.
        Directory.EnumerateFiles(Path.Combine(Sample, "Views"), "*.cshtml", SearchOption.AllDirectories).Concat([Path.Combine(Sample, "Shop.cs")])
            .SelectMany(File.ReadLines).Where(static line => line.Contains("<ct-", StringComparison.Ordinal) || line.Contains("AddCallTracking", StringComparison.Ordinal)
                || line.Contains("_content/CallTracking", StringComparison.Ordinal)).Should().OnlyContain(line => added.Contains(line));
    }

    [Fact]
    public async Task Sample_SignedIn_ServesPartsAndTheirFiles()
    {
        await using var app = await StartAsync(null);
        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var client = new HttpClient(handler) { BaseAddress = Address(app) };
        (await client.GetAsync("/customers/details/1", Cancel)).RequestMessage!.RequestUri!.AbsolutePath.Should().BeEquivalentTo("/account/login");

        var form = await client.GetStringAsync("/account/login", Cancel);
        var token = System.Text.RegularExpressions.Regex.Match(form, "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        using var who = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["name"] = "anna",
            ["password"] = "embed-demo-1",
            ["__RequestVerificationToken"] = token,
            ["returnUrl"] = "//evil.example/",
        });
        (await client.PostAsync("/account/login", who, Cancel)).RequestMessage!.RequestUri!.Authority.Should().Be(Address(app).Authority);

        var page = await client.GetStringAsync("/customers/details/1", Cancel);
        var contact = app.Services.GetRequiredService<CustomerList>().Find(1)!.ContactId;
        page.Should().Contain($"<ct-history contact=\"{contact}\">").And.Contain("<ct-pop floating").And.NotContain("calltracking:");
        foreach (var file in new[] { "_framework/blazor.server.js", "_content/CallTracking.Blazor/ct-elements.js", "EmbedInExistingHost.styles.css" })
        {
            page.Should().Contain(file);
            (await client.GetAsync("/" + file, Cancel)).StatusCode.Should().Be(HttpStatusCode.OK, file);
        }

        (await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Cancel)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync($"/customers/contact/{contact}", Cancel)).RequestMessage!.RequestUri!.AbsolutePath.Should().BeEquivalentTo("/customers/details/1");
    }

    [Fact]
    public async Task Sample_WithoutSignIn_GivesNoCircuit()
    {
        await using var app = await StartAsync(null);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = Address(app) };
        (await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Cancel)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Trait("Size", "server")]
    public async Task Sample_InABrowser_DrawsBothParts()
    {
        Assert.SkipWhen(HeadlessBrowser.Program is null, HeadlessBrowser.Absent);
        await using var app = await StartAsync("anna");
        await using var browser = await HeadlessBrowser.StartAsync(HeadlessBrowser.Program!, Cancel);
        var session = await browser.OpenAsync(new Uri(Address(app), "/customers/details/1"), "window.failures = []; addEventListener('error', e => failures.push(e.message));", Cancel);
        const string Both = "String(!!document.querySelector('ct-pop [data-testid=call-pops]') && !!document.querySelector('ct-history [data-testid=contact-history]'))";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (await browser.EvaluateAsync(session, Both, limit.Token) != "true")
        {
            await Task.Delay(100, limit.Token);
        }

        // Taken off the page, the part goes with the element.
        await browser.EvaluateAsync(session, "document.querySelector('ct-history').remove()", limit.Token);
        (await browser.EvaluateAsync(session, "String(window.failures.length)", limit.Token)).Should().Be("0");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CallTracking.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static Uri Address(WebApplication app) => new(app.Urls.First());

    private async Task<WebApplication> StartAsync(string? user)
    {
        var app = Shop.Build(["--contentRoot", Sample, "--ConnectionStrings:CallTracking", $"Data Source={Path.Combine(_folder, "calls.db")};Pooling=False"], builder =>
        {
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.Configure<CallTrackingOptions>(options => options.SpoolDirectory = Path.Combine(_folder, "spool"));
            if (user is not null)
            {
                builder.Services.AddSingleton<IStartupFilter>(new SignedIn(user));
            }
        });
        await app.StartAsync(Cancel);
        return app;
    }

    // As if the cookie were there.
    private sealed class SignedIn(string user) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity(
                    [new Claim(ClaimTypes.NameIdentifier, user), new Claim(ClaimTypes.Name, user)], "test"));
                return go(context);
            });
            next(app);
        };
    }
}
