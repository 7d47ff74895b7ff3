using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.Storage.PostgreSql;

/// <summary>What a transaction has to change, worked out from its commits and from what is stored: a statement for many rows may meet each
/// row once. The same rules as the portable writer's.</summary>
internal sealed class LedgerChanges
{
    private readonly Dictionary<LinkKey, LinkPlace> _places;
    private readonly Dictionary<CallKey, CallFate> _fates = [];
    private readonly Dictionary<CallKey, CoverageGap> _gaps = [];
    private readonly Dictionary<(LinkKey Link, string Key), StoredRecord> _records = [];
    private readonly Dictionary<(LinkKey Link, string Source), string> _sources = [];
    private readonly Dictionary<LinkKey, LedgerCommit> _last = [];

    private LedgerChanges(Dictionary<LinkKey, LinkPlace> places)
    {
        _places = places;
    }

    public List<LedgerCommit> Events { get; } = [];

    /// <summary>Commits that changed calls.</summary>
    public List<LedgerCommit> Changes { get; } = [];

    public List<Call> Calls { get; } = [];

    /// <summary>Calls whose participants go, because a newer instance brings its own.</summary>
    public List<CallKey> Replaced { get; } = [];

    public List<CallKey> DroppedCalls { get; } = [];

    public List<PartyRow> Parties { get; } = [];

    public List<FamilyRow> Families { get; } = [];

    public List<FamilyRow> DroppedFamilies { get; } = [];

    public IReadOnlyList<CoverageGap> Gaps => [.. _gaps.Values];

    public IReadOnlyList<(LinkKey Link, StoredRecord Record)> Records => [.. _records.Select(record => (record.Key.Link, record.Value))];

    public IReadOnlyList<(LinkKey Link, string Source, string Position)> Sources =>
        [.. _sources.Select(source => (source.Key.Link, source.Key.Source, source.Value))];

    public List<QuarantineEntry> Quarantined { get; } = [];

    public IReadOnlyList<LedgerCommit> Positions => [.. _last.Values];

    public bool IsEmpty => _last.Count == 0;

    /// <summary>Works out the changes.</summary>
    /// <param name="writes">Commits in order per link.</param>
    /// <param name="places">How far each of their links is stored.</param>
    /// <param name="stored">Those of their calls that are stored.</param>
    public static LedgerChanges Of(
        IEnumerable<IReadOnlyList<LedgerCommit>> writes, Dictionary<LinkKey, LinkPlace> places, Dictionary<CallKey, StoredCallRow> stored)
    {
        var changes = new LedgerChanges(places);
        foreach (var commits in writes)
        {
            for (var i = 0; i < commits.Count; i++)
            {
                changes.Take(commits[i]);
            }
        }

        foreach (var (key, fate) in changes._fates)
        {
            changes.Settle(key, fate, stored.TryGetValue(key, out var row) ? row : null);
        }

        return changes;
    }

    private void Take(LedgerCommit commit)
    {
        var link = new LinkKey(commit.Tenant, commit.Link);
        var place = _places.GetValueOrDefault(link);
        if ((commit.Epoch, commit.Ordinal).CompareTo((place.Epoch, place.Ordinal)) <= 0)
        {
            return;
        }

        _places[link] = new LinkPlace(commit.Epoch, commit.Ordinal);
        _last[link] = commit;
        if (!commit.Events.IsEmpty)
        {
            Events.Add(commit);
        }

        if (commit.Calls.Count + commit.Withdrawn.Count > 0)
        {
            Changes.Add(commit);
        }

        TakeCalls(commit);
        foreach (var gap in commit.Gaps)
        {
            var key = new CallKey(gap.Tenant, gap.Id);
            if (!_gaps.TryGetValue(key, out var known) || gap.Revision > known.Revision)
            {
                _gaps[key] = gap;
            }
        }

        foreach (var record in commit.Records)
        {
            var key = (link, record.Key);
            _records[key] = _records.TryGetValue(key, out var known) ? known with { CallId = record.CallId } : record;
        }

        foreach (var position in commit.RecordPositions)
        {
            _sources[(link, position.Source)] = position.Position;
        }

        for (var number = 0; number < commit.Quarantined.Count; number++)
        {
            Quarantined.Add(new QuarantineEntry(commit, commit.Quarantined[number], number));
        }
    }

    private void TakeCalls(LedgerCommit commit)
    {
        for (var i = 0; i < commit.Calls.Count; i++)
        {
            var call = commit.Calls[i];
            var key = new CallKey(commit.Tenant, call.Id);
            var known = _fates.GetValueOrDefault(key);
            if (known.Newest is null || call.Revision > known.Newest.Revision)
            {
                _fates[key] = known with { Newest = call };
            }
        }

        for (var i = 0; i < commit.Withdrawn.Count; i++)
        {
            _fates[new CallKey(commit.Tenant, commit.Withdrawn[i])] = new CallFate(Newest: null, ForgetStored: true);
        }
    }

    private void Settle(CallKey key, CallFate fate, StoredCallRow? stored)
    {
        if (stored is not null && !fate.ForgetStored && fate.Newest!.Revision <= stored.Revision)
        {
            return;
        }

        var sameFamilies = stored is not null && fate.Newest is not null && stored.Link == fate.Newest.Link
            && Microseconds(stored.StartedAt) == Microseconds(fate.Newest.StartedAt) && stored.Families.SequenceEqual(fate.Newest.Families);
        if (stored is not null)
        {
            (fate.Newest is null ? DroppedCalls : Replaced).Add(key);
            if (!sameFamilies)
            {
                DroppedFamilies.AddRange(stored.Families.Distinct(StringComparer.Ordinal)
                    .Select(family => new FamilyRow(key.Tenant, stored.Link, family, stored.StartedAt, key.Id)));
            }
        }

        if (fate.Newest is { } call)
        {
            Calls.Add(call);
            for (var ordinal = 0; ordinal < call.Participants.Count; ordinal++)
            {
                Parties.Add(new PartyRow(call, call.Participants[ordinal], ordinal));
            }

            if (!sameFamilies)
            {
                for (var i = 0; i < call.Families.Count; i++)
                {
                    Families.Add(new FamilyRow(call.Tenant, call.Link, call.Families[i], call.StartedAt, call.Id));
                }
            }
        }
    }

    private static long Microseconds(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerMicrosecond;

    /// <summary>What a batch leaves of a call.</summary>
    /// <param name="Newest">The newest instance; null when it was withdrawn.</param>
    /// <param name="ForgetStored">Whether the row of before counts no more, whatever its revision.</param>
    private readonly record struct CallFate(Call? Newest, bool ForgetStored);
}

/// <summary>How far a link is stored.</summary>
internal readonly record struct LinkPlace(long Epoch, long Ordinal);

/// <summary>What a newer instance of a call is compared with.</summary>
internal sealed record StoredCallRow(int Revision, string Link, DateTimeOffset StartedAt, IReadOnlyList<string> Families);
