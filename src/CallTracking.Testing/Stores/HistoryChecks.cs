using System.Globalization;
using AwesomeAssertions;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

/// <summary>What the call history must do on every store.</summary>
internal sealed class HistoryChecks(Func<string, ValueTask<OpenStore>> open, CancellationToken cancel) : StoreChecks(open, cancel)
{
    private static readonly Caller Us = Caller.System();

    private CallHistory History => new(Contexts, TimeProvider.System);

    private async Task StoreAsync(params IEnumerable<Call> calls)
    {
        foreach (var link in calls.GroupBy(call => (call.Tenant, call.Link)))
        {
            var (tenant, name) = link.Key;
            var position = await Reader.GetPositionAsync(tenant, name, Cancel);
            await Writer.WriteAsync([LedgerSample.Commit(position.Ordinal + 1, [.. link], tenant: tenant, link: name)], Cancel);
        }
    }

    private async Task<IEnumerable<int>> FindAsync(CallHistoryFilter filter)
    {
        var page = await History.ListAsync(Us, filter, null, 100, Cancel);
        (await History.CountAsync(Us, filter, Cancel)).Should().Be(page.Calls.Count);
        return page.Calls.Select(Number);
    }

    private static int Number(Call call) => int.Parse(call.Id.ToString()[^12..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static Call WithNumber(int number, string e164, string national) => LedgerSample.Bare(number) with
    {
        External = new PhoneNumber(e164, PhoneNumberKind.Public, e164, new string([.. national.Reverse()])),
    };

    [Check]
    public async Task List_NoFilter_IsLatestFirstWithParticipantsInOrder()
    {
        await StoreAsync(LedgerSample.Bare(1), LedgerSample.Full(3), LedgerSample.Bare(2));
        var page = await History.ListAsync(Us, new(), null, 10, Cancel);
        page.Next.Should().BeNull();
        page.Calls.Should().BeEquivalentTo(
            [LedgerSample.Full(3), LedgerSample.Bare(2), LedgerSample.Bare(1)], options => options.WithStrictOrdering().ComparingRecordsByMembers());
    }

    [Check(1)]
    [Check(3)]
    [Check(7)]
    [Check(8)]
    public async Task List_PageByPage_YieldsEachCallOnceInOrder(int limit)
    {
        // Calls 4 to 7 start in the same microsecond: there the id decides.
        await StoreAsync(Enumerable.Range(1, 7).Select(n => LedgerSample.Full(n) with
        {
            StartedAt = LedgerSample.Start.AddSeconds(Math.Min(n, 4)),
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

    [Check]
    public async Task List_CallsAddedBetweenPages_DoNotShiftThem()
    {
        await StoreAsync(Enumerable.Range(1, 4).Select(n => LedgerSample.Bare(n)));
        var first = await History.ListAsync(Us, new(), null, 2, Cancel);
        await StoreAsync(LedgerSample.Bare(9));
        var second = await History.ListAsync(Us, new(), first.Next, 2, Cancel);
        second.Calls.Select(Number).Should().Equal(2, 1);
    }

    [Check]
    public async Task List_ByPeriod_TakesTheBeginningAndNotTheEnd()
    {
        await StoreAsync(Enumerable.Range(1, 4).Select(n => LedgerSample.Bare(n)));
        (await FindAsync(new() { From = LedgerSample.Start.AddSeconds(2), To = LedgerSample.Start.AddSeconds(4) })).Should().Equal(3, 2);
        (await FindAsync(new() { From = LedgerSample.Start.AddSeconds(2).ToOffset(TimeSpan.FromHours(7)) })).Should().Equal(4, 3, 2);
        (await FindAsync(new() { To = LedgerSample.Start.AddSeconds(1) })).Should().BeEmpty();
    }

    [Check]
    public async Task List_ByEachCondition_FindsWhatMeetsIt()
    {
        await StoreAsync(
            LedgerSample.Bare(1) with { Direction = CallDirection.Inbound },
            LedgerSample.Bare(2) with { Direction = CallDirection.Internal, State = CallState.Ended, Outcome = CallOutcome.Busy },
            LedgerSample.Full(3) with { Direction = CallDirection.Outbound, Outcome = CallOutcome.Missed },
            LedgerSample.Full(4, link: "branch") with { Direction = CallDirection.Inbound, Outcome = CallOutcome.Answered });
        (await FindAsync(new() { Directions = [CallDirection.Inbound] })).Should().Equal(4, 1);
        (await FindAsync(new() { Directions = [CallDirection.Inbound, CallDirection.Internal] })).Should().Equal(4, 2, 1);
        (await FindAsync(new() { Outcomes = [CallOutcome.Missed] })).Should().Equal(3);
        (await FindAsync(new() { Outcomes = [CallOutcome.Missed, CallOutcome.Busy] })).Should().Equal(3, 2);
        (await FindAsync(new() { Link = "branch" })).Should().Equal(4);
        (await FindAsync(new() { OnlyOpen = true })).Should().Equal(1);
        (await FindAsync(new() { Party = "101" })).Should().Equal([4, 3], "a party that stands in a call twice finds it once");
        (await FindAsync(new() { Party = "101", Outcomes = [CallOutcome.Missed], Number = "0111" })).Should().Equal(3);
        (await FindAsync(new() { Party = "10" })).Should().BeEmpty();
        (await FindAsync(new() { Party = "101", Directions = [CallDirection.Inbound], From = LedgerSample.Start.AddSeconds(5) })).Should().BeEmpty();
    }

    [Check("+12025550111", 1)]
    [Check(" +1 (202) 555-0111", 1)]
    [Check("12025550111", 1)]
    [Check("0012025550111", 1)]
    [Check("2025550111", 1)]
    [Check("5550111", 1)]
    [Check("0111", 1)]
    [Check("111", 2, 1)]
    [Check("555", 3)]
    [Check("02025550111", 1)]
    [Check("+2025550111")]
    [Check("+1202555011")]
    [Check("202555")]
    [Check("112025550111")]
    public async Task List_ByNumber_FindsFullNumbersAndLastDigits(string number, params int[] expected)
    {
        await StoreAsync(
            WithNumber(1, "+12025550111", "2025550111"), WithNumber(2, "+12025559111", "2025559111"),
            WithNumber(3, "+12025550555", "2025550555"), LedgerSample.Bare(4));
        (await FindAsync(new() { Number = number })).Should().Equal(expected);
    }

    [Check("")]
    [Check("11")]
    [Check("anna")]
    [Check("0111%")]
    public async Task List_NumberThatIsNone_IsRefused(string number)
    {
        var list = () => History.ListAsync(Us, new() { Number = number }, null, 10, Cancel);
        var count = () => History.CountAsync(Us, new() { Number = number }, Cancel);
        await list.Should().ThrowAsync<ArgumentException>().WithMessage("*last three*");
        await count.Should().ThrowAsync<ArgumentException>();
    }

    [Check]
    public async Task List_PeriodTheWrongWayRound_IsRefused()
    {
        var list = () => History.ListAsync(Us, new() { From = LedgerSample.Start, To = LedgerSample.Start.AddTicks(-1) }, null, 10, Cancel);
        await list.Should().ThrowAsync<ArgumentException>().WithMessage("*swap*");
    }

    [Check(0)]
    [Check(CallHistory.MaxLimit + 1)]
    public async Task List_LimitOutOfRange_IsRefused(int limit)
    {
        var list = () => History.ListAsync(Us, new(), null, limit, Cancel);
        await list.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Check]
    public async Task Stream_MoreThanAPage_YieldsAllInOrder()
    {
        await StoreAsync(Enumerable.Range(1, 1203).Select(n => LedgerSample.Bare(n)));
        var numbers = await History.StreamAsync(Us, new(), Cancel).Select(Number).ToListAsync(Cancel);
        numbers.Should().Equal(Enumerable.Range(1, 1203).Reverse());
    }

    [Check]
    public async Task Get_ById_FindsTheCallOrNothing()
    {
        await StoreAsync(LedgerSample.Full(1));
        (await History.GetAsync(Us, LedgerSample.Id(1), Cancel)).Should()
            .BeEquivalentTo(LedgerSample.Full(1), options => options.ComparingRecordsByMembers());
        (await History.GetAsync(Us, LedgerSample.Id(2), Cancel)).Should().BeNull();
    }

    [Check]
    public async Task Search_WhatHasNoIndex_FindsItPageByPageAndTellsHowFarItIs()
    {
        await StoreAsync([
            .. Enumerable.Range(1, 9).Select(number => LedgerSample.Full(number) with { Queue = number % 3 == 0 ? "support" : "sales" }),
        ]);
        var told = new List<CallSearchProgress>();
        var progress = new Told(told);
        var first = await History.SearchAsync(Us, new(), new() { Queue = "support" }, null, 2, progress, Cancel);
        first.Calls.Select(call => call.Id).Should().Equal(LedgerSample.Id(9), LedgerSample.Id(6));
        var second = await History.SearchAsync(Us, new(), new() { Queue = "support" }, first.Next, 2, progress, Cancel);
        second.Calls.Select(call => call.Id).Should().Equal(LedgerSample.Id(3));
        second.Next.Should().BeNull();
        told.Should().HaveCount(2).And.OnlyContain(one => one.Looked > 0 && one.Found > 0);
        foreach (var (terms, count) in new (CallHistoryTerms, int)[]
        {
            (new() { CallerName = "NNA" }, 9), (new() { DialedNumber = "5550111" }, 9), (new() { Trunk = "line" }, 9),
            (new() { Trunk = "none" }, 0), (new() { LostInTransfer = true, MissedReason = MissedReason.AbandonedInQueue }, 9),
            (new() { LeastTalk = TimeSpan.FromHours(1) }, 0), (new() { MostTalk = TimeSpan.FromHours(1), LeastWait = TimeSpan.Zero }, 9),
        })
        {
            (await History.SearchAsync(Us, new() { Outcomes = [CallOutcome.Missed] }, terms, null, 10, null, Cancel)).Calls.Should().HaveCount(count, $"{terms}");
        }

        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await FluentActions.Awaiting(() => History.SearchAsync(Us, new(), new(), null, 1, null, given.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    private sealed class Told(List<CallSearchProgress> told) : IProgress<CallSearchProgress>
    {
        public void Report(CallSearchProgress value) => told.Add(value);
    }

    [Check]
    public async Task Tenants_WithEqualCalls_NeverMeetInAnyMethod()
    {
        typeof(CallHistory).GetMethods().Where(method => method.DeclaringType == typeof(CallHistory)).Select(method => method.Name).Order()
            .Should().Equal(
                ["CountAsync", "ExportAsync", "GetAsync", "ListAsync", "ListGapsAsync", "SearchAsync", "StreamAsync"],
                "each method is tried below, the gaps in LedgerChecks");
        await StoreAsync(LedgerSample.Full(1, tenant: "a"), LedgerSample.Full(2, tenant: "a"), LedgerSample.Full(1, tenant: "b") with { AnsweredBy = "b" });
        foreach (var filter in new CallHistoryFilter[]
        {
            new(), new() { Party = "101" }, new() { Number = "+12025550111" }, new() { Number = "0111" },
            new() { Outcomes = [CallOutcome.Missed] }, new() { Link = LedgerSample.Link },
        })
        {
            foreach (var (tenant, count) in new[] { ("a", 2), ("b", 1), ("c", 0) })
            {
                var caller = Caller.ForEmployee(tenant, Guid.CreateVersion7(), AccessGrants.Everything);
                var page = await History.ListAsync(caller, filter, null, 10, Cancel);
                page.Calls.Should().HaveCount(count).And.OnlyContain(call => call.Tenant == tenant && call.Participants.Count == 3);
                (await History.CountAsync(caller, filter, Cancel)).Should().Be(count);
                (await History.StreamAsync(caller, filter, Cancel).ToListAsync(Cancel)).Should().HaveCount(count);
                (await History.ExportAsync(caller, filter, Cancel).ToListAsync(Cancel)).Should().HaveCount(count);
                (await History.SearchAsync(caller, filter, new CallHistoryTerms(), null, 10, null, Cancel)).Calls.Should().HaveCount(count);
            }
        }

        (await History.GetAsync(Caller.System("b"), LedgerSample.Id(1), Cancel))!.AnsweredBy.Should().Be("b");
        (await History.GetAsync(Caller.System("b"), LedgerSample.Id(2), Cancel)).Should().BeNull();
        (await History.GetAsync(Caller.System("c"), LedgerSample.Id(1), Cancel)).Should().BeNull();
    }
}
