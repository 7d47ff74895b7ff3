using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Privacy;

/// <summary>Replaces a person in every table of the store.</summary>
internal sealed class StoreErasure(ICallTrackingDbContextFactory contexts, TimeProvider time)
{
    private const int WriteBatch = 200;

    /// <summary>One pass over one table.</summary>
    /// <returns>Rows looked at, and rows in which he was found (and, unless only looking, replaced).</returns>
    public async Task<(long Looked, long Found, long Unreadable)> PassAsync(
        Caller system, StoreTable table, FoundSubject subject, bool onlyLook, CancellationToken cancellationToken)
    {
        var (looked, found, unreadable) = (0L, 0L, 0L);
        var reading = contexts.Create(system);
        await using (reading.ConfigureAwait(false))
        {
            var batch = new List<(StoreRow Row, Dictionary<StoreColumn, object?> Changes)>();
            await foreach (var row in StoreRows.ReadAsync(reading, table, cancellationToken).ConfigureAwait(false))
            {
                looked++;
                var changes = ChangesOf(table, row, subject, ref unreadable);
                if (changes.Count == 0)
                {
                    continue;
                }

                found++;
                if (!onlyLook)
                {
                    batch.Add((row, changes));
                }

                if (batch.Count == WriteBatch)
                {
                    await WriteAsync(system, table, batch, cancellationToken).ConfigureAwait(false);
                    batch.Clear();
                }
            }

            await WriteAsync(system, table, batch, cancellationToken).ConfigureAwait(false);
        }

        return (looked, found, unreadable);
    }

    /// <summary>The columns of a row that tell of him, each with what takes its place.</summary>
    public static Dictionary<StoreColumn, object?> ChangesOf(StoreTable table, StoreRow row, FoundSubject subject, ref long unreadable)
    {
        var changes = new Dictionary<StoreColumn, object?>();
        if (table.Entity == typeof(AuditEntry))
        {
            return changes; // Its payloads are erased by order of the trail.
        }

        foreach (var column in table.Texts)
        {
            if (subject.Text.Replace(row.Values[column.Name] as string, out var other))
            {
                changes[column] = other;
            }
        }

        foreach (var column in table.Events.Where(column => row.Values[column.Name] is byte[]))
        {
            switch (EventLogTexts.Replace((byte[])row.Values[column.Name]!, subject.Text, out var other))
            {
                case null: unreadable++; break;
                case > 0: changes[column] = other; break;
            }
        }

        if (table.Contact is { } contact && row.IdIn(contact) is { } id && subject.Contacts.Contains(id))
        {
            ClearOwn(table, row, subject, changes);
        }

        return changes;
    }

    // What was written about him, and his picture, says more than his name.
    private static void ClearOwn(StoreTable table, StoreRow row, FoundSubject subject, Dictionary<StoreColumn, object?> changes)
    {
        var isContact = table.Entity == typeof(Contact);
        bool IsName(StoreColumn column) => isContact && column.Property == nameof(Contact.Name);
        foreach (var column in table.Texts.Where(column => (column.IsFree || IsName(column)) && row.Values[column.Name] is string { Length: > 0 }))
        {
            var isName = IsName(column);
            object? cleared = column.IsNullable && !isName ? null : subject.Text.NamePseudonym;
            if (!Equals(row.Values[column.Name], cleared))
            {
                changes[column] = cleared;
            }
        }

        foreach (var column in table.Binary.Where(column => row.Values[column.Name] is byte[] { Length: > 0 }))
        {
            changes[column] = column.IsNullable ? null : Array.Empty<byte>();
        }
    }

    private Task WriteAsync(
        Caller system, StoreTable table, List<(StoreRow Row, Dictionary<StoreColumn, object?> Changes)> batch, CancellationToken cancellationToken) =>
        batch.Count == 0 ? Task.CompletedTask : StoreWork.WriteAsync(contexts, system, async (context, token) =>
        {
            await FreeSpace.OverwriteAsync(context, token).ConfigureAwait(false);
            foreach (var (row, changes) in batch)
            {
                // A row that somebody else changed meanwhile is looked at again by the next pass.
                await StoreRows.UpdateAsync(context, table, row, changes, token).ConfigureAwait(false);
            }

            return true;
        }, cancellationToken);

    /// <summary>Calls in progress that tell of him.</summary>
    public Task<int> CountOpenAsync(Caller system, FoundSubject subject, CancellationToken cancellationToken) =>
        StoreWork.ReadAsync(contexts, system, async context =>
        {
            var open = await context.Calls.Where(call => call.State != CallState.Ended).ToListAsync(cancellationToken).ConfigureAwait(false);
            return open.Count(call => IsIn(call, subject.Text));
        });

    /// <summary>Marks his contacts as deleted.</summary>
    public Task HideContactsAsync(Caller system, FoundSubject subject, CancellationToken cancellationToken)
    {
        var (ids, now) = (subject.Contacts.ToList(), time.GetUtcNow());
        return StoreWork.WriteAsync(contexts, system, (context, token) => context.Set<Contact>()
            .Where(contact => ids.Contains(contact.Id) && contact.DeletedAt == null)
            .ExecuteUpdateAsync(contact => contact.SetProperty(one => one.DeletedAt, now).SetProperty(one => one.Revision, one => one.Revision + 1), token),
            cancellationToken);
    }

    private static bool IsIn(Call call, SubjectText text) => text.IsFoundIn(call.External?.Raw) || text.IsFoundIn(call.External?.E164)
        || text.IsFoundIn(call.CallerNumber) || text.IsFoundIn(call.CallerName) || text.IsFoundIn(call.DialedNumber)
        || call.Participants.Any(one => text.IsFoundIn(one.Party));
}
