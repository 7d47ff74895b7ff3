using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Numbering;
using CallTracking.Pipeline;
using CallTracking.ScreenPop;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking.Blazor;

/// <summary>A company with a PBX that says what the test says, a store of its own, and pages of its employees.</summary>
public sealed class Office : IAsyncLifetime
{
    public static readonly Guid Anna = new("20000000-0000-7000-8000-000000000001");
    public static readonly Guid Boris = new("20000000-0000-7000-8000-000000000002");
    public static readonly Guid Masked = new("20000000-0000-7000-8000-000000000003");
    public static readonly Guid Chief = new("20000000-0000-7000-8000-000000000004");
    public static readonly Guid Silent = new("20000000-0000-7000-8000-000000000005");

    private static readonly Type[] Shared =
    [
        typeof(CallerDirectory), typeof(ScreenPops), typeof(IEmployeeFeed), typeof(CallContacts), typeof(ContactBook), typeof(ContactFinder),
        typeof(ObligationBook), typeof(IOpenCalls), typeof(ICallFeed), typeof(ICallProjections), typeof(CallHistory), typeof(IStaffDirectory), typeof(TimeProvider),
        typeof(IOptions<CallTrackingOptions>),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("parts-").FullName;
    private IHost? _host;
    private int _calls;

    internal TestPbx Pbx { get; } = new();

    internal IServiceProvider Services => _host!.Services;

    internal ScreenPops Pops => Services.GetRequiredService<ScreenPops>();

    internal ContactBook Contacts => Services.GetRequiredService<ContactBook>();

    internal static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCallTracking(options =>
        {
            options.SpoolDirectory = Path.Combine(_folder, "spool");
            options.Site = new SiteOptions { Country = "US", Trunks = ["line"], Extensions = "^1\\d\\d$" };
        }).UseSqlite($"Data Source={Path.Combine(_folder, "calls.db")};Pooling=False").AddLink("office", _ => Pbx);
        _host = builder.Build();
        await _host.StartAsync(Cancel);
        await HireAsync();
        Pbx.Up();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            _host.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A circuit on which somebody is signed in; null for nobody.</summary>
    internal BunitContext Circuit(string? user)
    {
        var circuit = new BunitContext();
        foreach (var type in Shared)
        {
            // As instances: a circuit that ends leaves the host's own alone.
            circuit.Services.AddSingleton(type, Services.GetRequiredService(type));
        }

        circuit.JSInterop.Mode = JSRuntimeMode.Loose;
        circuit.Services.AddCallTrackingBlazor();
        var authorization = circuit.AddAuthorization();
        if (user is not null)
        {
            authorization.SetAuthorized(user);
            authorization.SetClaims(new Claim("sub", user));
        }

        return circuit;
    }

    /// <summary>A name for a call of the PBX.</summary>
    internal string NewLeg() => $"leg-{Interlocked.Increment(ref _calls)}";

    /// <summary>A number that nobody else uses in this office.</summary>
    internal string NewNumber() => $"+12025550{100 + (Interlocked.Increment(ref _calls) % 100):000}";

    internal async Task<Guid> ContactAsync(string name, string? number, Action<ContactDraft>? more = null)
    {
        var draft = new ContactDraft { Name = name };
        if (number is not null)
        {
            draft.Numbers.Add(new NewContactNumber(number, ContactNumberKind.Mobile));
        }

        more?.Invoke(draft);
        return (await Contacts.CreateAsync(Caller.System(), draft, Cancel)).Contact.Id;
    }

    /// <summary>Every call ends and goes off every screen: the next test's pages would show it still.</summary>
    internal async Task LeaveAsync()
    {
        Pbx.EndAll();
        var begun = TimeProvider.System.GetTimestamp();
        while (Pops.List(Caller.System()).Count > 0)
        {
            TimeProvider.System.GetElapsedTime(begun).Should().BeLessThan(Waiting.Long, "the calls have ended");
            await Task.Delay(10, Cancel);
        }
    }

    private async Task HireAsync()
    {
        var system = Caller.System();
        var hidden = new Role
        {
            Tenant = system.Tenant,
            Id = Guid.NewGuid(),
            Name = "hidden",
            Grants = [new(Permission.CallsRead, AccessScope.All), new(Permission.ContactsRead, AccessScope.All), new(Permission.CallbacksRead, AccessScope.All)],
            Revision = 1,
        };
        await StoreWork.WriteAsync(Services.GetRequiredService<ICallTrackingDbContextFactory>(), system, (context, _) =>
        {
            context.Add(hidden);
            foreach (var (id, user, name, extension, role) in new (Guid, string, string, string, Guid?)[]
            {
                (Anna, "anna", "Anna <b>Bold</b>", "101", BuiltInRoles.Operator), (Boris, "boris", "Boris", "102", BuiltInRoles.Operator),
                (Masked, "masked", "Masked", "103", hidden.Id), (Chief, "chief", "Chief", "104", BuiltInRoles.Director), (Silent, "silent", "Silent", "105", null),
            })
            {
                context.Add(new Employee { Tenant = system.Tenant, Id = id, DisplayName = name, ExternalUserId = user, Revision = 1 });
                context.Add(new ExtensionAssignment
                {
                    Tenant = system.Tenant,
                    Id = Guid.NewGuid(),
                    EmployeeId = id,
                    Extension = extension,
                    From = DateTimeOffset.UnixEpoch,
                });
                if (role is { } its)
                {
                    context.Add(new RoleAssignment { Tenant = system.Tenant, EmployeeId = id, RoleId = its, At = DateTimeOffset.UnixEpoch });
                }
            }

            return Task.FromResult(true);
        }, Cancel);
        await Services.GetRequiredService<IStaffDirectory>().RefreshAsync(Cancel);
    }
}

/// <summary>How long a test waits for what has to come.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    public static void Sees<T>(this IRenderedComponent<T> page, Action<IRenderedComponent<T>> what)
        where T : Microsoft.AspNetCore.Components.IComponent => page.WaitForAssertion(() => what(page), Long);
}
