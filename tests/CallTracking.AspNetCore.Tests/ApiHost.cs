using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Webhooks;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallTracking.AspNetCore;

/// <summary>A web host with the engine, a store of its own and the API, in this process.</summary>
public class ApiHost : IAsyncLifetime
{
    public const string Prefix = "/ct";

    private readonly string _folder = Directory.CreateTempSubdirectory("api-").FullName;
    private WebApplication? _app;

    internal TestPbx Pbx { get; } = new();

    internal LogCapture Logs { get; } = new();

    internal IServiceProvider Services => _app!.Services;

    internal TestServer Server => _app!.GetTestServer();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = _folder });
        builder.WebHost.UseTestServer();
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs);
        builder.Services.AddRouting();
        builder.Services.AddAuthentication(TestSignIn.Name).AddScheme<AuthenticationSchemeOptions, TestSignIn>(TestSignIn.Name, null);
        builder.Services.AddCallTracking(options =>
        {
            options.SpoolDirectory = Path.Combine(_folder, "spool");
            options.Site = new Numbering.SiteOptions { Country = "US", Trunks = ["line"], Extensions = "^1\\d\\d$" };
        }).UseSqlite($"Data Source={Path.Combine(_folder, "calls.db")};Pooling=False").AddLink("office", _ => Pbx);
        builder.Services.AddCallTrackingApi();
        Tune(builder.Services);
        builder.Services.Configure<WebhookOptions>(options => options.AllowLoopback = true);
        _app = builder.Build();
        _app.UseRouting();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapCallTracking(Prefix);
        await _app.StartAsync(Cancel);
        await TestStaff.HireAsync(Services, Cancel);
        Pbx.Up();
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What is otherwise at a host of this kind.</summary>
    protected virtual void Tune(IServiceCollection services)
    {
    }

    /// <summary>A client of somebody; null for a stranger.</summary>
    public HttpClient Client(string? user)
    {
        var client = _app!.GetTestClient();
        client.BaseAddress = new Uri($"http://localhost{Prefix}/");
        if (user is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(TestSignIn.Name, user);
        }

        return client;
    }

    /// <summary>A missed call from a number, in the ledger.</summary>
    public async Task<Guid> MissedCallAsync(string number, string? extension = null)
    {
        var leg = Guid.NewGuid().ToString("N");
        await using var feed = Services.GetRequiredService<ICallFeed>().ReadAsync(Caller.System(), null, Cancel).GetAsyncEnumerator(Cancel);
        var next = feed.MoveNextAsync();
        Pbx.Begin(leg, number);
        if (extension is not null)
        {
            Pbx.Ring(leg, extension);
            Pbx.End($"{leg}-{extension}");
        }

        Pbx.End(leg);
        while (await next)
        {
            if (feed.Current.Kind == CallChangeKind.Ended && feed.Current.Call.CallerNumber?.EndsWith(number[^4..], StringComparison.Ordinal) == true)
            {
                // Told is what is durable; on a busy machine that may be the spool, from where the store gets it a moment later.
                var id = feed.Current.Call.Id;
                while (await Services.GetRequiredService<CallHistory>().GetAsync(Caller.System(), id, Cancel) is null)
                {
                    await Task.Delay(10, Cancel);
                }

                return id;
            }

            next = feed.MoveNextAsync();
        }

        throw new InvalidOperationException("The feed ended.");
    }
}

/// <summary>What the tests ask.</summary>
internal static class Asking
{
    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

    /// <summary>The last part of the problem's type; fails when it is no problem.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage response)
    {
        response.Content.Headers.ContentType?.MediaType.Should().Be("application/problem+json");
        var problem = await response.JsonAsync();
        problem["status"]!.GetValue<int>().Should().Be((int)response.StatusCode);
        problem["title"]!.GetValue<string>().Should().NotBeEmpty();
        return problem["type"]!.GetValue<string>().Split(':')[^1];
    }
}
