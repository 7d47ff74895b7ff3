using System.Security.Claims;
using Bunit;
using CallTracking.Access;
using CallTracking.AspNetCore;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MudBlazor;
using MudBlazor.Services;

namespace CallTracking.Samples.Web;

/// <summary>The pages of one user over a store of their own, without a browser: one employee of the role that the test names.</summary>
public sealed class Desk : IAsyncDisposable
{
    private readonly string _folder;

    private Desk(BunitContext context, string folder) => (Context, _folder) = (context, folder);

    public BunitContext Context { get; }

    public StaffBook Staff => Context.Services.GetRequiredService<StaffBook>();

    public RoleBook Roles => Context.Services.GetRequiredService<RoleBook>();

    public Guid Me { get; private set; }

    public static Caller System { get; } = Caller.System();

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    /// <summary>Sits somebody down.</summary>
    public static async Task<Desk> OpenAsync(Guid role)
    {
        var folder = Directory.CreateTempSubdirectory("desk-").FullName;
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        var services = context.Services;
        services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        services.AddLocalization();
        services.AddLogging();
        services.AddCallTracking(options => options.SpoolDirectory = Path.Combine(folder, "spool"))
            .UseSqlite($"Data Source={Path.Combine(folder, "calls.db")};Pooling=False");
        services.AddCallTrackingApi();
        services.AddScoped<UserSession>();
        services.AddScoped<Refusals>();
        services.AddScoped<Shortcuts>();
        services.AddScoped<Undo>();
        services.RemoveAll<AuthenticationStateProvider>();
        services.AddSingleton<AuthenticationStateProvider>(new SignedIn());
        var desk = new Desk(context, folder);
        await services.GetRequiredService<CallTracking.Storage.ILedgerReader>().PrepareAsync(Cancel);
        var boss = await desk.Staff.CreateAsync(System, new EmployeeDraft("Boss"), Cancel);
        await desk.Roles.AssignAsync(System, boss.Id, BuiltInRoles.Administrator, Cancel);
        var me = await desk.Staff.CreateAsync(System, new EmployeeDraft("Me Myself") { ExternalUserId = "me" }, Cancel);
        await desk.Roles.AssignAsync(System, me.Id, role, Cancel);
        desk.Me = me.Id;
        return desk;
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What is offered to be taken back, taken back.</summary>
    public Task UndoAsync() => Context.Services.GetRequiredService<Undo>().UndoLastAsync();

    private sealed class SignedIn : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "me")], "test"))));
    }
}
