using System.Runtime.CompilerServices;
using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>Why contacts may be the same.</summary>
public enum ContactDuplicateReason
{
    /// <summary>They have the same number.</summary>
    Number = 1,

    /// <summary>They have the same e-mail address.</summary>
    Email = 2,

    /// <summary>Their names are the same or nearly so, whatever the order of the words, case and accents.</summary>
    Name = 3,
}

/// <summary>Contacts that may be the same.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Contacts">Their ids, at most <see cref="ContactDuplicates.MaxGroup"/>.</param>
/// <param name="Similarity">1 for the same number, address or name; less for names that only resemble each other.</param>
public sealed record ContactDuplicate(ContactDuplicateReason Reason, IReadOnlyList<Guid> Contacts, double Similarity);

/// <summary>Finds contacts that may be the same, and remembers which are not.</summary>
/// <remarks>Safe for concurrent use. Every method needs <see cref="Permission.ContactsRead"/> and looks at the contacts only that the caller
/// reaches. The whole base is gone through in order of index, page by page: memory stays flat, no transaction stays open.</remarks>
public sealed class ContactDuplicates
{
    /// <summary>The most contacts in a group: 20. A number that more contacts have is a switchboard's.</summary>
    public const int MaxGroup = 20;

    /// <summary>From which similarity on names are told: 0.93 (Jaro-Winkler).</summary>
    public const double LeastSimilarity = 0.93;

    private const int PageSize = 500;
    private const int Window = 6;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly TimeProvider _time;

    internal ContactDuplicates(ICallTrackingDbContextFactory contexts, TimeProvider time)
    {
        _contexts = contexts;
        _time = time;
    }

    /// <summary>Goes through the whole base.</summary>
    /// <param name="caller">On whose behalf. Who may not see numbers cannot look for the same ones.</param>
    /// <param name="reason">By what.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<ContactDuplicate> FindAsync(
        Caller caller, ContactDuplicateReason reason, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsRead);
        if (reason == ContactDuplicateReason.Number)
        {
            caller.DemandField(FieldMask.Numbers, "searched");
        }

        var found = reason == ContactDuplicateReason.Name
            ? SimilarAsync(caller, cancellationToken)
            : SameAsync(caller, reason, cancellationToken);
        await foreach (var duplicate in found.ConfigureAwait(false))
        {
            if (await UndismissedAsync(caller, duplicate, cancellationToken).ConfigureAwait(false) is { } left)
            {
                yield return left;
            }
        }
    }

    /// <summary>Says that two contacts are two: they are not told together any more.</summary>
    /// <param name="caller">On whose behalf; needs <see cref="Permission.ContactsEdit"/> too.</param>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the caller does not reach both.</returns>
    public Task<bool> DismissAsync(Caller caller, Guid first, Guid second, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsEdit);
        var (low, high) = first < second ? (first, second) : (second, first);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            if (low == high || await ContactAccess.Reach(context, caller, Permission.ContactsEdit)
                .CountAsync(c => c.Id == low || c.Id == high, token).ConfigureAwait(false) != 2)
            {
                return false;
            }

            if (!await context.Set<DistinctContacts>().AnyAsync(d => d.First == low && d.Second == high, token).ConfigureAwait(false))
            {
                var now = _time.GetUtcNow();
                context.Add(new DistinctContacts { Tenant = caller.Tenant, First = low, Second = high, At = now, ByEmployee = caller.Employee });
                AuditTrail.Add(context, caller, now, "contact.distinct", "contact", low.ToString(), $$"""{"other":"{{high}}"}""");
            }

            return true;
        }, cancellationToken);
    }

    private async IAsyncEnumerable<ContactDuplicate> SameAsync(
        Caller caller, ContactDuplicateReason reason, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        while (true)
        {
            var after = last;
            var page = await StoreWork.ReadAsync(_contexts, caller, async context =>
            {
                var reached = ContactAccess.Reach(context, caller, Permission.ContactsRead).Alive();
                var keys = reason == ContactDuplicateReason.Number
                    ? context.Set<ContactNumber>().Where(n => n.E164 != null).Select(n => new Keyed { Key = n.E164!, ContactId = n.ContactId })
                    : context.Set<ContactEmail>().Select(e => new Keyed { Key = e.Normalized, ContactId = e.ContactId });
#pragma warning disable CA1309 // What EF Core translates; the database compares.
                var rest = after is null ? keys : keys.Where(k => string.Compare(k.Key, after) > 0);
#pragma warning restore CA1309
                var shared = await rest.Join(reached, k => k.ContactId, c => c.Id, (k, c) => k)
                    .GroupBy(k => k.Key).Where(g => g.Select(k => k.ContactId).Distinct().Count() > 1).OrderBy(g => g.Key).Select(g => g.Key)
                    .Take(PageSize).ToListAsync(cancellationToken).ConfigureAwait(false);
                var owners = await keys.Where(k => shared.Contains(k.Key)).Join(reached, k => k.ContactId, c => c.Id, (k, c) => k)
                    .ToListAsync(cancellationToken).ConfigureAwait(false);
                return (Keys: shared, Owners: owners.ToLookup(k => k.Key, k => k.ContactId));
            }).ConfigureAwait(false);
            foreach (var key in page.Keys)
            {
                yield return new ContactDuplicate(reason, [.. page.Owners[key].Distinct().Order().Take(MaxGroup)], 1);
            }

            if (page.Keys.Count < PageSize)
            {
                yield break;
            }

            last = page.Keys[^1];
        }
    }

    // Sorted neighbourhood: contacts in the order of their comparable names, each compared with the few before it.
    private async IAsyncEnumerable<ContactDuplicate> SimilarAsync(Caller caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Named? last = null;
        var before = new Queue<Named>();
        while (true)
        {
            var after = last;
            var page = await StoreWork.ReadAsync(_contexts, caller, context =>
            {
                var contacts = ContactAccess.Reach(context, caller, Permission.ContactsRead).Alive();
                if (after is not null)
                {
                    var (key, id) = (after.Key, after.Id);
#pragma warning disable CA1309 // What EF Core translates; the database compares.
                    contacts = contacts.Where(c => string.Compare(c.NameKey, key) >= 0 && (string.Compare(c.NameKey, key) > 0 || c.Id > id));
#pragma warning restore CA1309
                }

                return contacts.OrderBy(c => c.NameKey).ThenBy(c => c.Id).Take(PageSize).Select(c => new Named { Key = c.NameKey, Id = c.Id, Kind = c.Kind })
                    .ToListAsync(cancellationToken);
            }).ConfigureAwait(false);
            foreach (var contact in page)
            {
                foreach (var other in before.Where(other => other.Kind == contact.Kind))
                {
                    var similarity = NameSimilarity.Of(other.Key, contact.Key);
                    if (similarity >= LeastSimilarity)
                    {
                        yield return new ContactDuplicate(ContactDuplicateReason.Name, [other.Id, contact.Id], Math.Round(similarity, 3));
                    }
                }

                before.Enqueue(contact);
                if (before.Count > Window)
                {
                    before.Dequeue();
                }
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            last = page[^1];
        }
    }

    /// <summary>A group without those who are known to be different from all others of it; null when nobody is left.</summary>
    private async Task<ContactDuplicate?> UndismissedAsync(Caller caller, ContactDuplicate duplicate, CancellationToken cancellationToken)
    {
        var ids = duplicate.Contacts.ToList();
        var distinct = await StoreWork.ReadAsync(_contexts, caller, context => context.Set<DistinctContacts>()
            .Where(d => ids.Contains(d.First) && ids.Contains(d.Second)).Select(d => new { d.First, d.Second }).ToListAsync(cancellationToken))
            .ConfigureAwait(false);
        if (distinct.Count == 0)
        {
            return duplicate;
        }

        var left = ids.FindAll(id => ids.Exists(other => other != id && !distinct.Exists(d => (d.First == id && d.Second == other) || (d.First == other && d.Second == id))));
        return left.Count > 1 ? duplicate with { Contacts = left } : null;
    }

    private sealed class Keyed
    {
        public required string Key { get; init; }

        public required Guid ContactId { get; init; }
    }

    private sealed class Named
    {
        public required string Key { get; init; }

        public required Guid Id { get; init; }

        public required ContactKind Kind { get; init; }
    }
}

