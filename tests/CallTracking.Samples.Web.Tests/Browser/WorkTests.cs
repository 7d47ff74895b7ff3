using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Contacts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallTracking.Samples.Web.Browser;

/// <summary>A day's work, as those do it who sit before the pages.</summary>
public sealed class WorkTests(WebOffice office) : PageTest(office)
{
    [Fact]
    public async Task MissedCall_CalledBackFromTheWorklist_IsClosedByTheEvidence()
    {
        const string Number = "+12025550151";
        await Office.AddContactAsync("Ida Rhodes", Number);
        var ada = await Office.SitAsync(Company.Ada, "/callbacks?view=free");
        var missed = Office.Ring(Number, Company.Ada);
        await Expect(Desk.Pops(ada.Page)).ToContainTextAsync("Ida Rhodes");
        missed.HangsUp();
        await Office.EndedAsync();
        var owed = (await Office.ObligationsAsync(Number)).Should().ContainSingle().Subject;
        var row = ada.Page.GetByTestId($"row-{owed.Id}");
        await Expect(row).ToContainTextAsync("Ida Rhodes");

        await row.GetByTestId("action-call").ClickAsync();

        var asked = await Office.DialledAsync();
        asked["Channel"].Should().Contain(Company.Ada.Extension);
        await Office.TalkingAsync();
        await Expect(ada.Page.GetByTestId("dial-state").First).ToBeVisibleAsync();
        await Office.HangUpAllAsync();
        await Office.EndedAsync();
        await Expect(row).ToHaveCountAsync(0);
        var closed = (await Office.ObligationsAsync(Number)).Should().ContainSingle().Subject;
        (closed.State, closed.EvidenceCallId.HasValue).Should().Be((ObligationState.Reached, true));
        await ada.GoAsync($"/callbacks/{owed.Id}");
        await Expect(ada.Page.GetByTestId("evidence")).ToHaveAttributeAsync("href", $"/calls/{closed.EvidenceCallId}");
        ada.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task UnknownCaller_MadeACustomerFromThePop_IsKnownAtTheNextCall()
    {
        const string Number = "+12025550152";
        var ben = await Office.SitAsync(Company.Ben);
        var call = Office.Ring(Number, Company.Ben).Answers();
        var pop = Desk.Pops(ben.Page);
        await Expect(pop.GetByTestId("pop-number")).ToContainTextAsync(Number);

        await pop.GetByTestId("action-create").ClickAsync();
        await ben.Page.GetByTestId("input-name").FillAsync("Klara Dan von Neumann");
        await ben.Page.GetByTestId("action-save").First.ClickAsync();

        await Expect(pop).ToContainTextAsync("Klara Dan von Neumann");
        await Expect(ben.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/customers/[0-9a-f-]{36}$"));
        call.HangsUp();
        await Office.EndedAsync();
        await Expect(pop).ToHaveCountAsync(0);
        call = Office.Ring(Number, Company.Ben);
        await Expect(pop).ToContainTextAsync("Klara Dan von Neumann");
        call.HangsUp();
        await Office.EndedAsync();
        ben.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task KnownCustomer_FromANewNumber_HasItAfterOnePress()
    {
        const string Number = "+12025550153";
        var contact = await Office.AddContactAsync("Mary Kenneth Keller", "+12025550154");
        var ben = await Office.SitAsync(Company.Ben);
        var call = Office.Ring(Number, Company.Ben).Answers();
        var pop = Desk.Pops(ben.Page);
        await pop.GetByTestId("pop-find").FillAsync("Keller");
        await pop.GetByTestId("action-find").ClickAsync();
        await pop.GetByTestId("pop-found").GetByTestId("action-choose").ClickAsync();

        await pop.GetByTestId("action-add-number").ClickAsync();

        await WebOffice.UntilAsync(async () => (await Office.Services.GetRequiredService<ContactBook>().GetAsync(Caller.System(), contact, Cancel))!
            .Numbers.Any(static one => one.E164 == Number), "the number to be hers");
        await Expect(pop).ToContainTextAsync("Mary Kenneth Keller");
        call.HangsUp();
        await Office.EndedAsync();
        ben.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task KeysAlone_FromThePopToTheNoteToTheCallback_DoIt()
    {
        const string Number = "+12025550155";
        var contact = await Office.AddContactAsync("Jean Bartik", Number);
        var ada = await Office.SitAsync(Company.Ada);
        var call = Office.Ring(Number, Company.Ada);
        await Expect(Desk.Pops(ada.Page)).ToContainTextAsync("Jean Bartik");

        await ada.Page.Keyboard.PressAsync("n");
        await Expect(Desk.Pops(ada.Page).GetByTestId("pop-note")).ToBeFocusedAsync();
        await ada.Page.Keyboard.TypeAsync("Asked for the red one.");
        await ada.Page.Keyboard.PressAsync("Control+Enter");
        await WebOffice.UntilAsync(
            async () => (await Office.NotesAsync(contact)).Contains("Asked for the red one."), "the note to be kept");
        call.HangsUp();
        await Office.EndedAsync();
        var owed = (await Office.ObligationsAsync(Number)).Should().ContainSingle().Subject;
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.Keyboard.PressAsync("g");
        await ada.Page.Keyboard.PressAsync("r");
        await ada.TabToAsync(ada.Page.GetByTestId("view-free"));
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.GetByTestId($"row-{owed.Id}")).ToBeVisibleAsync();
        await ada.TabToAsync(ada.Page.GetByTestId($"row-{owed.Id}").GetByTestId("action-call"));
        await ada.Page.Keyboard.PressAsync("Enter");

        await Office.DialledAsync();
        await Office.TalkingAsync();
        await Office.HangUpAllAsync();
        await Office.EndedAsync();
        (await Office.ObligationsAsync(Number)).Single().State.Should().Be(ObligationState.Reached);
        ada.Complaints.Should().BeEmpty();
    }
}
