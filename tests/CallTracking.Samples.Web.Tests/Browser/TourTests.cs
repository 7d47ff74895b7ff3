using CallTracking.Samples.Web.Hosting;
using CallTracking.Samples.Web.Texts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace CallTracking.Samples.Web.Browser;

/// <summary>What the first command of the manual shows: a company that lives, in a browser that opened the printed link. It takes the manual's
/// pictures; renew them with <c>CALLTRACKING_RENEW_GOLDEN=1</c>. Where <c>CALLTRACKING_SCREENSHOTS</c> names a folder, every page is put there in every
/// language, light and dark, wide and narrow, for people to look at.</summary>
public sealed class TourTests(WebOffice office) : PageTest(office)
{
    private const string Samples = "samples/CallTracking.Samples.Web";
    private const string NoFolder = "Takes pictures for people to look at: name a folder in CALLTRACKING_SCREENSHOTS.";

    private static readonly string[] Pictures = ["board", "pop", "customer", "calls-dark", "callbacks-360"];

    public static bool IsFolderNamed => Folder is { Length: > 0 };

    private static string? Folder => Environment.GetEnvironmentVariable("CALLTRACKING_SCREENSHOTS");

    private static bool Renews => Environment.GetEnvironmentVariable("CALLTRACKING_RENEW_GOLDEN") == "1";

    [Fact]
    public async Task Demo_PrintedLinkIsOpened_ACallPopsWithinAMinuteAndEveryPageHasSomethingToShow()
    {
        await using var demo = await Demo.StartAsync();
        var desk = await Office.OpenAsync(demo.Address);
        await desk.GoAsync(demo.Link("administrator"));
        var page = desk.Page;

        await Assertions.Expect(Desk.Pops(page).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(Desk.Pops(page).First).ToContainTextAsync("+1");
        await Assertions.Expect(page.Locator(".ct-skeleton")).ToHaveCountAsync(0);
        await TakeAsync(page, "pop");

        await desk.GoAsync("/");
        await Assertions.Expect(page.GetByTestId("board-waiting")).ToBeVisibleAsync();
        await TakeAsync(page, "board");

        await desk.GoAsync("/customers");
        await page.Locator("tr[data-testid^='row-']:has(img) a[href^='/customers/']").First.ClickAsync();
        await page.WaitForURLAsync(static url => Guid.TryParse(url.Split('/')[^1], out _));
        await Desk.ReadyAsync(page);
        await Assertions.Expect(page.GetByTestId("number").First).ToBeVisibleAsync();
        await TakeAsync(page, "customer");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await desk.GoAsync("/calls");
        await Assertions.Expect(page.Locator("main a[href^='/calls/']").First).ToBeVisibleAsync();
        await TakeAsync(page, "calls-dark");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(360, 740);
        await desk.GoAsync("/callbacks");
        await TakeAsync(page, "callbacks-360");
        string.Join("\n", desk.Complaints).Should().BeEmpty();
    }

    /// <summary>The manual shows the pictures that are taken here, and no others.</summary>
    [Fact]
    public async Task Manual_ShowsEveryPicture()
    {
        var folder = Path.Combine(TestTexts.Root(), Samples);
        var manual = await File.ReadAllTextAsync(Path.Combine(folder, "README.md"), Cancel);

        Directory.EnumerateFiles(Path.Combine(folder, "images")).Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Pictures);
        Pictures.Should().OnlyContain(name => manual.Contains($"](images/{name}.png)", StringComparison.Ordinal));
    }

    [Fact(Skip = NoFolder, SkipUnless = nameof(IsFolderNamed))]
    public async Task EveryPage_IsPutWherePeopleCanLookAtIt()
    {
        var life = await Office.LiveAsync();
        var taken = 0;
        foreach (var (width, height) in new[] { (1280, 800), (360, 740) })
        {
            foreach (var language in new[] { "en", "km", "ru" })
            {
                var desk = await Office.SitAsync(Company.Fay, width: width, height: height);
                await desk.SpeakAsync(language);
                foreach (var (number, path) in life.Pages.Index())
                {
                    await desk.GoAsync(path);
                    foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
                    {
                        await desk.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                        var name = $"{number:d2}-{path.Split('/', '?')[1]}-{width}-{language}-{scheme}.png";
                        await desk.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder!, name), FullPage = true });
                        taken++;
                    }
                }
            }
        }

        taken.Should().Be(life.Pages.Count * 12);
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        if (name != "pop")
        {
            // It would lie over the page; by now it may have ended by itself.
            await page.EvaluateAsync("() => document.querySelectorAll('[data-testid=pop-card] [data-testid=action-close]').forEach(one => one.click())");
            await Assertions.Expect(Desk.Pops(page)).ToHaveCountAsync(0);
        }

        Pictures.Should().Contain(name);
        var picture = await page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });
        picture.Should().NotBeEmpty();
        if (Renews)
        {
            await File.WriteAllBytesAsync(Path.Combine(TestTexts.Root(), Samples, "images", $"{name}.png"), picture, Cancel);
        }
    }

    /// <summary>The host as the manual's command starts it.</summary>
    private sealed class Demo(WebApplication host, string folder, string[] told) : IAsyncDisposable
    {
        public Uri Address => new(host.Urls.First());

        public static async Task<Demo> StartAsync()
        {
            var folder = Directory.CreateTempSubdirectory("web-tour-").FullName;
            await using var told = new StringWriter();
            var host = WebHost.Build(["--demo", "--data", folder, "--urls", "http://127.0.0.1:0"], builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(new Announcement { Output = told });
            });
            await host.StartAsync(Cancel);
            return new Demo(host, folder, told.ToString().Split('\n', StringSplitOptions.TrimEntries));
        }

        /// <summary>The address that was printed for a role.</summary>
        public string Link(string role)
        {
            var line = told.First(line => line.StartsWith(role, StringComparison.Ordinal) && line.Contains("/welcome?token=", StringComparison.Ordinal));
            return new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]).PathAndQuery;
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
