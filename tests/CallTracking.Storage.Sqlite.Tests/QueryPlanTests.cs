using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Kits;

namespace CallTracking.Storage.Sqlite;

/// <summary>Asks SQLite how it would run what the history and the reader ask: each main filter is a range of an index.</summary>
public sealed class QueryPlanTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plans-").FullName;
    private OpenStore? _store;

    private CallHistory History => new(_store!.Contexts, TimeProvider.System);

    private string File => Path.Combine(_folder, "calls.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = Store.Open(File);
        await _store.Reader.PrepareAsync(Cancel);
    }

    public async ValueTask DisposeAsync() => await _store!.DisposeAsync();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<CallHistoryFilter, string> Filters => new()
    {
        { new(), "ix_ct_calls_started (tenant=?" },
        { new() { From = Sample.Start, To = Sample.Start }, "ix_ct_calls_started (tenant=? AND started_at>? AND started_at<?)" },
        { new() { Directions = [CallDirection.Inbound] }, "ix_ct_calls_started (tenant=?" },
        { new() { Outcomes = [CallOutcome.Missed] }, "ix_ct_calls_outcome (tenant=? AND outcome=?" },
        { new() { Outcomes = [CallOutcome.Missed], From = Sample.Start }, "ix_ct_calls_outcome (tenant=? AND outcome=? AND started_at>?" },
        { new() { Outcomes = [CallOutcome.Missed, CallOutcome.Busy] }, "ix_ct_calls_started (tenant=?" },
        { new() { Link = "head-office" }, "ix_ct_calls_started (tenant=?" },
        { new() { OnlyOpen = true }, "ix_ct_calls_open (tenant=?" },
        { new() { Number = "+12025550111" }, "ix_ct_calls_number (tenant=? AND external_e164=?" },
        { new() { Party = "101" }, "ix_ct_participants_party (tenant=? AND party=?" },
        { new() { Party = "101", From = Sample.Start }, "ix_ct_participants_party (tenant=? AND party=? AND started_at>?" },
        { new() { Employee = Sample.Id(1) }, "ix_ct_participants_employee (tenant=? AND employee_id=?" },
        { new() { Employee = Sample.Id(1), From = Sample.Start }, "ix_ct_participants_employee (tenant=? AND employee_id=? AND started_at>?" },
        { new() { Department = Sample.Id(1) }, "ix_ct_participants_department (tenant=? AND department_id=?" },
        { new() { OnlyUnserved = true }, "ix_ct_calls_started (tenant=?" },
        { new() { Party = "101", Directions = [CallDirection.Inbound] }, "ix_ct_participants_party (tenant=? AND party=?" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task List_Filter_ReadsOneIndexInTheOrderOfTheHistory(CallHistoryFilter filter, string expected)
    {
        foreach (var after in new CallHistoryCursor?[] { null, new CallHistoryCursor(Sample.Start, Sample.Id(1)) })
        {
            var plan = await PlanAsync(() => History.ListAsync(Caller.System(), filter, after, 50, Cancel));
            plan.Should().Contain(expected).And.NotContain("FOR ORDER BY", "the index has the calls in order");
        }
    }

    [Fact]
    public async Task List_OwnAndTeamScope_ReadsRangesInTheOrderOfTheHistory()
    {
        var (me, team) = (new Guid("01980000-0000-7000-8000-00000000a44a"), new Guid("01980000-0000-7000-8000-0000000005a1"));
        var caller = Caller.ForEmployee("default", me, new AccessGrants([new(Permission.CallsRead, AccessScope.Team)], departments: [team]));
        foreach (var filter in new CallHistoryFilter[] { new(), new() { From = Sample.Start }, new() { Outcomes = [CallOutcome.Missed] } })
        {
            var plan = await PlanAsync(() => History.ListAsync(caller, filter, null, 50, Cancel));
            plan.Should().Contain("ix_ct_participants_department (tenant=? AND department_id=?")
                .And.Contain("ix_ct_participants_employee (tenant=? AND employee_id=?").And.Contain("ix_ct_calls_placed (tenant=? AND placed_by=?")
                .And.NotContain("FOR ORDER BY", "each range has the calls in order").And.NotContain("SCAN");
        }
    }

    [Theory]
    [InlineData("0111", 1)]
    [InlineData("2025550111", 1)]
    [InlineData("02025550111", 2)]
    public async Task List_LastDigits_ReadsRangesOfTheReversedNumber(string number, int ranges)
    {
        foreach (var filter in new CallHistoryFilter[] { new(), new() { From = Sample.Start, To = Sample.Start.AddDays(1) } })
        {
            var plan = await PlanAsync(() => History.ListAsync(Caller.System(), filter with { Number = number }, null, 50, Cancel));
            const string Range = "ix_ct_calls_digits (tenant=? AND external_reversed>? AND external_reversed<?)";
            plan.Split(Range).Should().HaveCount(ranges + 1);
            plan.Should().Contain("sqlite_autoindex_ct_calls_1 (tenant=? AND id=?)").And.NotContain("LIKE");
        }
    }

    [Fact]
    public async Task Get_ById_IsOneKey() =>
        (await PlanAsync(() => History.GetAsync(Caller.System(), Sample.Id(1), Cancel)))
            .Should().Contain("sqlite_autoindex_ct_calls_1 (tenant=? AND id=?)");

    [Fact]
    public async Task Count_OfAParty_ReadsTheIndexOfParties() =>
        (await PlanAsync(() => History.CountAsync(Caller.System(), new() { Party = "101" }, Cancel)))
            .Should().Contain("ix_ct_participants_party (tenant=? AND party=?");

    [Fact]
    public async Task ReadOpen_AtStart_ReadsOpenCallsAndFromThereOn()
    {
        await _store!.Writer.WriteAsync([Sample.Commit(1, [Sample.Bare(1)])], Cancel);
        var plan = await PlanAsync(async () => await _store.Reader.ReadOpenAsync(Sample.Tenant, Sample.Link, Cancel).ToListAsync(Cancel));
        plan.Should().Contain("ix_ct_calls_open (tenant=?)")
            .And.Contain("sqlite_autoindex_ct_event_log_1 (tenant=? AND link=? AND epoch=? AND last_seq>?)")
            .And.Contain("sqlite_autoindex_ct_event_log_1 (tenant=? AND link=? AND epoch>?)").And.NotContain("FOR ORDER BY");
    }

    [Fact]
    public async Task Prune_OldEvents_NeverReadsTheWholeLedger()
    {
        await _store!.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1) with { EndedAt = Sample.Start }])], Cancel);
        var plan = await PlanAsync(() => _store.Reader.PruneAsync(Sample.Tenant, Sample.Link, Sample.Start.AddDays(9), Cancel));
        plan.Should().Contain("ix_ct_calls_open (tenant=?)")
            .And.Contain("ix_ct_calls_log (tenant=? AND link=? AND first_epoch=? AND first_seq>?)")
            .And.Contain("ix_ct_calls_log (tenant=? AND link=? AND first_epoch>?)")
            .And.Contain("sqlite_autoindex_ct_event_log_1 (tenant=? AND link=?)")
            .And.Contain("sqlite_autoindex_ct_event_log_1 (tenant=? AND link=? AND epoch=? AND last_seq<?)").And.NotContain("FOR ORDER BY");
    }

    private Task<string> PlanAsync(Func<Task> ask) => CommandListener.PlanAsync(File, ask);
}
