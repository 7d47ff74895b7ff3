using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CallTracking.Links;
using CallTracking.LoadLab.Tracking;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.LoadLab.Records;

/// <summary>The verb <c>import</c>: takes a CDR file into a ledger through the whole engine and tells rate and memory as it goes.</summary>
internal static class ImportCommand
{
    private const int RowsPerLine = 50_000;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A CDR file, for instance of the verb cdr." };
        var store = new Option<string>("--store") { Description = "The SQLite file; made.", Required = true };
        var live = new Option<bool>("--live") { Description = "Collects garbage before each line, so that the heap shows what is alive." };
        var command = new Command("import", "Imports a CDR file into SQLite and tells rows a second and memory on the way.") { file, store, live };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddCallTracking(static options => options.Site = LoadSite.Options)
                .UseSqlite($"Data Source={parsed.GetRequiredValue(store)}")
                .AddAsteriskCdr("import", options =>
                {
                    options.ImportFiles.Add(parsed.GetRequiredValue(file).FullName);
                    options.Progress = new Table(parsed.GetValue(live));
                });
            using var host = builder.Build();
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var link in host.Services.GetRequiredService<ILinkMonitor>().ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (link.State == LinkState.Finished)
                {
                    break;
                }
            }

            await host.StopAsync(cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private sealed class Table(bool live) : IProgress<RecordProgress>
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private long _next;

        public void Report(RecordProgress value)
        {
            if (value.Rows < _next && value.Bytes < value.Length)
            {
                return;
            }

            _next = value.Rows + RowsPerLine;
            var heap = GC.GetTotalMemory(forceFullCollection: live);
            var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{value.Rows,9:N0} rows  {seconds,7:0.0} s  {value.Rows / seconds,7:N0} rows/s  {value.Rows / Environment.CpuUsage.TotalTime.TotalSeconds,7:N0} rows/CPU s  "
                + $"heap {heap / 1048576,5:N0} MB  working set {Environment.WorkingSet / 1048576,5:N0} MB"));
        }
    }
}
