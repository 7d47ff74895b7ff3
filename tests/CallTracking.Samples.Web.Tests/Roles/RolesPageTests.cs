using Bunit;
using CallTracking.Access;
using CallTracking.Samples.Web.Components.Pages.Roles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Web.Roles;

public sealed class RolesPageTests
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task BuiltInRole_IsExplained_CannotBeEdited_AndIsCopied()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Administrator);
        desk.Context.Services.GetRequiredService<NavigationManager>().NavigateTo($"roles?role={BuiltInRoles.Operator}");
        var page = desk.Context.Render<RolesPage>();
        page.WaitForElement("[data-testid=words-Calls]").TextContent.Should().Contain("only what is the person's own");
        page.FindAll("[data-testid=action-edit]").Should().BeEmpty();

        page.Find("[data-testid=action-clone]").Click();
        page.WaitForElement("[data-testid=role-name]").Change("Night desk");
        page.Find("[data-testid=grant-CallsRead-Team]").Change("Team");
        page.Find("[data-testid=mask-Numbers]").Change(true);
        page.Find("[data-testid=action-save]").Closest("form")!.Submit();

        page.WaitForAssertion(() => page.FindAll("[data-testid=action-edit]").Should().ContainSingle());
        var made = (await desk.Roles.ListAsync(Desk.System, Cancel)).Single(static one => one.Name == "Night desk");
        made.Grants.Should().Contain(new RoleGrant(Permission.CallsRead, AccessScope.Team)).And.Contain(new RoleGrant(Permission.ContactsEdit, AccessScope.All));
        made.Masks.Should().Be(FieldMask.Numbers | FieldMask.Debt | FieldMask.Cost);
    }

    [Fact]
    public async Task Preview_ForSomebody_AddsHisOtherRoles()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Administrator);
        var page = desk.Context.Render<RolesPage>();
        page.WaitForElement("[data-testid=action-add]").Click();
        page.WaitForElement("[data-testid=words-hidden]").TextContent.Should().Contain("two digits");

        page.WaitForElement("[data-testid=preview-whom]").Change(desk.Me.ToString());

        page.WaitForElement("[data-testid=words-Staff]").TextContent.Should().Contain("Change roles");
        page.FindAll("[data-testid=words-hidden]").Should().BeEmpty("a field is hidden only when all roles hide it");
    }

    [Fact]
    public async Task NameThatIsTaken_IsRefusedInWords()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Administrator);
        var page = desk.Context.Render<RolesPage>();
        page.WaitForElement("[data-testid=action-add]").Click();

        page.WaitForElement("[data-testid=role-name]").Change("Operator");
        page.Find("[data-testid=action-save]").Closest("form")!.Submit();

        page.WaitForElement("[data-testid=refusal]").TextContent.Should().Contain("taken already");
    }
}
