using System.CommandLine;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Storage.PostgreSql;

namespace CallTracking.Samples.Console.Hosting;

/// <summary>The option <c>--store</c>: which SQLite file holds the ledger.</summary>
internal static class LedgerFile
{
    public const string Calls = "calls.db";
    public const string Demo = "demo.db";

    /// <summary>The environment variable that names another data folder.</summary>
    public const string FolderVariable = "CALLTRACKING_DATA";

    public static Option<string?> CreateOption(string description) => new("--store") { Description = description, HelpName = "FILE" };

    /// <summary>A file in the user's own data folder.</summary>
    public static string InDataFolder(string name, Terminal terminal)
    {
        if (terminal.Environment(FolderVariable) is { Length: > 0 } chosen)
        {
            return Path.Combine(chosen, name);
        }

        var own = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(own, "calltracking", name);
    }

    /// <summary>A file that nobody has yet.</summary>
    public static string NewTemporary(TimeProvider time) =>
        Path.Combine(Path.GetTempPath(), "calltracking", $"demo-{Guid.CreateVersion7(time.GetUtcNow())}.db");

    /// <summary>Makes the folder of a file that is to be written.</summary>
    /// <exception cref="CommandException">It cannot be made.</exception>
    public static string ForWriting(string path)
    {
        if (PostgreSqlConnectionString.IsLikely(path))
        {
            return path;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException(
                ExitCode.Store, $"The folder of {path} cannot be made ({exception.Message}). Name another file with --store.", exception);
        }
    }
}
