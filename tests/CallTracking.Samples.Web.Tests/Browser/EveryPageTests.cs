using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CallTracking.Samples.Web.Browser;

/// <summary>What must hold on every page, whatever it is about.</summary>
public sealed class EveryPageTests(WebOffice office) : PageTest(office)
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        ResultTypes = [ResultType.Violations],
    };

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EveryPage_LightOrDark_HasNoSeriousViolationAndNoComplaint(ColorScheme scheme)
    {
        var life = await Office.LiveAsync();
        var desk = await Office.SitAsync(Company.Fay);
        await desk.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var found = new List<string>();

        foreach (var path in life.Pages)
        {
            await desk.GoAsync(path);
            var result = await desk.Page.RunAxe(Rules);
            found.AddRange(result.Violations.Where(static one => one.Impact is "serious" or "critical")
                .Select(one => $"{path}: {one.Id} ({one.Help}): {string.Join(" | ", one.Nodes.Take(3).Select(static node => node.Html))}"));
        }

        found.AddRange(desk.Complaints);
        string.Join("\n", found).Should().BeEmpty();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("km")]
    [InlineData("ru")]
    public async Task EveryPage_360PixelsWide_DoesNotScrollSideways(string language)
    {
        var life = await Office.LiveAsync();
        var desk = await Office.SitAsync(Company.Fay, width: 360, height: 740);
        await desk.SpeakAsync(language);
        var found = new List<string>();

        foreach (var path in life.Pages)
        {
            await desk.GoAsync(path);
            var (wide, who) = await desk.WidthAsync();
            if (wide > 360)
            {
                found.Add($"{path}: {wide} px wide, because of {who}");
            }
        }

        found.AddRange(desk.Complaints);
        string.Join("\n", found).Should().BeEmpty();
    }
}
