using System.Data.Common;
using System.Diagnostics;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Kits;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>Asks PostgreSQL how it runs what the history and the reader ask of a store of some size: no table is read as a whole.</summary>
[Trait("Size", "server")]
public sealed class QueryPlanTests : IAsyncLifetime
{
    private string _connection = "";
    private OpenStore? _store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connection = await Store.CreateNewAsync();
        _store = Store.Open(_connection);
        await _store.Reader.PrepareAsync(Cancel);
        await _store.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1), Sample.Bare(2)])], Cancel);
        await Store.ExecuteAsync(
            _connection,
            """
            INSERT INTO ct_calls SELECT (jsonb_populate_record(c, jsonb_build_object('id', md5(n::text)::uuid, 'started_at', c.started_at + n * interval '1 minute',
                'external_e164', '+1202555' || (1000 + n % 9000), 'external_reversed', reverse('202555' || (1000 + n % 9000)), 'first_seq', n, 'outcome', n % 9))).*
                FROM ct_calls c, generate_series(1, 20000) n WHERE c.state = 4;
            INSERT INTO ct_participants SELECT p.tenant, c.id, p.ordinal, CASE p.ordinal WHEN 0 THEN (100 + c.first_seq % 400)::text ELSE p.party END, p.kind,
                p.employee_id, p.asked, p.rang, p.answered, p.rings, p.ring_us, p.talk_us, p.hold_us, p.result, c.started_at
                FROM ct_calls c, ct_participants p WHERE c.first_seq > 2 AND p.call_id <> c.id AND p.ordinal < 2;
            INSERT INTO ct_call_families SELECT tenant, link, first_seq::text, started_at, id FROM ct_calls WHERE first_seq > 2;
            INSERT INTO ct_records SELECT tenant, link, 'k' || first_seq, first_seq::text, id, started_at, '\x00' FROM ct_calls WHERE first_seq > 2;
            INSERT INTO ct_event_log SELECT tenant, link, 1, n, n * 10, n * 10 + 9, now(), '\x00' FROM ct_links, generate_series(2, 20000) n;
            ANALYZE ct_calls; ANALYZE ct_participants; ANALYZE ct_call_families; ANALYZE ct_records; ANALYZE ct_event_log;
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [Fact]
    public async Task History_EachFilter_ReadsAnIndex()
    {
        var history = new CallHistory(_store!.Contexts, TimeProvider.System);
        (CallHistoryFilter Filter, string Index)[] cases =
        [
            (new(), "ix_ct_calls_started"),
            (new() { From = Sample.Start, To = Sample.Start.AddHours(1) }, "ix_ct_calls_started"),
            (new() { Outcomes = [CallOutcome.Missed] }, "ix_ct_calls_outcome"),
            (new() { OnlyOpen = true }, "ix_ct_calls_open"),
            (new() { Number = "+12025551234" }, "ix_ct_calls_number"),
            (new() { Number = "5551234" }, "ix_ct_calls_digits"),
            (new() { Party = "101" }, "ix_ct_participants_party"),
        ];
        foreach (var (filter, index) in cases)
        {
            foreach (var after in new CallHistoryCursor?[] { null, new CallHistoryCursor(Sample.Start.AddDays(3), Sample.Id(1)) })
            {
                var plan = await PlanAsync(() => history.ListAsync(Caller.System(), filter, after, 50, Cancel));
                plan.Should().Contain(index, $"{filter} is a range of it").And.NotContain("Seq Scan on ct_calls").And.NotContain("Seq Scan on ct_participants");
            }
        }
    }

    [Fact]
    public async Task Reader_EachQuestion_ReadsAnIndex()
    {
        var reader = _store!.Reader;
        var families = Enumerable.Range(10, 20).Select(n => new FamilyTime($"{n}", Sample.Start)).ToList();
        foreach (var (ask, expected) in new (Func<Task> Ask, string Expected)[]
        {
            (async () => await reader.ReadOpenAsync(Sample.Tenant, Sample.Link, Cancel).FirstAsync(Cancel), "PK_ct_event_log"),
            (() => reader.GetOpenCallsAsync(Sample.Tenant, Sample.Link, Cancel), "ix_ct_calls_open"),
            (() => reader.FindCallsAsync(Sample.Tenant, Sample.Link, families, TimeSpan.FromDays(1), Cancel), "PK_ct_call_families"),
            (() => reader.FindRecordsAsync(Sample.Tenant, Sample.Link, families, TimeSpan.FromDays(1), Cancel), "ix_ct_records_family"),
            (() => reader.GetRecordsAsync(Sample.Tenant, Sample.Link, ["k7", "k8"], Cancel), "PK_ct_records"),
            (() => reader.GetCallsAsync(Sample.Tenant, [Sample.Id(1)], Cancel), "ix_ct_records_call"),
        })
        {
            (await PlanAsync(ask)).Should().Contain(expected).And.NotContain("Seq Scan on ct_event_log").And.NotContain("Seq Scan on ct_records")
                .And.NotContain("Seq Scan on ct_call_families");
        }
    }

    private async Task<string> PlanAsync(Func<Task> ask)
    {
        using var listener = new CommandListener(_connection);
        await ask();
        listener.Plans.Should().NotBeEmpty();
        return string.Join("\n", listener.Plans);
    }

    /// <summary>Explains each command that EF Core runs on one store, in between.</summary>
    private sealed class CommandListener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _connection;
        private readonly string _database;
        private readonly List<IDisposable> _subscriptions = [];

        public CommandListener(string connection)
        {
            _connection = connection;
            _database = new NpgsqlConnectionStringBuilder(connection).Database!;
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public List<string> Plans { get; } = [];

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore")
            {
                _subscriptions.Add(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is CommandEventData { Command: var command } && value.Key == RelationalEventId.CommandExecuting.Name
                && command.Connection!.ConnectionString.Contains(_database, StringComparison.Ordinal))
            {
                Plans.Add(Explain(command));
            }
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }

        public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

        private string Explain(DbCommand command)
        {
            using var connection = new NpgsqlConnection(_connection + ";Pooling=false");
            connection.Open();
#pragma warning disable CA2100 // What EF Core made.
            using var explain = new NpgsqlCommand("EXPLAIN " + command.CommandText, connection);
#pragma warning restore CA2100
            foreach (NpgsqlParameter parameter in command.Parameters)
            {
                explain.Parameters.Add(parameter.Clone());
            }

            using var reader = explain.ExecuteReader();
            var lines = new List<string>();
            while (reader.Read())
            {
                lines.Add(reader.GetString(0));
            }

            return string.Join("\n", lines);
        }
    }
}
