using System.Diagnostics;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using CallTracking.Access;
using CallTracking.Blazor;
using CallTracking.Links;
using CallTracking.LoadLab.Load;
using CallTracking.LoadLab.Pops;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallTracking.LoadLab.Dom;

/// <summary>A host with the pop card in its pages and a PBX in this process, joined by sockets to each other and to a browser.</summary>
internal static class DomLoad
{
    private const string Link = "lab";
    private const double WarmUpRate = 5;
    private const string Cookie = "employee";

    // Tells of what stands in the page, once for each number and for each name.
    private const string Script = """
        const known = new Set();
        const look = () => {
          for (const card of document.querySelectorAll('[data-testid=pop-card]')) {
            const number = card.querySelector('[data-testid=pop-number]')?.textContent;
            const name = card.querySelector('[data-testid=pop-name]')?.textContent.trim();
            const isNamed = !!name && name !== number;
            if (number && !known.has(number + isNamed)) {
              known.add(number + isNamed);
              tell(JSON.stringify({ pop: { number, caller: isNamed ? { name } : null } }));
            }
          }
          if (!window.isThere && document.querySelector('[data-testid=call-pops]')) { window.isThere = true; tell('"there"'); }
        };
        new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
        """;

    private const string Page = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Lab</title><base href="/"></head>
        <body><ct-pop floating></ct-pop><script src="_framework/blazor.server.js"></script><script src="_content/CallTracking.Blazor/ct-elements.js"></script></body></html>
        """;


    public static async Task<DomResult> RunAsync(PopPlan plan, string program, string folder, CancellationToken cancellationToken)
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
            DomResult result;
            var browser = await HeadlessBrowser.StartAsync(program, cancellationToken).ConfigureAwait(false);
            await using (browser.ConfigureAwait(false))
            {
                result = await MeasureAsync(plan, browser, connection, new Uri(app.Urls.First()), cancellationToken).ConfigureAwait(false);
            }

            // Behind the pages: a host waits for those who are still connected.
            await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return result;
        }
    }

    private static async Task<DomResult> MeasureAsync(
        PopPlan plan, HeadlessBrowser browser, FakeAsteriskConnection connection, Uri address, CancellationToken cancellationToken)
    {
        var watch = new PopWatch();
        var warming = new PopWatch();
        var users = new Dictionary<string, int>(StringComparer.Ordinal);
        using var there = new SemaphoreSlim(0);
        browser.Told += (session, text) =>
        {
            using var told = JsonDocument.Parse(text);
            if (told.RootElement.ValueKind == JsonValueKind.String)
            {
                there.Release();
            }
            else if (users.TryGetValue(session, out var user))
            {
                var message = told.RootElement.Clone();
                warming.Take(user, message);
                watch.Take(user, message);
            }
        };

        // The first page warms host and browser up: what it costs is not a circuit's share.
        await OpenAsync(0).ConfigureAwait(false);
        var before = Memory();
        for (var user = 1; user < plan.Users; user++)
        {
            await OpenAsync(user).ConfigureAwait(false);
        }

        var after = Memory();

        // The first card of a page draws with code that nobody has run: not what people wait for all day.
        var rate = Math.Max(plan.Rate, WarmUpRate);
        var first = new RingingCalls(plan with { Rate = rate, For = TimeSpan.FromSeconds(plan.Users / rate) }, connection, warming);
        await first.RunAsync(cancellationToken).ConfigureAwait(false);
        await warming.CompleteAsync(cancellationToken).ConfigureAwait(false);
        using var self = Process.GetCurrentProcess();
        var used = self.TotalProcessorTime;
        var began = TimeProvider.System.GetTimestamp();
        var calls = new RingingCalls(plan, connection, watch, first.Calls);
        await calls.RunAsync(cancellationToken).ConfigureAwait(false);
        self.Refresh();
        var share = (self.TotalProcessorTime - used) / TimeProvider.System.GetElapsedTime(began);
        await watch.CompleteAsync(cancellationToken).ConfigureAwait(false);
        var more = Math.Max(1, plan.Users - 1);
        return new DomResult(
            calls.Calls, watch.Missing + warming.Missing, watch.First.ToLatencies(), watch.Named.ToLatencies(), (after.Heap - before.Heap) / (double)more,
            (after.Resident - before.Resident) / (double)more, share);

        async Task OpenAsync(int user)
        {
            var session = await browser.OpenAsync(new Uri(address, $"/?user={user.ToString(CultureInfo.InvariantCulture)}"), Script, cancellationToken).ConfigureAwait(false);
            users[session] = user;
            if (!await there.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken).ConfigureAwait(false))
            {
                throw new TimeoutException($"Page {user} showed no part within a minute: see what the host wrote above.");
            }
        }
    }

    private static (long Heap, long Resident) Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), self.WorkingSet64);
    }

    private static WebApplication Build(string file, int port)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(DomLoad).Assembly.GetName().Name });
        builder.WebHost.UseUrls("http://127.0.0.1:0").UseStaticWebAssets();
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter(static level => level >= LogLevel.Warning).AddSimpleConsole();
        builder.Services.AddCallTracking(options =>
            {
                options.Site = new SiteOptions { Country = "US", Extensions = "^2\\d{4}$", Trunks = ["line1"] };
                options.SpoolDirectory = Path.Combine(Path.GetDirectoryName(file)!, "spool");
            })
            .UseSqlite($"Data Source={file}")
            .AddAsterisk(Link, options => HandlerLoad.Configure(options, port));
        builder.Services.AddSingleton<ICallTrackingCaller, LabCaller>();
        builder.Services.AddCallTrackingBlazor();
        builder.Services.AddServerSideBlazor(options => options.RootComponents.AddCallTrackingElements());
        var app = builder.Build();

        // Believes what a cookie says: this is a laboratory.
        app.Use(static (context, next) =>
        {
            var user = context.Request.Query["user"].FirstOrDefault();
            if (user is not null)
            {
                context.Response.Cookies.Append(Cookie, user);
            }

            if ((user ?? context.Request.Cookies[Cookie]) is { } name)
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "Lab"));
            }

            return next(context);
        });
        app.MapStaticAssets();
        app.MapBlazorHub();
        app.MapGet("/", static () => Results.Content(Page, "text/html"));
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

    private sealed class LabCaller : ICallTrackingCaller
    {
        private static readonly AccessGrants Grants = new(
            [new(Permission.CallsRead, AccessScope.Own), new(Permission.ContactsRead, AccessScope.All)], FieldMask.Debt | FieldMask.Cost);

        public ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken) => ValueTask.FromResult<Caller?>(
            Caller.ForEmployee(
                Caller.DefaultTenant, PopStore.EmployeeOf(int.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture)), Grants));
    }
}
