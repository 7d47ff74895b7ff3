using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Ratings;
using CallTracking.Scenarios.Kit;
using CallTracking.ScreenPop;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Scenarios;

/// <summary>Marks that customers give for recorded calls.</summary>
public sealed class RatingScenarios
{
    private const string Recorded = "asterisk-22/blind_transfer_sip";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RateAsync_CallWasTransferred_RatesWhoTalkedLast()
    {
        await using var office = await PlayedAsync();
        var call = await CallAsync(office);

        var rating = await Ratings(office).RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Keypad, 4), Cancel);

        rating.Should().Match<CallRating>(one => one.EmployeeId == office.Staff["Bob"] && one.Score == 4 && one.Lowest == 1 && one.Highest == 5
            && one.Revision == 1 && one.EnteredBy == null && one.At == office.Time.GetUtcNow());
        (await Ratings(office).OfCallAsync(Caller.System(), call.Id, Cancel)).Should().ContainSingle().Which.Id.Should().Be(rating!.Id);
    }

    [Fact]
    public async Task RateAsync_SameSourceAgain_ReplacesAndKeepsTheFormerInTheAuditTrail()
    {
        await using var office = await PlayedAsync();
        var call = await CallAsync(office);
        var ratings = Ratings(office);
        await ratings.RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Sms, 2) { Comment = " waited long " }, Cancel);

        var second = await ratings.RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Sms, 5), Cancel);
        var same = await ratings.RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Sms, 5), Cancel);
        await ratings.RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Keypad, 3), Cancel);

        second.Should().Match<CallRating>(one => one.Score == 5 && one.Comment == null && one.Revision == 2);
        same!.Revision.Should().Be(2);
        (await ratings.OfCallAsync(Caller.System(), call.Id, Cancel)).Should().HaveCount(2);
        (await AuditAsync(office)).Should().Equal(
            $$"""{"source":"Sms","score":2,"employee":"{{office.Staff["Bob"]}}"}""",
            $$"""{"source":"Sms","score":5,"before":2,"employee":"{{office.Staff["Bob"]}}"}""",
            $$"""{"source":"Keypad","score":3,"employee":"{{office.Staff["Bob"]}}"}""");
    }

    [Fact]
    public async Task RateAsync_EmployeeIsNamed_RatesHimWhenHeTookPart()
    {
        await using var office = await PlayedAsync();
        var call = await CallAsync(office);

        var rating = await Ratings(office).RateAsync(
            Caller.System(), new CallRatingEntry(call.Id, RatingSource.Manual, 1) { Employee = office.Staff["Alice"] }, Cancel);
        var other = () => Ratings(office).RateAsync(
            Caller.System(), new CallRatingEntry(call.Id, RatingSource.Manual, 1) { Employee = office.Staff["Carol"] }, Cancel);

        rating!.EmployeeId.Should().Be(office.Staff["Alice"]);
        await other.Should().ThrowAsync<ArgumentException>().WithMessage("*took no part*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public async Task RateAsync_MarkIsNotOnTheScale_IsRefused(int score)
    {
        await using var office = await PlayedAsync();
        var call = await CallAsync(office);

        var rate = () => Ratings(office).RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Link, score), Cancel);

        await rate.Should().ThrowAsync<ArgumentException>().WithMessage("*give 1 (worst) to 5 (best)*");
    }

    [Fact]
    public async Task RateAsync_SomebodyElseWasFaster_SaysSo()
    {
        await using var office = await PlayedAsync();
        var call = await CallAsync(office);
        await Ratings(office).RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Manual, 2), Cancel);

        var rate = () => Ratings(office).RateAsync(
            Caller.System(), new CallRatingEntry(call.Id, RatingSource.Manual, 3) { ExpectedRevision = 0 }, Cancel);

        (await rate.Should().ThrowAsync<RevisionConflictException>()).Which.Current.Should().Be(1);
    }

    [Fact]
    public async Task RateAsync_ManyAtOnce_KeepOneOfEachSource()
    {
        await using var office = await PlayedAsync();
        var call = await CallAsync(office);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Ratings(office).RateAsync(
            Caller.System(), new CallRatingEntry(call.Id, RatingSource.Keypad, 1 + (i % 5)), Cancel)));

        (await Ratings(office).OfCallAsync(Caller.System(), call.Id, Cancel)).Should().ContainSingle();
    }

    [Fact]
    public async Task Ratings_OfOthers_AreAsIfTheyWereNotThere()
    {
        await using var office = await PlayedAsync();
        var call = await CallAsync(office);
        await Ratings(office).RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Keypad, 4), Cancel);
        var alice = office.As("Alice", Own(Permission.RatingsRead, Permission.RatingsEdit));
        var bob = office.As("Bob", Own(Permission.RatingsRead));

        (await Ratings(office).OfCallAsync(alice, call.Id, Cancel)).Should().BeEmpty();
        (await Ratings(office).RemoveAsync(alice, call.Id, RatingSource.Keypad, null, Cancel)).Should().BeFalse();
        (await Ratings(office).RateAsync(alice, new CallRatingEntry(call.Id, RatingSource.Manual, 1), Cancel)).Should().BeNull();
        (await Ratings(office).OfCallAsync(bob, call.Id, Cancel)).Should().ContainSingle();
        var rate = () => Ratings(office).RateAsync(bob, new CallRatingEntry(call.Id, RatingSource.Manual, 1), Cancel);
        await rate.Should().ThrowAsync<AccessDeniedException>();
    }

    [Fact]
    public async Task RemoveAsync_Rating_IsGoneAndAudited()
    {
        await using var office = await PlayedAsync();
        var call = await CallAsync(office);
        await Ratings(office).RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Manual, 2), Cancel);

        (await Ratings(office).RemoveAsync(Caller.System(), call.Id, RatingSource.Manual, 1, Cancel)).Should().BeTrue();

        (await Ratings(office).OfCallAsync(Caller.System(), call.Id, Cancel)).Should().BeEmpty();
        (await AuditAsync(office)).Should().HaveCount(2);
    }

    [Fact]
    public async Task ListAsync_PageByPage_GivesEachOnceLatestFirst()
    {
        await using var office = await PlayedAsync();
        var call = await CallAsync(office);
        foreach (var (source, minutes) in new[] { (RatingSource.Manual, 1), (RatingSource.Keypad, 2), (RatingSource.Link, 3), (RatingSource.Sms, 3) })
        {
            await Ratings(office).RateAsync(
                Caller.System(), new CallRatingEntry(call.Id, source, 3) { At = office.Time.GetUtcNow().AddMinutes(minutes) }, Cancel);
        }

        var seen = new List<RatingSource>();
        CallRatingCursor? after = null;
        do
        {
            var page = await Ratings(office).ListAsync(
                Caller.System(), new CallRatingFilter { Employee = office.Staff["Bob"], AtMost = 3 }, after, 1, Cancel);
            seen.AddRange(page.Ratings.Select(rating => rating.Source));
            after = page.Next;
        }
        while (after is not null);

        seen.Should().HaveCount(4).And.OnlyHaveUniqueItems();
        seen[2..].Should().Equal(RatingSource.Keypad, RatingSource.Manual);
    }

    [Fact]
    public async Task Card_OfTheNextCall_ShowsTheLastMark()
    {
        await using var office = await Office.OpenAsync(Recorded, Screens.OfAsterisk);
        var contact = await office.AddContactAsync("Customer One", "+12025550111");
        await office.PlayAsync(Recorded);
        var call = await CallAsync(office);
        await BindAsync(office, call, contact.Id);
        await Ratings(office).RateAsync(Caller.System(), new CallRatingEntry(call.Id, RatingSource.Sms, 2) { Comment = "waited long" }, Cancel);
        PopCard? card = null;

        await office.PlayAsync(Recording.Load("asterisk-22/in_answered_caller_hangup", 2, office.Time.GetUtcNow().AddHours(1)), async () =>
        {
            if (card is null && office.Get<ScreenPops>().List(office.As("Alice")) is [var pop])
            {
                card = await office.Get<ScreenPops>().GetCardAsync(office.As("Alice"), pop.CallId, Cancel);
            }
        });

        card!.LastRating.Should().Match<CardRating>(rating => rating.Score == 2 && rating.Comment == "waited long" && rating.Employee!.Name == "Bob");
        card.Missing.Should().BeEmpty();
    }

    private static CallRatings Ratings(Office office) => office.Get<CallRatings>();

    private static AccessGrants Own(params Permission[] permissions) =>
        new(permissions.Select(static one => KeyValuePair.Create(one, AccessScope.Own)));

    private static async Task<Office> PlayedAsync()
    {
        var office = await Office.OpenAsync(Recorded, Screens.OfAsterisk);
        await office.PlayAsync(Recorded);
        return office;
    }

    private static async Task<Call> CallAsync(Office office) => (await office.CallsAsync()).Should().ContainSingle().Subject;

    /// <summary>What identification does by itself where it is at work.</summary>
    private static Task<bool> BindAsync(Office office, Call call, Guid contact) => StoreWork.WriteAsync(
        office.Get<ICallTrackingDbContextFactory>(), Caller.System(), async (context, token) =>
        {
            if (!await context.Set<Identification.CallContact>().AnyAsync(link => link.CallId == call.Id, token))
            {
                context.Add(new Identification.CallContact
                {
                    Tenant = call.Tenant,
                    CallId = call.Id,
                    ContactId = contact,
                    How = Identification.CallContactOrigin.Matched,
                    StartedAt = call.StartedAt,
                    At = call.StartedAt,
                });
            }

            return true;
        }, Cancel);

    private static Task<List<string?>> AuditAsync(Office office) => StoreWork.ReadAsync(
        office.Get<ICallTrackingDbContextFactory>(), Caller.System(), context => context.Set<AuditEntry>()
            .Where(row => row.Action.StartsWith("rating.")).OrderBy(row => row.Day).ThenBy(row => row.Number).Select(row => row.Payload)
            .ToListAsync(Cancel));
}
