using Bunit;
using CallTracking.Access;
using CallTracking.Samples.Web.Components.Pages.Staff;
using CallTracking.Staff;

namespace CallTracking.Samples.Web.Staff;

public sealed class EmployeePageTests
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deactivated_ThenTakenBack_WorksAgain_AtTheSamePhone()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Administrator);
        var grace = await desk.Staff.CreateAsync(Desk.System, new EmployeeDraft("Grace"), Cancel);
        await desk.Staff.SignOnAsync(Desk.System, grace.Id, "117", null, false, Cancel);
        desk.Context.ComponentFactories.AddStub<AccountCard>();
        var page = desk.Context.Render<EmployeePage>(parameters => parameters.Add(one => one.Id, grace.Id));
        page.WaitForElement("[data-testid=action-deactivate]").Click();
        page.WaitForElement("[data-testid=action-activate]");
        var left = await desk.Staff.GetAsync(Desk.System, grace.Id, Cancel);

        await page.InvokeAsync(desk.UndoAsync);

        left!.IsActive.Should().BeFalse();
        (await desk.Staff.GetAsync(Desk.System, grace.Id, Cancel))!.IsActive.Should().BeTrue();
        var seats = await desk.Staff.ListExtensionsAsync(Desk.System, new ExtensionFilter { Employee = grace.Id }, Cancel);
        seats.Should().ContainSingle(static seat => seat.To == null).Which.Extension.Should().Be("117");
    }

    [Fact]
    public async Task SignOn_AtSomebodysPhone_IsRefusedInWords()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Administrator);
        var grace = await desk.Staff.CreateAsync(Desk.System, new EmployeeDraft("Grace"), Cancel);
        await desk.Staff.SignOnAsync(Desk.System, grace.Id, "117", null, false, Cancel);
        desk.Context.ComponentFactories.AddStub<AccountCard>();
        var page = desk.Context.Render<EmployeePage>(parameters => parameters.Add(one => one.Id, desk.Me));

        page.WaitForElement("[data-testid=extension]").Change("117");
        page.Find("[data-testid=action-signon]").Closest("form")!.Submit();

        page.WaitForElement("[data-testid=refusal]").TextContent.Should().Contain("Somebody has this extension");
    }

    [Fact]
    public async Task LastAdministrator_KeepsTheRole_AndIsToldWhy()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Administrator);
        var boss = (await desk.Staff.ListAsync(Desk.System, false, Cancel)).Single(static one => one.DisplayName == "Boss");
        await desk.Roles.RevokeAsync(Desk.System, boss.Id, BuiltInRoles.Administrator, Cancel);
        desk.Context.ComponentFactories.AddStub<AccountCard>();
        var page = desk.Context.Render<EmployeePage>(parameters => parameters.Add(one => one.Id, desk.Me));

        page.WaitForElement($"[data-testid=take-{BuiltInRoles.Administrator}]").Click();

        page.WaitForElement("[data-testid=refusal]").TextContent.Should().Contain("administrator first");
    }

    [Fact]
    public async Task Operator_SeesAndChangesNothing()
    {
        await using var desk = await Desk.OpenAsync(BuiltInRoles.Operator);
        var boss = (await desk.Staff.ListAsync(Desk.System, false, Cancel)).Single(static one => one.DisplayName == "Boss");
        desk.Context.ComponentFactories.AddStub<AccountCard>();
        var page = desk.Context.Render<EmployeePage>(parameters => parameters.Add(one => one.Id, boss.Id));

        page.WaitForElement("[data-testid=name]").Closest("fieldset")!.HasAttribute("disabled").Should().BeTrue();
        page.FindAll("[data-testid^=action-]").Should().BeEmpty();
    }
}
