using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using static CallTracking.Identification.IdentificationRig;

namespace CallTracking.Identification;

public sealed class CallerIdentificationTests
{
    private const string One = "+12025550111";
    private const string Two = "+12025550122";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("anonymous")]
    [InlineData("101")]
    [InlineData("911")]
    [InlineData("bob")]
    public async Task Identify_NumberThatIsNobodys_NamesNobodyAndAsksNoStore(string? number)
    {
        await using var rig = await CreateAsync();
        var before = rig.Counter.Count;
        var identity = await rig.Identification.IdentifyAsync(Everybody, number, Cancel);
        identity.Status.Should().Be(IdentificationStatus.NotIdentifiable);
        identity.Candidates.Should().BeEmpty();
        rig.Counter.Count.Should().Be(before);
    }

    [Theory]
    [InlineData("(202) 555-0111")]
    [InlineData("+1 202 555 0111")]
    [InlineData("12025550111")]
    public async Task Identify_ExactNumber_IsKnown(string number)
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", contact => contact.AddressAs = "Dr Anna", One);
        var identity = await rig.Identification.IdentifyAsync(Everybody, number, Cancel);
        identity.Status.Should().Be(IdentificationStatus.Known);
        identity.Known.Should().BeEquivalentTo(
            new { ContactId = (Guid?)anna, Name = "Anna", AddressAs = "Dr Anna", Confidence = 0.95, Source = IdentificationSource.Exact });
    }

    [Fact]
    public async Task Identify_UnknownNumber_IsUnknownAndKept()
    {
        await using var rig = await CreateAsync();
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Status.Should().Be(IdentificationStatus.Unknown);
        var asked = rig.Counter.Count;
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Status.Should().Be(IdentificationStatus.Unknown);
        rig.Counter.Count.Should().Be(asked);
    }

    [Fact]
    public async Task Identify_SharedNumber_IsAmbiguousWithThePrimaryFirst()
    {
        await using var rig = await CreateAsync();
        await rig.AddContactAsync("Anna", One);
        var boris = await rig.AddContactAsync("Boris", One);
        await rig.ChangeAsync(async context =>
            (await context.Set<ContactNumber>().AsTracking().SingleAsync(number => number.ContactId == boris)).IsPrimary = true);
        var identity = await rig.Identification.IdentifyAsync(Everybody, One, Cancel);
        identity.Status.Should().Be(IdentificationStatus.Ambiguous);
        identity.Known.Should().BeNull();
        identity.Candidates.Select(candidate => (candidate.Name, candidate.Confidence)).Should().Equal(("Boris", 0.475), ("Anna", 0.475));
    }

    [Fact]
    public async Task Identify_SwitchboardOfMany_ShowsSomeAndSaysSo()
    {
        await using var rig = await CreateAsync();
        for (var i = 0; i < StoredMatches.MostShown + 5; i++)
        {
            await rig.AddContactAsync($"Clerk {i}", One);
        }

        var identity = await rig.Identification.IdentifyAsync(Everybody, One, Cancel);
        identity.Status.Should().Be(IdentificationStatus.Ambiguous);
        identity.Candidates.Should().HaveCount(StoredMatches.MostShown);
        identity.IsComplete.Should().BeFalse();
    }

    [Fact]
    public async Task Identify_NumberCompleteOnlyInItsArea_SuggestsThoseThatEndInIt()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One);
        var identity = await rig.Identification.IdentifyAsync(Everybody, "5550111", Cancel);
        identity.Status.Should().Be(IdentificationStatus.Suggested);
        identity.Candidates.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { ContactId = (Guid?)anna, Confidence = 0.4, Source = IdentificationSource.NationalSuffix });
    }

    [Fact]
    public async Task Identify_SameNationalDigitsOfAnotherCountry_SuggestsOnly()
    {
        await using var rig = await CreateAsync();
        await rig.AddContactAsync("Anna", One);
        var identity = await rig.Identification.IdentifyAsync(
            Everybody, new PhoneNumber("x", PhoneNumberKind.Public, "+82025550111", "1110555202"), Cancel);
        identity.Status.Should().Be(IdentificationStatus.Suggested);
        identity.Candidates.Should().ContainSingle().Which.Confidence.Should().Be(0.5);
    }

    [Fact]
    public async Task Identify_AnotherAreasNumberWithTheSameEnding_IsUnknown()
    {
        await using var rig = await CreateAsync();
        await rig.AddContactAsync("Anna", One);
        (await rig.Identification.IdentifyAsync(Everybody, "+1 703 555 0111", Cancel)).Status.Should().Be(IdentificationStatus.Unknown);
    }

    [Fact]
    public async Task Identify_MergedContact_NamesWhomItBecameAndDeletedNobody()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna");
        await rig.AddContactAsync("Ann", contact => contact.MergedIntoId = anna, One);
        await rig.AddContactAsync("Gone", contact => contact.DeletedAt = Sample.Start, Two);
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known!.ContactId.Should().Be(anna);
        (await rig.Identification.IdentifyAsync(Everybody, Two, Cancel)).Status.Should().Be(IdentificationStatus.Unknown);
    }

    [Fact]
    public async Task Identify_AfterAChange_SeesItAtOnce()
    {
        await using var rig = await CreateAsync();
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Status.Should().Be(IdentificationStatus.Unknown);
        var anna = await rig.AddContactAsync("Anna", One);
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known!.Name.Should().Be("Anna");
        await rig.ChangeAsync(async context => (await context.Set<Contact>().AsTracking().SingleAsync(one => one.Id == anna)).Name = "Anne");
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known!.Name.Should().Be("Anne");
    }

    [Fact]
    public async Task Identify_ChangeBehindItsBack_SeesItWhenTheTimeIsOverOrItIsTold()
    {
        await using var rig = await CreateAsync();
        await rig.AddContactAsync("Anna", One);
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known!.Name.Should().Be("Anna");
        await RenameBehindAsync(rig, "Anne");
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known!.Name.Should().Be("Anna");
        rig.Time.Advance(TimeSpan.FromSeconds(16));
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known!.Name.Should().Be("Anne");
        await RenameBehindAsync(rig, "Annette");
        rig.Identification.Forget("default");
        (await rig.Identification.IdentifyAsync(Everybody, One, Cancel)).Known!.Name.Should().Be("Annette");
    }

    [Fact]
    public async Task Identify_OtherTenant_SeesNothing()
    {
        await using var rig = await CreateAsync();
        await rig.AddContactAsync("Anna", One);
        (await rig.Identification.IdentifyAsync(Caller.System("other"), One, Cancel)).Status.Should().Be(IdentificationStatus.Unknown);
        (await rig.Identification.MatchManyAsync(Caller.System("other"), [One], Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task Identify_OutOfScope_IsAsIfNotThere()
    {
        await using var rig = await CreateAsync();
        var (me, team) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await rig.AddContactAsync("Mine", contact => contact.ResponsibleId = me, One);
        await rig.AddContactAsync("Team's", contact => contact.DepartmentId = team, Two);
        var own = Employee(AccessScope.Own, me);
        (await rig.Identification.IdentifyAsync(own, One, Cancel)).Status.Should().Be(IdentificationStatus.Known);
        (await rig.Identification.IdentifyAsync(own, Two, Cancel)).Status.Should().Be(IdentificationStatus.Unknown);
        (await rig.Identification.MatchManyAsync(own, [One, Two], Cancel)).Keys.Should().Equal(One);
        (await rig.Identification.IdentifyAsync(Employee(AccessScope.Team, departments: team), Two, Cancel)).Status.Should().Be(IdentificationStatus.Known);
        var nobody = Caller.ForEmployee("default", me, AccessGrants.Nothing);
        await FluentActions.Awaiting(() => rig.Identification.IdentifyAsync(nobody, One, Cancel)).Should().ThrowAsync<AccessDeniedException>();
        await FluentActions.Awaiting(() => rig.Identification.MatchManyAsync(nobody, [One], Cancel)).Should().ThrowAsync<AccessDeniedException>();
    }

    [Fact]
    public async Task MatchMany_Numbers_GivesTheOwnersOfEach()
    {
        await using var rig = await CreateAsync();
        var anna = await rig.AddContactAsync("Anna", One, Two);
        var boris = await rig.AddContactAsync("Boris", Two);
        var found = await rig.Identification.MatchManyAsync(Everybody, [One, Two, Two, "+12025550133"], Cancel);
        found.Keys.Should().BeEquivalentTo([One, Two]);
        found[One].Should().Equal(anna);
        found[Two].Should().BeEquivalentTo([anna, boris]);
    }

    private static async Task RenameBehindAsync(IdentificationRig rig, string name)
    {
        await using var context = rig.Contexts.Create(Everybody);
        await context.Set<Contact>().ExecuteUpdateAsync(set => set.SetProperty(contact => contact.Name, name), Cancel);
    }
}
