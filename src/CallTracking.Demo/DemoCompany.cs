using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Links;
using CallTracking.Numbering;
using CallTracking.Pbx.Simulator;
using CallTracking.Pipeline;
using CallTracking.Ratings;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Demo;

/// <summary>Makes a fictional company in an empty store.</summary>
public static class DemoCompany
{
    /// <summary>Name of the link over which the company's calls came.</summary>
    public const string Link = "demo";

    /// <summary>Makes the company: staff and customers first, then the calls through the engine itself, then what people did about them.</summary>
    /// <param name="useStore">Chooses the store: <c>tracking => tracking.UseSqlite(…)</c>.</param>
    /// <param name="options">What it is like.</param>
    /// <param name="time">The clock that says what today is; null for the system's.</param>
    /// <param name="cancellationToken">Gives up; what was made stays.</param>
    /// <exception cref="DemoStoreException">There are employees in the store.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="LedgerStoreException">The store cannot be used.</exception>
    public static async Task<DemoSummary> CreateAsync(
        Action<ICallTrackingBuilder> useStore, DemoOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(useStore);
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var today = (time ?? TimeProvider.System).GetUtcNow().UtcDateTime.Date;
        var until = options.Until ?? new DateTimeOffset(today, TimeSpan.Zero);
        var start = until.AddDays(-options.Days);
        var clock = new DemoClock(start.AddDays(-1));
        var random = new Random(options.Seed);
        var world = new DemoWorld(random, options.Customers);
        using var host = Build(useStore, options, clock, start, world);
        await PrepareAsync(host.Services, cancellationToken).ConfigureAwait(false);
        var staff = new DemoStaff(host.Services);
        await staff.HireAsync(world, clock.Now, cancellationToken).ConfigureAwait(false);
        var customers = new DemoCustomers(host.Services, random);
        await customers.EnterAsync(world, cancellationToken).ConfigureAwait(false);

        clock.Now = until;
        await PlayAsync(host, cancellationToken).ConfigureAwait(false);
        await customers.GoOnAsync(world, clock, start, until, cancellationToken).ConfigureAwait(false);
        var work = new DemoWork(host.Services, random);
        var (calls, ratings) = await work.RateAsync(cancellationToken).ConfigureAwait(false);
        var tasks = await work.AssignAsync(world, clock, until, cancellationToken).ConfigureAwait(false);
        clock.Now = until;
        var owed = await host.Services.GetRequiredService<ObligationBook>().CountAsync(Caller.System(), new ObligationFilter(), cancellationToken)
            .ConfigureAwait(false);
        return new DemoSummary(world.Employees.Count, world.Customers.Count, calls, (int)owed, tasks, ratings);
    }

    /// <summary>Gives a simulated PBX the company's phones, and its customers as those who call: for a link that goes on live where the
    /// company's calls end.</summary>
    /// <param name="pbx">The simulated PBX; its speed, calls a day and the like stay.</param>
    /// <param name="options">What the company was made of.</param>
    public static void Configure(SimulatorOptions pbx, DemoOptions options)
    {
        ArgumentNullException.ThrowIfNull(pbx);
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        Configure(pbx, new DemoWorld(new Random(options.Seed), options.Customers));
    }

    /// <summary>Sets how the company numbers.</summary>
    /// <param name="site">The site of its links.</param>
    public static void Configure(SiteOptions site)
    {
        ArgumentNullException.ThrowIfNull(site);
        (site.Extensions, site.Rooms) = ("^7\\d{3}$", "^8\\d{3}$");
    }

    private static void Configure(SimulatorOptions pbx, DemoWorld world)
    {
        pbx.Extensions.Clear();
        world.Employees.ForEach(one => pbx.Extensions.Add(new SimulatedExtension(one.Extension, one.Name)));
        pbx.Customers.Clear();
        world.Callers().ForEach(pbx.Customers.Add);
    }

    private static void Check(DemoOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Days, 1, nameof(options.Days));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Days, 365, nameof(options.Days));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CallsPerDay, 1, nameof(options.CallsPerDay));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.CallsPerDay, 2_000, nameof(options.CallsPerDay));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Customers, 10, nameof(options.Customers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Customers, 500, nameof(options.Customers));
    }

    private static IHost Build(
        Action<ICallTrackingBuilder> useStore, DemoOptions options, DemoClock clock, DateTimeOffset start, DemoWorld world)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IPhotoEncoder, DemoPhoto>();
        var tracking = builder.Services.AddCallTracking(engine =>
        {
            Configure(engine.Site);
            engine.StartWithoutStore = false;
        });
        useStore(tracking);
        tracking.AddSimulator(Link, pbx =>
        {
            (pbx.Seed, pbx.Days, pbx.CallsPerDay, pbx.StartAt, pbx.Speed) =
                (options.Seed, options.Days, options.CallsPerDay, start, SimulatorOptions.AsFastAsPossible);
            Configure(pbx, world);
        });
        return builder.Build();
    }

    private static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ILedgerReader>().PrepareAsync(cancellationToken).ConfigureAwait(false);
        if ((await services.GetRequiredService<StaffBook>().ListAsync(Caller.System(), withFormer: true, cancellationToken).ConfigureAwait(false)).Count > 0)
        {
            throw new DemoStoreException("There are employees in this store already: demo data goes into an empty one.");
        }
    }

    private static async Task PlayAsync(IHost host, CancellationToken cancellationToken)
    {
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (var link in host.Services.GetRequiredService<ILinkMonitor>().ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (link.State == LinkState.Finished)
                {
                    break;
                }

                if (link is { State: LinkState.Failed, RetryAt: null })
                {
                    throw new LedgerStoreException(link.LastError ?? "The store cannot be written.", isTransient: false, null);
                }
            }

            await host.Services.GetRequiredService<ICallProjections>().CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
