using System.CommandLine;
using System.Data.Common;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Storage.PostgreSql;

namespace CallTracking.Samples.Console.Upkeep;

/// <summary>The option <c>--store</c> of the commands that look after a store of either kind, and how a store is called in their words.</summary>
internal static class StoreArgument
{
    public static Option<string?> CreateOption() => new("--store")
    {
        Description = $"The SQLite file with the calls, or the connection string of a PostgreSQL database. Default: {LedgerFile.Calls} in the "
            + "user's data folder. A password is better left to PGPASSWORD or ~/.pgpass: every user of a machine sees arguments.",
        HelpName = "STORE",
    };

    public static string Read(ParseResult parsed, Option<string?> option, Terminal terminal) =>
        parsed.GetValue(option) ?? LedgerFile.InDataFolder(LedgerFile.Calls, terminal);

    /// <summary>A store's name without secrets.</summary>
    public static string NameOf(string store) => !PostgreSqlConnectionString.IsLikely(store)
        ? store
        : Uri.TryCreate(store, UriKind.Absolute, out var uri) ? $"{uri.Host}{uri.AbsolutePath}" : $"{Part(store, "Host", "Server")}/{Part(store, "Database", "DB")}";

    /// <summary>A PostgreSQL store is copied by the database's own tools; which line does it.</summary>
    public static CommandException Backup(string store, string file) => new(
        ExitCode.Usage, $"A PostgreSQL store is copied by its own tool. Run: pg_dump --format=custom --table='ct_*' --file={Quoted(file)} {Target(store)}");

    /// <summary>A PostgreSQL store is restored by the database's own tools; which line does it.</summary>
    public static CommandException Restore(string store, string file) => new(
        ExitCode.Usage,
        "A PostgreSQL store is restored by its own tool, while no host writes. Run: pg_restore --clean --if-exists --single-transaction "
        + $"{Target(store)} {Quoted(file)}");

    private static string Target(string store)
    {
        if (Uri.TryCreate(store, UriKind.Absolute, out var uri))
        {
            var user = uri.UserInfo.Split(':')[0];
            return $"--dbname={Quoted($"postgresql://{(user.Length > 0 ? user + "@" : "")}{uri.Authority}{uri.AbsolutePath}")}";
        }

        (string Name, string? Value)[] options =
        [
            ("host", Part(store, "Host", "Server")), ("port", Part(store, "Port")),
            ("username", Part(store, "Username", "User Name", "User ID", "UserId", "UID")), ("dbname", Part(store, "Database", "DB")),
        ];
        return string.Join(' ', options.Where(option => option.Value is not null).Select(option => $"--{option.Name}={Quoted(option.Value!)}"));
    }

    private static string? Part(string store, params string[] names)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = store;
        }
        catch (ArgumentException)
        {
            return null;
        }

        return names.Where(parts.ContainsKey).Select(name => parts[name].ToString()).FirstOrDefault();
    }

    private static string Quoted(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:@".Contains(letter, StringComparison.Ordinal)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
