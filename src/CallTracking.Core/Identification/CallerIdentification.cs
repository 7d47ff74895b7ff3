using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Identification;

/// <summary>Says who a number belongs to: what employees said before, who has exactly that number, what the host knows, whose number agrees
/// from the end; the likeliest first.</summary>
/// <remarks>
/// Thread-safe. An answer costs a probe of an index for each key and is kept for a moment (<see cref="IdentificationOptions.CacheTime"/>);
/// many who ask for one number at once cost one look-up. Withheld numbers, extensions and short codes are nobody's. Contacts out of the
/// caller's row scope are not shown. Every method that asks throws <see cref="AccessDeniedException"/> without
/// <see cref="Permission.ContactsRead"/>, and <see cref="LedgerStoreException"/> when the store cannot be read.
/// </remarks>
public sealed class CallerIdentification
{
    private const double Exact = 0.95;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly Lazy<NumberPlan> _plan;
    private readonly IdentificationOptions _options;
    private readonly HostLookups _host;
    private readonly IdentificationMetrics _metrics;
    private readonly IdentificationCache _cache;
    private readonly StoredMatches _stored = new();

    internal CallerIdentification(
        ICallTrackingDbContextFactory contexts, IOptions<CallTrackingOptions> site, IOptions<IdentificationOptions> options, HostLookups host,
        IdentificationMetrics metrics, TimeProvider time)
    {
        _contexts = contexts;
        _plan = new Lazy<NumberPlan>(() => new NumberPlan(site.Value.Site));
        _options = options.Value;
        _host = host;
        _metrics = metrics;
        _cache = new IdentificationCache(_options.CacheSize, _options.CacheTime, time);
        ContactChanges.Of(contexts).Subscribe(_cache.Forget);
    }

    /// <summary>Who a number belongs to, as a person or a PBX wrote it.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="number">The number; read as the default site numbers. Null and empty mean withheld.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<CallerIdentity> IdentifyAsync(Caller caller, string? number, CancellationToken cancellationToken) =>
        IdentifyAsync(caller, _plan.Value.Read(number), cancellationToken);

