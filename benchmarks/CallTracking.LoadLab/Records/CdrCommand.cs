using System.CommandLine;
using System.Text;

namespace CallTracking.LoadLab.Records;

/// <summary>The verb <c>cdr</c>: writes a CDR file to import.</summary>
internal static class CdrCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The file to write." };
        var rows = new Option<int>("--rows") { Description = "How many rows at least.", DefaultValueFactory = static _ => 1_000_000 };
        var seed = new Option<int>("--seed") { Description = "Which file: the same seed gives the same one.", DefaultValueFactory = static _ => 1 };
        var command = new Command("cdr", "Writes a CDR file of an office, for imports.") { file, rows, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var writer = new StreamWriter(parsed.GetRequiredValue(file).FullName, append: false, new UTF8Encoding(false), 1 << 20);
            await using (writer.ConfigureAwait(false))
            {
                var (calls, written) = new CdrRecords(parsed.GetValue(seed)).Write(writer, parsed.GetValue(rows));
                await Console.Out.WriteLineAsync($"{written} rows of {calls} calls".AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        });
        return command;
    }
}
