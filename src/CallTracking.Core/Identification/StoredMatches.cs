using CallTracking.Contacts;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Identification;

/// <summary>What the contacts say about numbers: a probe of an index for each key, through the tenant's filter, with queries that EF Core
/// translates once.</summary>
/// <remarks>Thread-safe. One per store: a compiled query belongs to the model of the store that it ran on first.</remarks>
internal sealed class StoredMatches
{
    /// <summary>Contacts that are shown of one number; a switchboard may be on hundreds of cards.</summary>
    public const int MostShown = 20;

    /// <summary>Numbers that one query asks about.</summary>
    public const int Batch = 1_000;

    // More numbers than these that end in the same seven digits are no help to anybody.
    private const int MostSuffixes = 64;
    private const int MostMerges = 8;

    private readonly Func<CallTrackingDbContext, string, IAsyncEnumerable<NumberHit>> _exact = EF.CompileAsyncQuery(
        (CallTrackingDbContext context, string number) =>
            (from choice in context.Set<NumberChoice>()
             where choice.Number == number
             join contact in context.Set<Contact>() on choice.ContactId equals contact.Id
             select new NumberHit
             {
                 IsChoice = true,
                 IsPrimary = false,
                 Digits = null,
                 ContactId = contact.Id,
                 Name = contact.Name,
                 AddressAs = contact.AddressAs,
                 Kind = contact.Kind,
                 ResponsibleId = contact.ResponsibleId,
                 DepartmentId = contact.DepartmentId,
                 MergedIntoId = contact.MergedIntoId,
                 DeletedAt = contact.DeletedAt,
             })
            .Concat(
                from owned in context.Set<ContactNumber>().Where(owned => owned.E164 == number).OrderBy(owned => owned.ContactId).Take(MostShown + 1)
                join contact in context.Set<Contact>() on owned.ContactId equals contact.Id
                select new NumberHit
                {
                    IsChoice = false,
                    IsPrimary = owned.IsPrimary,
                    Digits = owned.NationalReversed,
                    ContactId = contact.Id,
                    Name = contact.Name,
                    AddressAs = contact.AddressAs,
                    Kind = contact.Kind,
                    ResponsibleId = contact.ResponsibleId,
                    DepartmentId = contact.DepartmentId,
                    MergedIntoId = contact.MergedIntoId,
                    DeletedAt = contact.DeletedAt,
                }));

#pragma warning disable CA1309 // string.Compare is what EF Core translates; the database compares, and digits have one order in every collation.
    private readonly Func<CallTrackingDbContext, string, string, IAsyncEnumerable<NumberHit>> _suffix = EF.CompileAsyncQuery(
        (CallTrackingDbContext context, string first, string end) =>
            from owned in context.Set<ContactNumber>()
                .Where(owned => string.Compare(owned.NationalReversed, first) >= 0 && string.Compare(owned.NationalReversed, end) < 0)
                .OrderBy(owned => owned.NationalReversed).ThenBy(owned => owned.ContactId).Take(MostSuffixes)
            join contact in context.Set<Contact>() on owned.ContactId equals contact.Id
            select new NumberHit
            {
                IsChoice = false,
                IsPrimary = owned.IsPrimary,
                Digits = owned.NationalReversed,
                ContactId = contact.Id,
                Name = contact.Name,
                AddressAs = contact.AddressAs,
                Kind = contact.Kind,
                ResponsibleId = contact.ResponsibleId,
                DepartmentId = contact.DepartmentId,
                MergedIntoId = contact.MergedIntoId,
                DeletedAt = contact.DeletedAt,
            });
#pragma warning restore CA1309

    /// <summary>Who chose, or has, exactly this number.</summary>
    public async Task<List<NumberHit>> ExactAsync(CallTrackingDbContext context, string key) =>
        await SettleAsync(context, await ListAsync(_exact(context, key)).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Whose number agrees with this one from the end.</summary>
    public async Task<List<NumberHit>> SuffixAsync(CallTrackingDbContext context, NumberKey key)
    {
        // A letter follows all digits in every collation.
        var first = key.Reversed![..NumberKey.FewestDigits];
        var hits = await ListAsync(_suffix(context, first, first + "a")).ConfigureAwait(false);
        hits.RemoveAll(hit => key.AgreementWith(hit.Digits!) == 0);
        return await SettleAsync(context, hits).ConfigureAwait(false);
    }

    /// <summary>The contacts that have exactly these numbers, by number.</summary>
    public static async Task<Dictionary<string, List<Guid>>> OwnersAsync(
        CallTrackingDbContext context, IReadOnlyList<string> numbers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<Guid>>(StringComparer.Ordinal);
        for (var from = 0; from < numbers.Count; from += Batch)
        {
            var some = numbers.Skip(from).Take(Batch).ToArray();
            var rows = await context.Set<ContactNumber>().Where(owned => some.Contains(owned.E164))
                .Join(context.Set<Contact>(), owned => owned.ContactId, contact => contact.Id, (owned, contact) => new { owned.E164, contact.Id, contact.MergedIntoId, contact.DeletedAt })
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var row in rows.Where(row => row.DeletedAt is null))
            {
                var owners = found.TryGetValue(row.E164!, out var list) ? list : found[row.E164!] = [];
                var owner = row.MergedIntoId ?? row.Id;
                if (!owners.Contains(owner))
                {
                    owners.Add(owner);
                }
            }
        }

        return found;
    }

