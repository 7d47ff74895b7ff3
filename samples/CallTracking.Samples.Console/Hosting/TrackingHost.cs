using CallTracking.Numbering;
using CallTracking.Samples.Console.CommandLine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Samples.Console.Hosting;

/// <summary>The whole engine in a process of one's own: this is all that embedding takes.</summary>
internal static class TrackingHost
{
    /// <param name="store">The SQLite file; created and migrated when the host starts.</param>
    /// <param name="site">How the site numbers.</param>
    /// <param name="terminal">Gives the clock.</param>
    /// <param name="addLink">Adds the PBX.</param>
    public static IHost Create(string store, SiteOptions site, Terminal terminal, Action<ICallTrackingBuilder> addLink)
    {
        // Empty: a command-line tool reads no appsettings.json and logs nothing to its user's screen.
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(terminal.Time);
        addLink(builder.Services.AddCallTracking(options =>
        {
            options.Site = site;
            // Somebody sits in front of it and can mend what keeps the store from working.
            options.StartWithoutStore = false;
        }).UseSqlite(ConnectionString(store)));
        return builder.Build();
    }

    public static string ConnectionString(string store) => new SqliteConnectionStringBuilder { DataSource = store }.ConnectionString;
}
