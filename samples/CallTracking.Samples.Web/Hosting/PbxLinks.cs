using CallTracking.Demo;
using CallTracking.Numbering;
using CallTracking.Pbx.Simulator;
using CallTracking.Samples.Web.Hosting.Demo;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Data.Sqlite;

namespace CallTracking.Samples.Web.Hosting;

/// <summary>Adds the engine with its store and the links to PBXes that the configuration names.</summary>
internal static class PbxLinks
{
    private const string Cure =
        "Add one to the configuration: CallTracking:Links:NAME:Type = asterisk, freeswitch or simulator, with its Host and so on (README). Or try --demo.";

    // A call begins every twenty seconds, and four or five of twelve people talk: enough to see, not too much to follow.
    private const int DemoCallsPerDay = 4_300;

    /// <exception cref="StartException">The configuration names no link, or one of an unknown type.</exception>
    public static void AddTracking(this WebApplicationBuilder builder, WebSettings settings)
    {
        var section = builder.Configuration.GetSection(WebSettings.Section);
        var tracking = builder.Services.AddCallTracking(engine =>
        {
            section.GetSection("Site").Bind(engine.Site);
            engine.Tenant = section["Tenant"] ?? engine.Tenant;
            // A file that cannot be used stays so; a server may come back.
            engine.StartWithoutStore = settings.IsPostgreSql;
            foreach (var link in section.GetSection("Links").GetChildren().Where(link => link.GetSection("Site").Exists()))
            {
                var site = new SiteOptions();
                link.GetSection("Site").Bind(site);
                engine.LinkSites[link.Key] = site;
            }

            if (settings.IsDemo)
            {
                DemoCompany.Configure(engine.Site);
            }
        });
        UseStore(tracking, settings.Store);
        tracking.AddPhotos();
        if (settings.IsDemo)
        {
            var outside = new SimulatedOutside();
            builder.Services.AddSingleton(outside);
            builder.Services.AddSingleton<DemoVisitors>();
            builder.Services.AddScoped<CircuitHandler, DemoVisits>();
            builder.Services.AddHostedService<DemoCalls>();
            tracking.AddSimulator(DemoCompany.Link, pbx =>
            {
                pbx.Outside = outside;
                DemoCompany.Configure(pbx, new DemoOptions());
                pbx.Speed = settings.Speed;
                pbx.CallsPerDay = DemoCallsPerDay;
                pbx.RoundTheClock = true;
            });
            return;
        }

        var links = section.GetSection("Links").GetChildren().ToList();
        if (links.Count == 0)
        {
            throw new StartException(ExitCode.Usage, $"No PBX is set up. {Cure}");
        }

        foreach (var link in links)
        {
            Add(tracking, link);
        }
    }

    /// <summary>Keeps the ledger in a SQLite file or in a PostgreSQL database, whichever it names.</summary>
    public static void UseStore(ICallTrackingBuilder tracking, string store)
    {
        if (Storage.PostgreSql.PostgreSqlConnectionString.IsLikely(store))
        {
            tracking.UsePostgreSql(store);
        }
        else
        {
            tracking.UseSqlite(new SqliteConnectionStringBuilder { DataSource = store }.ConnectionString);
        }
    }

    private static void Add(ICallTrackingBuilder tracking, IConfigurationSection link)
    {
        switch (link["Type"]?.ToLowerInvariant())
        {
            case "asterisk":
                tracking.AddAsterisk(link.Key, options => link.Bind(options));
                break;

            case "freeswitch":
                tracking.AddFreeSwitch(link.Key, options => link.Bind(options));
                break;

            case "simulator":
                tracking.AddSimulator(link.Key, options => Bind(link, options));
                break;

            case var type:
                throw new StartException(ExitCode.Usage, $"The link '{link.Key}' has {(type is null ? "no Type" : $"the Type '{type}'")}. {Cure}");
        }
    }

    private static void Bind(IConfigurationSection link, SimulatorOptions options)
    {
        options.RoundTheClock = true;
        link.Bind(options);
    }
}
