using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using Microsoft.EntityFrameworkCore;
using static CallTracking.Identification.IdentificationRig;

namespace CallTracking.Identification;

public sealed class CallContactsTests
{
    private const string One = "+12025550111";
    private const string Two = "+12025550122";

    private static readonly Caller Clerk = Employee(AccessScope.All);

    [Fact]
    public async Task Projection_CallOfAKnownNumber_BindsIt()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var call = await rig.CallAsync(1, One);
        await rig.ProjectAsync();
        (await rig.Calls.FindAsync(Everybody, call.Id, Cancel)).Should().BeEquivalentTo(
            new { CallId = call.Id, ContactId = anna, Name = "Anna", How = CallContactOrigin.Matched, ByEmployee = (Guid?)null });
        (await rig.LinkAsync(call.Id))!.StartedAt.Should().Be(call.StartedAt);
    }

    [Fact]
    public async Task Projection_WithheldUnknownOrShared_BindsNobody()
    {
        await using var rig = await CreateAsync();
        await rig.AddContactAsync("Anna", One);
        await rig.AddContactAsync("Boris", One);
        foreach (var (number, from) in new[] { (1, null), (2, "anonymous"), (3, One), (4, Two) })
        {
            await rig.CallAsync(number, from);
        }

        await rig.ProjectAsync();
        for (var number = 1; number <= 4; number++)
        {
            (await rig.LinkAsync(Sample.Id(number))).Should().BeNull();
        }
    }

    [Fact]
    public async Task Projection_NumberChangesOwner_CallsKeepTheirContact()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var call = await rig.CallAsync(1, One);
        await rig.ProjectAsync();
        var boris = await rig.AddContactAsync("Boris");
        await rig.ChangeAsync(async context => (await context.Set<ContactNumber>().AsTracking().SingleAsync()).ContactId = boris);
        var later = await rig.CallAsync(2, One);
        await rig.ProjectAsync();
        (await rig.LinkAsync(call.Id))!.ContactId.Should().Be(anna);
        (await rig.LinkAsync(later.Id))!.ContactId.Should().Be(boris);
    }

    [Fact]
    public async Task Assign_AmbiguousNumber_IsRememberedForTheNextCall()
    {
        await using var rig = await CreateAsync();
        await rig.AddContactAsync("Anna", One);
        var boris = await rig.AddContactAsync("Boris", One);
        var call = await rig.CallAsync(1, One, isOpen: true);
        var assigned = await rig.Calls.AssignAsync(Clerk, call.Id, boris, Cancel);
        assigned.Should().Be(new CallAssignment(call.Id, boris, CallContactOrigin.Chosen, NewNumberOutcome.Nothing));
        (await rig.LinkAsync(call.Id)).Should().BeEquivalentTo(new { ContactId = boris, How = CallContactOrigin.Chosen, ByEmployee = Clerk.Employee });
        var identity = await rig.Identification.IdentifyAsync(Everybody, One, Cancel);
        identity.Known.Should().BeEquivalentTo(new { ContactId = (Guid?)boris, Confidence = 1.0, Source = IdentificationSource.Remembered });
        identity.Candidates.Should().HaveCount(2);
        var next = await rig.CallAsync(2, One);
        await rig.ProjectAsync();
        (await rig.LinkAsync(next.Id))!.ContactId.Should().Be(boris);
        (await rig.LinkAsync(call.Id))!.How.Should().Be(CallContactOrigin.Chosen);
    }

    [Theory]
    [InlineData(NewNumberPolicy.Ask, NewNumberOutcome.Offered, 1)]
    [InlineData(NewNumberPolicy.Automatic, NewNumberOutcome.Added, 2)]
    [InlineData(NewNumberPolicy.Never, NewNumberOutcome.NotOffered, 1)]
    public async Task Assign_KnownContactFromANewNumber_FollowsThePolicy(NewNumberPolicy policy, NewNumberOutcome outcome, int numbers)
    {
        await using var rig = await CreateAsync(builder => builder.ConfigureIdentification(options => options.NewNumbers = policy));
        var anna = await rig.AddContactAsync("Anna", One);
        var call = await rig.CallAsync(1, Two);
        (await rig.Calls.AssignAsync(Clerk, call.Id, anna, Cancel))!.Number.Should().Be(outcome);
        (await NumbersAsync(rig, anna)).Should().HaveCount(numbers);
        (await rig.Identification.IdentifyAsync(Everybody, Two, Cancel)).Known!.ContactId.Should().Be(anna, "it is remembered or on the card");
    }

    [Fact]
    public async Task Assign_AutomaticButAnotherHasTheNumber_Asks()
    {
        await using var rig = await CreateAsync(builder => builder.ConfigureIdentification(options => options.NewNumbers = NewNumberPolicy.Automatic));
        var anna = await rig.AddContactAsync("Anna", One);
        await rig.AddContactAsync("Boris", Two);
        var call = await rig.CallAsync(1, Two);
        (await rig.Calls.AssignAsync(Clerk, call.Id, anna, Cancel))!.Number.Should().Be(NewNumberOutcome.Offered);
    }

    [Fact]
    public async Task AddNumber_AfterTheOffer_PutsItOnTheCardOnce()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var earlier = await rig.CallAsync(1, Two);
        var call = await rig.CallAsync(2, Two);
        await rig.ProjectAsync();
        (await rig.Calls.AddNumberAsync(Clerk, call.Id, ContactNumberKind.Mobile, Cancel)).Should().BeNull("nobody has said who it was");
        await rig.Calls.AssignAsync(Clerk, call.Id, anna, Cancel);
        (await rig.Calls.AddNumberAsync(Clerk, call.Id, ContactNumberKind.Mobile, Cancel))!.Number.Should().Be(NewNumberOutcome.Added);
        (await rig.Calls.AddNumberAsync(Clerk, call.Id, ContactNumberKind.Mobile, Cancel))!.Number.Should().Be(NewNumberOutcome.Nothing);
        (await NumbersAsync(rig, anna)).Single(number => number.E164 == Two).Should()
            .BeEquivalentTo(new { Kind = ContactNumberKind.Mobile, Source = ContactNumberSource.FromCall, NationalReversed = "2210555202" });
        (await rig.LinkAsync(earlier.Id)).Should().BeEquivalentTo(new { ContactId = anna, How = CallContactOrigin.Matched });
    }

    [Fact]
    public async Task CreateFromCall_UnknownCaller_MakesTheContactWithItsNumberAndCalls()
    {
        await using var rig = await CreateAsync();
        var earlier = await rig.CallAsync(1, One);
        var call = await rig.CallAsync(2, One, isOpen: true);
        await rig.ProjectAsync();
        var made = await rig.Calls.CreateFromCallAsync(Clerk, call.Id, new NewCaller("សុខ ដារ៉ា") { NumberKind = ContactNumberKind.Mobile }, Cancel);
        made!.How.Should().Be(CallContactOrigin.Created);
        made.Number.Should().Be(NewNumberOutcome.Added);
        (await NumbersAsync(rig, made.ContactId)).Should().ContainSingle().Which.Should().BeEquivalentTo(new { E164 = One, IsPrimary = true });
        (await rig.Calls.FindAsync(Clerk, call.Id, Cancel))!.Name.Should().Be("សុខ ដារ៉ា");
        (await rig.LinkAsync(earlier.Id))!.ContactId.Should().Be(made.ContactId);
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known!.ContactId.Should().Be(made.ContactId);
        (await rig.Calls.CreateFromCallAsync(Clerk, call.Id, new NewCaller("Again"), Cancel))!.ContactId.Should().Be(made.ContactId);
    }

    [Fact]
    public async Task CreateFromCall_ManyAtOnce_MakesOneContact()
    {
        await using var rig = await CreateAsync();
        var call = await rig.CallAsync(1, One);
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => rig.Calls.CreateFromCallAsync(Clerk, call.Id, new NewCaller($"Caller {i}"), Cancel), Cancel)));
        made.Select(one => one!.ContactId).Distinct().Should().ContainSingle();
        await using var context = rig.Contexts.Create(Everybody);
        (await context.Set<Contact>().CountAsync(Cancel)).Should().Be(1);
        (await context.Set<ContactNumber>().CountAsync(Cancel)).Should().Be(1);
    }

    [Fact]
    public async Task CreateFromCall_WithheldNumber_MakesAContactWithoutNumber()
    {
        await using var rig = await CreateAsync();
        var call = await rig.CallAsync(1, from: null);
        var made = await rig.Calls.CreateFromCallAsync(Clerk, call.Id, new NewCaller("Anna"), Cancel);
        made!.Number.Should().Be(NewNumberOutcome.Nothing);
        (await NumbersAsync(rig, made.ContactId)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a\u0007b", "control")]
    public async Task CreateFromCall_UnfitName_SaysWhatAndTheCure(string name, string words)
    {
        await using var rig = await CreateAsync();
        await FluentActions.Awaiting(() => rig.Calls.CreateFromCallAsync(Clerk, Sample.Id(1), new NewCaller(name), Cancel))
            .Should().ThrowAsync<ArgumentException>().WithMessage($"*{words}*");
    }

    [Fact]
    public async Task CreateFromCall_ByWhoSeesOnlyHisOwn_IsHis()
    {
        await using var rig = await CreateAsync();
        var me = Employee(AccessScope.Own);
        await rig.ChangeAsync(context =>
        {
            context.Add(new Staff.Employee { Tenant = "default", Id = me.Employee!.Value, DisplayName = "Me", IsActive = true });
            return Task.CompletedTask;
        });
        var call = await rig.CallAsync(1, One);
        await rig.Calls.CreateFromCallAsync(me, call.Id, new NewCaller("Anna"), Cancel);
        (await rig.Identification.IdentifyAsync(me, One, Cancel)).Known!.Name.Should().Be("Anna");
    }

    [Fact]
    public async Task Confirm_MatchedOrSuggested_TurnsItIntoAChoice()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var matched = await rig.CallAsync(1, One);
        var suggested = await rig.CallAsync(2, "5550111");
        var unknown = await rig.CallAsync(3, Two);
        await rig.ProjectAsync();
        (await rig.Calls.ConfirmAsync(Clerk, matched.Id, Cancel)).Should().BeEquivalentTo(new { ContactId = anna, How = CallContactOrigin.Chosen });
        (await rig.Calls.ConfirmAsync(Clerk, suggested.Id, Cancel))!.ContactId.Should().Be(anna);
        (await rig.Calls.ConfirmAsync(Clerk, unknown.Id, Cancel)).Should().BeNull();
        (await rig.Identification.IdentifyAsync(Everybody, "5550111", Cancel)).Known!.ContactId.Should().Be(anna);
    }

    [Fact]
    public async Task Assign_NoSuchCallOrContact_ChangesNothing()
    {
        await using var rig = await CreateAsync();
        var call = await rig.CallAsync(1, One);
        var foreign = await rig.AddContactAsync("Not mine");
        (await rig.Calls.AssignAsync(Clerk, Sample.Id(9), foreign, Cancel)).Should().BeNull();
        (await rig.Calls.AssignAsync(Clerk, call.Id, Guid.CreateVersion7(), Cancel)).Should().BeNull();
        (await rig.Calls.AssignAsync(Employee(AccessScope.Own), call.Id, foreign, Cancel)).Should().BeNull();
        var reader = Caller.ForEmployee("default", Guid.CreateVersion7(), new AccessGrants([new(Permission.CallsRead, AccessScope.All)]));
        await FluentActions.Awaiting(() => rig.Calls.AssignAsync(reader, call.Id, foreign, Cancel)).Should().ThrowAsync<AccessDeniedException>();
        (await rig.LinkAsync(call.Id)).Should().BeNull();
    }

    [Fact]
    public async Task Assign_Choice_IsAuditedWithoutNumbersAndNames()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var call = await rig.CallAsync(1, One);
        await rig.Calls.AssignAsync(Clerk, call.Id, anna, Cancel);
        await using var context = rig.Contexts.Create(Everybody);
        var row = await context.Set<AuditEntry>().SingleAsync(Cancel);
        row.Should().BeEquivalentTo(new { Action = "call.contact", Entity = "call", EntityId = call.Id.ToString("D"), Clerk.Employee });
        row.Payload.Should().Contain(anna.ToString("D")).And.NotContain("Anna").And.NotContain("0111");
    }

    [Fact]
    public async Task Unassign_MatchedCall_StaysNobodysUntilSomebodyIsNamed()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var call = await rig.CallAsync(1, One);
        await rig.ProjectAsync();
        (await rig.Calls.UnassignAsync(Clerk, call.Id, Cancel)).Should().Be(new CallUnassignment(call.Id, anna));
        (await rig.Calls.UnassignAsync(Clerk, call.Id, Cancel)).Should().BeNull("it has none any more");

        // The ledger learns more of the call: its number is no reason to bind it again.
        await rig.CallAsync(1, One);
        await rig.ProjectAsync();
        (await rig.Calls.BindAsync(call, await rig.Identification.IdentifyAsync(Everybody, One, Cancel), Cancel)).Should().BeFalse();
        (await rig.Calls.FindAsync(Everybody, call.Id, Cancel)).Should().BeNull();
        (await rig.LinkAsync(call.Id)).Should().BeEquivalentTo(
            new { ContactId = CallContact.Nobody, How = CallContactOrigin.Nobody, ByEmployee = Clerk.Employee });
        var history = rig.Get<CallHistory>();
        (await history.ListAsync(Everybody, new() { Contact = anna }, null, 10, Cancel)).Calls.Should().BeEmpty();
        (await history.ListAsync(Everybody, new() { Contact = CallContact.Nobody }, null, 10, Cancel)).Calls.Should().BeEmpty();
        (await rig.Calls.AddNumberAsync(Clerk, call.Id, ContactNumberKind.Mobile, Cancel)).Should().BeNull();

        (await rig.Calls.ConfirmAsync(Clerk, call.Id, Cancel))!.ContactId.Should().Be(anna);
        (await rig.Calls.FindAsync(Everybody, call.Id, Cancel))!.How.Should().Be(CallContactOrigin.Chosen);
    }

    [Fact]
    public async Task Unassign_Choice_IsForgottenForTheNumberAndAudited()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna");
        var call = await rig.CallAsync(1, One);
        await rig.Calls.AssignAsync(Clerk, call.Id, anna, Cancel);
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known!.ContactId.Should().Be(anna);

        await rig.Calls.UnassignAsync(Clerk, call.Id, Cancel);

        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Status.Should().Be(IdentificationStatus.Unknown);
        await using var context = rig.Contexts.Create(Everybody);
        var row = await context.Set<AuditEntry>().OrderByDescending(one => one.Number).FirstAsync(Cancel);
        row.Should().BeEquivalentTo(new { Action = "call.contact_removed", Entity = "call", EntityId = call.Id.ToString("D"), Clerk.Employee });
        row.Payload.Should().Contain(anna.ToString("D")).And.NotContain("Anna").And.NotContain("0111");
    }

    [Fact]
    public async Task Unassign_WithoutRightOrReach_ChangesNothing()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var call = await rig.CallAsync(1, One);
        await rig.ProjectAsync();
        (await rig.Calls.UnassignAsync(Clerk, Sample.Id(9), Cancel)).Should().BeNull();
        (await rig.Calls.UnassignAsync(Employee(AccessScope.Own), call.Id, Cancel)).Should().BeNull("the contact is somebody else's");
        var reader = Caller.ForEmployee("default", Guid.CreateVersion7(), new AccessGrants([new(Permission.CallsRead, AccessScope.All)]));
        await FluentActions.Awaiting(() => rig.Calls.UnassignAsync(reader, call.Id, Cancel)).Should().ThrowAsync<AccessDeniedException>();
        var stranger = Caller.ForEmployee("default", Guid.CreateVersion7(), new AccessGrants(
            [new(Permission.CallsRead, AccessScope.Own), new(Permission.ContactsRead, AccessScope.All), new(Permission.ContactsEdit, AccessScope.All)]));
        (await rig.Calls.UnassignAsync(stranger, call.Id, Cancel)).Should().BeNull("the call is somebody else's");
        (await rig.LinkAsync(call.Id))!.ContactId.Should().Be(anna);
    }

    [Fact]
    public async Task FindMany_CallsAndContactsOfOthers_AreLeftOut()
    {
        await using var rig = await CreateAsync();
        var me = Guid.CreateVersion7();
        await rig.AddContactAsync("Anna", contact => contact.ResponsibleId = me, One);
        await rig.AddContactAsync("Boris", Two);
        Call[] calls = [await rig.CallAsync(1, One), await rig.CallAsync(2, Two)];
        await rig.ProjectAsync();
        (await rig.Calls.FindManyAsync(Everybody, calls, Cancel)).Should().HaveCount(2);
        (await rig.Calls.FindManyAsync(Employee(AccessScope.Own, me), calls, Cancel)).Values.Should().ContainSingle().Which.Name.Should().Be("Anna");
        var stranger = Caller.ForEmployee("default", me, new AccessGrants(
            [new(Permission.CallsRead, AccessScope.Own), new(Permission.ContactsRead, AccessScope.All)]));
        (await rig.Calls.FindManyAsync(stranger, calls, Cancel)).Should().BeEmpty("neither call is the caller's to see");
    }

    [Fact]
    public async Task History_OfAContactOutOfReach_IsEmpty()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        await rig.CallAsync(1, One);
        await rig.ProjectAsync();
        var history = rig.Get<CallHistory>();
        var filter = new CallHistoryFilter { Contact = anna };
        var own = Employee(AccessScope.Own);
        (await history.CountAsync(Clerk, filter, Cancel)).Should().Be(1);
        (await history.CountAsync(own, filter, Cancel)).Should().Be(0);
        (await history.ListAsync(own, filter, null, 10, Cancel)).Calls.Should().BeEmpty();
        (await history.SearchAsync(own, filter, new CallHistoryTerms(), null, 10, null, Cancel)).Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Bind_LiveIdentification_BindsOnceAndNeverOverAChoice()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var call = await rig.CallAsync(1, One, isOpen: true);
        var identity = await rig.Identification.IdentifyAsync(Everybody, One, Cancel);
        (await rig.Calls.BindAsync(call, identity, Cancel)).Should().BeTrue();
        (await rig.Calls.BindAsync(call, identity, Cancel)).Should().BeFalse();
        (await rig.LinkAsync(call.Id))!.ContactId.Should().Be(anna);
    }

    [Fact]
    public async Task Projection_WithdrawnCall_TakesItsLinkAway()
    {
        await using var rig = await CreateAsync();
        await rig.AddContactAsync("Anna", One);
        var call = await rig.CallAsync(1, One);
        await rig.ProjectAsync();
        await using (var context = rig.Contexts.Create(Everybody))
        {
            var projection = new CallContactProjection(rig.Identification, rig.Time);
            await projection.ApplyAsync(context, [], [call.Id], Cancel);
            await context.SaveChangesAsync(Cancel);
        }

        (await rig.LinkAsync(call.Id)).Should().BeNull();
    }

    [Fact]
    public async Task History_OfAContact_HoldsItsCallsAndThoseOfMergedOnes()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var other = await rig.AddContactAsync("Ann", Two);
        var (first, second, third) = (await rig.CallAsync(1, One), await rig.CallAsync(2, Two), await rig.CallAsync(3, "+12025550133"));
        await rig.ProjectAsync();
        var history = rig.Get<CallHistory>();
        (await history.ListAsync(Everybody, new() { Contact = anna }, null, 10, Cancel)).Calls.Select(call => call.Id).Should().Equal(first.Id);
        (await history.ListAsync(Everybody, new() { Contact = anna, Party = "none" }, null, 10, Cancel)).Calls.Should().BeEmpty();
        await rig.ChangeAsync(async context => (await context.Set<Contact>().AsTracking().SingleAsync(one => one.Id == other)).MergedIntoId = anna);
        (await history.ListAsync(Everybody, new() { Contact = anna }, null, 10, Cancel)).Calls.Select(call => call.Id).Should().Equal(second.Id, first.Id);
        (await history.CountAsync(Everybody, new() { Contact = anna }, Cancel)).Should().Be(2);
        var page = await history.ListAsync(Everybody, new(), null, 10, Cancel);
        page.Contacts.Keys.Should().BeEquivalentTo([first.Id, second.Id]).And.NotContain(third.Id);
        page.Contacts.Values.Should().OnlyContain(contact => contact.ContactId == anna && contact.Name == "Anna");
    }

    private static async Task<List<ContactNumber>> NumbersAsync(IdentificationRig rig, Guid contact)
    {
        await using var context = rig.Contexts.Create(Everybody);
        return await context.Set<ContactNumber>().Where(number => number.ContactId == contact).ToListAsync(Cancel);
    }
}
