using System.Security.Claims;
using Bunit;
using CallTracking.Access;
using CallTracking.AspNetCore;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Numbering;
using CallTracking.Samples.Web.Components.Layout;
using CallTracking.Samples.Web.Components.Pages.Calls;
using CallTracking.Samples.Web.Dialing;
using CallTracking.Samples.Web.Session;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MudBlazor.Services;

namespace CallTracking.Samples.Web.Calls;

/// <summary>A store with calls and the pages of two employees: the administrator, who sees all, and an operator, who sees his own calls.</summary>
public sealed class CallsOffice : IAsyncLifetime
{
    internal const string Administrator = "chief";
    internal const string Operator = "anna";

    internal static readonly Guid Chief = new("20000000-0000-7000-8000-000000000004");
    internal static readonly Guid Anna = new("20000000-0000-7000-8000-000000000001");

    private readonly string _folder = Directory.CreateTempSubdirectory("calls-").FullName;
    private readonly List<BunitContext> _circuits = [];
    private ServiceProvider? _services;

    internal IServiceProvider Services => _services!;

    internal static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    internal KeptFilters Kept { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCallTracking(options => options.SpoolDirectory = Path.Combine(_folder, "spool"))
            .UseSqlite($"Data Source={Path.Combine(_folder, "calls.db")};Pooling=False");
        services.AddSingleton<IHostApplicationLifetime, NoLifetime>();
        services.Configure<AuditOptions>(options => options.Directory = _folder);
        _services = services.BuildServiceProvider();
        await Services.GetRequiredService<ILedgerReader>().PrepareAsync(Cancel);
        await StoreWork.WriteAsync(Services.GetRequiredService<ICallTrackingDbContextFactory>(), Caller.System(), (context, _) =>
        {
            foreach (var (id, user, role) in new[] { (Chief, Administrator, BuiltInRoles.Administrator), (Anna, Operator, BuiltInRoles.Operator) })
            {
                context.Add(new Employee { Tenant = Caller.DefaultTenant, Id = id, DisplayName = user, ExternalUserId = user, Revision = 1, TimeZone = "UTC" });
                context.Add(new RoleAssignment { Tenant = Caller.DefaultTenant, EmployeeId = id, RoleId = role, At = DateTimeOffset.UnixEpoch });
            }

            return Task.FromResult(true);
        }, Cancel);
        await Services.GetRequiredService<ILedgerWriter>().WriteAsync(
            [LedgerSample.Commit(1, [.. Enumerable.Range(1, 60).Select(number => CallOf(number, number % 2 == 0 ? Anna : Chief))])], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var circuit in _circuits)
        {
            await circuit.DisposeAsync();
        }

        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    internal static Call CallOf(int number, Guid employee) => LedgerSample.Bare(number) with
    {
        StartedAt = LedgerSample.Start.AddMinutes(number),
        EndedAt = LedgerSample.Start.AddMinutes(number).AddSeconds(40),
        Direction = CallDirection.Inbound,
        State = CallState.Ended,
        Outcome = number % 3 == 0 ? CallOutcome.Missed : CallOutcome.Answered,
        External = new PhoneNumber("+12025550111", PhoneNumberKind.Public, "+12025550111", "1110555202"),
        CallerNumber = "+12025550111",
        CallerName = "<b>Bold</b>",
        Participants =
        [
            new Participant("11", ParticipantKind.Extension, employee, true, true, true, 1, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), default, ParticipantResult.Answered),
        ],
        Because = [new Because("direction", "rootOnTrunk", [1])],
    };

    /// <summary>The page of somebody.</summary>
    internal BunitContext Circuit(string user)
    {
        var circuit = new BunitContext();
        _circuits.Add(circuit);
        foreach (var type in new[]
        {
            typeof(CallerDirectory), typeof(CallHistory), typeof(Identification.CallContacts), typeof(Identification.ContactFinder), typeof(ContactBook), typeof(ContactTimeline),
            typeof(CallTracking.Callbacks.ObligationBook), typeof(Ratings.CallRatings), typeof(Pipeline.ICallFeed), typeof(Pipeline.IOpenCalls), typeof(CallTracking.Links.ILinkMonitor),
            typeof(StaffBook), typeof(AuditTrail),
        })
        {
            circuit.Services.AddSingleton(type, Services.GetRequiredService(type));
        }

        circuit.JSInterop.Mode = JSRuntimeMode.Loose;
        circuit.Services.AddLocalization();
        circuit.Services.AddMudServices();
        circuit.Services.AddShell();
        circuit.Services.AddScoped<UserSession>();
        circuit.Services.AddScoped<DialDesk>();
        circuit.Services.AddSingleton<IFilterShelf>(Kept);
        circuit.Services.AddSingleton<ICallTrackingUser>(new Users(Services.GetRequiredService<CallerDirectory>()));
        circuit.AddAuthorization().SetAuthorized(user);
        return circuit;
    }

    internal sealed class KeptFilters : IFilterShelf
    {
        private readonly Dictionary<string, KeptFilter> _all = [];

        public Task<IReadOnlyList<KeptFilter>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<KeptFilter>>([.. _all.Values]);

        public Task SaveAsync(KeptFilter filter, CancellationToken cancellationToken)
        {
            _all[filter.Name] = filter;
            return Task.CompletedTask;
        }

        public Task DeleteAsync(string name, CancellationToken cancellationToken)
        {
            _all.Remove(name);
            return Task.CompletedTask;
        }
    }

    private sealed class Users(CallerDirectory callers) : ICallTrackingUser
    {
        public async ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
            await callers.FindAsync(Caller.DefaultTenant, user.Identity!.Name!, cancellationToken);
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
