using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <summary>What callbacks know already of a batch of calls, asked in a few queries: most answered calls concern nobody who waits, and cost
/// nothing more.</summary>
internal sealed class KnownCalls
{
    private const int IdsPerQuery = 500;

    private readonly Dictionary<Guid, Guid> _contactOf = [];
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _contacts = [];
    private readonly Dictionary<string, List<Guid>> _ownersOf = new(StringComparer.Ordinal);

    /// <summary>What each of them counts as.</summary>
    public Dictionary<Guid, ObligationCallKind> Kinds { get; } = [];

    /// <summary>Those that closed an obligation.</summary>
    public HashSet<Guid> Evidence { get; } = [];

    public static async Task<KnownCalls> LoadAsync(
        CallTrackingDbContext context, IReadOnlyList<Call> changed, IReadOnlyList<Guid> withdrawn, CancellationToken cancellationToken)
    {
        var known = new KnownCalls();
        foreach (var ids in changed.Select(static call => call.Id).Concat(withdrawn).Distinct().Chunk(IdsPerQuery))
        {
            foreach (var row in await context.Set<ObligationCall>().Where(row => ids.Contains(row.CallId))
                .Select(row => new { row.CallId, row.Kind }).ToListAsync(cancellationToken).ConfigureAwait(false))
            {
                known.Kinds[row.CallId] = row.Kind;
            }

            known.Evidence.UnionWith(await context.Set<Obligation>().Where(one => one.EvidenceCallId != null && ids.Contains(one.EvidenceCallId.Value))
                .Select(one => one.EvidenceCallId!.Value).ToListAsync(cancellationToken).ConfigureAwait(false));
        }

        foreach (var calls in changed.Where(static call => call.Direction != CallDirection.Internal).Chunk(IdsPerQuery))
        {
            await known.LoadCustomersAsync(context, calls, cancellationToken).ConfigureAwait(false);
        }

        return known;
    }

    /// <summary>Whether a call is with somebody who waits, or did.</summary>
    public bool Concerns(Call call)
    {
        if (Evidence.Contains(call.Id) || CustomerCalls.KeyOf(call.External) is not { } key)
        {
            return Evidence.Contains(call.Id);
        }

        return _numbers.Contains(key) || (_contactOf.TryGetValue(call.Id, out var contact) && _contacts.Contains(contact))
            || (_ownersOf.TryGetValue(key, out var owners) && owners.Exists(_contacts.Contains));
    }

    /// <summary>Somebody waits from now on.</summary>
    public void Concern(string? number, Guid? contact)
    {
        if (number is not null)
        {
            _numbers.Add(number);
        }

        if (contact is { } known)
        {
            _contacts.Add(known);
        }
    }

    private async Task LoadCustomersAsync(CallTrackingDbContext context, Call[] calls, CancellationToken cancellationToken)
    {
        var ids = calls.Select(static call => call.Id).ToArray();
        foreach (var link in await context.Set<CallContact>()
            .Where(link => ids.Contains(link.CallId) && link.ContactId != CallContact.Nobody)
            .Select(link => new { link.CallId, link.ContactId }).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            _contactOf[link.CallId] = link.ContactId;
        }

        var numbers = calls.Select(static call => CustomerCalls.KeyOf(call.External)).OfType<string>().Distinct().ToArray();
        _numbers.UnionWith(await context.Set<ObligationCall>().Where(row => row.NumberKey != null && numbers.Contains(row.NumberKey))
            .Select(row => row.NumberKey!).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false));
        foreach (var owner in await context.Set<ContactNumber>().Where(number => number.E164 != null && numbers.Contains(number.E164))
            .Select(number => new { number.E164, number.ContactId }).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_ownersOf.TryGetValue(owner.E164!, out var owners))
            {
                _ownersOf[owner.E164!] = owners = [];
            }

            owners.Add(owner.ContactId);
        }

        // Merged contacts: obligations stand under the one that is shown.
        var contacts = _contactOf.Values.Concat(_ownersOf.Values.SelectMany(static owners => owners)).Distinct().ToArray();
        foreach (var some in contacts.Chunk(IdsPerQuery))
        {
            _contacts.UnionWith(await context.Set<Obligation>().Where(one => one.ContactId != null && some.Contains(one.ContactId.Value))
                .Select(one => one.ContactId!.Value).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false));
            _contacts.UnionWith(await context.Set<Contact>().Where(one => one.MergedIntoId != null && some.Contains(one.Id))
                .Select(one => one.Id).ToListAsync(cancellationToken).ConfigureAwait(false));
        }
    }
}