/// <summary>How much two names resemble each other: Jaro-Winkler, 0 to 1.</summary>
internal static class NameSimilarity
{
    private const int ShortestName = 4;
    private const int LongestPrefix = 4;
    private const double PrefixWeight = 0.1;

    public static double Of(string left, string right)
    {
        if (left == right)
        {
            return left.Length == 0 ? 0 : 1;
        }

        // In short names one letter is another name.
        if (left.Length < ShortestName || right.Length < ShortestName)
        {
            return 0;
        }

        var jaro = Jaro(left, right);
        var prefix = 0;
        while (prefix < LongestPrefix && prefix < left.Length && prefix < right.Length && left[prefix] == right[prefix])
        {
            prefix++;
        }

        return jaro + (prefix * PrefixWeight * (1 - jaro));
    }

    private static double Jaro(string left, string right)
    {
        var reach = Math.Max(0, (Math.Max(left.Length, right.Length) / 2) - 1);
        var (inLeft, inRight) = (new bool[left.Length], new bool[right.Length]);
        var matches = 0;
        for (var i = 0; i < left.Length; i++)
        {
            for (var j = Math.Max(0, i - reach); j < Math.Min(right.Length, i + reach + 1); j++)
            {
                if (!inRight[j] && left[i] == right[j])
                {
                    (inLeft[i], inRight[j]) = (true, true);
                    matches++;
                    break;
                }
            }
        }

        if (matches == 0)
        {
            return 0;
        }

        var moved = 0;
        for (int i = 0, j = 0; i < left.Length; i++)
        {
            if (inLeft[i])
            {
                while (!inRight[j])
                {
                    j++;
                }

                moved += left[i] == right[j++] ? 0 : 1;
            }
        }

        var m = (double)matches;
        return ((m / left.Length) + (m / right.Length) + ((m - (moved / 2.0)) / m)) / 3;
    }
}
