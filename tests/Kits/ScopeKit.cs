using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Kits;

/// <summary>Who sees which calls, and what of them, on every store.</summary>
public abstract class ScopeKit : IAsyncLifetime
{
    private const string Number = "+12025550111";

    private static readonly Guid Anna = new("01980000-0000-7000-8000-00000000a44a");
    private static readonly Guid Ben = new("01980000-0000-7000-8000-00000000be44");
    private static readonly Guid Eva = new("01980000-0000-7000-8000-00000000e0a4");
    private static readonly Guid Sales = new("01980000-0000-7000-8000-0000000005a1");
    private static readonly Guid North = new("01980000-0000-7000-8000-0000000005a2");
    private static readonly Guid Service = new("01980000-0000-7000-8000-0000000005e2");

    private readonly string _folder = Directory.CreateTempSubdirectory("calltracking-scope-").FullName;
    private ServiceProvider _host = null!;

    private CallHistory History => _host.GetRequiredService<CallHistory>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = new BareBuilder();
        await UseStoreAsync(builder, _folder);
        _host = builder.Services.BuildServiceProvider();
        await _host.GetRequiredService<ILedgerReader>().PrepareAsync(Token);

        // 1: Anna. 2: Anna and Ben, of one team. 3: Eva. 4: placed by Anna, who never took part. 5: Ben, in the department below. 6: nobody.
        await _host.GetRequiredService<ILedgerWriter>().WriteAsync([Sample.Commit(1,
        [
            Of(1, (Anna, Sales)), Of(2, (Anna, Sales), (Ben, Sales)), Of(3, (Eva, Service)), Of(4) with { PlacedBy = Anna.ToString("D") },
            Of(5, (Ben, North)), Of(6),
        ])], Token);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ListAsync_EachScope_SeesItsCallsOnceAndNoOthers()
    {
        (await ListAsync(Caller.System())).Should().Equal(6, 5, 4, 3, 2, 1);
        (await ListAsync(With(Anna, AccessScope.Own))).Should().Equal(4, 2, 1);
        (await ListAsync(With(Anna, AccessScope.Team, Sales))).Should().Equal(4, 2, 1);
        (await ListAsync(With(Anna, AccessScope.Team, Sales, North))).Should().Equal(5, 4, 2, 1);
        (await ListAsync(With(Eva, AccessScope.Team))).Should().Equal(3);
        (await ListAsync(With(Eva, AccessScope.All))).Should().Equal(6, 5, 4, 3, 2, 1);
    }

    [Fact]
    public async Task ListAsync_PageByPage_LeavesNothingOut()
    {
        var caller = With(Anna, AccessScope.Team, Sales, North);
        var seen = new List<int>();
        CallHistoryCursor? after = null;
        do
        {
            var page = await History.ListAsync(caller, new CallHistoryFilter(), after, 2, Token);
            seen.AddRange(page.Calls.Select(NumberOf));
            after = page.Next;
        }
        while (after is not null);

        seen.Should().Equal(5, 4, 2, 1);
    }

    [Fact]
    public async Task CountAsync_EachScope_CountsWhatItSees()
    {
        (await History.CountAsync(With(Anna, AccessScope.Team, Sales, North), new CallHistoryFilter(), Token)).Should().Be(4);
        (await History.CountAsync(With(Anna, AccessScope.Own), new CallHistoryFilter { Directions = [CallDirection.Inbound] }, Token)).Should().Be(3);
        (await History.CountAsync(With(Eva, AccessScope.Own), new CallHistoryFilter { Number = "5550111" }, Token)).Should().Be(1);
        (await History.CountAsync(With(Eva, AccessScope.Own), new CallHistoryFilter { Party = "12" }, Token)).Should().Be(0);
    }

    [Fact]
    public async Task GetAsync_CallOfOthers_IsAsIfItWereNotThere()
    {
        (await History.GetAsync(With(Anna, AccessScope.Own), Sample.Id(3), Token)).Should().BeNull();
        (await History.GetAsync(With(Anna, AccessScope.Own), Sample.Id(4), Token)).Should().NotBeNull();
        (await History.GetAsync(With(Anna, AccessScope.Team, Service), Sample.Id(3), Token)).Should().NotBeNull();
    }

    [Fact]
    public async Task EveryRead_WithoutThePermission_IsDenied()
    {
        var caller = Caller.ForEmployee("default", Anna, AccessGrants.Nothing);
        Func<Task>[] reads =
        [
            () => History.ListAsync(caller, new CallHistoryFilter(), null, 10, Token),
            () => History.CountAsync(caller, new CallHistoryFilter(), Token),
            () => History.GetAsync(caller, Sample.Id(1), Token),
            () => History.ListGapsAsync(caller, new Links.CoverageGapFilter(), 10, Token),
            () => History.StreamAsync(caller, new CallHistoryFilter(), Token).ToListAsync(Token).AsTask(),
            () => History.ExportAsync(With(Anna, AccessScope.All), new CallHistoryFilter(), Token).ToListAsync(Token).AsTask(),
        ];

        foreach (var read in reads)
        {
            await read.Should().ThrowAsync<AccessDeniedException>();
        }
    }

