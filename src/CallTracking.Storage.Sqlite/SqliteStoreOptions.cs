using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace CallTracking.Storage.Sqlite;

/// <summary>Where the ledger lies.</summary>
internal sealed class SqliteStoreOptions
{
    /// <summary>As Microsoft.Data.Sqlite reads it.</summary>
    public string ConnectionString { get; set; } = "";
}

/// <summary>Says at start what is wrong with a connection string, and not at the first call.</summary>
internal sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        SqliteConnectionStringBuilder connection;
        try
        {
            connection = new SqliteConnectionStringBuilder(options.ConnectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return ValidateOptionsResult.Fail(
                $"UseSqlite: the connection string cannot be read ({exception.Message.ReplaceLineEndings(" ")}). Write for instance 'Data Source=calls.db'.");
        }

        if (string.IsNullOrWhiteSpace(connection.DataSource))
        {
            return ValidateOptionsResult.Fail("UseSqlite: the connection string names no file. Write for instance 'Data Source=calls.db'.");
        }

        if (connection.DataSource == ":memory:" || connection.Mode == SqliteOpenMode.Memory)
        {
            return ValidateOptionsResult.Fail(
                "UseSqlite: a database in memory would lose the ledger. Name a file, for instance 'Data Source=calls.db'.");
        }

        return connection.Cache == SqliteCacheMode.Shared
            ? ValidateOptionsResult.Fail("UseSqlite: leave out 'Cache=Shared': it makes readers block the writer.")
            : ValidateOptionsResult.Success;
    }
}
