using System.Text.Json;
using CallTracking.Calls;

namespace CallTracking.Storage.Sqlite;

/// <content>What a commit holds beside events and calls, where finished records find calls, and the lease it comes under.</content>
internal sealed partial class LedgerSession
{
    // Calls that are open at a time; beyond that a store is asked again.
    private const int MostRemembered = 10_000;

    private void PutParts(LedgerCommit commit)
    {
        for (var i = 0; i < commit.Gaps.Count; i++)
        {
            var gap = commit.Gaps[i];
            var statement = _putGap.Bind(gap.Tenant).Bind(gap.Id).Bind(gap.Link).Bind(gap.From).Bind(gap.To).Bind((long)gap.Cause);
            Json(statement, gap.Restored, LedgerColumnJson.Restored);
            statement.Bind(gap.Revision).Run();
        }

        for (var i = 0; i < commit.Records.Count; i++)
        {
            var record = commit.Records[i];
            var statement = _putRecord.Bind(commit.Tenant).Bind(commit.Link).Bind(record.Key).Bind(record.Family);
            statement = record.CallId is { } call ? statement.Bind(call) : statement.BindNull();
            statement.Bind(record.StartedAt).Blob(record.Record.Span).Run();
        }

        for (var i = 0; i < commit.RecordPositions.Count; i++)
        {
            var position = commit.RecordPositions[i];
            _putRecordPosition.Bind(commit.Tenant).Bind(commit.Link).Bind(position.Source).Bind(position.Position).Run();
        }

        for (var i = 0; i < commit.Quarantined.Count; i++)
        {
            var row = commit.Quarantined[i];
            _putQuarantined.Bind(commit.Tenant).Bind(commit.Link).Bind(row.Epoch).Bind(row.Seq).Bind(commit.Ordinal).Bind(i).Bind(row.At)
                .Bind(row.Kind).Bind(row.Error).Blob(row.Event.Span).Run();
        }
    }

    /// <summary>What is stored of a call; null when nothing is.</summary>
    private StoredCallKeys? Stored(string tenant, Guid id)
    {
        _getCall.Bind(tenant).Bind(id);
        var stored = _getCall.Read()
            ? new StoredCallKeys(
                _getCall.Int64(0), _getCall.Int64(1), _getCall.Text(2) ?? "",
                JsonSerializer.Deserialize(_getCall.Text(3) ?? "[]", LedgerColumnJson.Families) ?? [])
            : default(StoredCallKeys?);
        _getCall.Reset();
        return stored;
    }

    /// <summary>Keeps in mind what an open call's row holds.</summary>
    private void Remember(Call call)
    {
        if (call.State == CallState.Ended)
        {
            _open.Remove((call.Tenant, call.Id));
            return;
        }

        if (_open.Count >= MostRemembered)
        {
            _open.Clear();
        }

        _open[(call.Tenant, call.Id)] = new StoredCallKeys(
            call.Revision, SqliteColumns.ToUnixMicroseconds(call.StartedAt), call.Link, call.Families);
    }

    private void Drop(string tenant, Guid id)
    {
        _open.Remove((tenant, id));
        if (Stored(tenant, id) is { } stored)
        {
            DropFamilies(tenant, id, stored);
            _dropParticipants.Bind(tenant).Bind(id).Run();
            _dropCall.Bind(tenant).Bind(id).Run();
        }
    }

    private void ReplaceFamilies(Call call, in StoredCallKeys stored)
    {
        if (stored.StartedAt == SqliteColumns.ToUnixMicroseconds(call.StartedAt) && stored.Link == call.Link
            && stored.Families.SequenceEqual(call.Families))
        {
            return;
        }

        DropFamilies(call.Tenant, call.Id, stored);
        PutFamilies(call);
    }

    private void PutFamilies(Call call)
    {
        for (var i = 0; i < call.Families.Count; i++)
        {
            _putFamily.Bind(call.Tenant).Bind(call.Link).Bind(call.Families[i]).Bind(call.StartedAt).Bind(call.Id).Run();
        }
    }

    private void DropFamilies(string tenant, Guid id, in StoredCallKeys stored)
    {
        for (var i = 0; i < stored.Families.Count; i++)
        {
            _dropFamily.Bind(tenant).Bind(stored.Link).Bind(stored.Families[i]).Bind(stored.StartedAt).Bind(id).Run();
        }
    }

    private StoredLease Lease(LedgerCommit commit)
    {
        _getLease.Bind(commit.Tenant).Bind(commit.Link);
        var lease = _getLease.Read() ? new StoredLease(_getLease.Int64(0), _getLease.Text(1)) : default;
        _getLease.Reset();
        return lease;
    }

    /// <summary>What a newer instance of a call is compared with.</summary>
    private readonly record struct StoredCallKeys(long Revision, long StartedAt, string Link, IReadOnlyList<string> Families);

    /// <summary>The lease on a link; epoch 0 when it never had one.</summary>
    private readonly record struct StoredLease(long Epoch, string? Holder)
    {
        public void ThrowIfLost(LedgerCommit commit)
        {
            var holds = commit.Lease == 0 ? Holder is null : Holder is not null && commit.Lease == Epoch;
            if (!holds)
            {
                throw LedgerStoreException.LeaseLost(commit.Link, commit.Lease, Epoch == 0 ? null : Epoch, Holder);
            }
        }
    }
}
