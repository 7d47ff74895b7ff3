using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

/// <summary>A store in memory: for tests of a host, and as the disk of a simulated one. It keeps all that a database keeps, as long as the
/// process lives.</summary>
/// <remarks>Thread-safe; every write completes before it returns.</remarks>
public sealed partial class MemoryLedger : ILedgerWriter, ILedgerReader
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Tenant, string Link), LinkShelf> _links = [];
    private readonly Dictionary<(string Tenant, Guid Id), Call> _calls = [];

    /// <summary>Commits that were stored; those that were stored already do not count.</summary>
    public long Commits { get; private set; }

    /// <summary>Every call of a tenant as it is stored now, in order of its start.</summary>
    /// <param name="tenant">The tenant.</param>
    public IReadOnlyList<Call> Calls(string tenant)
    {
        lock (_gate)
        {
            return [.. _calls.Values.Where(call => call.Tenant == tenant).OrderBy(static call => call.StartedAt).ThenBy(static call => call.Id)];
        }
    }

    /// <summary>The whole event log of a link, in order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    public IReadOnlyList<EventLogEntry> EventLog(string tenant, string link)
    {
        lock (_gate)
        {
            return [.. Shelf(tenant, link).Log.Select(static kept => kept.Entry)];
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        LedgerCommitCheck.ThrowIfInvalid(commits);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        lock (_gate)
        {
            foreach (var commit in commits)
            {
                var shelf = Shelf(commit.Tenant, commit.Link);
                if ((commit.Epoch, commit.Ordinal).CompareTo((shelf.Position.Epoch, shelf.Position.Ordinal)) > 0)
                {
                    Store(shelf, commit);
                    Commits++;
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsFree(LinkShelf shelf, string key) => !shelf.Records.ContainsKey(key);

    private void Store(LinkShelf shelf, LedgerCommit commit)
    {
        shelf.Position = new LinkPosition(commit.Epoch, commit.Ordinal, commit.LastSeq, commit.At);
        if (!commit.Events.IsEmpty)
        {
            shelf.Log.Add((new EventLogEntry(commit.Epoch, commit.FirstSeq, commit.LastSeq, commit.Events.ToArray()), commit.At));
        }

        foreach (var call in commit.Calls)
        {
            var key = (call.Tenant, call.Id);
            if (!_calls.TryGetValue(key, out var stored) || stored.Revision < call.Revision)
            {
                _calls[key] = call;
            }
        }

        foreach (var withdrawn in commit.Withdrawn)
        {
            _calls.Remove((commit.Tenant, withdrawn));
        }

        foreach (var gap in commit.Gaps)
        {
            if (!shelf.Gaps.TryGetValue(gap.Id, out var stored) || stored.Revision < gap.Revision)
            {
                shelf.Gaps[gap.Id] = gap;
            }
        }

        foreach (var record in commit.Records)
        {
            shelf.Records[record.Key] = IsFree(shelf, record.Key) ? record : shelf.Records[record.Key] with { CallId = record.CallId };
        }

        foreach (var position in commit.RecordPositions)
        {
            shelf.RecordPositions[position.Source] = position.Position;
        }

        shelf.Quarantined.AddRange(commit.Quarantined);
    }

    private LinkShelf Shelf(string tenant, string link)
    {
        if (!_links.TryGetValue((tenant, link), out var shelf))
        {
            shelf = new LinkShelf();
            _links.Add((tenant, link), shelf);
        }

        return shelf;
    }

    private sealed class LinkShelf
    {
        public LinkPosition Position { get; set; }

        public List<(EventLogEntry Entry, DateTimeOffset At)> Log { get; } = [];

        public Dictionary<Guid, CoverageGap> Gaps { get; } = [];

        public Dictionary<string, StoredRecord> Records { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string> RecordPositions { get; } = new(StringComparer.Ordinal);

        public List<QuarantinedRow> Quarantined { get; } = [];
    }
}
