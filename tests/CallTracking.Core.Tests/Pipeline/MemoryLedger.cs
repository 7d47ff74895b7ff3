using System.Runtime.CompilerServices;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Core.Tests.Pipeline;

/// <summary>A store in memory that keeps the contract of the real ones and can be made to fail.</summary>
internal sealed class MemoryLedger : ILedgerReader, ILedgerWriter
{
    private readonly Lock _lock = new();
    private readonly List<LedgerCommit> _log = [];
    private readonly Dictionary<Guid, Call> _calls = [];
    private readonly Dictionary<(string Link, long Epoch), long> _ordinals = [];
    private readonly Dictionary<string, LinkPosition> _positions = [];
    private readonly Dictionary<Guid, CoverageGap> _gaps = [];
    private readonly Dictionary<(string Link, string Key), StoredRecord> _records = [];
    private readonly Dictionary<(string Link, string Source), string> _recordPositions = [];

    /// <summary>Every write that was tried, in order.</summary>
    public List<IReadOnlyList<LedgerCommit>> Writes { get; } = [];

    /// <summary>Whether <see cref="Writes"/> has those that failed too.</summary>
    public bool KeepsFailedWrites { get; set; } = true;

    /// <summary>Runs before the n-th write (from 1) is stored; what it throws is what the store throws.</summary>
    public Func<int, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs after the n-th write was stored: a store that answers too late.</summary>
    public Func<int, Task> AfterWrite { get; set; } = _ => Task.CompletedTask;

    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before calls or records are looked up.</summary>
    public Func<Task> BeforeFind { get; set; } = () => Task.CompletedTask;

    public Func<Task> Preparing { get; set; } = () => Task.CompletedTask;

    public List<(string Link, DateTimeOffset Before)> Pruned { get; } = [];

    public Func<Task<int>> Pruning { get; set; } = () => Task.FromResult(0);

