using Npgsql;
using NpgsqlTypes;

namespace CallTracking.LoadLab.Ledger;

/// <summary>
/// The fixed baseline of ingest on PostgreSQL: binary COPY, the fastest way that the server has to take rows, with the same schema, rows and
/// batch and one transaction per batch, and nothing else. It must never be made faster: the target is a share of it.
/// </summary>
internal sealed class CopyLedger : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly LedgerSample _sample;
    private readonly CopyImage _image;
    private readonly NpgsqlCommand _link;

    public CopyLedger(string connection, LedgerSample sample, CopyImage image)
    {
        _connection = new NpgsqlConnection(connection + ";Pooling=false");
        _connection.Open();
        (_sample, _image) = (sample, image);
        _link = new NpgsqlCommand(
            "INSERT INTO ct_links (tenant, link, epoch, ordinal, seq, at, lease) VALUES ($1, $2, 1, $3, $4, $5, 0) ON CONFLICT (tenant, link) DO UPDATE SET "
            + "epoch = excluded.epoch, ordinal = excluded.ordinal, seq = excluded.seq, at = excluded.at",
            _connection);
        foreach (var type in (NpgsqlDbType[])[NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.TimestampTz])
        {
            _link.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }

        _link.Prepare();
    }

    /// <summary>Writes calls in one transaction.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="count">How many.</param>
    public void Write(long first, int count)
    {
        using var transaction = _connection.BeginTransaction();
        using (var events = _connection.BeginBinaryImport(
            "COPY ct_event_log (tenant, link, epoch, ordinal, first_seq, last_seq, at, events) FROM STDIN (FORMAT BINARY)"))
        {
            for (var n = first; n < first + count; n++)
            {
                events.StartRow();
                events.Write(LedgerSample.Tenant, NpgsqlDbType.Text);
                events.Write(LedgerSample.Link, NpgsqlDbType.Text);
                events.Write(1L, NpgsqlDbType.Bigint);
                events.Write(n + 1, NpgsqlDbType.Bigint);
                events.Write(LedgerSample.Seq(n), NpgsqlDbType.Bigint);
                events.Write(LedgerSample.Seq(n) + 99, NpgsqlDbType.Bigint);
                events.Write(LedgerSample.At(n).UtcDateTime, NpgsqlDbType.TimestampTz);
                events.Write(_sample.Events(n), NpgsqlDbType.Bytea);
            }

            events.Complete();
        }

        Copy(_image.Calls, first, count, n => [_image.CallRows[(int)(n % _sample.Count)]]);
        Copy(_image.Participants, first, count, n => _image.ParticipantRows[(int)(n % _sample.Count)]);
        var last = first + count - 1;
        object[] values = [LedgerSample.Tenant, LedgerSample.Link, last + 1, LedgerSample.Seq(last), LedgerSample.At(last).UtcDateTime];
        for (var i = 0; i < values.Length; i++)
        {
            _link.Parameters[i].Value = values[i];
        }

        _link.ExecuteNonQuery();
        transaction.Commit();
    }

    public void Dispose()
    {
        _link.Dispose();
        _connection.Dispose();
    }

    private void Copy(CopyTable table, long first, int count, Func<long, object[][]> rows)
    {
        using var copy = _connection.BeginBinaryImport($"COPY {table.Name} ({string.Join(", ", table.Columns)}) FROM STDIN (FORMAT BINARY)");
        for (var n = first; n < first + count; n++)
        {
            foreach (var row in rows(n))
            {
                copy.StartRow();
                for (var i = 0; i < row.Length; i++)
                {
                    Write(copy, table, i, row[i], n);
                }
            }
        }

        copy.Complete();
    }

    private static void Write(NpgsqlBinaryImporter copy, CopyTable table, int column, object value, long n)
    {
        if (column == table.Places.Id)
        {
            copy.Write(LedgerSample.Id(n), NpgsqlDbType.Uuid);
        }
        else if (column == table.Places.StartedAt)
        {
            copy.Write(LedgerSample.At(n).UtcDateTime, NpgsqlDbType.TimestampTz);
        }
        else if (column == table.Places.FirstSeq)
        {
            copy.Write(LedgerSample.Seq(n), NpgsqlDbType.Bigint);
        }
        else if (value is DBNull)
        {
            copy.WriteNull();
        }
        else
        {
            switch (value)
            {
                case string text: copy.Write(text, NpgsqlDbType.Text); break;
                case int number: copy.Write(number, NpgsqlDbType.Integer); break;
                case long number: copy.Write(number, NpgsqlDbType.Bigint); break;
                case bool flag: copy.Write(flag, NpgsqlDbType.Boolean); break;
                case DateTime instant: copy.Write(instant, NpgsqlDbType.TimestampTz); break;
                default: copy.Write((Guid)value, NpgsqlDbType.Uuid); break;
            }
        }
    }
}

/// <summary>A table to copy into.</summary>
internal sealed record CopyTable(string Name, string[] Columns, LedgerPlaces Places);

/// <summary>The rows that the product's writer leaves for each call of a sample, read back from the store.</summary>
internal sealed record CopyImage(CopyTable Calls, object[][] CallRows, CopyTable Participants, object[][][] ParticipantRows)
{
    public static async Task<CopyImage> ReadAsync(string connection)
    {
        var (callColumns, calls) = await QueryAsync(connection, "SELECT * FROM ct_calls ORDER BY id").ConfigureAwait(false);
        var (partyColumns, parties) = await QueryAsync(connection, "SELECT * FROM ct_participants ORDER BY call_id, ordinal").ConfigureAwait(false);
        var (id, owner) = (Array.IndexOf(callColumns, "id"), Array.IndexOf(partyColumns, "call_id"));
        var byCall = parties.ToLookup(row => (Guid)row[owner]);
        return new CopyImage(
            new CopyTable("ct_calls", callColumns, LedgerPlaces.OfCalls(callColumns)), calls,
            new CopyTable("ct_participants", partyColumns, LedgerPlaces.OfParticipants(partyColumns)),
            [.. calls.Select(call => byCall[(Guid)call[id]].ToArray())]);
    }

    private static async Task<(string[] Columns, object[][] Rows)> QueryAsync(string connection, string sql)
    {
        var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using (source.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // The two texts above.
            var command = source.CreateCommand(sql);
#pragma warning restore CA2100
            await using (command.ConfigureAwait(false))
            {
                var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var rows = new List<object[]>();
                    while (await reader.ReadAsync().ConfigureAwait(false))
                    {
                        var row = new object[reader.FieldCount];
                        reader.GetValues(row);
                        rows.Add(row);
                    }

                    return ([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], [.. rows]);
                }
            }
        }
    }
}