    [Fact]
    public async Task ListAsync_NumbersHidden_ShowsTwoDigitsOfThemAndNothingThatTellsTheRest()
    {
        var caller = With(Anna, AccessScope.Own, FieldMask.Numbers);

        var call = (await History.GetAsync(caller, Sample.Id(1), Token))!;

        call.External!.Display.Should().Be("+•••••••••11");
        call.CallerName.Should().BeNull();
        call.Participants.Select(static one => one.Party).Should().Equal("11", "+•••••••••11");
        var json = System.Text.Json.JsonSerializer.Serialize(LedgerCall.From(call));
        json.Should().NotContain("5550111").And.NotContain("202555").And.NotContain("1110555");
        (await History.ListAsync(caller, new CallHistoryFilter(), null, 10, Token)).Calls.Should().OnlyContain(
            static one => one.External == null || one.External.E164 == "+•••••••••11");
    }

    [Fact]
    public async Task ListAsync_NumbersHidden_CannotBeSearchedBy()
    {
        var caller = With(Anna, AccessScope.Own, FieldMask.Numbers);
        CallHistoryFilter[] filters = [new() { Number = "0111" }, new() { Party = Number }, new() { Party = "2025550111" }];

        foreach (var filter in filters)
        {
            var list = () => History.ListAsync(caller, filter, null, 10, Token);
            var count = () => History.CountAsync(caller, filter, Token);
            await list.Should().ThrowAsync<AccessDeniedException>();
            await count.Should().ThrowAsync<AccessDeniedException>();
        }
    }

    [Fact]
    public async Task ExportAsync_NarrowerThanReading_GivesWhatMayBeExported()
    {
        var grants = new Dictionary<Permission, AccessScope> { [Permission.CallsRead] = AccessScope.All, [Permission.CallsExport] = AccessScope.Own };
        var caller = Caller.ForEmployee("default", Eva, new AccessGrants(grants, FieldMask.Numbers));

        var calls = await History.ExportAsync(caller, new CallHistoryFilter(), Token).ToListAsync(Token);

        calls.Select(NumberOf).Should().Equal(3);
        calls[0].External!.Display.Should().Be("•••");
    }

    [Fact]
    public async Task ExportAsync_EachTime_IsAuditedBeforeTheFirstCall()
    {
        var grants = new Dictionary<Permission, AccessScope> { [Permission.CallsRead] = AccessScope.All, [Permission.CallsExport] = AccessScope.All };
        var caller = Caller.ForEmployee("default", Eva, new AccessGrants(grants));
        var filter = new CallHistoryFilter { Number = "5550111", Directions = [CallDirection.Inbound], Employee = Anna };

        await using (var calls = History.ExportAsync(caller, filter, Token).GetAsyncEnumerator(Token))
        {
            await calls.MoveNextAsync(); // The reader goes away after one call.
        }

        await using var context = _host.GetRequiredService<ICallTrackingDbContextFactory>().Create(Caller.System());
        var row = context.Set<AuditEntry>().Should().ContainSingle().Subject;
        row.Should().BeEquivalentTo(new { Action = "call.export", Entity = "call", Employee = (Guid?)Eva });
        row.Payload.Should().Contain("\"Inbound\"").And.Contain(Anna.ToString("D")).And.Contain("\"byNumber\":true").And.NotContain("0111");
    }

    [Fact]
    public async Task ExportAsync_Refused_LeavesNoRow()
    {
        var grants = new Dictionary<Permission, AccessScope> { [Permission.CallsRead] = AccessScope.All, [Permission.CallsExport] = AccessScope.All };
        var masked = Caller.ForEmployee("default", Eva, new AccessGrants(grants, FieldMask.Numbers));
        await FluentActions.Awaiting(() => History.ExportAsync(masked, new() { Number = "5550111" }, Token).ToListAsync(Token).AsTask())
            .Should().ThrowAsync<AccessDeniedException>();
        await FluentActions.Awaiting(() => History.ExportAsync(With(Eva, AccessScope.All), new(), Token).ToListAsync(Token).AsTask())
            .Should().ThrowAsync<AccessDeniedException>();
        await using var context = _host.GetRequiredService<ICallTrackingDbContextFactory>().Create(Caller.System());
        context.Set<AuditEntry>().Should().BeEmpty();
    }

    [Fact]
    public async Task SearchAsync_EachScope_SeesItsCallsAndNoMore()
    {
        var terms = new CallHistoryTerms { MostTalk = TimeSpan.FromHours(1) };
        (await SearchAsync(Caller.System(), terms)).Should().Equal(6, 5, 4, 3, 2, 1);
        (await SearchAsync(With(Anna, AccessScope.Own), terms)).Should().Equal(4, 2, 1);
        (await SearchAsync(With(Anna, AccessScope.Team, Sales, North), terms)).Should().Equal(5, 4, 2, 1);
        (await SearchAsync(With(Eva, AccessScope.Team), terms)).Should().Equal(3);
        var masked = With(Anna, AccessScope.Own, FieldMask.Numbers);
        (await History.SearchAsync(masked, new(), terms, null, 10, null, Token)).Calls.Should().HaveCount(3)
            .And.OnlyContain(call => call.External!.E164 == "+•••••••••11" && call.CallerName == null);
        foreach (var hidden in new CallHistoryTerms[] { new() { CallerName = "Mr" }, new() { DialedNumber = "55" } })
        {
            await FluentActions.Awaiting(() => SearchAsync(masked, hidden)).Should().ThrowAsync<AccessDeniedException>();
        }

        await FluentActions.Awaiting(() => SearchAsync(Caller.ForEmployee("default", Anna, AccessGrants.Nothing), terms))
            .Should().ThrowAsync<AccessDeniedException>();
    }

