using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Kits;

/// <summary>What tasks and messages do on any store.</summary>
public abstract class TasksKit : IAsyncLifetime
{
    private readonly List<ServiceProvider> _hosts = [];

    private protected CallbacksRig Rig { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Caller System => CallbacksRig.System;

    private TaskBook Book => Rig.Host.GetRequiredService<TaskBook>();

    private MessageBook Messages => Rig.Host.GetRequiredService<MessageBook>();

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
    public async Task Assignment_IsStartedReportedReturnedAndAccepted()
    {
        var (chief, worker) = (await Rig.EmployeeAsync(), await Rig.EmployeeAsync());
        var task = await Book.CreateAsync(Own(chief), new TaskDraft { Title = " Send the offer ", AssigneeId = worker, DueAt = CallbacksRig.At(60) }, Cancel);

        (await Act(worker, task.Id, TaskAct.Start))!.State.Should().Be(TaskState.Started);
        (await Act(worker, task.Id, TaskAct.Finish))!.State.Should().Be(TaskState.Done);
        await RejectedAsync("task.notAssigner", () => Act(worker, task.Id, TaskAct.Accept));
        await RejectedAsync("task.noteMissing", () => Act(chief, task.Id, TaskAct.Return));
        (await Act(chief, task.Id, TaskAct.Return, "The price is missing"))!.DoneAt.Should().BeNull();
        (await Act(worker, task.Id, TaskAct.Finish))!.IsOpen.Should().BeTrue("it waits for the chief");
        var accepted = (await Act(chief, task.Id, TaskAct.Accept))!;
        (accepted.State, accepted.IsOpen, accepted.Title).Should().Be((TaskState.Accepted, false, "Send the offer"));
        await RejectedAsync("task.state", () => Act(worker, task.Id, TaskAct.Finish));

        var details = (await Book.GetAsync(Own(chief), task.Id, Cancel))!;
        details.Events.Select(e => (e.Kind, e.EmployeeId)).Should().Equal(
            (TaskEventKind.Created, chief), (TaskEventKind.Started, worker), (TaskEventKind.Done, worker), (TaskEventKind.Returned, chief),
            (TaskEventKind.Done, worker), (TaskEventKind.Accepted, chief));
        details.Events[3].Note.Should().Be("The price is missing");
        details.Alarms.Should().BeEmpty("nobody is told of what is done");
        (await Rig.RowsAsync<AuditEntry>()).Should().HaveCount(6);
    }

    [Fact]
    public async Task OwnTask_IsDoneWhenItIsFinished()
    {
        var me = await Rig.EmployeeAsync();
        var task = await Book.CreateAsync(Own(me), new TaskDraft { Title = "Water the plants" }, Cancel);

        task.AssigneeId.Should().Be(me);
        (await Act(me, task.Id, TaskAct.Finish))!.State.Should().Be(TaskState.Accepted);
    }

    [Fact]
    public async Task Declined_GoesBackAndIsGivenToSomebodyElse()
    {
        var (chief, first, second) = (await Rig.EmployeeAsync(), await Rig.EmployeeAsync(), await Rig.EmployeeAsync());
        var task = await Book.CreateAsync(Own(chief), new TaskDraft { Title = "Call the bank", AssigneeId = first }, Cancel);
        await Act(first, task.Id, TaskAct.Decline, "On holiday");

        var given = (await Book.UpdateAsync(Own(chief), task.Id, draft => draft.AssigneeId = second, null, Cancel))!;

        (given.State, given.AssigneeId).Should().Be((TaskState.Open, second));
        (await Book.GetAsync(Own(first), task.Id, Cancel)).Should().BeNull("it is no business of his any more");
        (await Act(second, task.Id, TaskAct.Start))!.State.Should().Be(TaskState.Started);
    }

    [Fact]
    public async Task Alarms_TellEachOnce_AlsoAfterADowntime()
    {
        var (chief, worker) = (await Rig.EmployeeAsync(), await Rig.EmployeeAsync());
        var draft = new TaskDraft { Title = "Send the offer", AssigneeId = worker, DueAt = CallbacksRig.At(200) };
        draft.Reminders.Add(CallbacksRig.At(180));
        draft.Reminders.Add(CallbacksRig.At(190));
        var task = await Book.CreateAsync(Own(chief), draft, Cancel);

        await Rig.TickAsync(179);
        (await Rig.RowsAsync<Message>()).Should().BeEmpty();
        await Rig.TickAsync(500);
        await Rig.TickAsync(600);

        var inbox = await InboxAsync(worker);
        inbox.Select(one => one.Message.Kind).Should().BeEquivalentTo([MessageKind.Reminder, MessageKind.Reminder, MessageKind.TaskDue]);
        inbox.Should().OnlyContain(one => one.Message.TaskId == task.Id && one.Message.Text == "Send the offer" && one.ReadAt == null);
        (await InboxAsync(chief)).Should().ContainSingle("the chief sees that it is late").Which.Message.Kind.Should().Be(MessageKind.TaskOverdue);
        (await Book.CountAsync(Own(chief), new TaskFilter { AssignerId = chief, OnlyOverdue = true }, Cancel)).Should().Be(1);

        await Act(worker, task.Id, TaskAct.Finish);
        (await Book.CountAsync(Own(chief), new TaskFilter { AssignerId = chief, OnlyOverdue = true }, Cancel)).Should().Be(0);
    }

    [Fact]
    public async Task Alarms_OfFinishedAndMovedTasks_DoNotCome()
    {
        var (chief, worker) = (await Rig.EmployeeAsync(), await Rig.EmployeeAsync());
        var done = await Book.CreateAsync(Own(chief), new TaskDraft { Title = "One", AssigneeId = worker, DueAt = CallbacksRig.At(200) }, Cancel);
        var moved = await Book.CreateAsync(Own(chief), new TaskDraft { Title = "Two", AssigneeId = worker, DueAt = CallbacksRig.At(200) }, Cancel);
        await Act(worker, done.Id, TaskAct.Finish);
        await Book.UpdateAsync(Own(chief), moved.Id, draft => draft.DueAt = CallbacksRig.At(900), moved.Revision, Cancel);

        await Rig.TickAsync(300);

        (await Rig.RowsAsync<Message>()).Should().BeEmpty();
        var stale = () => Book.UpdateAsync(Own(chief), moved.Id, draft => draft.DueAt = null, moved.Revision, Cancel);
        await stale.Should().ThrowAsync<RevisionConflictException>();
    }

    [Fact]
    public async Task Overdue_GoesUp()
    {
        var department = await Rig.DepartmentAsync();
        var (chief, worker, director) = (await Rig.EmployeeAsync(), await Rig.EmployeeAsync(department), await Rig.EmployeeAsync());
        var rig = await RigAsync(options =>
        {
            options.TellAssignerAfter = TimeSpan.FromMinutes(10);
            options.Escalation.Add(new TaskEscalationStep(TimeSpan.FromMinutes(30)) { Employees = [director] });
            options.Escalation.Add(new TaskEscalationStep(TimeSpan.FromMinutes(40)));
        }, sameStore: true);
        await rig.Host.GetRequiredService<TaskBook>().CreateAsync(
            Own(chief), new TaskDraft { Title = "Send the offer", AssigneeId = worker, DueAt = CallbacksRig.At(200) }, Cancel);

        await rig.TickAsync(205);
        (await rig.RowsAsync<Message>()).Select(one => one.Kind).Should().Equal(MessageKind.TaskDue);
        await rig.TickAsync(231);
        var receipts = (await rig.RowsAsync<MessageReceipt>()).Select(one => one.EmployeeId);
        receipts.Should().BeEquivalentTo([worker, chief, director]);
        await rig.TickAsync(241);
        (await rig.RowsAsync<MessageReceipt>()).Select(one => one.EmployeeId).Should().BeEquivalentTo([worker, chief, director, worker]);
    }

    [Fact]
    public async Task Repeated_ComesAgainByTheClockOnTheWall()
    {
        var me = await Rig.EmployeeAsync();
        // Nine o'clock in Berlin, the day before clocks go forward.
        var due = new DateTimeOffset(2027, 3, 27, 8, 0, 0, TimeSpan.Zero);
        Rig.Clock.Now = due.AddHours(1);
        var draft = new TaskDraft { Title = "Read the meter", DueAt = due, Repeat = TaskRepeat.Day, RepeatZone = "Europe/Berlin" };
        draft.Reminders.Add(due.AddMinutes(-30));
        var task = await Book.CreateAsync(Own(me), draft, Cancel);
        await Act(me, task.Id, TaskAct.Finish);

        var next = (await Book.ListAsync(Own(me), new TaskFilter(), null, 10, Cancel)).Tasks.Should().ContainSingle().Subject;
        (next.DueAt, next.State, next.Repeat).Should().Be((new DateTimeOffset(2027, 3, 28, 7, 0, 0, TimeSpan.Zero), TaskState.Open, TaskRepeat.Day));
        (await Book.GetAsync(Own(me), next.Id, Cancel))!.Alarms.Select(one => (one.Kind, one.At)).Should().Equal(
            (TaskAlarmKind.Reminder, next.DueAt!.Value.AddMinutes(-30)), (TaskAlarmKind.Due, next.DueAt.Value));
        await Act(me, task.Id, TaskAct.Reopen);
        await Act(me, task.Id, TaskAct.Finish);
        (await Book.CountAsync(Own(me), new TaskFilter(), Cancel)).Should().Be(1, "it follows once");
    }

    [Fact]
    public async Task List_PagesByDueTime_WithinTheScope()
    {
        var department = await Rig.DepartmentAsync();
        var (me, colleague) = (await Rig.EmployeeAsync(department), await Rig.EmployeeAsync(department));
        for (var i = 0; i < 5; i++)
        {
            await Book.CreateAsync(System, new TaskDraft { Title = $"{i}", AssigneeId = me, DueAt = i == 0 ? null : CallbacksRig.At(200 - i) }, Cancel);
        }

        await Book.CreateAsync(System, new TaskDraft { Title = "theirs", AssigneeId = colleague }, Cancel);
        await Book.CreateAsync(System, new TaskDraft { Title = "whose", DepartmentId = department, DueAt = CallbacksRig.At(1) }, Cancel);

        var seen = new List<string>();
        PageCursor? after = null;
        do
        {
            var page = await Book.ListAsync(Own(me), new TaskFilter(), after, 2, Cancel);
            seen.AddRange(page.Tasks.Select(one => one.Title));
            after = page.Next;
        }
        while (after is not null);

        seen.Should().Equal("whose", "4", "3", "2", "1", "0");
        var team = Caller.ForEmployee("default", me, new AccessGrants([new(Permission.TasksRead, AccessScope.Team)], FieldMask.None, [department]));
        (await Book.CountAsync(team, new TaskFilter(), Cancel)).Should().Be(7);
        var edit = () => Book.CreateAsync(team, new TaskDraft { Title = "x" }, Cancel);
        await edit.Should().ThrowAsync<AccessDeniedException>();
        (await Book.CountAsync(Caller.System("other"), new TaskFilter(), Cancel)).Should().Be(0);
    }

    [Fact]
    public async Task Create_ThatCannotBeSo_SaysWhy()
    {
        var me = await Rig.EmployeeAsync();
        var gone = await Rig.EmployeeAsync(active: false);
        await RejectedAsync("task.title", () => Book.CreateAsync(Own(me), new TaskDraft(), Cancel));
        await RejectedAsync("task.assignee", () => Book.CreateAsync(System, new TaskDraft { Title = "x" }, Cancel));
        await RejectedAsync("employee.notFound", () => Book.CreateAsync(Own(me), new TaskDraft { Title = "x", AssigneeId = gone }, Cancel));
        await RejectedAsync("contact.notFound", () => Book.CreateAsync(Own(me), new TaskDraft { Title = "x", ContactId = Guid.NewGuid() }, Cancel));
        await RejectedAsync("task.repeat", () => Book.CreateAsync(Own(me), new TaskDraft { Title = "x", Repeat = TaskRepeat.Day }, Cancel));
        await RejectedAsync("task.zone", () => Book.CreateAsync(
            Own(me), new TaskDraft { Title = "x", Repeat = TaskRepeat.Day, DueAt = CallbacksRig.At(0), RepeatZone = "Mars/Base" }, Cancel));
    }

    [Fact]
    public async Task Message_WaitsForEveryReceiver_UntilItIsRead()
    {
        var department = await Rig.DepartmentAsync();
        var (me, first, second) = (await Rig.EmployeeAsync(department), await Rig.EmployeeAsync(department), await Rig.EmployeeAsync(department));
        await Rig.EmployeeAsync(department, active: false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var notices = Rig.Host.GetRequiredService<IEmployeeFeed>().FollowAsync(Own(first), stop.Token).GetAsyncEnumerator(stop.Token);
        var noticed = notices.MoveNextAsync();
        var sent = await Messages.SendAsync(Own(me), new MessageDraft("Cake in the kitchen") { DepartmentId = department }, Cancel);

        (await noticed).Should().BeTrue();
        (notices.Current.Kind, notices.Current.Id).Should().Be((EmployeeNoticeKind.Message, sent.Id));
        sent.Recipients.Should().Be(2);
        (await Messages.CountUnreadAsync(Own(second), null, Cancel)).Should().Be(1);
        (await Messages.MarkReadAsync(Own(first), [sent.Id, Guid.NewGuid()], Cancel)).Should().Be(1);
        (await Messages.MarkReadAsync(Own(first), [sent.Id], Cancel)).Should().Be(0);
        (await Messages.InboxAsync(Own(first), new MessageFilter { OnlyUnread = true }, null, 10, Cancel)).Messages.Should().BeEmpty();
        (await InboxAsync(first)).Should().ContainSingle().Which.ReadAt.Should().Be(Rig.Clock.Now);
        (await Messages.ReceiptsAsync(Own(me), sent.Id, Cancel))!.ToDictionary(one => one.EmployeeId, one => one.IsRead).Should().BeEquivalentTo(
            new Dictionary<Guid, bool> { [first] = true, [second] = false });
        (await Messages.ReceiptsAsync(Own(first), sent.Id, Cancel)).Should().BeNull("only who sent it sees who read it");
        (await Messages.GetAsync(Own(await Rig.EmployeeAsync()), sent.Id, Cancel)).Should().BeNull();
        (await Messages.SentAsync(Own(me), null, null, 10, Cancel)).Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task Message_ToAllOrToNobody()
    {
        var (me, other) = (await Rig.EmployeeAsync(), await Rig.EmployeeAsync());
        await RejectedAsync("message.to", () => Messages.SendAsync(System, new MessageDraft("x"), Cancel));
        await RejectedAsync("message.text", () => Messages.SendAsync(System, new MessageDraft(" ") { ToAll = true }, Cancel));
        await RejectedAsync("employee.notFound", () => Messages.SendAsync(System, new MessageDraft("x") { Employees = [Guid.NewGuid()] }, Cancel));
        await RejectedAsync("message.nobody", () => Messages.SendAsync(Own(me), new MessageDraft("x") { Employees = [me] }, Cancel));
        var forbidden = () => Messages.SendAsync(Own(me), new MessageDraft("x") { ToAll = true }, Cancel);
        await forbidden.Should().ThrowAsync<AccessDeniedException>();
        var foreign = () => Messages.InboxAsync(Own(me), new MessageFilter { EmployeeId = other }, null, 10, Cancel);
        await foreign.Should().ThrowAsync<AccessDeniedException>();

        for (var i = 0; i < 5; i++)
        {
            Rig.Clock.Now = CallbacksRig.At(200 + i);
            await Messages.SendAsync(System, new MessageDraft($"{i}") { ToAll = true }, Cancel);
        }

        var page = await Messages.InboxAsync(Own(other), new MessageFilter(), null, 3, Cancel);
        page.Messages.Select(one => one.Message.Text).Should().Equal("4", "3", "2");
        (await Messages.InboxAsync(Own(other), new MessageFilter(), page.Next, 3, Cancel)).Messages.Select(one => one.Message.Text).Should().Equal("1", "0");
    }

    /// <summary>Opens a store of its own; the same store is opened again where that is asked for.</summary>
    protected abstract Task<ServiceProvider> OpenAsync(bool sameStore, Action<ICallTrackingBuilder> configure);

    private protected async Task<CallbacksRig> RigAsync(Action<TaskOptions> configure, bool sameStore = false, bool beside = false)
    {
        if (sameStore && !beside && _hosts.Count > 0)
        {
            await _hosts[^1].DisposeAsync();
            _hosts.RemoveAt(_hosts.Count - 1);
        }

        var clock = new CallbackClock { Now = CallbacksRig.At(150) };
        var host = await OpenAsync(sameStore, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.ConfigureTasks(configure);
        });
        _hosts.Add(host);
        return new CallbacksRig(host, clock);
    }

    private protected static Caller Own(Guid employee) => Caller.ForEmployee("default", employee, new AccessGrants(
        [new(Permission.TasksRead, AccessScope.Own), new(Permission.TasksEdit, AccessScope.Own), new(Permission.MessagesSend, AccessScope.Own)]));

    private static async Task RejectedAsync<T>(string code, Func<Task<T>> act) =>
        (await act.Should().ThrowAsync<TaskRejectedException>()).Which.Code.Should().Be(code);

    private Task<WorkTask?> Act(Guid employee, Guid task, TaskAct act, string? note = null) =>
        Book.ActAsync(Own(employee), task, act, note, null, Cancel);

    private async Task<IReadOnlyList<ReceivedMessage>> InboxAsync(Guid employee) =>
        (await Messages.InboxAsync(Own(employee), new MessageFilter(), null, 100, Cancel)).Messages;
}
