using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Dialing;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Kits;

/// <summary>What callbacks do on any store.</summary>
public abstract class CallbacksKit : IAsyncLifetime
{
    private readonly List<ServiceProvider> _hosts = [];
    private readonly StubDialer _dialer = new();

    private protected CallbacksRig Rig { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Caller System => CallbacksRig.System;

    public async ValueTask InitializeAsync() => Rig = await RigAsync(_ => { });

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Unserved_OpensAnObligation_AndNextOnesJoin()
    {
        var first = CallbacksRig.Missed(0);
        await Rig.PlayAsync(first, CallbacksRig.Missed(5), CallbacksRig.Missed(6, CallbacksRig.Stranger));

        var all = await Rig.AllAsync();

        all.Select(one => (one.Number, one.Calls, one.State)).Should().BeEquivalentTo(
            [(CallbacksRig.Customer, 2, ObligationState.Open), (CallbacksRig.Stranger, 1, ObligationState.Open)]);
        var one = all.Single(one => one.Number == CallbacksRig.Customer);
        (one.OpenedAt, one.LastCallAt, one.DueAt).Should().Be((CallbacksRig.At(0), CallbacksRig.At(5), CallbacksRig.At(60)));
        (await Rig.Book.FindByCallAsync(System, first.Id, Cancel))!.Id.Should().Be(one.Id);
        (await Rig.Book.HistoryAsync(System, one.Id, Cancel))!.Events.Select(e => (e.Kind, e.Rule)).Should().Equal(
            (ObligationEventKind.Opened, "unserved:Missed:CallerHungUp"));
    }

    [Theory]
    [InlineData(true, ObligationState.Reached)]
    [InlineData(false, ObligationState.Returned)]
    public async Task Answer_FromAnyNumberOfTheContact_ClosesIt(bool weCalled, ObligationState state)
    {
        var contact = await Rig.ContactAsync(CallbacksRig.Customer, CallbacksRig.OtherNumber);
        var answered = CallbacksRig.Answered(10, CallbacksRig.OtherNumber, weCalled);
        await Rig.PlayAsync(CallbacksRig.Missed(0), answered);

        var one = await Rig.OnlyAsync();

        (one.State, one.EvidenceCallId, one.ContactId, one.ClosedAt, one.IsOpen).Should().Be(
            (state, answered.Id, contact, answered.AnsweredAt, false));
    }

    [Fact]
    public async Task Answer_OfSomebodyElse_ClosesNothing()
    {
        await Rig.ContactAsync(CallbacksRig.Customer);
        await Rig.ContactAsync(CallbacksRig.OtherNumber);
        await Rig.PlayAsync(CallbacksRig.Missed(0), CallbacksRig.Answered(10, CallbacksRig.OtherNumber));

        (await Rig.OnlyAsync()).State.Should().Be(ObligationState.Open);
    }

    [Fact]
    public async Task Unserved_AfterItWasClosed_OpensANewOne()
    {
        await Rig.PlayAsync(CallbacksRig.Missed(0), CallbacksRig.Answered(10), CallbacksRig.Missed(20));

        (await Rig.AllAsync()).Select(one => (one.State, one.Calls)).Should().Equal((ObligationState.Returned, 1), (ObligationState.Open, 1));
    }

    [Fact]
    public async Task Attempt_ThatReachedNobody_IsCountedAndClosesNothing()
    {
        var attempt = CallbacksRig.NotReached(10);
        await Rig.PlayAsync(CallbacksRig.Missed(0), attempt, attempt);
        await Rig.PlayAsync(attempt);

        var one = await Rig.OnlyAsync();
        (one.State, one.Attempts, one.IsOpen).Should().Be((ObligationState.Tried, 1, true));

        await Rig.PlayAsync(CallbacksRig.NotReached(12, CallbacksRig.Stranger));
        (await Rig.AllAsync()).Should().ContainSingle("an unanswered call of ours obliges nobody");
    }

    [Fact]
    public async Task ShortAbandonAndWithheldNumber_AreCountedAndObligeNobody()
    {
        await Rig.PlayAsync(CallbacksRig.Missed(0, wait: 3), CallbacksRig.Missed(1, number: null), CallbacksRig.Missed(2, CallbacksRig.Stranger, wait: 3.5));

        (await Rig.OnlyAsync()).Number.Should().Be(CallbacksRig.Stranger);
        Rig.Clock.Now = CallbacksRig.At(30);
        var report = await Rig.Book.ReportAsync(System, new ObligationReportQuery(new DateOnly(2026, 11, 23), new DateOnly(2026, 11, 23)), Cancel);
        (report.ShortAbandons, report.Withheld, report.Total.Opened, report.Total.OpenInTime).Should().Be((1, 1, 1, 1));
    }

    [Fact]
    public async Task NobodyIsShort_WhereTheOptionIsZero_AndWaitsOfZeroOblige()
    {
        var rig = await RigAsync(static options => options.ShortAbandonSeconds = 0);

        await rig.PlayAsync(CallbacksRig.Missed(0, wait: 0));

        (await rig.OnlyAsync()).Calls.Should().Be(1);
    }

    [Theory]
    [InlineData(CallOutcome.Voicemail)]
    [InlineData(CallOutcome.Busy)]
    [InlineData(CallOutcome.Declined)]
    [InlineData(CallOutcome.Failed)]
    [InlineData(CallOutcome.Unknown)]
    public async Task Unserved_WithWhateverOutcome_OpensOne(CallOutcome outcome)
    {
        await Rig.PlayAsync(CallbacksRig.Missed(0) with { Outcome = outcome, MissedReason = null, Wait = TimeSpan.Zero });

        (await Rig.OnlyAsync()).Calls.Should().Be(1);
    }

    [Fact]
    public async Task LostInTransfer_OpensOne_ThatItsOwnAnswerDoesNotClose()
    {
        var lost = CallbacksRig.Answered(0) with { LostInTransfer = true };
        await Rig.PlayAsync(lost);

        var one = await Rig.OnlyAsync();
        (one.State, one.OpenedAt).Should().Be((ObligationState.Open, lost.EndedAt!.Value));
    }

    [Fact]
    public async Task Amended_ToAnswered_TakesTheObligationBack()
    {
        var missed = CallbacksRig.Missed(0);
        await Rig.PlayAsync(missed);
        await Rig.PlayAsync(CallbacksRig.Answered(0) with { Id = missed.Id });

        (await Rig.AllAsync()).Should().BeEmpty();
        var row = (await Rig.RowsAsync<Obligation>()).Should().ContainSingle().Subject;
        (row.State, row.Calls, row.IsOpen).Should().Be((ObligationState.Void, 0, false));

        await Rig.PlayAsync(missed);
        (await Rig.OnlyAsync()).Id.Should().Be(row.Id, "the same call opens the same obligation");
    }

    [Fact]
    public async Task Withdrawn_OneOfTwo_LeavesTheOther()
    {
        var first = CallbacksRig.Missed(0);
        await Rig.PlayAsync(first, CallbacksRig.Missed(7));
        await Rig.WithdrawAsync(first);

        var one = await Rig.OnlyAsync();
        (one.Calls, one.OpenedAt, one.DueAt).Should().Be((1, CallbacksRig.At(7), CallbacksRig.At(67)));
    }

    [Fact]
    public async Task Evidence_ThatTurnsOutToBeNone_ReopensIt_AndTheNextEvidenceCloses()
    {
        var answered = CallbacksRig.Answered(10);
        var later = CallbacksRig.Answered(30);
        await Rig.PlayAsync(CallbacksRig.Missed(0), answered, CallbacksRig.Missed(20), later);
        (await Rig.AllAsync()).Select(one => one.EvidenceCallId).Should().Equal(answered.Id, later.Id);

        await Rig.WithdrawAsync(answered);

        var one = await Rig.OnlyAsync();
        (one.Calls, one.State, one.EvidenceCallId).Should().Be((2, ObligationState.Returned, later.Id));

        await Rig.WithdrawAsync(later);
        (await Rig.OnlyAsync()).State.Should().Be(ObligationState.Open);
    }

    [Fact]
    public async Task Links_InWhateverOrder_GiveTheSame()
    {
        Call[] ofA = [CallbacksRig.Missed(0), CallbacksRig.Missed(15), CallbacksRig.Missed(40)];
        Call[] ofB = [CallbacksRig.Answered(10, link: "b"), CallbacksRig.NotReached(20) with { Link = "b" }, CallbacksRig.Answered(30, link: "b", weCalled: true)];
        foreach (var call in ofB)
        {
            await Rig.CommitAsync("b", [call], []);
        }

        await Rig.CatchUpAsync();
        foreach (var call in ofA.Reverse())
        {
            await Rig.PlayAsync(call);
        }

        var backwards = (await Rig.AllAsync()).Select(Shape).ToList();
        backwards.Should().Equal(
            (ObligationState.Returned, 1, CallbacksRig.At(0), ofB[0].Id), (ObligationState.Reached, 1, CallbacksRig.At(15), ofB[2].Id),
            (ObligationState.Open, 1, CallbacksRig.At(40), null));
        var other = await RigAsync(_ => { });
        await other.PlayAsync(ofA);
        await other.PlayAsync(ofB);
        (await other.AllAsync()).Select(Shape).Should().Equal(backwards);
    }

    [Fact]
    public async Task Answer_KnownLate_SplitsWhatWaitedAsOne()
    {
        await Rig.PlayAsync(CallbacksRig.Missed(0), CallbacksRig.Missed(20), CallbacksRig.NotReached(25));
        await Rig.PlayAsync(CallbacksRig.Answered(10, link: "b"));

        (await Rig.AllAsync()).Select(one => (one.State, one.Calls, one.Attempts, one.OpenedAt)).Should().Equal(
            (ObligationState.Returned, 1, 0, CallbacksRig.At(0)), (ObligationState.Tried, 1, 1, CallbacksRig.At(20)));
    }

    [Fact]
    public async Task Contact_ThatBecomesKnown_GetsWhatWasOpenedForHisNumbers()
    {
        var first = CallbacksRig.Missed(0);
        await Rig.PlayAsync(first, CallbacksRig.Missed(5, CallbacksRig.OtherNumber));
        (await Rig.AllAsync()).Should().HaveCount(2);

        var contact = await Rig.ContactAsync(CallbacksRig.OtherNumber);
        await Rig.TieAsync(first, contact);
        await Rig.TickAsync(10);

        var one = await Rig.OnlyAsync();
        (one.ContactId, one.Calls, one.Number, one.OpenedAt).Should().Be((contact, 2, CallbacksRig.OtherNumber, CallbacksRig.At(0)));
        (await Rig.RowsAsync<ObligationCall>()).Should().OnlyContain(row => row.ObligationId == one.Id && row.ContactId == contact);
    }

    [Fact]
    public async Task Contacts_Merged_HaveOneObligation()
    {
        var first = await Rig.ContactAsync(CallbacksRig.Customer);
        var second = await Rig.ContactAsync(CallbacksRig.OtherNumber);
        await Rig.PlayAsync(CallbacksRig.Missed(0), CallbacksRig.Missed(5, CallbacksRig.OtherNumber));
        await StoreWork.WriteAsync(Rig.Contexts, System, (context, token) => context.Set<Contact>().Where(one => one.Id == second)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.MergedIntoId, (Guid?)first), token), Cancel);
        await Rig.TickAsync(10);

