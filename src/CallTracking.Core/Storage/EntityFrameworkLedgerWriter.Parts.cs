using CallTracking.Links;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <content>What a commit holds beside events and calls, and the lease it comes under.</content>
public sealed partial class EntityFrameworkLedgerWriter
{
    /// <summary>Throws unless each link is held under the lease that its commits name.</summary>
    private static async Task CheckLeasesAsync(
        CallTrackingDbContext context, IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        foreach (var (tenant, link, lease) in commits.Select(commit => (commit.Tenant, commit.Link, commit.Lease)).Distinct())
        {
            var rows = context.Set<LeaseRow>().IgnoreQueryFilters([CallTrackingDbContext.TenantFilter])
                .Where(row => row.Tenant == tenant && row.Link == link);
            if (lease > 0)
            {
                // An update that changes nothing locks the row: nobody takes the link over before this transaction is done.
                var held = await rows.Where(row => row.Epoch == lease && row.Holder != null)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.Epoch, lease), cancellationToken).ConfigureAwait(false);
                if (held > 0)
                {
                    continue;
                }
            }

            var current = await rows.SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (lease > 0 || current?.Holder is not null)
            {
                throw LedgerStoreException.LeaseLost(link, lease, current?.Epoch, current?.Holder);
            }
        }
    }

    private static void Fold(Dictionary<(string Tenant, Guid Id), CoverageGap> gaps, LedgerCommit commit)
    {
        foreach (var gap in commit.Gaps)
        {
            if (!gaps.TryGetValue((gap.Tenant, gap.Id), out var known) || gap.Revision > known.Revision)
            {
                gaps[(gap.Tenant, gap.Id)] = gap;
            }
        }
    }

    private static void Fold(Dictionary<(string Tenant, string Link, string Key), StoredRecord> records, LedgerCommit commit)
    {
        foreach (var record in commit.Records)
        {
            var key = (commit.Tenant, commit.Link, record.Key);
            records[key] = records.TryGetValue(key, out var known) ? known with { CallId = record.CallId } : record;
        }
    }

    private static void Fold(Dictionary<(string Tenant, string Link, string Source), string> positions, LedgerCommit commit)
    {
        foreach (var position in commit.RecordPositions)
        {
            positions[(commit.Tenant, commit.Link, position.Source)] = position.Position;
        }
    }

    private static async Task StoreAsync(
        CallTrackingDbContext context, Dictionary<(string Tenant, string Link, string Source), string> positions,
        CancellationToken cancellationToken)
    {
        foreach (var ((tenant, link, source), position) in positions)
        {
            var stored = await context.Set<RecordPositionRow>().IgnoreQueryFilters([CallTrackingDbContext.TenantFilter]).AsTracking()
                .SingleOrDefaultAsync(row => row.Tenant == tenant && row.Link == link && row.Source == source, cancellationToken)
                .ConfigureAwait(false);
            if (stored is not null)
            {
                stored.Position = position;
                context.Entry(stored).DetectChanges();
                continue;
            }

            context.Add(new RecordPositionRow { Tenant = tenant, Link = link, Source = source, Position = position });
        }
    }

    private static async Task StoreAsync(
        CallTrackingDbContext context, Dictionary<(string Tenant, Guid Id), CoverageGap> gaps, CancellationToken cancellationToken)
    {
        foreach (var gap in gaps.Values)
        {
            var revision = await context.Gaps.IgnoreQueryFilters([CallTrackingDbContext.TenantFilter])
                .Where(row => row.Tenant == gap.Tenant && row.Id == gap.Id).Select(row => (int?)row.Revision)
                .SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (revision is null || gap.Revision > revision)
            {
                context.Entry(gap with { }).State = revision is null ? EntityState.Added : EntityState.Modified;
            }
        }
    }

    private static async Task StoreAsync(
        CallTrackingDbContext context, Dictionary<(string Tenant, string Link, string Key), StoredRecord> records,
        CancellationToken cancellationToken)
    {
        foreach (var link in records.GroupBy(record => (record.Key.Tenant, record.Key.Link)))
        {
            var (tenant, name) = link.Key;
            foreach (var chunk in link.Select(record => record.Value).Chunk(IdsPerQuery))
            {
                var keys = chunk.Select(record => record.Key).ToArray();
                var stored = await context.Set<RecordRow>().IgnoreQueryFilters([CallTrackingDbContext.TenantFilter]).AsTracking()
                    .Where(row => row.Tenant == tenant && row.Link == name && keys.Contains(row.Key))
                    .ToDictionaryAsync(row => row.Key, cancellationToken).ConfigureAwait(false);
                foreach (var record in chunk)
                {
                    Put(context, tenant, name, record, stored.GetValueOrDefault(record.Key));
                }
            }
        }
    }

    private static void Put(CallTrackingDbContext context, string tenant, string link, StoredRecord record, RecordRow? stored)
    {
        if (stored is not null)
        {
            stored.CallId = record.CallId;
            context.Entry(stored).DetectChanges();
            return;
        }

        context.Add(new RecordRow
        {
            Tenant = tenant,
            Link = link,
            Key = record.Key,
            Family = record.Family,
            CallId = record.CallId,
            StartedAt = record.StartedAt,
            Record = record.Record.ToArray(),
        });
    }

    private static async Task QuarantineAsync(CallTrackingDbContext context, LedgerCommit commit, CancellationToken cancellationToken)
    {
        for (var number = 0; number < commit.Quarantined.Count; number++)
        {
            var row = commit.Quarantined[number];
            var place = number;
            if (await context.Set<QuarantineRow>().IgnoreQueryFilters([CallTrackingDbContext.TenantFilter]).AnyAsync(
                known => known.Tenant == commit.Tenant && known.Link == commit.Link && known.Epoch == row.Epoch && known.Seq == row.Seq
                    && known.Ordinal == commit.Ordinal && known.Number == place, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            context.Add(new QuarantineRow
            {
                Tenant = commit.Tenant,
                Link = commit.Link,
                Epoch = row.Epoch,
                Seq = row.Seq,
                Ordinal = commit.Ordinal,
                Number = number,
                At = row.At,
                Kind = row.Kind,
                Error = row.Error,
                Event = row.Event.ToArray(),
            });
        }
    }

    private static HashSet<CallFamilyRow> FamilyRows(
        string tenant, string link, Guid call, DateTimeOffset startedAt, IReadOnlyList<string> families)
    {
        // As the column holds it: rows are compared with what is stored.
        var start = new DateTimeOffset(startedAt.UtcTicks - (startedAt.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        return [.. families.Select(family => new CallFamilyRow
        {
            Tenant = tenant,
            Link = link,
            Family = family,
            StartedAt = start,
            CallId = call,
        })];
    }

    private static void Replace(CallTrackingDbContext context, HashSet<CallFamilyRow> stored, HashSet<CallFamilyRow> wanted)
    {
        context.RemoveRange(stored.Except(wanted));
        context.AddRange(wanted.Except(stored));
    }
}
