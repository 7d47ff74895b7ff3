using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <summary>
/// The ledger writer for any relational EF Core provider: the reference that a faster writer of a provider package must equal, row for row.
/// </summary>
/// <remarks>Safe for concurrent use, as far as the provider's transactions are: each write opens a context of its own.</remarks>
/// <param name="contexts">Opens the store.</param>
public sealed partial class EntityFrameworkLedgerWriter(ICallTrackingDbContextFactory contexts) : ILedgerWriter
{
    // Ids per query: below every provider's limit of parameters.
    private const int IdsPerQuery = 500;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        LedgerCommitCheck.ThrowIfInvalid(commits);
        if (commits.Count == 0)
        {
            return;
        }

        try
        {
            var context = contexts.Create(Caller.System(commits[0].Tenant));
            await using (context.ConfigureAwait(false))
            {
                var strategy = context.Database.CreateExecutionStrategy();
                await strategy.ExecuteAsync(token => WriteOnceAsync(context, commits, token), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException && contexts.Explain(exception) is { } ours)
        {
            throw ours;
        }
    }

    private static async Task WriteOnceAsync(
        CallTrackingDbContext context, IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        context.ChangeTracker.Clear();
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var links = new Dictionary<(string Tenant, string Link), LinkRow>();
            var fates = new Dictionary<(string Tenant, Guid Id), CallFate>();
            var gaps = new Dictionary<(string Tenant, Guid Id), CoverageGap>();
            var records = new Dictionary<(string Tenant, string Link, string Key), StoredRecord>();
            var positions = new Dictionary<(string Tenant, string Link, string Source), string>();
            await CheckLeasesAsync(context, commits, cancellationToken).ConfigureAwait(false);
            foreach (var commit in commits)
            {
                if (await MoveAsync(context, links, commit, cancellationToken).ConfigureAwait(false))
                {
                    Fold(fates, commit);
                    Fold(gaps, commit);
                    Fold(records, commit);
                    Fold(positions, commit);
                    await QuarantineAsync(context, commit, cancellationToken).ConfigureAwait(false);
                }
            }

            foreach (var tenant in fates.GroupBy(fate => fate.Key.Tenant))
            {
                foreach (var chunk in tenant.Chunk(IdsPerQuery))
                {
                    await StoreAsync(context, tenant.Key, chunk.ToDictionary(f => f.Key.Id, f => f.Value), cancellationToken)
                        .ConfigureAwait(false);
                }
            }

            await StoreAsync(context, gaps, cancellationToken).ConfigureAwait(false);
            await StoreAsync(context, records, cancellationToken).ConfigureAwait(false);
            await StoreAsync(context, positions, cancellationToken).ConfigureAwait(false);

            // The context ends here, so nothing needs to be accepted; and accepting trips over the second names of the number columns.
            await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Moves the link's position and appends the events; false when the commit is stored already.</summary>
    private static async Task<bool> MoveAsync(
        CallTrackingDbContext context, Dictionary<(string Tenant, string Link), LinkRow> links, LedgerCommit commit,
        CancellationToken cancellationToken)
    {
        if (!links.TryGetValue((commit.Tenant, commit.Link), out var link))
        {
            link = await context.Set<LinkRow>().IgnoreQueryFilters([CallTrackingDbContext.TenantFilter]).AsTracking()
                .SingleOrDefaultAsync(row => row.Tenant == commit.Tenant && row.Link == commit.Link, cancellationToken)
                .ConfigureAwait(false);
            if (link is null)
            {
                link = new LinkRow { Tenant = commit.Tenant, Link = commit.Link };
                context.Add(link);
            }

            links.Add((commit.Tenant, commit.Link), link);
        }

        if ((commit.Epoch, commit.Ordinal).CompareTo((link.Epoch, link.Ordinal)) <= 0)
        {
            return false;
        }

        link.Epoch = commit.Epoch;
        link.Ordinal = commit.Ordinal;
        link.Seq = commit.LastSeq;
        link.At = commit.At;
        link.Lease = commit.MadeUnder ?? commit.Lease;
        context.Entry(link).DetectChanges();
        if (!commit.Events.IsEmpty)
        {
            context.Add(new EventLogRow
            {
                Tenant = commit.Tenant,
                Link = commit.Link,
                Epoch = commit.Epoch,
                Ordinal = commit.Ordinal,
                FirstSeq = commit.FirstSeq,
                LastSeq = commit.LastSeq,
                At = commit.At,
                Events = commit.Events.ToArray(),
            });
        }

        if (commit.Calls.Count + commit.Withdrawn.Count > 0)
        {
            context.Add(new ChangesRow
            {
                Tenant = commit.Tenant,
                Link = commit.Link,
                Epoch = commit.Epoch,
                Ordinal = commit.Ordinal,
                At = commit.At,
                Changes = LedgerChange.Encode(commit),
            });
        }

        return true;
    }

    private static void Fold(Dictionary<(string Tenant, Guid Id), CallFate> fates, LedgerCommit commit)
    {
        foreach (var call in commit.Calls)
        {
            var known = fates.GetValueOrDefault((commit.Tenant, call.Id));
            if (known.Newest is null || call.Revision > known.Newest.Revision)
            {
                fates[(commit.Tenant, call.Id)] = known with { Newest = call };
            }
        }

        foreach (var id in commit.Withdrawn)
        {
            fates[(commit.Tenant, id)] = new CallFate(Newest: null, ForgetStored: true);
        }
    }

    private static async Task StoreAsync(
        CallTrackingDbContext context, string tenant, Dictionary<Guid, CallFate> fates, CancellationToken cancellationToken)
    {
        var ids = fates.Keys.ToList();
        var calls = context.Set<Call>().IgnoreQueryFilters([CallTrackingDbContext.TenantFilter]);
        var stored = await calls.Where(call => call.Tenant == tenant && ids.Contains(call.Id))
            .Select(call => new { call.Id, call.Revision, call.Link, call.StartedAt, call.Families })
            .ToDictionaryAsync(call => call.Id, cancellationToken).ConfigureAwait(false);

        // A newer instance replaces the row as a whole: what it no longer says must not survive.
        var outdated = ids.Where(id => stored.TryGetValue(id, out var known)
            && (fates[id].ForgetStored || fates[id].Newest!.Revision > known.Revision)).ToList();
        if (outdated.Count > 0)
        {
            await context.Set<Participant>().IgnoreQueryFilters([CallTrackingDbContext.TenantFilter])
                .Where(p => EF.Property<string>(p, LedgerModel.Tenant) == tenant
                    && outdated.Contains(EF.Property<Guid>(p, LedgerModel.CallId)))
                .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            await calls.Where(call => call.Tenant == tenant && outdated.Contains(call.Id))
                .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var (id, fate) in fates)
        {
            var isStored = stored.TryGetValue(id, out var known);
            if (isStored && !fate.ForgetStored && fate.Newest!.Revision <= known!.Revision)
            {
                continue;
            }

            Replace(
                context,
                isStored ? FamilyRows(tenant, known!.Link, id, known.StartedAt, known.Families) : [],
                fate.Newest is { } call ? FamilyRows(tenant, call.Link, id, call.StartedAt, call.Families) : []);
            if (fate.Newest is not null)
            {
                Add(context, fate.Newest);
            }
        }
    }

    private static void Add(CallTrackingDbContext context, Call call)
    {
        // Copies, because EF Core knows entities by reference and the pipeline may share one participant between instances of a call.
        var participants = call.Participants.Select(participant => participant with { }).ToList();
        for (var ordinal = 0; ordinal < participants.Count; ordinal++)
        {
            var entry = context.Entry(participants[ordinal]);
            entry.Property(LedgerModel.Tenant).CurrentValue = call.Tenant;
            entry.Property(LedgerModel.CallId).CurrentValue = call.Id;
            entry.Property(LedgerModel.Ordinal).CurrentValue = ordinal;
            entry.Property(LedgerModel.StartedAt).CurrentValue = call.StartedAt;
            entry.State = EntityState.Added;
        }

        context.Entry(call with { Participants = participants }).State = EntityState.Added;
    }

    /// <summary>What a batch leaves of a call.</summary>
    /// <param name="Newest">The newest instance; null when it was withdrawn.</param>
    /// <param name="ForgetStored">Whether the row of before counts no more, whatever its revision.</param>
    private readonly record struct CallFate(Call? Newest, bool ForgetStored);
}
