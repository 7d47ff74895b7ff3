using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Tasks;

/// <summary>Messages inside the company: from colleague to colleague, to a department, to all; and what the system has to say. Each one waits
/// until it is read.</summary>
/// <remarks>Safe for concurrent use. Every method throws <see cref="LedgerStoreException"/> when the store cannot be used. To read what came to
/// oneself needs no permission; nobody but the system of the tenant reads what came to others.</remarks>
public sealed class MessageBook
{
    /// <summary>The largest page: 500 messages.</summary>
    public const int MaxLimit = 500;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly IEmployeeFeed _feed;
    private readonly TimeProvider _time;

    internal MessageBook(ICallTrackingDbContextFactory contexts, IEmployeeFeed feed, TimeProvider time)
    {
        _contexts = contexts;
        _feed = feed;
        _time = time;
    }

    /// <summary>Sends a message. Needs <see cref="Permission.MessagesSend"/>, to all of the company for all rows.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="draft">What, and to whom. The sender himself gets none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TaskRejectedException">The text is missing or too long, or there is nobody to send it to.</exception>
    public async Task<Message> SendAsync(Caller caller, MessageDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        caller.Demand(Permission.MessagesSend);
        Check(draft);
        if (draft.ToAll && caller.Access.ScopeOf(Permission.MessagesSend) != AccessScope.All)
        {
            throw new AccessDeniedException(Permission.MessagesSend);
        }

        var now = _time.GetUtcNow();
        var (sent, people) = await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var receivers = draft.ToAll ? await Outgoing.MembersAsync(context, null, token).ConfigureAwait(false)
                : draft.DepartmentId is { } department ? await Outgoing.MembersAsync(context, department, token).ConfigureAwait(false)
                : await Outgoing.ActiveAsync(context, [.. draft.Employees], token).ConfigureAwait(false);
            if (!draft.ToAll && draft.DepartmentId is null && draft.Employees.Distinct().Count() != receivers.Count)
            {
                throw new TaskRejectedException("employee.notFound", "Somebody whom the message is for does not work here.");
            }

            receivers.RemoveAll(one => one == caller.Employee);
            if (receivers.Count == 0)
            {
                throw new TaskRejectedException("message.nobody", "There is nobody to send it to: name employees or a department with people in it.");
            }

            var message = new Message
            {
                Tenant = caller.Tenant,
                Id = Guid.CreateVersion7(now),
                Audience = draft.ToAll ? MessageAudience.All : draft.DepartmentId is null ? MessageAudience.Employees : MessageAudience.Department,
                DepartmentId = draft.DepartmentId,
                SenderId = caller.Employee,
                Text = draft.Text.Trim(),
                SentAt = now,
                ContactId = draft.ContactId,
                CallId = draft.CallId,
                TaskId = draft.TaskId,
                ObligationId = draft.ObligationId,
                Recipients = receivers.Count,
            };
            Outgoing.Add(context, message, receivers);
            AuditTrail.Add(context, caller, now, "message.send", "message", message.Id.ToString());
            return (message, receivers);
        }, cancellationToken).ConfigureAwait(false);
        foreach (var employee in people)
        {
            _feed.Publish(new EmployeeNotice(caller.Tenant, employee, EmployeeNoticeKind.Message, sent.Id, now));
        }

        return sent;
    }

    /// <summary>What came to an employee, the latest first.</summary>
    /// <param name="caller">The employee, or the system.</param>
    /// <param name="filter">Which messages.</param>
    /// <param name="after">Where the page begins; null for the first one.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MessagePage> InboxAsync(
        Caller caller, MessageFilter filter, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var reader = ReaderOf(caller, filter.EmployeeId);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        var rows = await StoreWork.ReadAsync(_contexts, caller, context =>
        {
            var receipts = context.Set<MessageReceipt>().Where(one => one.EmployeeId == reader);
            receipts = filter.OnlyUnread ? receipts.Where(one => !one.IsRead) : receipts;
            if (after is { } cursor)
            {
                var (at, id) = cursor;
                receipts = receipts.Where(one => one.SentAt <= at && (one.SentAt < at || one.MessageId < id));
            }

            return receipts.OrderByDescending(one => one.SentAt).ThenByDescending(one => one.MessageId).Take(limit + 1)
                .Join(context.Set<Message>(), one => one.MessageId, message => message.Id, (one, message) => new { one.SentAt, one.ReadAt, Message = message })
                .OrderByDescending(one => one.SentAt).ThenByDescending(one => one.Message.Id)
                .Select(one => new ReceivedMessage(one.Message, one.ReadAt)).ToListAsync(cancellationToken);
        }).ConfigureAwait(false);
        PageCursor? next = null;
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            next = new PageCursor(rows[^1].Message.SentAt, rows[^1].Message.Id);
        }

        return new MessagePage(rows, next);
    }

    /// <summary>How many messages an employee has not read.</summary>
    /// <param name="caller">The employee, or the system.</param>
    /// <param name="employeeId">Whose; null for the caller's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<int> CountUnreadAsync(Caller caller, Guid? employeeId, CancellationToken cancellationToken)
    {
        var reader = ReaderOf(caller, employeeId);
        return StoreWork.ReadAsync(_contexts, caller, context => context.Set<MessageReceipt>()
            .CountAsync(one => one.EmployeeId == reader && !one.IsRead, cancellationToken));
    }

    /// <summary>What an employee sent, the latest first.</summary>
    /// <param name="caller">The employee, or the system: then what the system or <paramref name="senderId"/> sent.</param>
    /// <param name="senderId">Whose; null for the caller's own.</param>
    /// <param name="after">Where the page begins; null for the first one.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MessagePage> SentAsync(Caller caller, Guid? senderId, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        var sender = caller.IsSystem ? senderId : ReaderOf(caller, senderId);
        var rows = await StoreWork.ReadAsync(_contexts, caller, context =>
        {
            var messages = context.Set<Message>().Where(one => one.SenderId == sender);
            if (after is { } cursor)
            {
                var (at, id) = cursor;
                messages = messages.Where(one => one.SentAt <= at && (one.SentAt < at || one.Id < id));
            }

            return messages.OrderByDescending(one => one.SentAt).ThenByDescending(one => one.Id).Take(limit + 1).ToListAsync(cancellationToken);
        }).ConfigureAwait(false);
        PageCursor? next = null;
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            next = new PageCursor(rows[^1].SentAt, rows[^1].Id);
        }

        return new MessagePage([.. rows.Select(static one => new ReceivedMessage(one, null))], next);
    }

    /// <summary>One message, for who sent or received it.</summary>
    /// <param name="caller">The employee, or the system.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is none for the caller.</returns>
    public Task<ReceivedMessage?> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return StoreWork.ReadAsync(_contexts, caller, async context =>
        {
            var me = caller.Employee;
            var receipt = await context.Set<MessageReceipt>().SingleOrDefaultAsync(one => one.MessageId == id && one.EmployeeId == me, cancellationToken)
                .ConfigureAwait(false);
            var message = await context.Set<Message>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken).ConfigureAwait(false);
            return message is null || (receipt is null && !caller.IsSystem && message.SenderId != me) ? null : new ReceivedMessage(message, receipt?.ReadAt);
        });
    }

    /// <summary>Notes that an employee has read messages.</summary>
    /// <param name="caller">The employee.</param>
    /// <param name="ids">Which; what did not come to him, or was read before, is passed over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many he had not read before.</returns>
    public async Task<int> MarkReadAsync(Caller caller, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxLimit);
        var reader = ReaderOf(caller, null);
        var now = _time.GetUtcNow();
        return await StoreWork.WriteAsync(_contexts, caller, (context, token) => context.Set<MessageReceipt>()
            .Where(one => one.EmployeeId == reader && ids.Contains(one.MessageId) && !one.IsRead)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.IsRead, true).SetProperty(one => one.ReadAt, (DateTimeOffset?)now), token),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who received a message and when he read it, for who sent it.</summary>
    /// <param name="caller">The sender, or the system.</param>
    /// <param name="id">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>In order of employees' ids; null when the caller sent no such message.</returns>
    public Task<IReadOnlyList<MessageReceipt>?> ReceiptsAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return StoreWork.ReadAsync<IReadOnlyList<MessageReceipt>?>(_contexts, caller, async context =>
        {
            var me = caller.Employee;
            return await context.Set<Message>().AnyAsync(one => one.Id == id && (me == null || one.SenderId == me), cancellationToken).ConfigureAwait(false)
                ? await context.Set<MessageReceipt>().Where(one => one.MessageId == id).OrderBy(one => one.EmployeeId).ToListAsync(cancellationToken)
                    .ConfigureAwait(false)
                : null;
        });
    }

    private static Guid ReaderOf(Caller caller, Guid? employee)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Employee is { } me
            ? employee is null || employee == me ? me : throw new AccessDeniedException(Permission.MessagesSend)
            : employee ?? throw new TaskRejectedException("employee.missing", "Say whose messages are meant: the system has none of its own.");
    }

    private static void Check(MessageDraft draft)
    {
        if (string.IsNullOrWhiteSpace(draft.Text) || draft.Text.Trim().Length > TasksModel.TextLength)
        {
            throw new TaskRejectedException("message.text", $"A message needs a text of 1 to {TasksModel.TextLength} characters.");
        }

        var ways = (draft.ToAll ? 1 : 0) + (draft.DepartmentId is null ? 0 : 1) + (draft.Employees.Count == 0 ? 0 : 1);
        if (ways != 1 || draft.Employees.Count > MaxLimit)
        {
            throw new TaskRejectedException("message.to", $"Send it to employees (at most {MaxLimit}), or to a department, or to all: to exactly one of the three.");
        }
    }
}

