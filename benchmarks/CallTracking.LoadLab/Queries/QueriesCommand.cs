using System.CommandLine;
using System.Globalization;
using System.Text;
using CallTracking.Calls;
using CallTracking.Identification;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallTracking.LoadLab.Queries;

/// <summary>The verb <c>queries</c>: how long people wait for lists and searches on a large ledger, and by which index.</summary>
internal static class QueriesCommand
{
    private const double Target = 100;

    public static Command Create()
    {
        var store = new Option<string>("--store") { Description = "sqlite or postgresql.", DefaultValueFactory = _ => "sqlite" };
        store.AcceptOnlyFromAmong("sqlite", "postgresql");
        var contacts = new Option<int>("--contacts") { Description = "How many contacts, with two numbers each.", DefaultValueFactory = _ => 1_000_000 };
        var calls = new Option<int>("--calls") { Description = "How many calls.", DefaultValueFactory = _ => 10_000_000 };
        var at = new Option<string>("--at")
        {
            Description = "The SQLite file, or the PostgreSQL schema in the database that CALLTRACKING_POSTGRES names. Filled once and kept for the next run.",
        };
        var runs = new Option<int>("--runs") { Description = "How often each query is asked, with other arguments each time.", DefaultValueFactory = _ => 40 };
        var markdown = new Option<FileInfo?>("--markdown") { Description = "Writes the result here too." };
        var command = new Command("queries", "Times lists and searches on a large ledger, and names the index of each.") { store, contacts, calls, at, runs, markdown };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var data = new ScaleData(Math.Max(1_000, parsed.GetValue(contacts)), Math.Max(10_000, parsed.GetValue(calls)));
            var isSqlite = parsed.GetValue(store) == "sqlite";
            var place = parsed.GetValue(at) ?? (isSqlite
                ? Path.Combine(Path.GetTempPath(), $"calltracking-scale-{data.Contacts}-{data.Calls}.db")
                : $"scale_{data.Contacts}_{data.Calls}");
            var connection = isSqlite ? $"Data Source={place}" : await SchemaAsync(place, cancellationToken).ConfigureAwait(false);
            await FillAsync(data, isSqlite, place, connection, cancellationToken).ConfigureAwait(false);
            var host = Open(isSqlite, connection);
            await using (host.ConfigureAwait(false))
            {
                await host.GetRequiredService<ILedgerReader>().PrepareAsync(cancellationToken).ConfigureAwait(false);
                var history = host.GetRequiredService<CallHistory>();
                var bench = new QueryBench(
                    data, history, host.GetRequiredService<ContactFinder>(), host.GetRequiredService<CallerIdentification>(), isSqlite, parsed.GetValue(runs));
                var figures = await bench.RunAsync(cancellationToken).ConfigureAwait(false);
                var rates = await bench.RatesAsync(cancellationToken).ConfigureAwait(false);
                var text = Report(await NameAsync(host).ConfigureAwait(false), data, figures, rates, string.Join(' ', Environment.GetCommandLineArgs().Skip(1)));
                await Output.WriteAsync(text, parsed.GetValue(markdown), "", null, cancellationToken).ConfigureAwait(false);
                return figures.All(figure => figure.Indexes.All(index => !index.StartsWith("SCAN", StringComparison.Ordinal))) ? 0 : 1;
            }
        });
        return command;
    }

    private static ServiceProvider Open(bool isSqlite, string connection)
    {
        var services = new ServiceCollection();
        var builder = services.AddCallTracking();
        _ = isSqlite ? builder.UseSqlite(connection) : builder.UsePostgreSql(connection, static options => options.MigrateAtStart = true);
        return services.BuildServiceProvider();
    }

    // The bulk has the store for itself: no connection of a host may be open meanwhile.
    private static async Task FillAsync(ScaleData data, bool isSqlite, string place, string connection, CancellationToken cancellationToken)
    {
        var host = Open(isSqlite, isSqlite ? connection + ";Pooling=False" : connection);
        bool isEmpty;
        await using (host.ConfigureAwait(false))
        {
            await host.GetRequiredService<ILedgerReader>().PrepareAsync(cancellationToken).ConfigureAwait(false);
            isEmpty = (await host.GetRequiredService<CallHistory>().ListAsync(Access.Caller.System(), new(), null, 1, cancellationToken)
                .ConfigureAwait(false)).Calls.Count == 0;
        }

        if (isEmpty)
        {
            using IBulkStore bulk = isSqlite ? new SqliteBulkStore(place) : new PostgresBulkStore(connection);
            new ScaleFill(data, bulk).Run(cancellationToken);
        }
    }

    private static async Task<string> NameAsync(ServiceProvider host)
    {
        var context = host.GetRequiredService<ICallTrackingDbContextFactory>().Create(Access.Caller.System());
        await using (context.ConfigureAwait(false))
        {
            await context.Database.OpenConnectionAsync().ConfigureAwait(false);
            var isSqlite = context.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal);
            return $"{(isSqlite ? "SQLite" : "PostgreSQL")} {context.Database.GetDbConnection().ServerVersion}";
        }
    }

    private static async Task<string> SchemaAsync(string schema, CancellationToken cancellationToken)
    {
        var server = Environment.GetEnvironmentVariable("CALLTRACKING_POSTGRES")
            ?? throw new LedgerStoreException("CALLTRACKING_POSTGRES names no database: export what eng/servers/postgres.sh env prints.", isTransient: false);
        var source = NpgsqlDataSource.Create(server + ";Pooling=false");
        await using (source.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // The operator's own name of the schema.
            var command = source.CreateCommand($"CREATE SCHEMA IF NOT EXISTS \"{schema}\"");
#pragma warning restore CA2100
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return new NpgsqlConnectionStringBuilder(server) { SearchPath = schema }.ConnectionString;
    }

    private static string Report(string store, ScaleData data, List<QueryFigure> figures, (double One, double Bulk) rates, string arguments)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {store}: {data.Contacts:N0} contacts with {2 * data.Contacts:N0} numbers, {data.Calls:N0} calls").AppendLine();
        foreach (var line in Machine.Describe(TimeProvider.System, $"loadlab {arguments}").Lines())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{line}  ");
        }

        text.AppendLine().AppendLine("| query | p50, ms | worst, ms | rows | indexes, as the query plan names them | |").AppendLine("|---|--:|--:|--:|---|---|");
        foreach (var figure in figures)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {figure.Name} | {figure.Median:0.00} | {figure.Worst:0.00} | {figure.Rows:0.#} | {string.Join(", ", figure.Indexes)} | {(figure.Worst < Target ? "" : figure.Median < Target ? "worst over 100 ms" : "over 100 ms")} |");
        }

        text.AppendLine().AppendLine(
            CultureInfo.InvariantCulture,
            $"Identification, one thread, another number each time: {rates.One:N0} a second ({1e6 / rates.One:0} µs each). In bulk: {rates.Bulk:N0} numbers a second.");
        return text.ToString();
    }
}
