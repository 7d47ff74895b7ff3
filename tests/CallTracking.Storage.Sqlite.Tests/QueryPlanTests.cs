using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Kits;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallTracking.Storage.Sqlite;

/// <summary>Asks SQLite how it would run what the history and the reader ask: each main filter is a range of an index.</summary>
public sealed class QueryPlanTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plans-").FullName;
    private OpenStore? _store;

    private CallHistory History => new(_store!.Contexts);

    private string File => Path.Combine(_folder, "calls.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = Store.Open(File);
        await _store.Reader.PrepareAsync(Cancel);
    }

    public async ValueTask DisposeAsync() => await _store!.DisposeAsync();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<CallHistoryFilter, string> Filters => new()
    {
        { new(), "ix_ct_calls_started (tenant=?" },
        { new() { From = Sample.Start, To = Sample.Start }, "ix_ct_calls_started (tenant=? AND started_at>? AND started_at<?)" },
        { new() { Directions = [CallDirection.Inbound] }, "ix_ct_calls_started (tenant=?" },
        { new() { Outcomes = [CallOutcome.Missed] }, "ix_ct_calls_outcome (tenant=? AND outcome=?" },
        { new() { Outcomes = [CallOutcome.Missed], From = Sample.Start }, "ix_ct_calls_outcome (tenant=? AND outcome=? AND started_at>?" },
        { new() { Outcomes = [CallOutcome.Missed, CallOutcome.Busy] }, "ix_ct_calls_started (tenant=?" },
        { new() { Link = "head-office" }, "ix_ct_calls_started (tenant=?" },
        { new() { OnlyOpen = true }, "ix_ct_calls_open (tenant=?" },
        { new() { Number = "+12025550111" }, "ix_ct_calls_number (tenant=? AND external_e164=?" },
        { new() { Party = "101" }, "ix_ct_participants_party (tenant=? AND party=?" },
        { new() { Party = "101", From = Sample.Start }, "ix_ct_participants_party (tenant=? AND party=? AND started_at>?" },
        { new() { Party = "101", Directions = [CallDirection.Inbound] }, "ix_ct_participants_party (tenant=? AND party=?" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task List_Filter_ReadsOneIndexInTheOrderOfTheHistory(CallHistoryFilter filter, string expected)
    {
        foreach (var after in new CallHistoryCursor?[] { null, new CallHistoryCursor(Sample.Start, Sample.Id(1)) })
        {
            var plan = await PlanAsync(() => History.ListAsync(Caller.System(), filter, after, 50, Cancel));
            plan.Should().Contain(expected).And.NotContain("FOR ORDER BY", "the index has the calls in order");
        }
    }

    [Theory]
    [InlineData("0111", 1)]
    [InlineData("2025550111", 1)]
    [InlineData("02025550111", 2)]
    public async Task List_LastDigits_ReadsRangesOfTheReversedNumber(string number, int ranges)
    {
        foreach (var filter in new CallHistoryFilter[] { new(), new() { From = Sample.Start, To = Sample.Start.AddDays(1) } })
        {
            var plan = await PlanAsync(() => History.ListAsync(Caller.System(), filter with { Number = number }, null, 50, Cancel));
            const string Range = "ix_ct_calls_digits (tenant=? AND external_reversed>? AND external_reversed<?)";
            plan.Split(Range).Should().HaveCount(ranges + 1);
            plan.Should().Contain("sqlite_autoindex_ct_calls_1 (tenant=? AND id=?)").And.NotContain("LIKE");
        }
    }

    [Fact]
    public async Task Get_ById_IsOneKey() =>
        (await PlanAsync(() => History.GetAsync(Caller.System(), Sample.Id(1), Cancel)))
            .Should().Contain("sqlite_autoindex_ct_calls_1 (tenant=? AND id=?)");

    [Fact]
    public async Task Count_OfAParty_ReadsTheIndexOfParties() =>
        (await PlanAsync(() => History.CountAsync(Caller.System(), new() { Party = "101" }, Cancel)))
            .Should().Contain("ix_ct_participants_party (tenant=? AND party=?");

    [Fact]
    public async Task ReadOpen_AtStart_ReadsOpenCallsAndFromThereOn()
    {
        await _store!.Writer.WriteAsync([Sample.Commit(1, [Sample.Bare(1)])], Cancel);
        var plan = await PlanAsync(async () => await _store.Reader.ReadOpenAsync(Sample.Tenant, Sample.Link, Cancel).ToListAsync(Cancel));
        plan.Should().Contain("ix_ct_calls_open (tenant=?)")
            .And.Contain("sqlite_autoindex_ct_event_log_1 (tenant=? AND link=? AND epoch=? AND last_seq>?)")
            .And.Contain("sqlite_autoindex_ct_event_log_1 (tenant=? AND link=? AND epoch>?)").And.NotContain("FOR ORDER BY");
    }

    [Fact]
    public async Task Prune_OldEvents_NeverReadsTheWholeLedger()
    {
        await _store!.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1) with { EndedAt = Sample.Start }])], Cancel);
        var plan = await PlanAsync(() => _store.Reader.PruneAsync(Sample.Tenant, Sample.Link, Sample.Start.AddDays(9), Cancel));
        plan.Should().Contain("ix_ct_calls_open (tenant=?)")
            .And.Contain("ix_ct_calls_log (tenant=? AND link=? AND first_epoch=? AND first_seq>?)")
            .And.Contain("ix_ct_calls_log (tenant=? AND link=? AND first_epoch>?)")
            .And.Contain("sqlite_autoindex_ct_event_log_1 (tenant=? AND link=?)")
            .And.Contain("sqlite_autoindex_ct_event_log_1 (tenant=? AND link=? AND epoch=? AND last_seq<?)").And.NotContain("FOR ORDER BY");
    }

    private async Task<string> PlanAsync(Func<Task> ask)
    {
        using var listener = new CommandListener(File);
        await ask();
        listener.Plans.Should().NotBeEmpty();
        var plan = string.Join("\n", listener.Plans);
        var scanned = Regex.Matches(plan, "^SCAN (\\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        scanned.Should().OnlyContain(name => plan.Contains($"CO-ROUTINE {name}\n", StringComparison.Ordinal), "no table is read as a whole");
        return plan;
    }

    /// <summary>Explains each command that EF Core runs on one file, in between.</summary>
    private sealed class CommandListener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _file;
        private readonly List<IDisposable> _subscriptions = [];

        public CommandListener(string file)
        {
            _file = file;
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public List<string> Plans { get; } = [];

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore")
            {
                _subscriptions.Add(value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is CommandEventData { Command: SqliteCommand command } && command.Connection!.DataSource == _file)
            {
                Plans.Add(Explain(command));
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

        private static string Explain(SqliteCommand command)
        {
            using var explain = command.Connection!.CreateCommand();
#pragma warning disable CA2100 // The text is EF Core's own.
            explain.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
#pragma warning restore CA2100
            foreach (DbParameter parameter in command.Parameters)
            {
                explain.Parameters.AddWithValue(parameter.ParameterName, parameter.Value);
            }

            using var reader = explain.ExecuteReader();
            var lines = new List<string>();
            while (reader.Read())
            {
                lines.Add(reader.GetString(3));
            }

            return string.Join("\n", lines);
        }
    }
}
