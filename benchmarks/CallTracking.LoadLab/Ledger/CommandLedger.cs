using Microsoft.Data.Sqlite;

namespace CallTracking.LoadLab.Ledger;

/// <summary>The second baseline: Microsoft.Data.Sqlite's commands, prepared once, with the same schema, pragmas, rows and batch.</summary>
internal sealed class CommandLedger : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly LedgerSample _sample;
    private readonly RowImage _image;
    private readonly SqliteCommand _call;
    private readonly SqliteCommand _participant;
    private readonly SqliteCommand _events;
    private readonly SqliteCommand _link;
    private readonly LedgerPlaces _callPlaces;
    private readonly LedgerPlaces _participantPlaces;

    public CommandLedger(string file, LedgerSample sample, RowImage image)
    {
        _connection = LedgerStores.Open(file);
        (_sample, _image) = (sample, image);
        _call = Prepare(LedgerSql.Insert("ct_calls", image.CallColumns), image.CallColumns.Length);
        _participant = Prepare(LedgerSql.Insert("ct_participants", image.ParticipantColumns), image.ParticipantColumns.Length);
        _events = Prepare(LedgerSql.Insert("ct_event_log", LedgerSql.EventColumns), LedgerSql.EventColumns.Length);
        _link = Prepare(LedgerSql.PutLink, 6);
        _callPlaces = LedgerPlaces.OfCalls(image.CallColumns);
        _participantPlaces = LedgerPlaces.OfParticipants(image.ParticipantColumns);
    }

    /// <summary>Writes calls in one transaction.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="count">How many.</param>
    public void Write(long first, int count)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var command in (SqliteCommand[])[_call, _participant, _events, _link])
        {
            command.Transaction = transaction;
        }

        for (var n = first; n < first + count; n++)
        {
            var id = LedgerSample.Id(n).ToByteArray(bigEndian: true);
            var at = LedgerSql.Microseconds(LedgerSample.At(n));
            var seq = LedgerSample.Seq(n);
            var kind = (int)(n % _sample.Count);
            Run(_events, [LedgerSample.Tenant, LedgerSample.Link, 1L, n + 1, seq, seq + 99, at, _sample.Events(n)]);
            Run(_call, _image.Calls[kind], _callPlaces, id, at, seq);
            foreach (var participant in _image.Participants[kind])
            {
                Run(_participant, participant, _participantPlaces, id, at, seq);
            }
        }

        var last = first + count - 1;
        Run(_link, [
            LedgerSample.Tenant, LedgerSample.Link, 1L, last + 1, LedgerSample.Seq(last), LedgerSql.Microseconds(LedgerSample.At(last))]);
        transaction.Commit();
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_call, _participant, _events, _link])
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The names come from the schema.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        command.Prepare();
        return command;
    }

    private static void Run(SqliteCommand command, Cell[] cells, in LedgerPlaces places, byte[] id, long at, long seq)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            command.Parameters[i].Value = i == places.Id ? id : i == places.StartedAt ? at : i == places.FirstSeq ? seq : cells[i].Value;
        }

        command.ExecuteNonQuery();
    }

    private static void Run(SqliteCommand command, object[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.ExecuteNonQuery();
    }
}