        var one = await Rig.OnlyAsync();
        (one.ContactId, one.Calls).Should().Be((first, 2));
    }

    [Fact]
    public async Task Owner_IsTheFirstThatARuleFinds()
    {
        var team = await Rig.DepartmentAsync();
        var responsible = await Rig.EmployeeAsync(team);
        var gone = await Rig.EmployeeAsync(team, active: false);
        var handler = await Rig.EmployeeAsync();
        await Rig.ContactAsync(responsible, CallbacksRig.Customer);
        await Rig.ContactAsync(gone, CallbacksRig.OtherNumber);
        await Rig.PlayAsync(
            CallbacksRig.Answered(-60, CallbacksRig.OtherNumber, by: handler), CallbacksRig.Missed(0), CallbacksRig.Missed(1, CallbacksRig.OtherNumber),
            CallbacksRig.Missed(2, CallbacksRig.Stranger));

        (await Rig.AllAsync()).Select(one => (one.OwnerId, one.DepartmentId, one.OwnerRule)).Should().Equal(
            (responsible, team, "responsible"), (handler, null, "lastHandler"), (null, null, null));
    }

    [Fact]
    public async Task Escalation_TakesEachStepOnce_InWorkingTime_AlsoAfterARestart()
    {
        var supervisor = await Rig.EmployeeAsync();
        void Configure(CallbackOptions options)
        {
            options.WorkingHours = Staff.WorkingHours.Weekdays("UTC", new TimeOnly(9, 0), new TimeOnly(10, 0));
            options.Escalation.Add(new EscalationStep(TimeSpan.FromMinutes(15), EscalationAction.Notify) { Employees = [supervisor] });
            options.Escalation.Add(new EscalationStep(TimeSpan.FromMinutes(30), EscalationAction.Reassign) { Employees = [supervisor] });
        }

        var rig = await RigAsync(Configure, sameStore: true);
        await rig.PlayAsync(CallbacksRig.Missed(30));
        var one = await rig.OnlyAsync();
        one.DueAt.Should().Be(CallbacksRig.At((24 * 60) + 30), "half an hour was left of the day, and half an hour more begins the next one");

        await rig.TickAsync((24 * 60) + 44);
        (await rig.RowsAsync<Message>()).Should().BeEmpty();
        await rig.TickAsync((24 * 60) + 45);
        await rig.TickAsync((24 * 60) + 46);
        (await rig.RowsAsync<Message>()).Should().ContainSingle().Which.Kind.Should().Be(MessageKind.ObligationOverdue);

        rig = await RigAsync(Configure, sameStore: true);
        await rig.TickAsync(5 * 24 * 60);
        await rig.TickAsync(6 * 24 * 60);

        (await rig.RowsAsync<Message>()).Select(message => message.Kind).Should().BeEquivalentTo([MessageKind.ObligationOverdue, MessageKind.ObligationGiven]);
        one = await rig.OnlyAsync();
        (one.OwnerId, one.StepsDone, one.NextStepAt).Should().Be((supervisor, 2, null));
    }

    [Fact]
    public async Task People_AssignCloseWaiveAndReopen()
    {
        var me = await Rig.EmployeeAsync();
        await Rig.PlayAsync(CallbacksRig.Missed(0), CallbacksRig.Missed(1, CallbacksRig.OtherNumber));
        var (first, second) = ((await Rig.AllAsync())[0], (await Rig.AllAsync())[1]);
        var caller = Caller.ForEmployee("default", me, new AccessGrants(
            [new(Permission.CallbacksRead, AccessScope.Own), new(Permission.CallbacksWork, AccessScope.Own)]));

        (await Rig.Book.AssignAsync(caller, first.Id, me, null, first.Revision, Cancel))!.OwnerId.Should().Be(me);
        var stale = () => Rig.Book.WaiveAsync(caller, first.Id, "spam", first.Revision, Cancel);
        await stale.Should().ThrowAsync<RevisionConflictException>();
        var unreasoned = () => Rig.Book.WaiveAsync(caller, first.Id, " ", null, Cancel);
        (await unreasoned.Should().ThrowAsync<ObligationRejectedException>()).Which.Code.Should().Be("obligation.reasonMissing");
        var forbidden = () => Rig.Book.AssignAsync(caller, first.Id, Guid.NewGuid(), null, null, Cancel);
        await forbidden.Should().ThrowAsync<AccessDeniedException>();

        (await Rig.Book.WaiveAsync(caller, first.Id, "spam", null, Cancel))!.State.Should().Be(ObligationState.Waived);
        (await Rig.Book.CloseAsync(System, second.Id, null, null, Cancel))!.State.Should().Be(ObligationState.Closed);
        var again = () => Rig.Book.CloseAsync(System, second.Id, null, null, Cancel);
        (await again.Should().ThrowAsync<ObligationRejectedException>()).Which.Code.Should().Be("obligation.notOpen");
        await Rig.PlayAsync(CallbacksRig.Missed(10));
        var blocked = () => Rig.Book.ReopenAsync(System, first.Id, null, Cancel);
        (await blocked.Should().ThrowAsync<ObligationRejectedException>()).Which.Code.Should().Be("obligation.openAlready");
        (await Rig.Book.ReopenAsync(System, second.Id, null, Cancel))!.State.Should().Be(ObligationState.Open);
        (await Rig.RowsAsync<AuditEntry>()).Select(row => row.Action).Should().BeEquivalentTo(
            ["obligation.assign", "obligation.waive", "obligation.close", "obligation.reopen"]);
    }

    [Fact]
    public async Task List_PagesByDueTime_WithinTheScope()
    {
        var team = await Rig.DepartmentAsync();
        var (me, colleague) = (await Rig.EmployeeAsync(team), await Rig.EmployeeAsync(team));
        await Rig.PlayAsync([.. Enumerable.Range(0, 9).Select(i => CallbacksRig.Missed(i, $"+1202555010{i}"))]);
        var all = await Rig.AllAsync();
        await Rig.Book.BulkAsync(System, new ObligationBulk(ObligationBulkAction.Assign) { Ids = [all[0].Id, all[1].Id], OwnerId = me }, Cancel);
        await Rig.Book.BulkAsync(System, new ObligationBulk(ObligationBulkAction.Assign) { Ids = [all[2].Id, Guid.NewGuid()], OwnerId = colleague }, Cancel);

        var seen = new List<Guid>();
        PageCursor? after = null;
        do
        {
            var page = await Rig.Book.ListAsync(Of(AccessScope.Own, FieldMask.Numbers), new ObligationFilter(), after, 2, Cancel);
            seen.AddRange(page.Obligations.Select(one => one.Id));
            page.Obligations.Should().OnlyContain(one => one.Number.StartsWith('•') && one.Number.Length == 12);
            after = page.Next;
        }
        while (after is not null);

        seen.Should().Equal(all.Where(one => one.Id != all[2].Id).Select(one => one.Id), "own ones, and what nobody owns");
        (await Rig.Book.CountAsync(Of(AccessScope.Team), new ObligationFilter(), Cancel)).Should().Be(9);
        (await Rig.Book.GetAsync(Of(AccessScope.Own), all[2].Id, Cancel)).Should().BeNull();
        var masked = () => Rig.Book.CountAsync(Of(AccessScope.All, FieldMask.Numbers), new ObligationFilter { Number = CallbacksRig.Customer }, Cancel);
        await masked.Should().ThrowAsync<AccessDeniedException>();
        var other = await Rig.Book.CountAsync(Caller.System("other"), new ObligationFilter { IsOpen = null }, Cancel);
        other.Should().Be(0, "another tenant sees nothing");

        Caller Of(AccessScope scope, FieldMask masks = FieldMask.None) => Caller.ForEmployee(
            "default", me, new AccessGrants([new(Permission.CallbacksRead, scope)], masks, [team]));
    }

    [Fact]
    public async Task CallBack_DialsForTheEmployee_WhoThenOwnsIt_WithoutShowingTheNumber()
    {
        var me = await Rig.EmployeeAsync();
        await Rig.PlayAsync(CallbacksRig.Missed(0));
        var one = await Rig.OnlyAsync();
        var caller = Caller.ForEmployee("default", me, new AccessGrants(
            [new(Permission.CallbacksRead, AccessScope.Own), new(Permission.CallbacksWork, AccessScope.Own), new(Permission.Dial, AccessScope.Own)], FieldMask.Numbers));

        _dialer.Refuses = true;
        var refused = () => Rig.Book.CallBackAsync(caller, one.Id, null, Cancel);
        await refused.Should().ThrowAsync<DialRefusedException>();
        (await Rig.OnlyAsync()).OwnerId.Should().BeNull("nothing rang");
        _dialer.Refuses = false;
        await Rig.Book.CallBackAsync(caller, one.Id, null, Cancel);

        _dialer.Requests.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Employee = me, Number = CallbacksRig.Customer, Obligation = one.Id });
        var history = (await Rig.Book.HistoryAsync(caller, one.Id, Cancel))!;
        (history.Obligation.OwnerId, history.Obligation.IsOpen).Should().Be((me, true), "that we dialled is no evidence");
        history.Obligation.Number.Should().StartWith("•");
        history.Events[^1].Kind.Should().Be(ObligationEventKind.Dialed);

        await Rig.PlayAsync(CallbacksRig.Answered(10, weCalled: true));
        var closed = () => Rig.Book.CallBackAsync(caller, one.Id, null, Cancel);
        (await closed.Should().ThrowAsync<ObligationRejectedException>()).Which.Code.Should().Be("obligation.notOpen");
        (await Rig.Book.CallBackAsync(caller, Guid.NewGuid(), null, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Due_IsCountedInTheHoursOfTheDepartment()
    {
        var (sales, support) = (await Rig.DepartmentAsync(), await Rig.DepartmentAsync());
        var (seller, helper) = (await Rig.EmployeeAsync(sales), await Rig.EmployeeAsync(support));
        await Rig.ContactAsync(seller, CallbacksRig.Customer);
        await Rig.ContactAsync(helper, CallbacksRig.OtherNumber);
        await Rig.WriteAsync(context => context.Add(new Staff.WorkSchedule
        {
            Tenant = "default",
            OwnerId = sales,
            Hours = Staff.WorkingHours.Weekdays("UTC", new TimeOnly(9, 0), new TimeOnly(9, 30)),
        }));
        await Rig.PlayAsync(CallbacksRig.Missed(0), CallbacksRig.Missed(1, CallbacksRig.OtherNumber));

        (await Rig.AllAsync()).Select(one => one.DueAt).Should().Equal(CallbacksRig.At((24 * 60) + 30), CallbacksRig.At(61));
    }

    [Fact]
    public async Task Report_CountsByGroup_WithTimesToReach()
    {
        var owner = await Rig.EmployeeAsync();
        await Rig.ContactAsync(owner, CallbacksRig.Customer);
        await Rig.PlayAsync(
            CallbacksRig.Missed(0), CallbacksRig.Answered(10, weCalled: true), CallbacksRig.Missed(20), CallbacksRig.Answered(120),
            CallbacksRig.Missed(130), CallbacksRig.Missed(140, CallbacksRig.Stranger), CallbacksRig.Missed(0, CallbacksRig.OtherNumber));
        await Rig.Book.WaiveAsync(System, (await Rig.AllAsync()).Single(one => one.Number == CallbacksRig.OtherNumber).Id, "wrong number", null, Cancel);
        Rig.Clock.Now = CallbacksRig.At(195);

        var report = await Rig.Book.ReportAsync(
            System, new ObligationReportQuery(new DateOnly(2026, 11, 23), new DateOnly(2026, 11, 23)) { By = ObligationReportGroup.Owner }, Cancel);

        report.Total.Should().BeEquivalentTo(new ObligationReportRow
        {
            Opened = 5,
            ClosedInTime = 1,
            ClosedLate = 1,
            Waived = 1,
            OpenInTime = 1,
            OpenOverdue = 1,
            MedianToReach = TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(5),
            P90ToReach = TimeSpan.FromMinutes(100) + TimeSpan.FromSeconds(5),
        });
        report.Rows.Select(row => (row.Key, row.Opened)).Should().Equal((null, 2), (owner.ToString(), 3));
        var elsewhere = await Rig.Book.ReportAsync(
            System, new ObligationReportQuery(new DateOnly(2026, 11, 24), new DateOnly(2026, 11, 24)) { TimeZone = "Pacific/Kiritimati", By = ObligationReportGroup.Day }, Cancel);
        elsewhere.Rows.Select(row => (row.Key, row.Opened)).Should().Equal(("2026-11-24", 2));
    }

    /// <summary>Opens a store of its own in a folder; a store that was opened before in it is opened again.</summary>
    protected abstract Task<ServiceProvider> OpenAsync(bool sameStore, Action<ICallTrackingBuilder> configure);

    private protected async Task<CallbacksRig> RigAsync(Action<CallbackOptions> configure, bool sameStore = false)
    {
        if (sameStore && _hosts.Count > 0)
        {
            await _hosts[^1].DisposeAsync();
            _hosts.RemoveAt(_hosts.Count - 1);
        }

        var clock = new CallbackClock { Now = CallbacksRig.At(150) };
        var host = await OpenAsync(sameStore, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton<IDialer>(_dialer);
            builder.ConfigureCallbacks(configure);
        });
        _hosts.Add(host);
        return new CallbacksRig(host, clock);
    }

    private static (ObligationState State, int Calls, DateTimeOffset OpenedAt, Guid? Evidence) Shape(Obligation one) =>
        (one.State, one.Calls, one.OpenedAt, one.EvidenceCallId);

    private sealed class StubDialer : IDialer
    {
        public List<DialRequest> Requests { get; } = [];

        public bool Refuses { get; set; }

        public Task<DialHandle> DialAsync(Caller caller, DialRequest request, CancellationToken cancellationToken = default)
        {
            if (Refuses)
            {
                throw new DialRefusedException(DialRefusal.NoLink, "No link can place it.");
            }

            Requests.Add(request);
            return Task.FromResult<DialHandle>(null!);
        }

        public DialHandle? Find(Caller caller, Guid dial) => null;

        public IReadOnlyList<DialHandle> ListOpen(Caller caller) => [];
    }
}
