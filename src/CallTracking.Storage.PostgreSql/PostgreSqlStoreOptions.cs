using Microsoft.Extensions.Options;

namespace CallTracking.Storage.PostgreSql;

/// <summary>How the PostgreSQL store is used.</summary>
public sealed class PostgreSqlStoreOptions
{
    /// <summary>Whether the host creates and changes the tables when it starts; of several hosts one does and the others wait. Default
    /// false: an older schema stops the host with the cure, because changing a shared database is its administrator's decision.</summary>
    public bool MigrateAtStart { get; set; }

    /// <summary>As given to <c>UsePostgreSql</c>.</summary>
    internal string ConnectionString { get; set; } = "";
}

/// <summary>Says at start what is wrong with a connection string, and not at the first call.</summary>
internal sealed class PostgreSqlStoreOptionsValidator : IValidateOptions<PostgreSqlStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgreSqlStoreOptions options) =>
        PostgreSqlConnectionString.TryRead(options.ConnectionString, out _, out var error)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"UsePostgreSql: {error}");
}
