using AngleSharp.Dom;
using Bunit;
using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Samples.Web.Components.Pages.Calls;
using CallTracking.Samples.Web.Components.Pages.Links;
using CallTracking.Testing.Stores;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using AuditPage = CallTracking.Samples.Web.Components.Pages.Audit.AuditPage;

namespace CallTracking.Samples.Web.Calls;

public sealed class CallPagesTests(CallsOffice office) : IClassFixture<CallsOffice>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public void List_FirstPage_IsTheLatestAndGoesOn()
    {
        var page = office.Circuit(CallsOffice.Administrator).Render<CallsPage>();
        page.WaitForAssertion(() => Rows(page).Should().HaveCount(50), Long);
        Rows(page)[0].GetAttribute("data-testid").Should().Be($"row-{LedgerSample.Id(60)}");
        page.Find("[data-testid=action-more]").Click();
        page.WaitForAssertion(() => Rows(page).Should().HaveCount(60), Long);
        page.FindAll("[data-testid=action-more]").Should().BeEmpty();
        page.Find("[data-testid=action-count]").Click();
        page.WaitForAssertion(() => page.Find("[data-testid=count]").TextContent.Should().Contain("60"), Long);
    }

    [Fact]
    public void List_OfAnOperator_HoldsHisOwnCallsOnly()
    {
        var page = office.Circuit(CallsOffice.Operator).Render<CallsPage>();
        page.WaitForAssertion(() => Rows(page).Should().HaveCount(30), Long);
    }

    [Fact]
    public void List_AddressWithConditions_ShowsThoseAndSavesThem()
    {
        var circuit = office.Circuit(CallsOffice.Administrator);
        circuit.Services.GetRequiredService<NavigationManager>().NavigateTo($"/calls?unserved=1&employee={CallsOffice.Anna}#number=0111");
        var page = circuit.Render<CallsPage>();
        page.WaitForAssertion(() => Rows(page).Should().HaveCount(10), Long);
        page.Find("#ct-keep-name").Change("mine");
        page.Find(".ct-keep").Submit();
        page.WaitForAssertion(() => page.Find("[data-testid=kept] a").GetAttribute("href").Should().Contain("unserved=1").And.NotContain("0111"), Long);
    }

    [Fact]
    public void List_NumberThatIsNone_SaysSo()
    {
        var circuit = office.Circuit(CallsOffice.Administrator);
        circuit.Services.GetRequiredService<NavigationManager>().NavigateTo("/calls#number=abc");
        var page = circuit.Render<CallsPage>();
        page.WaitForAssertion(() => page.Find("[data-testid=filter-problem]"), Long);
    }

    [Fact]
    public void List_SearchWithoutIndex_FindsByTalk()
    {
        var circuit = office.Circuit(CallsOffice.Administrator);
        circuit.Services.GetRequiredService<NavigationManager>().NavigateTo("/calls?least=100");
        var page = circuit.Render<CallsPage>();
        page.WaitForAssertion(() => page.Find("[data-testid=action-clear]"), Long);
    }

    [Fact]
    public void Chart_OfTheList_HasATableOfTheSame()
    {
        var page = office.Circuit(CallsOffice.Administrator).Render<CallsPage>();
        page.WaitForAssertion(() => Rows(page).Should().HaveCount(50), Long);
        page.Find("[data-testid=action-chart]").Click();
        page.WaitForAssertion(() => page.FindAll("[data-testid=chart] tbody td:nth-child(2)").Sum(cell => int.Parse(cell.TextContent, null)).Should().Be(60), Long);
    }

    [Fact]
    public void Detail_OfACall_TellsWhyAndNeverRunsWhatACallerSends()
    {
        var page = office.Circuit(CallsOffice.Administrator).Render<CallPage>(parameters => parameters.Add(one => one.Id, LedgerSample.Id(10)));
        page.WaitForAssertion(() => page.Find("[data-testid=because]").TextContent.Should().Contain("outside line"), Long);
        page.Markup.Should().Contain("&lt;b&gt;Bold&lt;/b&gt;").And.NotContain("<b>Bold");
        page.Find("[data-testid=picture]").TextContent.Should().Contain("rang 0:05").And.Contain("talked 0:30");
    }

    [Fact]
    public void Detail_CallOfOthersOrNone_LooksTheSame()
    {
        string Shown(Guid id)
        {
            var page = office.Circuit(CallsOffice.Operator).Render<CallPage>(parameters => parameters.Add(one => one.Id, id));
            page.WaitForAssertion(() => page.Find(".ct-empty"), Long);
            return page.Markup;
        }

        Shown(LedgerSample.Id(11)).Should().Be(Shown(Guid.NewGuid()));
    }

    [Fact]
    public async Task Detail_ContactTakenOff_CanBeTakenBack()
    {
        var draft = new ContactDraft { Name = "Anna Example" };
        var contact = (await office.Services.GetRequiredService<ContactBook>().CreateAsync(Caller.System(), draft, CallsOffice.Cancel)).Contact.Id;
        var contacts = office.Services.GetRequiredService<CallContacts>();
        await contacts.AssignAsync(Caller.System(), LedgerSample.Id(20), contact, CallsOffice.Cancel);
        var circuit = office.Circuit(CallsOffice.Administrator);
        var page = circuit.Render<CallPage>(parameters => parameters.Add(one => one.Id, LedgerSample.Id(20)));
        page.WaitForAssertion(() => page.Find("[data-testid=contact-link]").TextContent.Should().Be("Anna Example"), Long);

        page.Find("[data-testid=action-unassign]").Click();
        page.WaitForAssertion(() => page.FindAll("[data-testid=contact-link]").Should().BeEmpty(), Long);
        (await contacts.FindAsync(Caller.System(), LedgerSample.Id(20), CallsOffice.Cancel)).Should().BeNull();

        await page.InvokeAsync(() => circuit.Services.GetRequiredService<Components.Shared.Undo>().UndoLastAsync());
        page.WaitForAssertion(() => page.Find("[data-testid=contact-link]"), Long);
    }

    [Fact]
    public void Links_WithoutAny_SaysWhatToDo()
    {
        var page = office.Circuit(CallsOffice.Administrator).Render<LinksPage>();
        page.WaitForAssertion(() => page.Find(".ct-empty"), Long);
    }

    [Fact]
    public void Audit_OfAnAdministrator_VerifiesInWords()
    {
        var page = office.Circuit(CallsOffice.Administrator).Render<AuditPage>();
        page.WaitForAssertion(() => page.Find("[data-testid=action-verify]"), Long);
        page.Find("[data-testid=action-verify]").Click();
        page.WaitForAssertion(() => page.Find("[data-testid=report]").TextContent.Should().Contain("whole"), Long);
    }

    [Fact]
    public void Audit_OfAnOperator_IsDenied()
    {
        var page = office.Circuit(CallsOffice.Operator).Render<AuditPage>();
        page.WaitForAssertion(() => page.Find("[data-testid=failure]").GetAttribute("data-kind").Should().Be("Denied"), Long);
    }

    private static IReadOnlyList<IElement> Rows(IRenderedComponent<CallsPage> page) => page.FindAll("[data-testid=calls] tbody tr");
}
