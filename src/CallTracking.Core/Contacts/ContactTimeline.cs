using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>All that happened with a contact, newest first: calls, notes, changes of status, merges, and what other capabilities put there.</summary>
/// <remarks>Safe for concurrent use. A page costs the same wherever it lies: each source reads one range of its index.</remarks>
public sealed class ContactTimeline
{
    /// <summary>The largest page: 200 entries.</summary>
    public const int MaxLimit = 200;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly IContactTimelineSource[] _sources;

    internal ContactTimeline(ICallTrackingDbContextFactory contexts, IEnumerable<IContactTimelineSource> sources)
    {
        _contexts = contexts;
        _sources = [.. sources];
    }

    /// <summary>The kinds of entries that there can be.</summary>
    public IReadOnlyList<string> Kinds => [.. _sources.Select(source => source.Kind)];

    /// <summary>One page. Needs <see cref="Permission.ContactsRead"/>; entries of what the caller may not see are left out.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The contact. What happened with contacts that were merged into it is there too.</param>
    /// <param name="kinds">Only entries of these kinds; null or none for all.</param>
    /// <param name="before">The <see cref="ContactTimelinePage.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the caller reaches no such contact.</returns>
    public Task<ContactTimelinePage?> ReadAsync(
        Caller caller, Guid id, IReadOnlyCollection<string>? kinds, ContactTimelinePlace? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync(_contexts, caller, async context =>
        {
            if (!await ContactAccess.Reach(context, caller, Permission.ContactsRead).AnyAsync(c => c.Id == id && c.DeletedAt == null, cancellationToken)
                .ConfigureAwait(false))
            {
                return null;
            }

            var identities = await ContactAccess.IdentitiesAsync(context, id, cancellationToken).ConfigureAwait(false);
            List<ContactTimelineEntry> entries = [];
            foreach (var source in _sources.Where(source => kinds is not { Count: > 0 } || kinds.Contains(source.Kind, StringComparer.Ordinal)))
            {
                entries.AddRange(await source.ReadAsync(context, caller, identities, before, limit + 1, cancellationToken).ConfigureAwait(false));
            }

            // Each source gave its newest; the newest of all are among them.
            entries.Sort((left, right) => (right.At, right.Id).CompareTo((left.At, left.Id)));
            if (entries.Count <= limit)
            {
                return new ContactTimelinePage(entries, null);
            }

            var page = entries.GetRange(0, limit);
            return new ContactTimelinePage(page, new ContactTimelinePlace(page[^1].At, page[^1].Id));
        });
    }
}