    public IReadOnlyList<LedgerCommit> Commits
    {
        get
        {
            lock (_lock)
            {
                return [.. _log];
            }
        }
    }

    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls.Values.OrderBy(call => call.StartedAt).ThenBy(call => call.Id)];
            }
        }
    }

    public IReadOnlyList<StoredRecord> Records
    {
        get
        {
            lock (_lock)
            {
                return [.. _records.Values];
            }
        }
    }

    public IReadOnlyList<CoverageGap> Gaps
    {
        get
        {
            lock (_lock)
            {
                return [.. _gaps.Values.OrderBy(gap => gap.From)];
            }
        }
    }

    public async ValueTask WriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
    {
        int number;
        lock (_lock)
        {
            Writes.Add(commits);
            number = Writes.Count;
        }

        try
        {
            await BeforeWrite(number).WaitAsync(cancellationToken);
        }
        catch when (!KeepsFailedWrites)
        {
            lock (_lock)
            {
                Writes.Remove(commits);
            }

            throw;
        }

        lock (_lock)
        {
            foreach (var commit in commits)
            {
                Store(commit);
            }
        }

        await AfterWrite(number);
    }

    public Task PrepareAsync(CancellationToken cancellationToken) => Preparing();

    public async Task<LinkPosition> GetPositionAsync(string tenant, string link, CancellationToken cancellationToken)
    {
        await BeforeRead();
        return _positions.GetValueOrDefault(link);
    }

    public async Task<string?> GetRecordPositionAsync(string tenant, string link, string source, CancellationToken cancellationToken)
    {
        await BeforeRead();
        lock (_lock)
        {
            return _recordPositions.GetValueOrDefault((link, source));
        }
    }

    public async IAsyncEnumerable<EventLogEntry> ReadOpenAsync(
        string tenant, string link, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await BeforeRead();
        var open = _calls.Values.Where(call => call.Link == link && call.State != CallState.Ended)
            .OrderBy(call => (call.FirstEpoch, call.FirstSeq)).FirstOrDefault();
        if (open is null)
        {
            yield break;
        }

        foreach (var commit in _log.Where(commit => commit.Link == link && !commit.Events.IsEmpty
            && (commit.Epoch, commit.LastSeq).CompareTo((open.FirstEpoch, open.FirstSeq)) >= 0))
        {
            yield return new EventLogEntry(commit.Epoch, commit.FirstSeq, commit.LastSeq, commit.Events);
        }
    }

    public async Task<IReadOnlyList<Call>> GetOpenCallsAsync(string tenant, string link, CancellationToken cancellationToken)
    {
        await BeforeRead();
        return [.. Calls.Where(call => call.Link == link && call.State != CallState.Ended)];
    }

    public Task<int> PruneAsync(string tenant, string link, DateTimeOffset before, CancellationToken cancellationToken)
    {
        Pruned.Add((link, before));
        return Pruning();
    }

    public Task<IReadOnlyList<CoverageGap>> GetGapsAsync(
        string tenant, string link, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<CoverageGap>>([.. _gaps.Values
                .Where(gap => gap.Link == link && (from is null || gap.To is null || gap.To > from) && (to is null || gap.From < to))
                .OrderBy(gap => gap.From)]);
        }
    }

    public async Task<IReadOnlyList<StoredCall>> FindCallsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken)
    {
        await BeforeFind();
        lock (_lock)
        {
            return [.. _calls.Values
                .Where(call => call.Link == link && families.Any(
                    family => call.Families.Contains(family.Family) && (call.StartedAt - family.At).Duration() <= within))
                .OrderBy(call => call.StartedAt).ThenBy(call => call.Id).Select(WithRecords)];
        }
    }

    public Task<IReadOnlyList<StoredCall>> GetCallsAsync(
        string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StoredCall>>([.. ids.Distinct().Where(_calls.ContainsKey).Select(id => _calls[id])
                .OrderBy(call => call.StartedAt).ThenBy(call => call.Id).Select(WithRecords)]);
        }
    }

    public Task<IReadOnlyList<StoredRecord>> FindRecordsAsync(
        string tenant, string link, IReadOnlyCollection<FamilyTime> families, TimeSpan within, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StoredRecord>>([.. _records
                .Where(record => record.Key.Link == link && families.Any(family => record.Value.Family == family.Family
                    && (record.Value.StartedAt - family.At).Duration() <= within))
                .Select(record => record.Value).OrderBy(record => record.StartedAt)]);
        }
    }

    public Task<IReadOnlyList<StoredRecord>> GetRecordsAsync(
        string tenant, string link, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StoredRecord>>(
                [.. keys.Distinct().Where(key => _records.ContainsKey((link, key))).Select(key => _records[(link, key)])]);
        }
    }

    public IAsyncEnumerable<QuarantinedRow> ReadQuarantinedAsync(string tenant, string link, CancellationToken cancellationToken) =>
        Commits.Where(commit => commit.Link == link).SelectMany(commit => commit.Quarantined).ToAsyncEnumerable();

    private StoredCall WithRecords(Call call) =>
        new(call, [.. _records.Values.Where(record => record.CallId == call.Id).OrderBy(record => record.StartedAt)]);

    private void Store(LedgerCommit commit)
    {
        var key = (commit.Link, commit.Epoch);
        if (_ordinals.GetValueOrDefault(key) >= commit.Ordinal)
        {
            return;
        }

        _ordinals[key] = commit.Ordinal;
        _log.Add(commit);
        _positions[commit.Link] = new LinkPosition(commit.Epoch, commit.Ordinal, commit.LastSeq, commit.At)
        {
            Lease = commit.MadeUnder ?? commit.Lease,
        };
        foreach (var call in commit.Calls.Where(call => !_calls.TryGetValue(call.Id, out var stored) || stored.Revision < call.Revision))
        {
            _calls[call.Id] = call;
        }

        foreach (var gap in commit.Gaps.Where(gap => !_gaps.TryGetValue(gap.Id, out var stored) || stored.Revision < gap.Revision))
        {
            _gaps[gap.Id] = gap;
        }

        foreach (var record in commit.Records)
        {
            var place = (commit.Link, record.Key);
            _records[place] = _records.TryGetValue(place, out var stored) ? stored with { CallId = record.CallId } : record;
        }

        foreach (var position in commit.RecordPositions)
        {
            _recordPositions[(commit.Link, position.Source)] = position.Position;
        }

        foreach (var id in commit.Withdrawn)
        {
            _calls.Remove(id);
        }
    }
}
