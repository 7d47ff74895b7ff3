using CallTracking.Identification;
using CallTracking.Links;
using CallTracking.Storage;
using CallTracking.Storage.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Registers the PostgreSQL store.</summary>
public static class CallTrackingPostgreSqlExtensions
{
    /// <summary>Keeps the ledger in a PostgreSQL database, which several hosts may share: each link is then held by one of them at a time.
    /// Tables are named <c>ct_…</c> and lie in the first schema of the connection's search path.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">Keywords as Npgsql reads them (<c>Host=db;Username=calls;Password=…;Database=crm</c>), or a
    /// <c>postgresql://user:password@host:port/database</c> URI. Checked when the host starts. Connect to the server itself or through a
    /// pooler in session mode: statements stay prepared.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The host has another store already.</exception>
    public static ICallTrackingBuilder UsePostgreSql(
        this ICallTrackingBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        var options = new PostgreSqlStoreOptions();
        configure?.Invoke(options);
        if (!builder.ClaimStore("UsePostgreSql", (connectionString, options.MigrateAtStart)))
        {
            return builder;
        }

        var services = builder.Services;
        services.AddSingleton<IValidateOptions<PostgreSqlStoreOptions>, PostgreSqlStoreOptionsValidator>();
        services.AddOptions<PostgreSqlStoreOptions>()
            .Configure(own =>
            {
                configure?.Invoke(own);
                own.ConnectionString = connectionString;
            })
            .ValidateOnStart();
        services.AddSingleton<PostgreSqlStore>();
        services.AddSingleton<ICallTrackingDbContextFactory, PostgreSqlDbContextFactory>();
        services.AddSingleton<PostgreSqlSchema>();
        services.AddSingleton<ILedgerSchema>(host => host.GetRequiredService<PostgreSqlSchema>());
        services.AddSingleton<IContactSearch, PostgreSqlContactSearch>();
        services.AddSingleton<ILinkLease, PostgreSqlLinkLease>();
        services.AddSingleton<ILedgerReader, PostgreSqlLedgerReader>();
        services.AddSingleton<ILedgerWriter, PostgreSqlLedgerWriter>();
        return builder;
    }
}
