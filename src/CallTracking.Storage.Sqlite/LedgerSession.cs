using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallTracking.Calls;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallTracking.Storage.Sqlite;

/// <summary>One connection with the statements that write the ledger. Leaves the same rows as the portable writer.</summary>
/// <remarks>Not thread-safe: the writer's thread owns it.</remarks>
internal sealed partial class LedgerSession : IDisposable
{
    private const string CallColumns =
        "link, revision, first_epoch, first_seq, direction, state, origin, placed_by, external_raw, external_kind, external_e164, "
        + "external_reversed, caller_number, caller_name, dialed_number, presented_number, trunk, queue, outcome, missed_reason, "
        + "lost_in_transfer, answered_by, last_party, ended_by, started_at, answered_at, ended_at, wait_us, connected_us, talk_us, hold_us, "
        + "witnesses, transfers, relations, digits, recordings, because, families";

    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly Statement[] _all;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _newCall;
    private readonly Statement _setCall;
    private readonly Statement _dropCall;
    private readonly Statement _putParticipant;
    private readonly Statement _dropParticipants;
    private readonly Statement _putEvents;
    private readonly Statement _putChanges;
    private readonly Statement _getLink;
    private readonly Statement _getLease;
    private readonly Statement _putLink;
    private readonly Statement _getCall;
    private readonly Statement _putFamily;
    private readonly Statement _dropFamily;
    private readonly Statement _putGap;
    private readonly Statement _putRecord;
    private readonly Statement _putRecordPosition;
    private readonly Statement _putQuarantined;
    private readonly Dictionary<(string Tenant, string Link), Position> _positions = [];
    private readonly Dictionary<(string Tenant, Guid Id), StoredCallKeys> _open = [];
    private readonly ArrayBufferWriter<byte> _text = new(4096);
    private readonly Utf8JsonWriter _json;