    [Fact]
    public async Task ListAsync_OfAnEmployeeOrDepartment_HoldsEachCallOnce()
    {
        (await ListAsync(Caller.System(), new() { Employee = Anna })).Should().Equal(2, 1);
        (await ListAsync(Caller.System(), new() { Department = Sales })).Should().Equal(2, 1);
        (await ListAsync(Caller.System(), new() { Employee = Ben, Department = Sales })).Should().Equal(2);
        (await ListAsync(Caller.System(), new() { Party = "11", Employee = Ben })).Should().Equal(5, 2);
        (await ListAsync(With(Anna, AccessScope.Own), new() { Employee = Ben })).Should().Equal([2], "5 is not hers to see");
        (await History.CountAsync(With(Anna, AccessScope.Own), new() { Department = North }, Token)).Should().Be(0);
    }

    [Fact]
    public async Task ListAsync_OnlyUnserved_AgreesWithTheCalls()
    {
        await _host.GetRequiredService<ILedgerWriter>().WriteAsync([Sample.Commit(2,
        [
            .. Enum.GetValues<CallOutcome>().Select((outcome, index) => Of(20 + index, (Anna, Sales)) with { Outcome = outcome }),
            Of(50) with { LostInTransfer = true }, Of(51) with { Direction = CallDirection.Outbound, Outcome = CallOutcome.Busy },
            Of(52) with { State = CallState.Ringing, Outcome = null },
        ])], Token);
        var all = await History.ListAsync(Caller.System(), new(), null, 100, Token);
        var wanted = all.Calls.Where(static call => call.IsUnserved).Select(NumberOf).ToList();
        wanted.Should().HaveCount(7);
        (await ListAsync(Caller.System(), new() { OnlyUnserved = true })).Should().Equal(wanted);
        (await ListAsync(With(Anna, AccessScope.Own), new() { OnlyUnserved = true })).Should().Equal(wanted.Where(static number => number < 50));
    }

    [Fact]
    public async Task ListAsync_OtherTenant_SeesNothing() =>
        (await ListAsync(Caller.ForEmployee("other", Anna, AccessGrants.Everything))).Should().BeEmpty();

    /// <summary>Registers the store.</summary>
    internal abstract Task UseStoreAsync(BareBuilder builder, string folder);

    private static Caller With(Guid employee, AccessScope scope, params Guid[] departments) =>
        Caller.ForEmployee("default", employee, new AccessGrants([new(Permission.CallsRead, scope)], departments: departments));

    private static Caller With(Guid employee, AccessScope scope, FieldMask masks) =>
        Caller.ForEmployee("default", employee, new AccessGrants([new(Permission.CallsRead, scope)], masks));

    private static Call Of(int number, params (Guid Employee, Guid Department)[] who) => Sample.Bare(number) with
    {
        Direction = CallDirection.Inbound,
        State = CallState.Ended,
        Outcome = CallOutcome.Answered,
        External = new PhoneNumber("2025550111", PhoneNumberKind.Public, Number, "1110555202"),
        CallerNumber = Number,
        CallerName = "Mr 202 555 0111",
        AnsweredBy = "11",
        LastParty = Number,
        Digits = [new CallDigits(Number, "2025550111")],
        Recordings = [new RecordingRef("head-office", "in-2025550111.wav", Sample.Start, null)],
        Because = [new Because("externalNumber", "recordDiffers:+12025550111", [1])],
        Families = ["trunk-2025550111"],
        Participants =
        [
            .. who.Select((one, index) => new Participant(
                $"{11 + index}", ParticipantKind.Extension, one.Employee, true, true, true, 1, default, default, default, ParticipantResult.Answered)
            { Department = one.Department }),
            new Participant(Number, ParticipantKind.External, null, false, false, false, 0, default, default, default, null),
        ],
    };

    private static int NumberOf(Call call) => int.Parse(call.Id.ToString("N")[^4..], System.Globalization.NumberStyles.HexNumber, null);

    private async Task<List<int>> ListAsync(Caller caller, CallHistoryFilter? filter = null) =>
        [.. (await History.ListAsync(caller, filter ?? new CallHistoryFilter(), null, 100, Token)).Calls.Select(NumberOf)];

    private async Task<List<int>> SearchAsync(Caller caller, CallHistoryTerms terms) =>
        [.. (await History.SearchAsync(caller, new CallHistoryFilter(), terms, null, 100, null, Token)).Calls.Select(NumberOf)];
}
