using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.ScreenPop;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Blazor.Pops;

public sealed class CallPopsTests(Office office) : IClassFixture<Office>, IAsyncDisposable
{
    public ValueTask DisposeAsync() => new(office.LeaveAsync());

    [Fact]
    public async Task Pop_OfKnownCaller_ComesWithNumberThenNameThenCard()
    {
        var number = office.NewNumber();
        await office.ContactAsync("Sok Dara", number, draft =>
        {
            draft.AddressAs = "Mr Sok";
            draft.Discount = 7.5m;
            draft.ResponsibleId = Office.Boris;
        });
        await using var circuit = office.Circuit("anna");
        var page = circuit.Render<CallPops>(with => with.Add(pops => pops.ContactUrl, "/customers/{contact}"));
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "101");

        page.Sees(it =>
        {
            it.Find("[data-testid=pop-number]").TextContent.Should().Be(number);
            it.Find("[data-testid=pop-name]").TextContent.Trim().Should().Be("Mr Sok");
            it.Find("[data-testid=pop-discount] dd").TextContent.Should().Be("7.5 %");
            it.Markup.Should().Contain("Boris");
            it.Find("[data-testid=action-open]").GetAttribute("href").Should().StartWith("/customers/");
            it.Find("[data-testid=pop-card]").GetAttribute("data-state").Should().Be("ringing");
        });
        office.Pbx.Answer(leg, "101");
        page.Sees(it => it.Find("[data-testid=pop-card]").GetAttribute("data-state").Should().Be("in-call"));
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
        page.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Fact]
    public async Task Pop_TakenBySomebodyElse_VanishesHereAndStaysThere()
    {
        await using var annas = office.Circuit("anna");
        await using var boriss = office.Circuit("boris");
        var number = office.NewNumber();
        var (anna, boris) = (annas.Render<CallPops>(), boriss.Render<CallPops>());
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "101");
        office.Pbx.Ring(leg, "102");
        anna.Sees(it => it.Markup.Should().Contain(number));
        boris.Sees(it => it.Markup.Should().Contain(number));

        office.Pbx.Answer(leg, "102");
        office.Pbx.End(leg + "-101");

        anna.Sees(it =>
        {
            it.FindAll("[data-testid=pop-card]").Should().BeEmpty();
            it.Find("[role=status]").TextContent.Should().Be("Answered elsewhere");
        });
        boris.Sees(it => it.Find("[data-testid=pop-card]").GetAttribute("data-state").Should().Be("in-call"));
        office.Pbx.End(leg + "-102");
        office.Pbx.End(leg);
        boris.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Fact]
    public async Task Pop_OfSomebodyElse_NeverComes()
    {
        await using var annas = office.Circuit("anna");
        await using var boriss = office.Circuit("boris");
        var (anna, boris) = (annas.Render<CallPops>(), boriss.Render<CallPops>());
        var number = office.NewNumber();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "102");
        boris.Sees(it => it.Markup.Should().Contain(number));
        anna.Markup.Should().NotContain(number);
        office.Pbx.End(leg + "-102");
        office.Pbx.End(leg);
        boris.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Fact]
    public async Task Page_OpenedWhileItRings_ShowsThePop()
    {
        var number = office.NewNumber();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "101");
        await using var first = office.Circuit("anna");
        first.Render<CallPops>().Sees(it => it.Markup.Should().Contain(number));
        await using var second = office.Circuit("anna");
        second.Render<CallPops>().Sees(it => it.FindAll("[data-testid=pop-card]").Count.Should().Be(1));
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("stranger")]
    [InlineData("silent")]
    public async Task Page_OfNobodyWhoMaySeeCalls_StaysEmpty(string? user)
    {
        await using var watching = office.Circuit("anna");
        var seen = watching.Render<CallPops>();
        await using var circuit = office.Circuit(user);
        var page = circuit.Render<CallPops>();
        var number = office.NewNumber();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "101");
        office.Pbx.Ring(leg, "105");
        seen.Sees(it => it.Markup.Should().Contain(number));
        page.FindAll("[data-testid=pop-card]").Should().BeEmpty();
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg + "-105");
        office.Pbx.End(leg);
        seen.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Fact]
    public async Task Pop_ForWhomNumbersAndDebtsAreHidden_ShowsNeither()
    {
        var number = office.NewNumber();
        await office.ContactAsync("Chan Bopha", number, draft =>
        {
            draft.Debt = 4321.09m;
            draft.DebtCurrency = "USD";
        });
        await using var circuit = office.Circuit("masked");
        var page = circuit.Render<CallPops>(with => with.Add(pops => pops.NewContactUrl, "/new?number={number}"));
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number, "name " + number);
        office.Pbx.Ring(leg, "103");
        page.Sees(it => it.Find("[data-testid=pop-name]").TextContent.Trim().Should().Be("Chan Bopha"));
        page.Sees(it => it.Find("[data-testid=pop-card]").GetAttribute("aria-busy").Should().Be("false"));
        page.Markup.Should().NotContain(number).And.NotContain(number[^6..]).And.NotContain("4,321").And.Contain("•");
        page.FindAll("[data-testid=pop-note]").Should().BeEmpty();
        office.Pbx.End(leg + "-103");
        office.Pbx.End(leg);
    }

    [Fact]
    public async Task Pop_WithMarkupInNames_ShowsItAsText()
    {
        const string evil = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        var number = office.NewNumber();
        await office.ContactAsync(evil, number, draft => draft.AddressAs = evil + "\"'`{{x}}");
        await using var circuit = office.Circuit("anna");
        var page = circuit.Render<CallPops>(with => with.Add(pops => pops.ContactUrl, "/customers/{contact}"));
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number, evil);
        office.Pbx.Ring(leg, "101");
        page.Sees(it => it.Find("[data-testid=pop-name]").TextContent.Should().Contain(evil));
        page.FindAll("img, script").Should().BeEmpty();
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
        page.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Theory]
    [InlineData("en", "Incoming call", "New contact")]
    [InlineData("km", "ការហៅចូល", "ទំនាក់ទំនងថ្មី")]
    [InlineData("ru-RU", "Входящий звонок", "Новый контакт")]
    [InlineData("xx-broken-tag!", "Incoming call", "New contact")]
    public async Task Pop_InALanguage_SpeaksIt(string language, string state, string create)
    {
        await using var circuit = office.Circuit("anna");
        var page = circuit.Render<CallPops>(with => with.Add(pops => pops.Language, language));
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, office.NewNumber());
        office.Pbx.Ring(leg, "101");
        page.Sees(it =>
        {
            it.Find(".ct-state").TextContent.Should().Contain(state);
            it.Find("[data-testid=action-create]").TextContent.Should().Be(create);
        });
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
        page.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Fact]
    public async Task UnknownCaller_NamedOnTheCard_BecomesAContactWithANote()
    {
        await using var circuit = office.Circuit("anna");
        var page = circuit.Render<CallPops>();
        var number = office.NewNumber();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "101");
        office.Pbx.Answer(leg, "101");
        page.Sees(it => it.Find("[data-testid=pop-new-name]"));
        await page.Find("[data-testid=pop-new-name]").InputAsync("Keo Pich");
        await page.Find(".ct-who form.ct-row").SubmitAsync();
        page.Sees(it =>
        {
            it.Find("[data-testid=pop-name]").TextContent.Trim().Should().Be("Keo Pich");
            it.FindAll("[data-testid=action-create]").Should().BeEmpty();
        });
        (await page.InvokeAsync(() => page.Instance.FocusNoteAsync())).Should().BeTrue();
        await page.Find("[data-testid=pop-note]").InputAsync("Wants an offer");
        await page.Find(".ct-note").SubmitAsync();
        page.Sees(it => it.Find(".ct-told").TextContent.Should().Be("The note is saved."));
        var pop = office.Pops.List(Caller.System()).Single(one => one.Number == number);
        var contact = pop.Caller?.ContactId ?? (await office.Pops.GetCardAsync(Caller.System(), pop.CallId, Office.Cancel))!.Contact!.Id;
        var notes = await StoreWork.ReadAsync(
            office.Services.GetRequiredService<ICallTrackingDbContextFactory>(), Caller.System(),
            context => context.Set<ContactNote>().Where(note => note.ContactId == contact).Select(note => note.Text).ToListAsync(Office.Cancel));
        notes.Should().Equal("Wants an offer");
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
        page.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Fact]
    public async Task KnownContact_WithANewNumber_IsFoundAndGetsIt()
    {
        var contact = await office.ContactAsync("Zebra Trading", null);
        await using var circuit = office.Circuit("anna");
        var page = circuit.Render<CallPops>();
        var number = office.NewNumber();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "101");
        page.Sees(it => it.Find("[data-testid=pop-find]"));
        await page.Find("[data-testid=pop-find]").InputAsync("zebra");
        await page.Find(".ct-who form[role=search]").SubmitAsync();
        page.Sees(it => it.Find("[data-testid=pop-found] [data-testid=action-choose]"));
        await page.Find("[data-testid=pop-found] [data-testid=action-choose]").ClickAsync();
        page.Sees(it => it.Find("[data-testid=pop-offer]").TextContent.Should().Contain(number));
        await page.Find("[data-testid=action-add-number]").ClickAsync();
        page.Sees(it => it.Find(".ct-told").TextContent.Should().Be("The number is on the card now."));
        (await office.Contacts.GetAsync(Caller.System(), contact, Office.Cancel))!.Numbers.Should().ContainSingle(one => one.E164 == number);
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
        page.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Fact]
    public async Task SharedNumber_ChosenByTheEmployee_IsSettled()
    {
        var number = office.NewNumber();
        await office.ContactAsync("Family One", number);
        await office.ContactAsync("Family Two", number);
        await using var circuit = office.Circuit("anna");
        var page = circuit.Render<CallPops>();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "101");
        page.Sees(it => it.FindAll("[data-testid=pop-candidates] button").Count.Should().Be(2));
        await page.FindAll("[data-testid=pop-candidates] button").Single(one => one.TextContent == "Family Two").ClickAsync();
        page.Sees(it =>
        {
            it.Find("[data-testid=pop-name]").TextContent.Trim().Should().Be("Family Two");
            it.FindAll("[data-testid=pop-candidates]").Should().BeEmpty();
        });
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
        page.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Fact]
    public async Task NoteInTheMaking_WhenTheCallEnds_StaysUntilItIsSaved()
    {
        var number = office.NewNumber();
        await office.ContactAsync("Long Talker", number);
        await using var circuit = office.Circuit("anna");
        var page = circuit.Render<CallPops>();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "101");
        office.Pbx.Answer(leg, "101");
        page.Sees(it => it.Find("[data-testid=pop-note]"));
        await page.Find("[data-testid=pop-note]").InputAsync("half a sen");
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
        page.Sees(it => it.Find("[data-testid=pop-card]").GetAttribute("data-state").Should().Be("gone"));
        await page.Find(".ct-note").SubmitAsync();
        page.Sees(it => it.FindAll("[data-testid=pop-card]").Should().BeEmpty());
    }

    [Fact]
    public async Task Hooks_OfTheHost_AreToldOfThePop()
    {
        var told = new List<string>();
        await using var circuit = office.Circuit("anna");
        var page = circuit.Render<CallPops>(with => with
            .Add(pops => pops.OnCreateContact, (CallPop pop) => told.Add("create " + pop.Number))
            .Add(pops => pops.OnTask, (CallPop pop) => told.Add("task " + pop.Number))
            .Add(pops => pops.OnCallback, (CallPop pop) => told.Add("callback " + pop.Number)));
        var number = office.NewNumber();
        var leg = office.NewLeg();
        office.Pbx.Begin(leg, number);
        office.Pbx.Ring(leg, "101");
        page.Sees(it => it.Find("[data-testid=action-create]"));
        foreach (var action in new[] { "create", "task", "callback" })
        {
            await page.Find($"[data-testid=action-{action}]").ClickAsync();
        }

        told.Should().Equal("create " + number, "task " + number, "callback " + number);
        await page.Find("[data-testid=action-close]").ClickAsync();
        page.FindAll("[data-testid=pop-card]").Should().BeEmpty();
        office.Pbx.Answer(leg, "101");
        office.Pbx.End(leg + "-101");
        office.Pbx.End(leg);
    }

    [Fact]
    public async Task Disposal_EndsEverythingThatItFollows()
    {
        var circuit = office.Circuit("anna");
        var page = circuit.Render<CallPops>();
        var running = page.Instance.Running;
        running.IsCompleted.Should().BeFalse();
        await circuit.DisposeAsync();
        await running.WaitAsync(Waiting.Long, Office.Cancel);
        running.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task ManyCircuits_WhenTheyAreGone_LeaveNothingBehind()
    {
        var gone = await OpenAndCloseAsync(20);
        for (var round = 0; round < 50 && gone.Exists(static one => one.IsAlive); round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        gone.Count(static one => one.IsAlive).Should().BeLessThanOrEqualTo(1, "the last one may still be on a stack");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private async Task<List<WeakReference>> OpenAndCloseAsync(int count)
    {
        var gone = new List<WeakReference>();
        for (var i = 0; i < count; i++)
        {
            var circuit = office.Circuit("anna");
            var page = circuit.Render<CallPops>();
            gone.Add(new WeakReference(page.Instance));
            var running = page.Instance.Running;
            await circuit.DisposeAsync();
            await running.WaitAsync(Waiting.Long, Office.Cancel);
        }

        return gone;
    }
}