    public LedgerSession(SqliteConnection connection)
    {
        _connection = connection;
        _database = connection.Handle!;
        _json = LedgerColumnJson.CreateWriter(_text);
        _begin = new Statement(_database, "BEGIN IMMEDIATE");
        _commit = new Statement(_database, "COMMIT");
        var columns = CallColumns.Split(", ");
        _getCall = new Statement(_database, "SELECT revision, started_at, link, families FROM ct_calls WHERE tenant = ? AND id = ?");
        _newCall = new Statement(_database,
            $"INSERT INTO ct_calls ({CallColumns}, tenant, id) VALUES (?, ?{string.Concat(Enumerable.Repeat(", ?", columns.Length))}) "
            + "ON CONFLICT (tenant, id) DO NOTHING");
        _setCall = new Statement(_database,
            $"UPDATE ct_calls SET {string.Join(", ", columns.Select(column => $"{column} = ?"))} WHERE tenant = ? AND id = ?");
        _dropCall = new Statement(_database, "DELETE FROM ct_calls WHERE tenant = ? AND id = ?");
        _putParticipant = new Statement(_database,
            "INSERT INTO ct_participants (tenant, call_id, ordinal, started_at, party, kind, employee_id, department_id, asked, rang, answered, "
            + "rings, ring_us, talk_us, hold_us, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _dropParticipants = new Statement(_database, "DELETE FROM ct_participants WHERE tenant = ? AND call_id = ?");
        _putEvents = new Statement(_database,
            "INSERT INTO ct_event_log (tenant, link, epoch, ordinal, first_seq, last_seq, at, events) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        _putChanges = new Statement(_database, "INSERT INTO ct_changes (tenant, link, epoch, ordinal, at, changes) VALUES (?, ?, ?, ?, ?, ?)");
        _getLink = new Statement(_database, "SELECT epoch, ordinal FROM ct_links WHERE tenant = ? AND link = ?");
        _getLease = new Statement(_database, "SELECT epoch, holder FROM ct_leases WHERE tenant = ? AND link = ?");
        _putFamily = new Statement(_database,
            "INSERT OR IGNORE INTO ct_call_families (tenant, link, family, started_at, call_id) VALUES (?, ?, ?, ?, ?)");
        _dropFamily = new Statement(_database,
            "DELETE FROM ct_call_families WHERE tenant = ? AND link = ? AND family = ? AND started_at = ? AND call_id = ?");
        _putGap = new Statement(_database,
            "INSERT INTO ct_gaps (tenant, id, link, from_at, to_at, cause, restored, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            + "ON CONFLICT (tenant, id) DO UPDATE SET link = excluded.link, from_at = excluded.from_at, to_at = excluded.to_at, "
            + "cause = excluded.cause, restored = excluded.restored, revision = excluded.revision WHERE excluded.revision > ct_gaps.revision");
        _putRecord = new Statement(_database,
            "INSERT INTO ct_records (tenant, link, key, family, call_id, started_at, record) VALUES (?, ?, ?, ?, ?, ?, ?) "
            + "ON CONFLICT (tenant, link, key) DO UPDATE SET call_id = excluded.call_id WHERE call_id IS NOT excluded.call_id");
        _putRecordPosition = new Statement(_database,
            "INSERT INTO ct_record_positions (tenant, link, source, position) VALUES (?, ?, ?, ?) "
            + "ON CONFLICT (tenant, link, source) DO UPDATE SET position = excluded.position");
        _putQuarantined = new Statement(_database,
            "INSERT INTO ct_quarantine (tenant, link, epoch, seq, ordinal, number, at, kind, error, event) "
            + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        _putLink = new Statement(_database,
            "INSERT INTO ct_links (tenant, link, epoch, ordinal, seq, at, lease) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, link) DO UPDATE SET "
            + "epoch = excluded.epoch, ordinal = excluded.ordinal, seq = excluded.seq, at = excluded.at, lease = excluded.lease");
        _all =
        [
            _begin, _commit, _getCall, _newCall, _setCall, _dropCall, _putParticipant, _dropParticipants, _putFamily, _dropFamily, _putEvents, _putChanges,
            _getLink, _getLease, _putLink, _putGap, _putRecord, _putRecordPosition, _putQuarantined,
        ];
    }

    public void Begin()
    {
        _positions.Clear();
        _begin.Run();
    }

    /// <summary>Writes a commit, unless it is stored already.</summary>
    /// <exception cref="LedgerStoreException">The link is another host's by now.</exception>
    public void Write(LedgerCommit commit)
    {
        if (!Move(commit))
        {
            return;
        }

        if (!commit.Events.IsEmpty)
        {
            _putEvents.Bind(commit.Tenant).Bind(commit.Link).Bind(commit.Epoch).Bind(commit.Ordinal).Bind(commit.FirstSeq)
                .Bind(commit.LastSeq).Bind(commit.At).Blob(commit.Events.Span).Run();
        }

        if (commit.Calls.Count + commit.Withdrawn.Count > 0)
        {
            _putChanges.Bind(commit.Tenant).Bind(commit.Link).Bind(commit.Epoch).Bind(commit.Ordinal).Bind(commit.At)
                .Blob(LedgerChange.Encode(commit)).Run();
        }

        for (var i = 0; i < commit.Calls.Count; i++)
        {
            Put(commit.Calls[i]);
        }

        for (var i = 0; i < commit.Withdrawn.Count; i++)
        {
            Drop(commit.Tenant, commit.Withdrawn[i]);
        }

        PutParts(commit);
    }

    /// <summary>Makes durable what was written since <see cref="Begin"/>.</summary>
    public void Commit()
    {
        foreach (var ((tenant, link), position) in _positions)
        {
            if (position.Last is { } last)
            {
                _putLink.Bind(tenant).Bind(link).Bind(last.Epoch).Bind(last.Ordinal).Bind(last.LastSeq).Bind(last.At)
                    .Bind(last.MadeUnder ?? last.Lease).Run();
            }
        }

        _commit.Run();
    }

    /// <summary>Undoes what was written since <see cref="Begin"/>.</summary>
    public void Rollback()
    {
        _open.Clear();

        // What failed may have been half bound or half read.
        foreach (var statement in _all)
        {
            statement.Reset();
        }

        // Some errors have rolled back by themselves already.
        if (raw.sqlite3_get_autocommit(_database) == 0)
        {
            SqliteFault.ThrowIf(raw.sqlite3_exec(_database, "ROLLBACK"), _database);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _all)
        {
            statement.Dispose();
        }

        _json.Dispose();
        _connection.Dispose();
    }

    private bool Move(LedgerCommit commit)
    {
        if (!_positions.TryGetValue((commit.Tenant, commit.Link), out var position))
        {
            _getLink.Bind(commit.Tenant).Bind(commit.Link);
            position = _getLink.Read() ? new Position(_getLink.Int64(0), _getLink.Int64(1), Lease(commit), null)
                : new Position(0, 0, Lease(commit), null);
            _getLink.Reset();
        }

        position.Lease.ThrowIfLost(commit);

        if ((commit.Epoch, commit.Ordinal).CompareTo((position.Epoch, position.Ordinal)) <= 0)
        {
            return false;
        }

        _positions[(commit.Tenant, commit.Link)] = new Position(commit.Epoch, commit.Ordinal, position.Lease, commit);
        return true;
    }

    private void Put(Call call)
    {
        // A call is written a few times in a row while it lasts, so what its row holds is mostly known; else a row that is there already
        // shows when a new one is refused.
        var isKnown = _open.TryGetValue((call.Tenant, call.Id), out var stored);
        if (!isKnown)
        {
            Bind(_newCall, call).Run();
            if (raw.sqlite3_changes(_database) > 0)
            {
                PutFamilies(call);
                PutParticipants(call);
                Remember(call);
                return;
            }

            stored = Stored(call.Tenant, call.Id)!.Value;
        }

        if (call.Revision > stored.Revision)
        {
            Bind(_setCall, call).Run();
            if (isKnown && raw.sqlite3_changes(_database) == 0)
            {
                // Somebody else removed the row.
                _open.Remove((call.Tenant, call.Id));
                Put(call);
                return;
            }

            ReplaceFamilies(call, stored);

            // What a newer instance no longer says must not survive.
            _dropParticipants.Bind(call.Tenant).Bind(call.Id).Run();
            PutParticipants(call);
            Remember(call);
        }
    }

    private void PutParticipants(Call call)
    {
        for (var ordinal = 0; ordinal < call.Participants.Count; ordinal++)
        {
            var participant = call.Participants[ordinal];
            _putParticipant.Bind(call.Tenant).Bind(call.Id).Bind(ordinal).Bind(call.StartedAt).Bind(participant.Party)
                .Bind((long)participant.Kind).Bind(participant.Employee).Bind(participant.Department).Bind(participant.Asked).Bind(participant.Rang)
                .Bind(participant.Answered).Bind(participant.Rings).Bind(participant.Ring).Bind(participant.Talk).Bind(participant.Hold)
                .Bind((long?)participant.Result).Run();
        }
    }

    private Statement Bind(Statement statement, Call call)
    {
        statement.Bind(call.Link).Bind(call.Revision).Bind(call.FirstEpoch)
            .Bind(call.FirstSeq).Bind((long)call.Direction).Bind((long)call.State).Bind((long)call.Origin).Bind(call.PlacedBy)
            .Bind(call.External?.Raw).Bind((long?)call.External?.Kind).Bind(call.External?.E164).Bind(call.External?.NationalReversed)
            .Bind(call.CallerNumber).Bind(call.CallerName).Bind(call.DialedNumber).Bind(call.PresentedNumber).Bind(call.Trunk)
            .Bind(call.Queue).Bind((long?)call.Outcome).Bind((long?)call.MissedReason).Bind(call.LostInTransfer).Bind(call.AnsweredBy)
            .Bind(call.LastParty).Bind((long)call.EndedBy).Bind(call.StartedAt).Bind(call.AnsweredAt).Bind(call.EndedAt).Bind(call.Wait)
            .Bind(call.Connected).Bind(call.Talk).Bind(call.Hold).Bind((long)call.Witnesses);
        Json(statement, call.Transfers, LedgerColumnJson.Transfers);
        Json(statement, call.Relations, LedgerColumnJson.Relations);
        Json(statement, call.Digits, LedgerColumnJson.Digits);
        Json(statement, call.Recordings, LedgerColumnJson.Recordings);
        Json(statement, call.Because, LedgerColumnJson.Because);
        Json(statement, call.Families, LedgerColumnJson.Families);
        return statement.Bind(call.Tenant).Bind(call.Id);
    }

    private void Json<T>(Statement statement, IReadOnlyList<T>? list, JsonTypeInfo<IReadOnlyList<T>> type)
    {
        if (list is null)
        {
            statement.BindNull();
            return;
        }

        if (list.Count == 0)
        {
            statement.EmptyList();
            return;
        }

        _text.ResetWrittenCount();
        _json.Reset();
        JsonSerializer.Serialize(_json, list, type);
        statement.Text(_text.WrittenSpan);
    }

    /// <summary>How far a link is stored.</summary>
    /// <param name="Epoch">Epoch of the last commit.</param>
    /// <param name="Ordinal">Its ordinal.</param>
    /// <param name="Lease">The lease on it.</param>
    /// <param name="Last">The last commit of this transaction; null when it wrote none.</param>
    private readonly record struct Position(long Epoch, long Ordinal, StoredLease Lease, LedgerCommit? Last);
}