    /// <summary>The contact that each of these numbers is bound to without doubt: the one that was chosen, or the only one that has it.</summary>
    public static async Task<Dictionary<string, Guid>> BoundAsync(
        CallTrackingDbContext context, IReadOnlyList<string> keys, bool bindExact, CancellationToken cancellationToken)
    {
        var bound = new Dictionary<string, Guid>(StringComparer.Ordinal);
        if (bindExact)
        {
            foreach (var (number, owners) in await OwnersAsync(context, keys, cancellationToken).ConfigureAwait(false))
            {
                if (owners.Count == 1)
                {
                    bound[number] = owners[0];
                }
            }
        }

        for (var from = 0; from < keys.Count; from += Batch)
        {
            var some = keys.Skip(from).Take(Batch).ToArray();
            var choices = await context.Set<NumberChoice>().Where(choice => some.Contains(choice.Number))
                .Join(context.Set<Contact>(), choice => choice.ContactId, contact => contact.Id, (choice, contact) => new { choice.Number, contact.Id, contact.MergedIntoId, contact.DeletedAt })
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var choice in choices.Where(choice => choice.DeletedAt is null))
            {
                bound[choice.Number] = choice.MergedIntoId ?? choice.Id;
            }
        }

        return bound;
    }

    /// <summary>A contact as it stands for itself today: the one it was merged into, and null when it was deleted.</summary>
    public static async Task<Contact?> StandingAsync(CallTrackingDbContext context, Guid id, CancellationToken cancellationToken)
    {
        for (var merges = 0; merges < MostMerges; merges++)
        {
            var contact = await context.Set<Contact>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken).ConfigureAwait(false);
            if (contact?.MergedIntoId is not { } into)
            {
                return contact is { DeletedAt: null } ? contact : null;
            }

            id = into;
        }

        return null;
    }

    private static async Task<List<NumberHit>> ListAsync(IAsyncEnumerable<NumberHit> hits)
    {
        var list = new List<NumberHit>();
        await foreach (var hit in hits.ConfigureAwait(false))
        {
            list.Add(hit);
        }

        return list;
    }

    /// <summary>Puts in the place of contacts that were merged the ones they became, and leaves out those that were deleted.</summary>
    private static async Task<List<NumberHit>> SettleAsync(CallTrackingDbContext context, List<NumberHit> hits)
    {
        for (var i = hits.Count - 1; i >= 0; i--)
        {
            var hit = hits[i];
            if (hit.MergedIntoId is not { } into)
            {
                if (hit.DeletedAt is not null)
                {
                    hits.RemoveAt(i);
                }
            }
            else if (await StandingAsync(context, into, CancellationToken.None).ConfigureAwait(false) is { } contact)
            {
                hits[i] = hit.Of(contact);
            }
            else
            {
                hits.RemoveAt(i);
            }
        }

        return hits;
    }
}

/// <summary>A contact that a number leads to.</summary>
internal sealed class NumberHit
{
    public required bool IsChoice { get; init; }

    public required bool IsPrimary { get; init; }

    public required string? Digits { get; init; }

    public required Guid ContactId { get; init; }

    public required string Name { get; init; }

    public required string? AddressAs { get; init; }

    public required ContactKind Kind { get; init; }

    public required Guid? ResponsibleId { get; init; }

    public required Guid? DepartmentId { get; init; }

    public required Guid? MergedIntoId { get; init; }

    public required DateTimeOffset? DeletedAt { get; init; }

    public NumberHit Of(Contact contact) => new()
    {
        IsChoice = IsChoice,
        IsPrimary = IsPrimary,
        Digits = Digits,
        ContactId = contact.Id,
        Name = contact.Name,
        AddressAs = contact.AddressAs,
        Kind = contact.Kind,
        ResponsibleId = contact.ResponsibleId,
        DepartmentId = contact.DepartmentId,
        MergedIntoId = contact.MergedIntoId,
        DeletedAt = contact.DeletedAt,
    };

    public CallerCandidate Candidate(double confidence, IdentificationSource source) => new(ContactId, Name, Math.Round(confidence, 3), source)
    {
        AddressAs = AddressAs,
        Kind = Kind,
        ResponsibleId = ResponsibleId,
        DepartmentId = DepartmentId,
    };
}
