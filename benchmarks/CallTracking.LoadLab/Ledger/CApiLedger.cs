using CallTracking.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallTracking.LoadLab.Ledger;

/// <summary>
/// The fixed baseline of ingest: SQLite's C API with prepared statements, the same schema, pragmas, rows and batch, and nothing else. It
/// must never be made faster: the targets are shares of it.
/// </summary>
internal sealed class CApiLedger : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly LedgerSample _sample;
    private readonly RowImage _image;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _commit;
    private readonly sqlite3_stmt _call;
    private readonly sqlite3_stmt _participant;
    private readonly sqlite3_stmt _events;
    private readonly sqlite3_stmt _link;
    private readonly LedgerPlaces _callPlaces;
    private readonly LedgerPlaces _participantPlaces;

    public CApiLedger(string file, LedgerSample sample, RowImage image)
    {
        _connection = LedgerStores.Open(file);
        _database = _connection.Handle!;
        (_sample, _image) = (sample, image);
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _call = Prepare(LedgerSql.Insert("ct_calls", image.CallColumns));
        _participant = Prepare(LedgerSql.Insert("ct_participants", image.ParticipantColumns));
        _events = Prepare(LedgerSql.Insert("ct_event_log", LedgerSql.EventColumns));
        _link = Prepare(LedgerSql.PutLink);
        _callPlaces = LedgerPlaces.OfCalls(image.CallColumns);
        _participantPlaces = LedgerPlaces.OfParticipants(image.ParticipantColumns);
    }

    /// <summary>Writes calls in one transaction.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="count">How many.</param>
    public void Write(long first, int count)
    {
        Run(_begin);
        Span<byte> id = stackalloc byte[16];
        for (var n = first; n < first + count; n++)
        {
            LedgerSample.Id(n).TryWriteBytes(id, bigEndian: true, out _);
            var at = LedgerSql.Microseconds(LedgerSample.At(n));
            var seq = LedgerSample.Seq(n);
            var kind = (int)(n % _sample.Count);
            Bind(_events, 1, LedgerSample.Tenant);
            Bind(_events, 2, LedgerSample.Link);
            Bind(_events, 3, 1);
            Bind(_events, 4, n + 1);
            Bind(_events, 5, seq);
            Bind(_events, 6, seq + 99);
            Bind(_events, 7, at);
            Check(raw.sqlite3_bind_blob(_events, 8, _sample.Events(n)));
            Run(_events);
            Bind(_call, _image.Calls[kind], _callPlaces, id, at, seq);
            Run(_call);
            foreach (var participant in _image.Participants[kind])
            {
                Bind(_participant, participant, _participantPlaces, id, at, seq);
                Run(_participant);
            }
        }

        var last = first + count - 1;
        Bind(_link, 1, LedgerSample.Tenant);
        Bind(_link, 2, LedgerSample.Link);
        Bind(_link, 3, 1);
        Bind(_link, 4, last + 1);
        Bind(_link, 5, LedgerSample.Seq(last));
        Bind(_link, 6, LedgerSql.Microseconds(LedgerSample.At(last)));
        Run(_link);
        Run(_commit);
    }

    public void Dispose()
    {
        foreach (var statement in (sqlite3_stmt[])[_begin, _commit, _call, _participant, _events, _link])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
    }

    private void Bind(sqlite3_stmt statement, Cell[] cells, in LedgerPlaces places, ReadOnlySpan<byte> id, long at, long seq)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            ref readonly var cell = ref cells[i];
            var code = i == places.Id ? raw.sqlite3_bind_blob(statement, i + 1, id)
                : i == places.StartedAt ? raw.sqlite3_bind_int64(statement, i + 1, at)
                : i == places.FirstSeq ? raw.sqlite3_bind_int64(statement, i + 1, seq)
                : cell.IsNull ? raw.sqlite3_bind_null(statement, i + 1)
                : cell.Bytes is null ? raw.sqlite3_bind_int64(statement, i + 1, cell.Number)
                : cell.IsText ? raw.sqlite3_bind_text(statement, i + 1, cell.Bytes.AsSpan())
                : raw.sqlite3_bind_blob(statement, i + 1, cell.Bytes);
            Check(code);
        }
    }

    private void Bind(sqlite3_stmt statement, int index, long value) => Check(raw.sqlite3_bind_int64(statement, index, value));

    private void Bind(sqlite3_stmt statement, int index, string value) => Check(raw.sqlite3_bind_text(statement, index, value));

    private void Run(sqlite3_stmt statement)
    {
        if (raw.sqlite3_step(statement) is var code && code != raw.SQLITE_DONE)
        {
            Check(code);
        }

        _ = raw.sqlite3_reset(statement);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new LedgerStoreException(raw.sqlite3_errmsg(_database).utf8_to_string(), isTransient: false);
        }
    }
}
