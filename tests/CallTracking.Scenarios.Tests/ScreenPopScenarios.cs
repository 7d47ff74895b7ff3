using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Scenarios.Kit;
using CallTracking.ScreenPop;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Scenarios;

/// <summary>Who has which call on his screens, from recorded calls.</summary>
public sealed class ScreenPopScenarios
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RingGroup_OneTakesIt_PopsOnThreeAndVanishesOnTwo()
    {
        await using var office = await OpenAsync("asterisk-22/ringgroup_answered");
        await using var log = new PopLog(office);

        await log.PlayAsync("asterisk-22/ringgroup_answered");

        log.Of("Alice").Should().Equal("1 Ringing +12025550111", "1 AnsweredElsewhere");
        log.Of("Bob").Should().Equal("1 Ringing +12025550111", "1 InCall +12025550111", "1 Ended");
        log.Of("Carol").Should().Equal("1 Ringing +12025550111", "1 AnsweredElsewhere");
        office.Get<ScreenPops>().List(Caller.System()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("asterisk-22/blind_transfer_sip")]
    [InlineData("asterisk-22/attended_transfer_ami")]
    [InlineData("asterisk-22/attended_code_while_ringing")]
    [InlineData("asterisk-22/ami_redirect")]
    [InlineData("freeswitch-1.11/xfer-blind-refer")]
    public async Task Transfer_ToAColleague_MovesThePop(string recording)
    {
        await using var office = await OpenAsync(recording);
        await using var log = new PopLog(office);

        await log.PlayAsync(recording);

        log.Of("Alice").Should().Equal("1 Ringing +12025550111", "1 InCall +12025550111", "1 HandedOn");
        log.Of("Bob").Should().Equal("1 Ringing +12025550111", "1 InCall +12025550111", "1 Ended");
    }

    [Theory]
    [InlineData("asterisk-22/attended_transfer_sip", "101")]
    [InlineData("composed/xfer-attended-refer", "1001")]
    public async Task Transfer_AfterASecondLine_PopsTheColleagueFirstAndThenTheCustomer(string recording, string extension)
    {
        await using var office = await OpenAsync(recording);
        await using var log = new PopLog(office);

        await log.PlayAsync(recording);

        log.Of("Alice").Should().Equal("1 Ringing +12025550111", "1 InCall +12025550111", "1 HandedOn");
        log.Of("Bob").Should().Equal($"1 Ringing {extension}", $"1 InCall {extension}", "1 Ended", "2 InCall +12025550111", "2 Ended");
    }

    [Theory]
    [InlineData("asterisk-22/c2c_ami_answered")]
    [InlineData("asterisk-22/c2c_ari")]
    [InlineData("freeswitch-1.11/c2c-answered")]
    public async Task ClickToCall_OwnPhoneRings_IsNoPopAndTheCardComesWithTheCustomer(string recording)
    {
        await using var office = await OpenAsync(recording);
        await using var log = new PopLog(office);

        await log.PlayAsync(recording);

        log.Of("Alice").Should().Equal("1 InCall +12025550111", "1 Ended");
        log.Told.Should().OnlyContain(pop => pop.Direction == CallDirection.Outbound);
    }

    [Fact]
    public async Task ClickToCall_OwnPhoneIsNotLifted_IsNoPop()
    {
        await using var office = await OpenAsync("asterisk-22/c2c_ami_ext_noanswer");
        await using var log = new PopLog(office);

        await log.PlayAsync("asterisk-22/c2c_ami_ext_noanswer");

        log.Told.Should().BeEmpty();
    }

    [Fact]
    public async Task Queue_RingsTwo_SaysThroughWhichQueue()
    {
        await using var office = await OpenAsync("asterisk-22/queue_answered");
        await using var log = new PopLog(office);

        await log.PlayAsync("asterisk-22/queue_answered");

        log.Told.Should().OnlyContain(pop => pop.Queue == "support" && pop.DialedNumber == "5550102");
        log.Of("Alice").Should().Equal("1 Ringing +12025550111", "1 InCall +12025550111", "1 Ended");
        log.Of("Bob").Should().Equal("1 Ringing +12025550111", "1 AnsweredElsewhere");
    }

    [Fact]
    public async Task Phones_TwoOfOneEmployeeRing_IsOnePop()
    {
        await using var office = await Office.OpenAsync("asterisk-22/ringgroup_answered", [("Alice", ["101", "103"]), ("Bob", ["102"])]);
        await using var log = new PopLog(office);

        await log.PlayAsync("asterisk-22/ringgroup_answered");

        log.Of("Alice").Should().Equal("1 Ringing +12025550111", "1 AnsweredElsewhere");
        log.Told.Where(pop => pop.Employee == office.Staff["Alice"]).SelectMany(pop => pop.Extensions).Should().Contain(["101", "103"]);
    }

    [Fact]
    public async Task Caller_IsKnown_ComesAsTheSecondPhaseOfTheSamePop()
    {
        await using var office = await OpenAsync("asterisk-22/in_answered_caller_hangup");
        var contact = await office.AddContactAsync("Customer One", "+12025550111");
        await using var log = new PopLog(office);

        await log.PlayAsync("asterisk-22/in_answered_caller_hangup");

        var told = log.Told;
        told[0].Should().Match<CallPop>(pop => pop.State == PopState.Ringing && pop.Number == "+12025550111");
        told.Where(pop => pop.CallerState == PopCallerState.Known).Should().NotBeEmpty()
            .And.OnlyContain(pop => pop.Caller!.ContactId == contact.Id && pop.Caller.AddressAs == "Customer One");
        told.Select(pop => pop.CallId).Distinct().Should().ContainSingle();
        told.Select(pop => pop.Version).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task Card_CallRings_IsGrantedWhateverTheScopeAndAuditedOnce()
    {
        await using var office = await OpenAsync("asterisk-22/in_answered_caller_hangup");
        var contact = await office.AddContactAsync("Customer One", "+12025550111");
        var pops = office.Get<ScreenPops>();
        var narrow = office.As("Alice", Operator(FieldMask.Numbers | FieldMask.Debt));
        var stranger = office.As("Bob", Operator(FieldMask.None));
        PopCard? seen = null;

        await office.PlayAsync("asterisk-22/in_answered_caller_hangup", async () =>
        {
            if (pops.List(narrow) is [var pop] && seen is null)
            {
                pop.Number.Should().Be("+•••••••••11");
                seen = await pops.GetCardAsync(narrow, pop.CallId, Cancel);
                await pops.GetCardAsync(narrow, pop.CallId, Cancel);
                (await pops.GetCardAsync(stranger, pop.CallId, Cancel))?.IsGranted.Should().BeFalse();
            }
        });

        seen.Should().NotBeNull();
        seen!.IsGranted.Should().BeTrue();
        seen.Contact.Should().Match<CardContact>(card => card.Id == contact.Id && card.Debt == null && card.Numbers[0].Number == "+•••••••••11");
        seen.Missing.Should().BeEmpty();
        var audit = await StoreWork.ReadAsync(
            office.Get<ICallTrackingDbContextFactory>(), Caller.System(), context => context.Set<AuditEntry>().ToListAsync(Cancel));
        audit.Where(row => row.Action == "card.grant").Should().ContainSingle().Which.Should().Match<AuditEntry>(
            row => row.Employee == office.Staff["Alice"] && row.EntityId == seen.CallId.ToString());
    }

    [Fact]
    public async Task Card_CustomerCalledBefore_ShowsTheLastCallsAndWhoSpoke()
    {
        await using var office = await OpenAsync("asterisk-22/in_answered_caller_hangup");
        await office.AddContactAsync("Customer One", "+12025550111");
        var pops = office.Get<ScreenPops>();
        PopCard? seen = null;
        var first = Recording.Load("asterisk-22/in_answered_caller_hangup");
        await office.PlayAsync(first);

        var again = Recording.Load("asterisk-22/ringgroup_answered", 2, office.Time.GetUtcNow().AddMinutes(10));
        await office.PlayAsync(again, async () =>
        {
            if (pops.List(office.As("Bob")) is [{ State: PopState.Ringing } pop])
            {
                seen ??= await pops.GetCardAsync(office.As("Bob"), pop.CallId, Cancel);
            }
        });

        seen.Should().NotBeNull();
        seen!.LastCalls.Should().ContainSingle().Which.Outcome.Should().Be(CallOutcome.Answered);
        seen.LastHandler!.Name.Should().Be("Alice");
    }

    [Fact]
    public async Task Caller_IsEnteredWhileItRings_GetsTheNameOnTheSamePop()
    {
        await using var office = await OpenAsync("asterisk-22/in_answered_caller_hangup");
        await using var log = new PopLog(office);
        var isEntered = false;

        await office.PlayAsync(Recording.Load("asterisk-22/in_answered_caller_hangup"), async () =>
        {
            await log.SettleAsync();
            if (!isEntered && office.Get<ScreenPops>().List(office.As("Alice")) is [{ CallerState: PopCallerState.Unknown } pop])
            {
                isEntered = true;
                await office.Get<ContactBook>().CreateAsync(
                    Caller.System(), new ContactDraft { Name = "New Customer", Numbers = { new NewContactNumber("+12025550111") } }, Cancel);
                await Office.UntilAsync(() => office.Get<ScreenPops>().Find(office.As("Alice"), pop.CallId)?.Caller?.Name == "New Customer");
            }
        });

        isEntered.Should().BeTrue();
        log.Told.Select(pop => pop.CallId).Distinct().Should().ContainSingle();
    }

    private static AccessGrants Operator(FieldMask masks) => new(
    [
        KeyValuePair.Create(Permission.CallsRead, AccessScope.Own),
        KeyValuePair.Create(Permission.ContactsRead, AccessScope.Own),
    ], masks);

    private static Task<Office> OpenAsync(string recording) => Office.OpenAsync(
        recording, recording.StartsWith("asterisk", StringComparison.Ordinal) ? Screens.OfAsterisk : Screens.OfFreeSwitch);
}
