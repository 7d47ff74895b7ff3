using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using CallTracking.Access;
using CallTracking.AspNetCore;
using CallTracking.Links;
using CallTracking.LoadLab.Load;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.LoadLab.Pops;

/// <summary>A web host as a user builds it, a PBX and the clients, in one process, joined by sockets.</summary>
internal static class PopLoad
{
    private const string Link = "lab";

    public static async Task<PopResult> RunAsync(PopPlan plan, string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "calls.db");
        using var pbx = new FakeAsterisk();
        var app = Build(file, pbx.Port);
        await using (app.ConfigureAwait(false))
        {
            await app.Services.GetRequiredService<ILedgerReader>().PrepareAsync(cancellationToken).ConfigureAwait(false);
            await PopStore.FillAsync(app.Services.GetRequiredService<ICallTrackingDbContextFactory>(), file, plan, cancellationToken).ConfigureAwait(false);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            using var connection = await pbx.AcceptAsync(cancellationToken).ConfigureAwait(false);
            await UpAsync(app.Services.GetRequiredService<ILinkMonitor>(), cancellationToken).ConfigureAwait(false);
            var watch = new PopWatch();
            var clients = await ConnectAsync(app.Urls.First(), plan.Users, watch, cancellationToken).ConfigureAwait(false);
            var calls = new RingingCalls(plan, connection, watch);
            await calls.RunAsync(cancellationToken).ConfigureAwait(false);
            await watch.CompleteAsync(cancellationToken).ConfigureAwait(false);
            var result = new PopResult(calls.Calls, watch.Expected, watch.Missing, watch.First.ToLatencies(), watch.Named.ToLatencies());
            await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask())).ConfigureAwait(false);
            await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return result;
        }
    }

    private static WebApplication Build(string file, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter(static level => level >= LogLevel.Warning).AddSimpleConsole();
        builder.Services.AddCallTracking(options =>
            {
                options.Site = new SiteOptions { Country = "US", Extensions = "^2\\d{4}$", Trunks = ["line1"] };
                options.SpoolDirectory = Path.Combine(Path.GetDirectoryName(file)!, "spool");
            })
            .UseSqlite($"Data Source={file}")
            .AddAsterisk(Link, options => HandlerLoad.Configure(options, port));
        builder.Services.AddSingleton<ICallTrackingUser, LabUser>();
        builder.Services.AddAuthentication(LabSignIn.Scheme).AddScheme<AuthenticationSchemeOptions, LabSignIn>(LabSignIn.Scheme, null);
        builder.Services.AddCallTrackingApi();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapCallTracking();
        return app;
    }

    private static async Task UpAsync(ILinkMonitor links, CancellationToken cancellationToken)
    {
        await foreach (var status in links.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (status.State == LinkState.Up)
            {
                return;
            }
        }
    }

    private static async Task<List<HubConnection>> ConnectAsync(string url, int users, PopWatch watch, CancellationToken cancellationToken)
    {
        var clients = new List<HubConnection>(users);
        for (var user = 0; user < users; user++)
        {
            var index = user;
            var client = new HubConnectionBuilder().WithUrl($"{url}/calltracking/hub", options =>
            {
                options.SkipNegotiation = true;
                options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets;
                options.Headers[LabSignIn.Header] = PopStore.EmployeeOf(index).ToString();
            }).Build();
            client.On<JsonElement>("pop", message => watch.Take(index, message));
            await client.StartAsync(cancellationToken).ConfigureAwait(false);
            clients.Add(client);
        }

        return clients;
    }

    /// <summary>Believes what a header says: this is a laboratory.</summary>
    private sealed class LabSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        public new const string Scheme = "Lab";
        public const string Header = "X-Employee";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers[Header].FirstOrDefault() is not { } name
                ? AuthenticateResult.NoResult()
                : AuthenticateResult.Success(new AuthenticationTicket(
                    new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], Scheme)), Scheme)));
    }

    private sealed class LabUser : ICallTrackingUser
    {
        private static readonly AccessGrants Grants = new(
            [new(Permission.CallsRead, AccessScope.Own), new(Permission.ContactsRead, AccessScope.All)], FieldMask.Debt | FieldMask.Cost);

        public ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken) => ValueTask.FromResult<Caller?>(
            Caller.ForEmployee(Caller.DefaultTenant, Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!), Grants));
    }
}
