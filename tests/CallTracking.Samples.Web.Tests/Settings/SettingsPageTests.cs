using Bunit;
using CallTracking.Access;
using CallTracking.Samples.Web.Components.Pages.Settings;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Staff;

namespace CallTracking.Samples.Web.Settings;

public sealed class SettingsPageTests
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_HasNoTabs_AndGetsNoneByItsAddress()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Operator);

        var page = desk.Context.Render<SettingsPage>(parameters => parameters.Add(one => one.Tab, "privacy"));

        page.WaitForAssertion(() => page.Find("[data-testid=refused]"));
        page.FindAll("[data-testid^=tab-]").Should().BeEmpty();
        page.FindAll("[data-testid=action-erase]").Should().BeEmpty();
    }

    [Theory]
    [InlineData("+1 202 555 0143", "+12025550143")]
    [InlineData("117", "An extension or room")]
    [InlineData("anonymous", "Withheld")]
    public async Task Number_IsReadWhileItIsWritten(string text, string expected)
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Administrator);
        var page = desk.Context.Render<SettingsPage>(parameters => parameters.Add(one => one.Tab, "numbering"));

        page.WaitForElement("[data-testid=number]").Input(text);

        page.Find("[data-testid=number-read]").TextContent.Should().Contain(expected);
    }

    [Fact]
    public async Task Hours_AreSet_AndTakenAway_AndTakenBack()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Administrator);
        var editor = desk.Context.Render<HoursEditor>(parameters => parameters.Add(one => one.Owner, desk.Me).Add(one => one.IsEmployee, true).Add(one => one.CanEdit, true));
        editor.WaitForElement("[data-testid=action-edit-hours]").Click();
        editor.Find("[data-testid=hours-zone]").Change("Asia/Phnom_Penh");
        editor.Find("form").Submit();
        editor.WaitForElement("[data-testid=action-remove-hours]").Click();
        editor.WaitForAssertion(() => editor.FindAll("[data-testid=action-remove-hours]").Should().BeEmpty());
        var between = await desk.Staff.FindHoursAsync(Desk.System, desk.Me, Cancel);

        await editor.InvokeAsync(desk.UndoAsync);

        between.Should().BeNull();
        (await desk.Staff.FindHoursAsync(Desk.System, desk.Me, Cancel))!.Hours.TimeZone.Should().Be("Asia/Phnom_Penh");
    }

    [Fact]
    public async Task Erasing_TakesTheWord()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Administrator);
        var page = desk.Context.Render<PrivacySettings>();

        page.Find("[data-testid=action-erase]").HasAttribute("disabled").Should().BeTrue();
        page.Find("[data-testid=confirm]").Input("erase");

        page.Find("[data-testid=action-erase]").HasAttribute("disabled").Should().BeFalse();
    }
}
