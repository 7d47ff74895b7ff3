using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallTracking.Samples.Web.Browser;

/// <summary>Text that would be a script if a page took it for one: written in every field there is, shown on every page there is.</summary>
public sealed class ScriptTests(WebOffice office) : PageTest(office)
{
    private const string Payload = "\"'><img src=x onerror=window.ran=1><svg onload=window.ran=2><script>window.ran=3</script>{{7*7}}</textarea>";

    [Fact]
    public async Task StoredText_OnEveryPage_IsTextAndNeverRuns()
    {
        var life = await Life.BeginAsync(Office, static text => text + " " + Payload);
        var desk = await Office.SitAsync(Company.Fay);

        foreach (var path in life.Pages)
        {
            await desk.GoAsync(path);
            await ShouldBeQuietAsync(desk, path);
        }

        // Shown, not swallowed.
        await desk.GoAsync($"/customers/{life.Contact}");
        await Expect(desk.Page.Locator("h1").First).ToContainTextAsync("onerror=window.ran=1");
        var call = Office.Ring(Life.Customer, Payload, [Company.Fay]);
        await Expect(Desk.Pops(desk.Page)).ToContainTextAsync("onerror=window.ran=1");
        await ShouldBeQuietAsync(desk, "the pop");
        call.HangsUp();
        await Office.EndedAsync();
    }

    [Fact]
    public async Task TypedText_InEveryFieldOfEveryPage_NeverRuns()
    {
        var life = await Office.LiveAsync();
        var desk = await Office.SitAsync(Company.Fay);

        foreach (var path in life.Pages)
        {
            await desk.GoAsync(path);
            var fields = desk.Page.Locator("main").Locator("input[type=text]:visible:enabled, input[type=search]:visible:enabled, input:not([type]):visible:enabled, textarea:visible:enabled");
            for (var at = await fields.CountAsync() - 1; at >= 0; at--)
            {
                var field = fields.Nth(at);
                if (await field.IsEditableAsync())
                {
                    await field.FillAsync(Payload);
                    await field.PressAsync("Enter");
                    await ShouldBeQuietAsync(desk, $"{path}, field {at}");
                    if (new Uri(desk.Page.Url).AbsolutePath != path.Split('?')[0])
                    {
                        await desk.GoAsync(path);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("/calls?number={0}&text={0}&from={0}&outcome={0}")]
    [InlineData("/customers?q={0}&search={0}&status={0}")]
    [InlineData("/customers/new?number={0}&call={0}")]
    [InlineData("/callbacks?show={0}&q={0}")]
    [InlineData("/tasks?show={0}&q={0}")]
    [InlineData("/audit?q={0}&from={0}&text={0}")]
    [InlineData("/signin?returnUrl={0}")]
    [InlineData("/{0}")]
    public async Task TextInAnAddress_NeverRuns(string path)
    {
        var desk = await Office.SitAsync(Company.Fay);

        await desk.Page.GotoAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Uri.EscapeDataString(Payload)));

        await Expect(desk.Page.Locator("h1").First).ToBeVisibleAsync();
        (await desk.Page.EvaluateAsync<int?>("() => window.ran ?? null")).Should().BeNull();
    }

    [Fact]
    public async Task FileNameOfAnImport_IsTextAndNeverRuns()
    {
        var desk = await Office.SitAsync(Company.Fay, "/customers/import");

        await desk.Page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload
        {
            Name = "<img src=x onerror=window.ran=4>.csv",
            MimeType = "text/csv",
            Buffer = System.Text.Encoding.UTF8.GetBytes($"Name,Phone\n\"{Payload.Replace("\"", "\"\"", StringComparison.Ordinal)}\",+12025550141\n"),
        });

        await Expect(desk.Page.GetByRole(AriaRole.Combobox).First).ToBeVisibleAsync();
        await ShouldBeQuietAsync(desk, "the import");
    }

    private static async Task ShouldBeQuietAsync(Desk desk, string where)
    {
        (await desk.Page.EvaluateAsync<int?>("() => window.ran ?? null")).Should().BeNull(where);
        desk.Complaints.Should().BeEmpty(where);
    }
}
