using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Links;
using CallTracking.Storage;
using CallTracking.Tasks;
using CallTracking.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Privacy;

/// <summary>What of each class is old enough to go, and lets it go: a few hundred rows a transaction, so that the ledger is written
/// meanwhile.</summary>
internal sealed class Retention(ICallTrackingDbContextFactory contexts, ILedgerReader reader)
{
    private const int Batch = 500;

    /// <summary>How much of a class would go.</summary>
    public async Task<long> CountAsync(Caller system, RetentionClass kind, DateTimeOffset before, CancellationToken cancellationToken)
    {
        if (kind == RetentionClass.AuditPayloads)
        {
            return (await AuditErasing.RunAsync(contexts, system, before, before, static _ => null, onlyLook: true, cancellationToken)
                .ConfigureAwait(false)).Changed;
        }

        return await StoreWork.ReadAsync(contexts, system, async context => kind switch
        {
            RetentionClass.Calls => await Calls(context, before).LongCountAsync(cancellationToken).ConfigureAwait(false),
            RetentionClass.EventLog => await context.Set<EventLogRow>().LongCountAsync(row => row.At < before, cancellationToken).ConfigureAwait(false),
            RetentionClass.Records => await Records(context, before).LongCountAsync(cancellationToken).ConfigureAwait(false),
            RetentionClass.Quarantine => await context.Set<QuarantineRow>().LongCountAsync(row => row.At < before, cancellationToken).ConfigureAwait(false),
            RetentionClass.Gaps => await context.Set<CoverageGap>().LongCountAsync(gap => gap.To < before, cancellationToken).ConfigureAwait(false),
            RetentionClass.Contacts => await Contacts(context, before).LongCountAsync(cancellationToken).ConfigureAwait(false),
            RetentionClass.Callbacks => await Obligations(context, before).LongCountAsync(cancellationToken).ConfigureAwait(false),
            RetentionClass.Notes => await context.Set<ContactNote>().LongCountAsync(note => note.At < before, cancellationToken).ConfigureAwait(false),
            RetentionClass.Tasks => await Tasks(context, before).LongCountAsync(cancellationToken).ConfigureAwait(false)
                + await Messages(context, before).LongCountAsync(cancellationToken).ConfigureAwait(false),
            _ => await ByTimeAsync(context, kind, before, delete: false, cancellationToken).ConfigureAwait(false),
        }).ConfigureAwait(false);
    }

    /// <summary>Lets one class go.</summary>
    /// <returns>How many rows went.</returns>
    public async Task<long> ApplyAsync(
        Caller system, RetentionClass kind, DateTimeOffset now, DateTimeOffset before, Action<long> progress, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case RetentionClass.AuditPayloads:
                return (await AuditErasing.RunAsync(contexts, system, now, before, static _ => null, onlyLook: false, cancellationToken)
                    .ConfigureAwait(false)).Changed;
            case RetentionClass.EventLog:
                return await PruneAsync(system, before, cancellationToken).ConfigureAwait(false);
        }

