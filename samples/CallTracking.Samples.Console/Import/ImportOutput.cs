using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallTracking.Samples.Console.Import;

/// <summary>What came of an import.</summary>
internal static class ImportOutput
{
    public static void Print(ImportTally tally, string link, long calls, bool isWhole, TextWriter output)
    {
        var rate = tally.Elapsed > TimeSpan.Zero ? tally.Rows / tally.Elapsed.TotalSeconds : 0;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{tally.Rows:N0} records read in {tally.Elapsed.TotalSeconds:0.0} s ({rate:N0}/s), {tally.Damaged:N0} lines passed over; "
            + $"the ledger has {calls:N0} calls of {link}.");
        output.WriteLine(text);
        if (!isWhole)
        {
            output.WriteLine("Stopped before the end; what was read is stored. Run the same command again to go on.");
        }
        else if (tally.Rows == 0 && tally.IsResumed)
        {
            output.WriteLine("There was nothing new: the files had been imported before. --again reads them from their start.");
        }
    }

    public static void PrintJson(ImportTally tally, string link, string store, long calls, bool isWhole, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(
            new Content(
                link, store, isWhole, tally.IsResumed, tally.Rows, tally.Damaged, calls, tally.Elapsed.TotalSeconds,
                [.. tally.Files.Select(static file => new FileContent(file.Path, file.Bytes, file.Length, file.Rows, file.Damaged))]),
            ImportJsonContext.Default.Content));

    internal sealed record Content(
        string Link, string Store, bool Complete, bool Resumed, long Records, long Damaged, long Calls, double Seconds,
        IReadOnlyList<FileContent> Files);

    internal sealed record FileContent(string File, long Bytes, long Length, long Records, long Damaged);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(ImportOutput.Content))]
internal sealed partial class ImportJsonContext : JsonSerializerContext;
