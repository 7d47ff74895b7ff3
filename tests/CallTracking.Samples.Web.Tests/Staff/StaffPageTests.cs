using Bunit;
using CallTracking.Access;
using CallTracking.Samples.Web.Components.Pages.Staff;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Web.Staff;

public sealed class StaffPageTests
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_ShowsWhoWorksHere_AndWhoLeftOnDemand()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Operator);
        var gone = await desk.Staff.CreateAsync(Desk.System, new EmployeeDraft("Gone") { IsActive = false }, Cancel);
        await desk.Staff.SignOnAsync(Desk.System, desk.Me, "117", null, false, Cancel);
        var page = desk.Context.Render<StaffPage>();

        page.WaitForElement($"[data-testid=row-{desk.Me}]").TextContent.Should().Contain("117").And.Contain("At the phone").And.Contain("Operator");
        page.FindAll($"[data-testid=row-{gone.Id}]").Should().BeEmpty();
        desk.Context.Services.GetRequiredService<NavigationManager>().NavigateTo("staff?former=true");
        page.WaitForElement($"[data-testid=row-{gone.Id}]").TextContent.Should().Contain("Left");
    }

    [Theory]
    [InlineData("myself", 1)]
    [InlineData("117", 1)]
    [InlineData("nobody at all", 0)]
    public async Task Search_FindsByNameOrExtension(string text, int found)
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Operator);
        await desk.Staff.SignOnAsync(Desk.System, desk.Me, "117", null, false, Cancel);
        desk.Context.Services.GetRequiredService<NavigationManager>().NavigateTo($"staff?q={Uri.EscapeDataString(text)}");

        var page = desk.Context.Render<StaffPage>();

        page.WaitForAssertion(() => page.FindAll("[role=status]").Should().Contain(one => one.TextContent.Contains($"Shown: {found}")));
    }
}
