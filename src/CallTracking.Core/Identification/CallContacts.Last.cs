using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Identification;

/// <content>When contacts called last.</content>
public sealed partial class CallContacts
{
    // A contact into which others were merged that had others merged into them: no deeper for a list.
    private const int DeepestMerges = 4;

    /// <summary>When the last call with each of some contacts began, for lists of contacts. Calls of contacts that were merged into one are
    /// his.</summary>
    /// <param name="caller">On whose behalf; needs <see cref="Permission.CallsRead"/>. Calls out of his scope do not count.</param>
    /// <param name="contacts">The contacts, at most <see cref="ContactBook.MaxLimit"/>, as the book gave them to the same caller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>By id of the contact; contacts without a call are missing.</returns>
    public Task<IReadOnlyDictionary<Guid, DateTimeOffset>> FindLastAsync(
        Caller caller, IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(contacts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(contacts.Count, ContactBook.MaxLimit);
        caller.Demand(Permission.CallsRead);
        return StoreWork.ReadAsync<IReadOnlyDictionary<Guid, DateTimeOffset>>(_contexts, caller, async context =>
        {
            var standsFor = contacts.Distinct().ToDictionary(id => id, id => id);
            var newest = standsFor.Keys.ToList();
            for (var depth = 0; depth < DeepestMerges && newest.Count > 0; depth++)
            {
                var wanted = newest;
                var merged = await context.Set<Contact>().Where(c => c.MergedIntoId != null && wanted.Contains(c.MergedIntoId.Value))
                    .Select(c => new { c.Id, Into = c.MergedIntoId!.Value }).ToListAsync(cancellationToken).ConfigureAwait(false);
                newest = [.. merged.Where(one => standsFor.TryAdd(one.Id, standsFor[one.Into])).Select(one => one.Id)];
            }

            // A range of the contacts' own index, which holds all that is asked for.
            var ids = standsFor.Keys.ToList();
            var moments = await CallTimeline.InScope(context, caller, context.Set<CallContact>().Where(link => ids.Contains(link.ContactId)))
                .GroupBy(link => link.ContactId).Select(group => new { Id = group.Key, At = group.Max(link => link.StartedAt) })
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            return moments.GroupBy(one => standsFor[one.Id]).ToDictionary(group => group.Key, group => group.Max(one => one.At));
        });
    }
}
