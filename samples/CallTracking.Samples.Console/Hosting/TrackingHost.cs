using CallTracking.Numbering;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Storage.PostgreSql;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Samples.Console.Hosting;

/// <summary>The whole engine in a process of one's own: this is all that embedding takes.</summary>
internal static class TrackingHost
{
    /// <param name="store">The SQLite file, created and migrated when the host starts, or what names a PostgreSQL database, which has to be
    /// of this version.</param>
    /// <param name="site">How the site numbers.</param>
    /// <param name="terminal">Gives the clock.</param>
    /// <param name="addLink">Adds the PBX.</param>
    public static IHost Create(string store, SiteOptions site, Terminal terminal, Action<ICallTrackingBuilder> addLink)
    {
        // Empty: a command-line tool reads no appsettings.json and logs nothing to its user's screen.
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(terminal.Time);
        addLink(UseStore(builder.Services.AddCallTracking(options =>
        {
            options.Site = site;
            // Somebody sits in front of it and can mend what keeps the store from working.
            options.StartWithoutStore = false;
        }), store));
        return builder.Build();
    }

    /// <summary>Keeps the ledger in a SQLite file or in a PostgreSQL database, whichever it names.</summary>
    public static ICallTrackingBuilder UseStore(ICallTrackingBuilder builder, string store) => PostgreSqlConnectionString.IsLikely(store)
        ? builder.UsePostgreSql(store)
        : builder.UseSqlite(ConnectionString(store));

    public static string ConnectionString(string store) => new SqliteConnectionStringBuilder { DataSource = store }.ConnectionString;
}
