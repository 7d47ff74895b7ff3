using System.Globalization;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Storage;

namespace CallTracking.Kits;

/// <summary>What the call history must do on every store.</summary>
public abstract class HistoryKit : IAsyncLifetime
{
    private static readonly Caller Us = Caller.System();
    private readonly string _folder = Directory.CreateTempSubdirectory("history-").FullName;
    private OpenStore? _store;

    protected CallHistory History => new(Contexts);

    protected ICallTrackingDbContextFactory Contexts => _store!.Contexts;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<OpenStore> OpenAsync(string folder);

    public async ValueTask InitializeAsync()
    {
        _store = await OpenAsync(_folder);
        await _store.Reader.PrepareAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    protected async Task StoreAsync(params IEnumerable<Call> calls)
    {
        foreach (var link in calls.GroupBy(call => (call.Tenant, call.Link)))
        {
            var (tenant, name) = link.Key;
            var position = await _store!.Reader.GetPositionAsync(tenant, name, Cancel);
            await _store.Writer.WriteAsync([Sample.Commit(position.Ordinal + 1, [.. link], tenant: tenant, link: name)], Cancel);
        }
    }

    private async Task<IEnumerable<int>> FindAsync(CallHistoryFilter filter)
    {
        var page = await History.ListAsync(Us, filter, null, 100, Cancel);
        (await History.CountAsync(Us, filter, Cancel)).Should().Be(page.Calls.Count);
        return page.Calls.Select(Number);
    }

    private static int Number(Call call) => int.Parse(call.Id.ToString()[^12..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static Call WithNumber(int number, string e164, string national) => Sample.Bare(number) with
    {
        External = new PhoneNumber(e164, PhoneNumberKind.Public, e164, new string([.. national.Reverse()])),
    };

    [Fact]
    public async Task List_NoFilter_IsLatestFirstWithParticipantsInOrder()
    {
        await StoreAsync(Sample.Bare(1), Sample.Full(3), Sample.Bare(2));
        var page = await History.ListAsync(Us, new(), null, 10, Cancel);
        page.Next.Should().BeNull();
        page.Calls.Should().BeEquivalentTo(
            [Sample.Full(3), Sample.Bare(2), Sample.Bare(1)], options => options.WithStrictOrdering().ComparingRecordsByMembers());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task List_PageByPage_YieldsEachCallOnceInOrder(int limit)
    {
        // Calls 4 to 7 start in the same microsecond: there the id decides.
        await StoreAsync(Enumerable.Range(1, 7).Select(n => Sample.Full(n) with
        {
            StartedAt = Sample.Start.AddSeconds(Math.Min(n, 4)),
            Outcome = CallOutcome.Answered,
        }));
        foreach (var filter in new CallHistoryFilter[]
        {
            new(), new() { Party = "101" }, new() { Number = "+12025550111" }, new() { Number = "0111" },
            new() { Outcomes = [CallOutcome.Answered] },
        })
        {
            var found = new List<int>();
            CallHistoryCursor? after = null;
            do
            {
                var page = await History.ListAsync(Us, filter, after, limit, Cancel);
                page.Calls.Count.Should().BeInRange(1, limit);
                found.AddRange(page.Calls.Select(Number));
                after = page.Next;
            }
            while (after is not null);
            found.Should().Equal(7, 6, 5, 4, 3, 2, 1);
        }
    }

    [Fact]
    public async Task List_CallsAddedBetweenPages_DoNotShiftThem()
    {
        await StoreAsync(Enumerable.Range(1, 4).Select(n => Sample.Bare(n)));
        var first = await History.ListAsync(Us, new(), null, 2, Cancel);
        await StoreAsync(Sample.Bare(9));
        var second = await History.ListAsync(Us, new(), first.Next, 2, Cancel);
        second.Calls.Select(Number).Should().Equal(2, 1);
    }

    [Fact]
    public async Task List_ByPeriod_TakesTheBeginningAndNotTheEnd()
    {
        await StoreAsync(Enumerable.Range(1, 4).Select(n => Sample.Bare(n)));
        (await FindAsync(new() { From = Sample.Start.AddSeconds(2), To = Sample.Start.AddSeconds(4) })).Should().Equal(3, 2);
        (await FindAsync(new() { From = Sample.Start.AddSeconds(2).ToOffset(TimeSpan.FromHours(7)) })).Should().Equal(4, 3, 2);
        (await FindAsync(new() { To = Sample.Start.AddSeconds(1) })).Should().BeEmpty();
    }

    [Fact]
    public async Task List_ByEachCondition_FindsWhatMeetsIt()
    {
        await StoreAsync(
            Sample.Bare(1) with { Direction = CallDirection.Inbound },
            Sample.Bare(2) with { Direction = CallDirection.Internal, State = CallState.Ended, Outcome = CallOutcome.Busy },
            Sample.Full(3) with { Direction = CallDirection.Outbound, Outcome = CallOutcome.Missed },
            Sample.Full(4, link: "branch") with { Direction = CallDirection.Inbound, Outcome = CallOutcome.Answered });
        (await FindAsync(new() { Directions = [CallDirection.Inbound] })).Should().Equal(4, 1);
        (await FindAsync(new() { Directions = [CallDirection.Inbound, CallDirection.Internal] })).Should().Equal(4, 2, 1);
        (await FindAsync(new() { Outcomes = [CallOutcome.Missed] })).Should().Equal(3);
        (await FindAsync(new() { Outcomes = [CallOutcome.Missed, CallOutcome.Busy] })).Should().Equal(3, 2);
        (await FindAsync(new() { Link = "branch" })).Should().Equal(4);
        (await FindAsync(new() { OnlyOpen = true })).Should().Equal(1);
        (await FindAsync(new() { Party = "101" })).Should().Equal([4, 3], "a party that stands in a call twice finds it once");
        (await FindAsync(new() { Party = "101", Outcomes = [CallOutcome.Missed], Number = "0111" })).Should().Equal(3);
        (await FindAsync(new() { Party = "10" })).Should().BeEmpty();
        (await FindAsync(new() { Party = "101", Directions = [CallDirection.Inbound], From = Sample.Start.AddSeconds(5) })).Should().BeEmpty();
    }

    [Theory]
    [InlineData("+12025550111", 1)]
    [InlineData(" +1 (202) 555-0111", 1)]
    [InlineData("12025550111", 1)]
    [InlineData("0012025550111", 1)]
    [InlineData("2025550111", 1)]
    [InlineData("5550111", 1)]
    [InlineData("0111", 1)]
    [InlineData("111", 2, 1)]
    [InlineData("555", 3)]
    [InlineData("02025550111", 1)]
    [InlineData("+2025550111")]
    [InlineData("+1202555011")]
    [InlineData("202555")]
    [InlineData("112025550111")]
    public async Task List_ByNumber_FindsFullNumbersAndLastDigits(string number, params int[] expected)
    {
        await StoreAsync(
            WithNumber(1, "+12025550111", "2025550111"), WithNumber(2, "+12025559111", "2025559111"),
            WithNumber(3, "+12025550555", "2025550555"), Sample.Bare(4));
        (await FindAsync(new() { Number = number })).Should().Equal(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("11")]
    [InlineData("anna")]
    [InlineData("0111%")]
    public async Task List_NumberThatIsNone_IsRefused(string number)
    {
        var list = () => History.ListAsync(Us, new() { Number = number }, null, 10, Cancel);
        var count = () => History.CountAsync(Us, new() { Number = number }, Cancel);
        await list.Should().ThrowAsync<ArgumentException>().WithMessage("*last three*");
        await count.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task List_PeriodTheWrongWayRound_IsRefused()
    {
        var list = () => History.ListAsync(Us, new() { From = Sample.Start, To = Sample.Start.AddTicks(-1) }, null, 10, Cancel);
        await list.Should().ThrowAsync<ArgumentException>().WithMessage("*swap*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CallHistory.MaxLimit + 1)]
    public async Task List_LimitOutOfRange_IsRefused(int limit)
    {
        var list = () => History.ListAsync(Us, new(), null, limit, Cancel);
        await list.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Stream_MoreThanAPage_YieldsAllInOrder()
    {
        await StoreAsync(Enumerable.Range(1, 1203).Select(n => Sample.Bare(n)));
        var numbers = await History.StreamAsync(Us, new(), Cancel).Select(Number).ToListAsync(Cancel);
        numbers.Should().Equal(Enumerable.Range(1, 1203).Reverse());
    }

    [Fact]
    public async Task Get_ById_FindsTheCallOrNothing()
    {
        await StoreAsync(Sample.Full(1));
        (await History.GetAsync(Us, Sample.Id(1), Cancel)).Should()
            .BeEquivalentTo(Sample.Full(1), options => options.ComparingRecordsByMembers());
        (await History.GetAsync(Us, Sample.Id(2), Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Tenants_WithEqualCalls_NeverMeetInAnyMethod()
    {
        typeof(CallHistory).GetMethods().Where(method => method.DeclaringType == typeof(CallHistory)).Select(method => method.Name).Order()
            .Should().Equal(["CountAsync", "GetAsync", "ListAsync", "ListGapsAsync", "StreamAsync"], "each method is tried below, the gaps in LedgerKit");
        await StoreAsync(Sample.Full(1, tenant: "a"), Sample.Full(2, tenant: "a"), Sample.Full(1, tenant: "b") with { AnsweredBy = "b" });
        foreach (var filter in new CallHistoryFilter[]
        {
            new(), new() { Party = "101" }, new() { Number = "+12025550111" }, new() { Number = "0111" },
            new() { Outcomes = [CallOutcome.Missed] }, new() { Link = Sample.Link },
        })
        {
            foreach (var (tenant, count) in new[] { ("a", 2), ("b", 1), ("c", 0) })
            {
                var caller = Caller.ForEmployee(tenant, "anna");
                var page = await History.ListAsync(caller, filter, null, 10, Cancel);
                page.Calls.Should().HaveCount(count).And.OnlyContain(call => call.Tenant == tenant && call.Participants.Count == 3);
                (await History.CountAsync(caller, filter, Cancel)).Should().Be(count);
                (await History.StreamAsync(caller, filter, Cancel).ToListAsync(Cancel)).Should().HaveCount(count);
            }
        }

        (await History.GetAsync(Caller.System("b"), Sample.Id(1), Cancel))!.AnsweredBy.Should().Be("b");
        (await History.GetAsync(Caller.System("b"), Sample.Id(2), Cancel)).Should().BeNull();
        (await History.GetAsync(Caller.System("c"), Sample.Id(1), Cancel)).Should().BeNull();
    }
}