    /// <summary>Who a number belongs to.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="number">The number, for instance <see cref="Calls.Call.External"/>; null means withheld.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<CallerIdentity> IdentifyAsync(Caller caller, PhoneNumber? number, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsRead);
        var identity = await FindAsync(caller.Tenant, number, cancellationToken).ConfigureAwait(false);
        return caller.Access.ScopeOf(Permission.ContactsRead) == AccessScope.All
            ? identity
            : Settle(identity.Number, [.. identity.Candidates.Where(candidate => IsSeenBy(caller, candidate))], identity.IsComplete);
    }

    /// <summary>The contacts that have exactly these numbers, many at a time: for imports, exports and lists. Nothing is guessed, remembered
    /// choices and look-ups of the host do not count, and the contacts' row scope holds.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="numbers">Numbers in E.164; any count, asked in batches. Equal ones count once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The contacts of each number that has any; several where it is shared.</returns>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<Guid>>> MatchManyAsync(
        Caller caller, IReadOnlyCollection<string> numbers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(numbers);
        caller.Demand(Permission.ContactsRead);
        var distinct = numbers.Distinct(StringComparer.Ordinal).ToList();
        return StoreWork.ReadAsync<IReadOnlyDictionary<string, IReadOnlyList<Guid>>>(_contexts, caller, async context =>
        {
            var owners = await StoredMatches.OwnersAsync(context, distinct, cancellationToken).ConfigureAwait(false);
            var seen = await SeenAsync(context, caller, owners, cancellationToken).ConfigureAwait(false);
            return owners.Select(pair => (pair.Key, Value: (IReadOnlyList<Guid>)pair.Value.FindAll(id => seen?.Contains(id) ?? true)))
                .Where(pair => pair.Value.Count > 0).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        });
    }

    /// <summary>Contacts or their numbers were changed behind the program's back, by SQL or another product: what is kept of a tenant is
    /// not used again. Changes by this program need no call.</summary>
    /// <param name="tenant">The tenant.</param>
    public void Forget(string tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        _cache.Forget(tenant);
    }

    /// <summary>Who a number belongs to, whatever anybody's rights: for what the system does by itself, and for the card of a call that rings
    /// at somebody.</summary>
    internal Task<CallerIdentity> FindAsync(string tenant, PhoneNumber? number, CancellationToken cancellationToken)
    {
        number ??= new PhoneNumber("", PhoneNumberKind.Withheld, null, null);
        if (NumberKey.Of(number) is not { } key)
        {
            _metrics.Identified(IdentificationStatus.NotIdentifiable);
            return Task.FromResult(new CallerIdentity(number, IdentificationStatus.NotIdentifiable, []));
        }

        return _cache.GetAsync(tenant, key.Key, () => LookUpAsync(tenant, number, key), cancellationToken);
    }

    /// <summary>Ends when no look-up is under way, those included that nobody waits for any more.</summary>
    internal Task WhenQuietAsync() => _cache.WhenQuietAsync();

    /// <summary>Whether a call is bound to the only contact that has its number without anybody's word.</summary>
    internal bool BindsExact => _options.BindFrom <= Exact;

    /// <summary>Whether a contact is in the caller's row scope.</summary>
    internal static bool IsSeenBy(Caller caller, CallerCandidate candidate) =>
        candidate.ContactId is null || IsSeenBy(caller, candidate.ResponsibleId, candidate.DepartmentId);

    /// <summary>Whether a contact is in the caller's row scope.</summary>
    internal static bool IsSeenBy(Caller caller, Guid? responsible, Guid? department) => caller.Access.ScopeOf(Permission.ContactsRead) switch
    {
        AccessScope.All => true,
        AccessScope.Team => (responsible is not null && responsible == caller.Employee)
            || (department is { } one && caller.Access.Departments.Contains(one)),
        AccessScope.Own => responsible is not null && responsible == caller.Employee,
        _ => false,
    };

    private async Task<CallerIdentity> LookUpAsync(string tenant, PhoneNumber number, NumberKey key)
    {
        var system = Caller.System(tenant);
        var (candidates, isWhole) = await StoreWork.ReadAsync(_contexts, system, context => StoredAsync(context, key)).ConfigureAwait(false);
        var identity = Settle(number, candidates, isWhole);
        if (_host.Any && identity.Status is IdentificationStatus.Unknown or IdentificationStatus.Suggested)
        {
            var (told, isComplete) = await _host.FindAsync(new CallerLookupRequest(tenant, key.E164, number.Raw)).ConfigureAwait(false);
            if (told.Count > 0)
            {
                told = await StoreWork.ReadAsync(_contexts, system, context => KnownAsync(context, told)).ConfigureAwait(false);
            }

            identity = Settle(number, Merge(told, candidates), isWhole && isComplete);
        }

        _metrics.Identified(identity.Status);
        return identity;
    }

    private async Task<(IReadOnlyList<CallerCandidate> Candidates, bool IsWhole)> StoredAsync(CallTrackingDbContext context, NumberKey key)
    {
        var hits = await _stored.ExactAsync(context, key.Key).ConfigureAwait(false);
        if (hits.Count == 0 && key.Reversed is not null)
        {
            var alike = await _stored.SuffixAsync(context, key).ConfigureAwait(false);
            var people = alike.GroupBy(hit => hit.ContactId)
                .Select(group => (Hit: group.First(), Agreement: group.Max(hit => key.AgreementWith(hit.Digits!)))).ToList();
            return (
                [
                    .. people.OrderByDescending(person => person.Agreement).ThenBy(person => person.Hit.Name, StringComparer.Ordinal)
                        .Take(StoredMatches.MostShown)
                        .Select(person => person.Hit.Candidate(person.Agreement / people.Count, IdentificationSource.NationalSuffix)),
                ],
                people.Count <= StoredMatches.MostShown);
        }

        var chosen = hits.Find(hit => hit.IsChoice);
        var owners = hits.Where(hit => !hit.IsChoice).GroupBy(hit => hit.ContactId)
            .Select(group => group.OrderByDescending(hit => hit.IsPrimary).First()).ToList();
        var candidates = new List<CallerCandidate>();
        if (chosen is not null)
        {
            candidates.Add(chosen.Candidate(1, IdentificationSource.Remembered));
        }

        candidates.AddRange(owners.Where(hit => hit.ContactId != chosen?.ContactId)
            .OrderByDescending(hit => hit.IsPrimary).ThenBy(hit => hit.Name, StringComparer.Ordinal).Take(StoredMatches.MostShown)
            .Select(hit => hit.Candidate(Exact / owners.Count, IdentificationSource.Exact)));
        return (candidates, owners.Count <= StoredMatches.MostShown);
    }

    // The host's ids of contacts are believed only where there is such a contact.
    private static async Task<IReadOnlyList<CallerCandidate>> KnownAsync(CallTrackingDbContext context, IReadOnlyList<CallerCandidate> told)
    {
        var known = new List<CallerCandidate>(told.Count);
        foreach (var candidate in told)
        {
            var contact = candidate.ContactId is { } id
                ? await StoredMatches.StandingAsync(context, id, CancellationToken.None).ConfigureAwait(false)
                : null;
            known.Add(contact is null
                ? candidate with { ContactId = null }
                : candidate with
                {
                    ContactId = contact.Id,
                    Name = contact.Name,
                    AddressAs = contact.AddressAs ?? candidate.AddressAs,
                    Kind = contact.Kind,
                    ResponsibleId = contact.ResponsibleId,
                    DepartmentId = contact.DepartmentId,
                });
        }

        return known;
    }

    private static List<CallerCandidate> Merge(IReadOnlyList<CallerCandidate> told, IReadOnlyList<CallerCandidate> stored)
    {
        var all = told.Concat(stored).OrderByDescending(candidate => candidate.Confidence).ToList();
        var seen = new HashSet<Guid>();
        all.RemoveAll(candidate => candidate.ContactId is { } id && !seen.Add(id));
        return all;
    }

    private CallerIdentity Settle(PhoneNumber number, IReadOnlyList<CallerCandidate> candidates, bool isComplete)
    {
        var exact = candidates.Count(candidate => candidate.Source == IdentificationSource.Exact);
        var status = candidates switch
        {
            [] => IdentificationStatus.Unknown,
            [{ Source: IdentificationSource.Remembered }, ..] => IdentificationStatus.Known,
            _ when exact > 1 => IdentificationStatus.Ambiguous,
            [{ ContactId: not null } first] when first.Confidence >= _options.BindFrom => IdentificationStatus.Known,
            [{ ContactId: not null } first, var second, ..] when first.Confidence >= _options.BindFrom && second.Confidence < _options.BindFrom =>
                IdentificationStatus.Known,
            _ => IdentificationStatus.Suggested,
        };
        return new CallerIdentity(number, status, candidates) { IsComplete = isComplete };
    }

    /// <summary>Which of the owners the caller sees; null for all.</summary>
    private static async Task<HashSet<Guid>?> SeenAsync(
        CallTrackingDbContext context, Caller caller, Dictionary<string, List<Guid>> owners, CancellationToken cancellationToken)
    {
        if (caller.Access.ScopeOf(Permission.ContactsRead) == AccessScope.All)
        {
            return null;
        }

        var seen = new HashSet<Guid>();
        foreach (var ids in owners.Values.SelectMany(static ids => ids).Distinct().Chunk(StoredMatches.Batch))
        {
            var contacts = await context.Set<Contact>().Where(contact => ids.Contains(contact.Id))
                .Select(contact => new { contact.Id, contact.ResponsibleId, contact.DepartmentId }).ToListAsync(cancellationToken).ConfigureAwait(false);
            seen.UnionWith(contacts.Where(contact => IsSeenBy(caller, contact.ResponsibleId, contact.DepartmentId)).Select(contact => contact.Id));
        }

        return seen;
    }
}
