using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(CallTracking.Samples.Web.Browser.Chromium))]

namespace CallTracking.Samples.Web.Browser;

/// <summary>One browser for the whole run, started by the first test that needs one.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Absent = "No Chromium here: run eng/servers/chromium.sh install, and export what eng/servers/chromium.sh env prints.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static IPlaywright? _driver;
    private static IBrowser? _browser;

    private static string? Program => Environment.GetEnvironmentVariable("CALLTRACKING_CHROMIUM");

    /// <summary>Skips the test where there is none.</summary>
    public static void Need() => Assert.SkipWhen(string.IsNullOrEmpty(Program), Absent);

    public static bool IsHere => !string.IsNullOrEmpty(Program);

    public static async Task<IBrowser> GetAsync()
    {
        Need();
        await Gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            Assertions.SetDefaultExpectTimeout(45_000);
            _driver ??= await Playwright.CreateAsync();
            return _browser ??= await _driver.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Program,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--no-first-run", "--force-color-profile=srgb", "--font-render-hinting=none",
                ],
            });
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Closes somebody's pages. A browser that does not answer is left behind, and the next test starts another.</summary>
    public static async Task CloseAsync(IBrowserContext context)
    {
        try
        {
            await context.DisposeAsync().AsTask().WaitAsync(Patience, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            TestContext.Current.SendDiagnosticMessage("Chromium did not close a page within {0} s and is started anew.", Patience.TotalSeconds);
            await LeaveAsync();
        }
    }

    public ValueTask DisposeAsync() => new(LeaveAsync());

    private static async Task LeaveAsync()
    {
        await Gate.WaitAsync(CancellationToken.None);
        try
        {
            if (_browser is { } browser)
            {
                await browser.DisposeAsync().AsTask().WaitAsync(Patience, CancellationToken.None);
            }
        }
        catch (TimeoutException)
        {
            // Ending the driver ends its browser.
        }
        finally
        {
            _browser = null;
            _driver?.Dispose();
            _driver = null;
            Gate.Release();
        }
    }
}