        var total = 0L;
        while (true)
        {
            var gone = await StoreWork.WriteAsync(contexts, system, (context, token) => StepAsync(context, kind, before, token), cancellationToken)
                .ConfigureAwait(false);
            total += gone;
            progress(total);
            if (gone < Batch)
            {
                return total;
            }
        }
    }

    private static IQueryable<Call> Calls(CallTrackingDbContext context, DateTimeOffset before) =>
        context.Set<Call>().Where(call => call.StartedAt < before && call.State == CallState.Ended);

    private static IQueryable<RecordRow> Records(CallTrackingDbContext context, DateTimeOffset before) =>
        context.Set<RecordRow>().Where(row => row.StartedAt < before);

    private static IQueryable<Obligation> Obligations(CallTrackingDbContext context, DateTimeOffset before) =>
        context.Set<Obligation>().Where(one => !one.IsOpen && one.ClosedAt < before);

    private static IQueryable<WorkTask> Tasks(CallTrackingDbContext context, DateTimeOffset before) =>
        context.Set<WorkTask>().Where(task => !task.IsOpen && task.ClosedAt < before);

    private static IQueryable<Message> Messages(CallTrackingDbContext context, DateTimeOffset before) =>
        context.Set<Message>().Where(message => message.SentAt < before);

    // Somebody who was talked with, owes or is owed something, or whom others belong to, stays.
    private static IQueryable<Contact> Contacts(CallTrackingDbContext context, DateTimeOffset before) => context.Set<Contact>()
        .Where(contact => contact.UpdatedAt < before
            && !context.Set<CallContact>().Any(call => call.ContactId == contact.Id && call.StartedAt >= before)
            && !context.Set<Obligation>().Any(one => one.ContactId == contact.Id && one.IsOpen)
            && !context.Set<WorkTask>().Any(task => task.ContactId == contact.Id && task.IsOpen)
            && !context.Set<Contact>().Any(other => other.OrganisationId == contact.Id || other.MergedIntoId == contact.Id));

    private static async Task<int> StepAsync(
        CallTrackingDbContext context, RetentionClass kind, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await FreeSpace.OverwriteAsync(context, cancellationToken).ConfigureAwait(false);
        switch (kind)
        {
            case RetentionClass.Calls:
                var calls = await Calls(context, before).OrderBy(call => call.StartedAt).Select(call => call.Id).Take(Batch)
                    .ToListAsync(cancellationToken).ConfigureAwait(false);
                await DeleteOfAsync(context, calls, static table => table.Call is { IsKey: true } || table.Entity == typeof(RecordRow) ? table.Call : null, cancellationToken)
                    .ConfigureAwait(false);
                await context.Set<Call>().Where(call => calls.Contains(call.Id)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
                return calls.Count;
            case RetentionClass.Records:
                var records = await Records(context, before).OrderBy(row => row.StartedAt).Select(row => new { row.Link, row.Key }).Take(Batch)
                    .ToListAsync(cancellationToken).ConfigureAwait(false);
                foreach (var link in records.GroupBy(row => row.Link))
                {
                    var keys = link.Select(row => row.Key).ToList();
                    await context.Set<RecordRow>().Where(row => row.Link == link.Key && keys.Contains(row.Key)).ExecuteDeleteAsync(cancellationToken)
                        .ConfigureAwait(false);
                }

                return records.Count;
            case RetentionClass.Contacts:
                var contacts = await Contacts(context, before).OrderBy(contact => contact.Id).Select(contact => contact.Id).Take(Batch)
                    .ToListAsync(cancellationToken).ConfigureAwait(false);
                await DeleteOfAsync(context, contacts, ContactsOwn, cancellationToken).ConfigureAwait(false);
                await context.Set<Contact>().Where(contact => contacts.Contains(contact.Id)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
                return contacts.Count;
            case RetentionClass.Callbacks:
                var closed = await Obligations(context, before).OrderBy(one => one.Id).Select(one => one.Id).Take(Batch).ToListAsync(cancellationToken)
                    .ConfigureAwait(false);
                var nullable = closed.ConvertAll(static id => (Guid?)id);
                await context.Set<ObligationEvent>().Where(one => closed.Contains(one.ObligationId)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
                await context.Set<ObligationCall>().Where(one => nullable.Contains(one.ObligationId)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
                await context.Set<Obligation>().Where(one => closed.Contains(one.Id)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
                return closed.Count;
            case RetentionClass.Notes:
                var notes = await context.Set<ContactNote>().Where(note => note.At < before).OrderBy(note => note.Id).Select(note => note.Id).Take(Batch)
                    .ToListAsync(cancellationToken).ConfigureAwait(false);
                return await context.Set<ContactNote>().Where(note => notes.Contains(note.Id)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            case RetentionClass.Tasks:
                return await StepTasksAsync(context, before, cancellationToken).ConfigureAwait(false);
            default:
                return (int)await ByTimeAsync(context, kind, before, delete: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> StepTasksAsync(CallTrackingDbContext context, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var tasks = await Tasks(context, before).OrderBy(task => task.Id).Select(task => task.Id).Take(Batch).ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        await context.Set<TaskAlarm>().Where(one => tasks.Contains(one.TaskId)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<TaskEvent>().Where(one => tasks.Contains(one.TaskId)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<WorkTask>().Where(one => tasks.Contains(one.Id)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        if (tasks.Count == Batch)
        {
            return tasks.Count;
        }

        var messages = await Messages(context, before).OrderBy(message => message.Id).Select(message => message.Id).Take(Batch - tasks.Count)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<MessageReceipt>().Where(one => messages.Contains(one.MessageId)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<Message>().Where(one => messages.Contains(one.Id)).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        return tasks.Count + messages.Count;
    }

    /// <summary>Classes of single rows that a time alone decides of.</summary>
    private static async Task<long> ByTimeAsync(
        CallTrackingDbContext context, RetentionClass kind, DateTimeOffset before, bool delete, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case RetentionClass.Quarantine:
                var quarantined = context.Set<QuarantineRow>().Where(row => row.At < before);
                return delete ? await quarantined.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false)
                    : await quarantined.LongCountAsync(cancellationToken).ConfigureAwait(false);
            case RetentionClass.Gaps:
                var gaps = context.Set<CoverageGap>().Where(gap => gap.To < before);
                return delete ? await gaps.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false)
                    : await gaps.LongCountAsync(cancellationToken).ConfigureAwait(false);
            case RetentionClass.Webhooks:
                var deliveries = context.Set<WebhookDelivery>().Where(one => one.State != WebhookDeliveryState.Pending && one.EndedAt < before);
                return delete ? await deliveries.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false)
                    : await deliveries.LongCountAsync(cancellationToken).ConfigureAwait(false);
            default:
                return 0;
        }
    }

    private static StoreColumn? ContactsOwn(StoreTable table) =>
        table.Entity == typeof(Contact) || table.Entity == typeof(CallContact) || table.Entity == typeof(Obligation)
        || table.Entity == typeof(ObligationCall) || table.Entity == typeof(WorkTask) || table.Entity == typeof(Message) ? null : table.Contact;

    private static async Task DeleteOfAsync(
        CallTrackingDbContext context, List<Guid> ids, Func<StoreTable, StoreColumn?> column, CancellationToken cancellationToken)
    {
        var values = ids.ConvertAll(static id => (object)id);
        foreach (var table in StoreTable.Of(context).Where(static table => table.Entity != typeof(Call)))
        {
            if (column(table) is { } wanted)
            {
                await StoreRows.DeleteAsync(context, table, wanted, values, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<long> PruneAsync(Caller system, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var links = await StoreWork.ReadAsync(contexts, system, context => context.Set<LinkRow>().Select(row => row.Link).ToListAsync(cancellationToken))
            .ConfigureAwait(false);
        var total = 0L;
        foreach (var link in links)
        {
            total += await reader.PruneAsync(system.Tenant, link, before, cancellationToken).ConfigureAwait(false);
        }

        return total;
    }
}
