using Microsoft.Playwright;

namespace CallTracking.Samples.Web.Browser;

/// <summary>A test of pages: skips where no browser is, and leaves no page open. What a failed one saw is kept where
/// <c>CALLTRACKING_SCREENSHOTS</c> says.</summary>
[Collection(Browsing.Name)]
[Trait("Size", "server")]
public abstract class PageTest : IClassFixture<WebOffice>, IAsyncDisposable
{
    protected PageTest(WebOffice office)
    {
        Chromium.Need();
        Office = office;
    }

    protected WebOffice Office { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            await KeepAsync();
        }

        await Office.LeaveAsync();
    }

    private async Task KeepAsync()
    {
        var number = 0;
        foreach (var page in Office.Desks.SelectMany(static desk => desk.Context.Pages))
        {
            var name = string.Join("_", $"{TestContext.Current.Test?.TestDisplayName}-{++number}".Split(Path.GetInvalidFileNameChars()));
            TestContext.Current.TestOutputHelper?.WriteLine($"{page.Url}");
            if (Environment.GetEnvironmentVariable("CALLTRACKING_SCREENSHOTS") is { Length: > 0 } folder)
            {
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "failed", $"{name[^Math.Min(name.Length, 120)..]}.png") });
            }
        }

        foreach (var complaint in Office.Desks.SelectMany(static desk => desk.Complaints).Take(12))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(complaint);
        }
    }
}