/// <summary>A message as somebody writes it.</summary>
/// <param name="Text">The text, 1 to 4,000 characters.</param>
public sealed record MessageDraft(string Text)
{
    /// <summary>The employees it is for.</summary>
    public IReadOnlyCollection<Guid> Employees { get; init; } = [];

    /// <summary>The department it is for, with everybody who is in it now.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Whether it is for everybody who works here now.</summary>
    public bool ToAll { get; init; }

    /// <summary>The contact it is about; null for none.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>The call it is about; null for none.</summary>
    public Guid? CallId { get; init; }

    /// <summary>The task it is about; null for none.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>The callback obligation it is about; null for none.</summary>
    public Guid? ObligationId { get; init; }
}

/// <summary>Which messages are wanted.</summary>
public sealed record MessageFilter
{
    /// <summary>Only those that were not read: what a screen shows when it comes back. Default: all.</summary>
    public bool OnlyUnread { get; init; }

    /// <summary>Whose; null for the caller's own. Only the system may name somebody else.</summary>
    public Guid? EmployeeId { get; init; }
}

/// <summary>A message as somebody has it.</summary>
/// <param name="Message">The message.</param>
/// <param name="ReadAt">When he read it; null when he did not, or sent it himself.</param>
public sealed record ReceivedMessage(Message Message, DateTimeOffset? ReadAt);

/// <summary>A page of messages.</summary>
/// <param name="Messages">The messages, the latest first.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record MessagePage(IReadOnlyList<ReceivedMessage> Messages, PageCursor? Next);
