using CallTracking.Access;
using CallTracking.Identification;
using CallTracking.Links;
using CallTracking.Privacy;
using CallTracking.Storage;
using CallTracking.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Registers the embedded store.</summary>
public static class CallTrackingSqliteExtensions
{
    /// <summary>Keeps the ledger in one SQLite file, created and migrated at start. One host at a time writes to it; others may read.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">As Microsoft.Data.Sqlite reads it, for instance <c>Data Source=calls.db</c>. It must name a file on a
    /// local disk. Checked when the host starts.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The host has another store already.</exception>
    public static ICallTrackingBuilder UseSqlite(this ICallTrackingBuilder builder, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        if (!builder.ClaimStore("UseSqlite", connectionString))
        {
            return builder;
        }

        var services = builder.Services;
        services.AddSingleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>();
        services.AddOptions<SqliteStoreOptions>().Configure(options => options.ConnectionString = connectionString).ValidateOnStart();
        services.PostConfigure<CallTrackingOptions>(options => options.SpoolDirectory ??= Beside(connectionString, ".spool"));
        services.PostConfigure<PrivacyOptions>(options => options.PseudonymKeyFile ??= Beside(connectionString, ".privacy"));
        services.PostConfigure<AuditOptions>(options => options.Directory ??= Beside(connectionString, ".audit"));
        services.AddSingleton<SqliteStore>();
        services.AddSingleton<ICallTrackingDbContextFactory, SqliteDbContextFactory>();
        services.AddSingleton<ILedgerStoreCheck, SqliteStoreCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ILedgerBackup, SqliteBackup>();
        services.AddSingleton<ILedgerSchema, SqliteLedgerSchema>();
        services.AddSingleton<IContactSearch, SqliteContactSearch>();
        services.AddSingleton<ILinkLease, SqliteLinkLease>();
        services.AddSingleton<ILedgerReader, SqliteLedgerReader>();
        services.AddSingleton<ILedgerWriter, SqliteLedgerWriter>();
        return builder;
    }

    // Null where the connection string names no plain file: the store's own check says so, or the general default holds.
    private static string? Beside(string connectionString, string ending)
    {
        try
        {
            var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
            return file.Length == 0 || file.StartsWith("file:", StringComparison.Ordinal) ? null : Path.GetFullPath(file + ending);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return null;
        }
    }
}
