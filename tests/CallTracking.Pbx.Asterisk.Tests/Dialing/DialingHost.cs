using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Dialing;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk.Dialing;

/// <summary>A host with a store on disk, a link to a fake Asterisk, and an employee with an extension there.</summary>
internal sealed class DialingHost : IAsyncDisposable
{
    private readonly string _folder;
    private IHost? _host;

    private DialingHost(FakeAsterisk pbx, string folder, Action<DialingOptions>? configure)
    {
        (Pbx, _folder, Configure) = (pbx, folder, configure);
    }

    public FakeAsterisk Pbx { get; }

    public Guid Employee { get; private set; }

    public Guid Department { get; } = Guid.NewGuid();

    public Caller Caller { get; private set; } = Caller.System();

    public IDialer Dialer => Services.GetRequiredService<IDialer>();

    public IServiceProvider Services => _host!.Services;

    private string? OutboundPrefix { get; init; }

    private Action<DialingOptions>? Configure { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<DialingHost> StartAsync(
        Action<DialingOptions>? configure = null, TimeSpan? ringing = null, string? outboundPrefix = null)
    {
        var folder = Directory.CreateTempSubdirectory("ct-dial-").FullName;
        var pbx = new FakeAsterisk(new() { OriginateAnswer = ringing ?? TimeSpan.FromMilliseconds(20), Trunk = "PJSIP/carrier" });
        var host = new DialingHost(pbx, folder, configure) { OutboundPrefix = outboundPrefix };
        await host.StartHostAsync();
        await host.HireAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Pbx.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task StopAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }
    }

    public async Task StartHostAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddCallTracking(options =>
            {
                options.Site.Trunks.Add("carrier");
                options.Site.Trunks.Add("trunk");
                options.Site.OutboundPrefix = OutboundPrefix;
                options.Site.Extensions = "^1\\d\\d$";
            })
            .UseSqlite("Data Source=" + Path.Combine(_folder, "calls.db"))
            .ConfigureDialing(options =>
            {
                (options.MostPerMinute, options.MostAtOnce) = (1000, 100);
                Configure?.Invoke(options);
            })
            .AddAsterisk("office", options =>
            {
                (options.Host, options.User, options.Secret) = ("pbx.test", Pbx.Options.User, Pbx.Options.Secret);
                options.OpenStream = Pbx.ConnectAsync;
            });
        _host = builder.Build();
        await _host.StartAsync(Token);
        await UntilUpAsync();
    }

    public async Task UntilUpAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var status in Services.GetRequiredService<ILinkMonitor>().ReadAsync(patience.Token))
        {
            if (status.State == LinkState.Up)
            {
                return;
            }
        }
    }

    public async Task<Guid> HireAsync(string extension = "101")
    {
        var id = Guid.NewGuid();
        await StoreWork.WriteAsync(Contexts, Caller.System(), (context, _) =>
        {
            context.Add(new Employee { Tenant = Caller.DefaultTenant, Id = id, DisplayName = "Ada", DepartmentId = Department });
            context.Add(new ExtensionAssignment { Tenant = Caller.DefaultTenant, Id = Guid.NewGuid(), EmployeeId = id, Extension = extension });
            return Task.FromResult(0);
        }, Token);
        await Services.GetRequiredService<IStaffDirectory>().RefreshAsync(Token);
        Employee = Employee == Guid.Empty ? id : Employee;
        Caller = For(Employee);
        return id;
    }

    public static Caller For(Guid employee, AccessScope scope = AccessScope.Own, IEnumerable<Guid>? departments = null) => Caller.ForEmployee(
        Caller.DefaultTenant, employee, new AccessGrants([KeyValuePair.Create(Permission.Dial, scope)], departments: departments));

    public Task<DialHandle> DialAsync(string number = "+12025550111") => Dialer.DialAsync(Caller, new DialRequest { Employee = Employee, Number = number }, Token);

    public Task<List<Dial>> DialsAsync() => StoreWork.ReadAsync(
        Contexts, Caller.System(), static context => context.Set<Dial>().OrderBy(dial => dial.Id).ToListAsync(Token));

    /// <summary>Lets the time pass in which something may still be heard of the placed calls.</summary>
    public Task ExpireAsync() => StoreWork.WriteAsync(Contexts, Caller.System(), async (context, token) =>
    {
        foreach (var dial in await context.Set<Dial>().AsTracking().ToListAsync(token))
        {
            dial.ExpiresAt = dial.ReservedAt;
        }

        return 0;
    }, Token);

    /// <summary>What is left of a process that reserved a call and died before it asked the PBX.</summary>
    public async Task DieBeforeAskingAsync()
    {
        Pbx.Answer = static action => action.Name == "Originate" ? string.Empty : null;
        var dying = DialAsync();
        await Pbx.NextActionAsync("Originate");
        await StopAsync();
        await ((Task)dying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Pbx.Answer = static _ => null;
        await StartHostAsync();
        await Services.GetRequiredService<IStaffDirectory>().RefreshAsync(Token);
    }

    /// <summary>The ledger's calls, when all that was committed is in the rows of the placed calls, too.</summary>
    public async Task<List<Call>> CallsAsync()
    {
        await Services.GetRequiredService<ICallProjections>().CatchUpAsync(Token);
        return await StoreWork.ReadAsync(Contexts, Caller.System(), static context => context.Calls.OrderBy(call => call.StartedAt).ToListAsync(Token));
    }

    private ICallTrackingDbContextFactory Contexts => Services.GetRequiredService<ICallTrackingDbContextFactory>();
}
