using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Storage;

namespace CallTracking.Samples.Console.Upkeep;

/// <summary>How what a check found is shown.</summary>
internal static class CheckOutput
{
    public static void Print(string store, LedgerCheckReport report, TextWriter output)
    {
        var number = CultureInfo.InvariantCulture;
        output.WriteLine(report.IsSound
            ? $"{Printable.Line(store)} is sound."
            : $"{Printable.Line(store)} is not sound: {report.Findings.Count} {(report.Findings.Count == 1 ? "rule does" : "rules do")} not hold.");
        foreach (var finding in report.Findings)
        {
            output.WriteLine(string.Create(number, $"  {finding.Rule} ({finding.Count:N0}): {Printable.Line(finding.Text)}"));
            foreach (var example in finding.Examples)
            {
                output.WriteLine($"    {Printable.Line(example)}");
            }
        }

        output.WriteLine(string.Create(
            number,
            $"Looked at {report.Calls:N0} calls ({report.OpenCalls:N0} open), {report.EventLogEntries:N0} entries of the event log with "
            + $"{report.Events:N0} events, and {report.Gaps:N0} coverage gaps."));
        if (report.Quarantined > 0)
        {
            output.WriteLine(string.Create(
                number, $"{report.Quarantined:N0} events were set aside because the rules failed on them: please report them as bugs."));
        }
    }

    public static void PrintJson(string store, LedgerCheckReport report, Terminal terminal) =>
        terminal.Out.WriteLine(JsonSerializer.Serialize(CheckContent.Of(store, report), CheckJsonContext.Default.CheckContent));

    public static void PrintJson(LedgerBackupReport report, Terminal terminal) =>
        terminal.Out.WriteLine(JsonSerializer.Serialize(
            new CopyContent(report.File, report.Bytes, report.Replaced, CheckContent.Of(report.File, report.Check)),
            CheckJsonContext.Default.CopyContent));

    internal sealed record CheckContent(
        string Store, bool Sound, long Calls, long OpenCalls, long EventLogEntries, long Events, long Gaps, long Quarantined,
        IReadOnlyList<LedgerFinding> Findings)
    {
        public static CheckContent Of(string store, LedgerCheckReport report) => new(
            store, report.IsSound, report.Calls, report.OpenCalls, report.EventLogEntries, report.Events, report.Gaps, report.Quarantined,
            report.Findings);
    }

    internal sealed record CopyContent(string File, long Bytes, string? Replaced, CheckContent Check);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(CheckOutput.CheckContent))]
[JsonSerializable(typeof(CheckOutput.CopyContent))]
internal sealed partial class CheckJsonContext : JsonSerializerContext;
