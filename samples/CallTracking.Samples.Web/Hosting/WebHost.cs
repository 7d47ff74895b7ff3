using System.CommandLine;
using System.Reflection;
using CallTracking.Blazor;
using CallTracking.Samples.Web.Components;
using CallTracking.Samples.Web.Components.Layout;
using CallTracking.Samples.Web.Components.Pages.Calls;
using CallTracking.Samples.Web.Components.Pages.Customers;
using CallTracking.Samples.Web.Hosting.Demo;
using CallTracking.Samples.Web.Identity;
using CallTracking.Samples.Web.Preferences;
using CallTracking.Samples.Web.Session;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Configuration.Memory;
using MudBlazor;
using MudBlazor.Services;

namespace CallTracking.Samples.Web.Hosting;

/// <summary>The web host, from the services to the last endpoint.</summary>
internal static class WebHost
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var arguments = WebCommand.Read(args);
            if (arguments.WantsHelp)
            {
                await arguments.Parsed.InvokeAsync();
                Console.Out.WriteLine(ExitCode.Explained);
                return ExitCode.Ok;
            }

            if (arguments.WantsVersion)
            {
                var version = typeof(WebHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
                Console.Out.WriteLine($"calltracking-web {version?.InformationalVersion.Split('+')[0]}");
                return ExitCode.Ok;
            }

            await using var app = Build(args);
            await app.RunAsync();
            return ExitCode.Ok;
        }
#pragma warning disable CA1031 // The edge of the program: whatever it is becomes one line and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var (exitCode, line) = StartFailure.Explain(exception);
            await Console.Error.WriteLineAsync($"calltracking-web: {line}");
            return exitCode;
        }
    }

    /// <summary>Builds the host without starting it.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="tune">What a test sets otherwise; it has the last word.</param>
    /// <exception cref="StartException">Command line or configuration are wrong.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? tune = null)
    {
        var arguments = WebCommand.Read(args);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(WebHost).Assembly.GetName().Name,
            // Our files lie beside the program, wherever it is started.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        Configure(builder, arguments);
        var settings = WebSettings.Of(arguments, builder.Configuration);
        builder.Services.AddSingleton(settings);
        AddServices(builder, settings);
        tune?.Invoke(builder);
        var app = builder.Build();
        Map(app);
        return app;
    }

    private static void Configure(WebApplicationBuilder builder, WebArguments arguments)
    {
        // Below everything that says otherwise: what the framework does by the way interests nobody until it fails.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Logging:LogLevel:Default", "Information"), new("Logging:LogLevel:Microsoft", "Warning")],
        });
        if (arguments.Config is { } file)
        {
            if (!File.Exists(file))
            {
                throw new StartException(ExitCode.Usage, $"--config {file}: there is no such file.");
            }

            builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false).AddEnvironmentVariables();
        }

        builder.Configuration.AddInMemoryCollection(arguments.Settings);
        if (arguments.Urls is { } urls)
        {
            builder.WebHost.UseUrls(urls);
        }
        else if (string.IsNullOrEmpty(builder.Configuration["urls"]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
            && string.IsNullOrEmpty(builder.Configuration["http_ports"]) && string.IsNullOrEmpty(builder.Configuration["https_ports"]))
        {
            builder.WebHost.UseUrls(WebCommand.DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
    }

    private static void AddServices(WebApplicationBuilder builder, WebSettings settings)
    {
        var services = builder.Services;

        // First of all hosted: what it makes ready is there before the engine opens the store.
        services.AddHostedService<HostStart>();
        services.AddSingleton<Announcement>();
        services.AddSingleton<DemoSite>();
        services.AddRazorComponents().AddInteractiveServerComponents();

        // At the foot of the page and away from the pop cards: a notice must not lie over what is about to be pressed.
        services.AddMudServices(static kit => kit.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomStart);
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(Languages.Configure);
        services.AddCascadingAuthenticationState();
        services.AddAccounts(settings);
        services.AddAntiforgery(static antiforgery =>
        {
            antiforgery.Cookie.Name = "ct-form";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddSignInLimits();
        builder.AddTracking(settings);
        services.AddCallTrackingApi();
        services.AddSingleton<ICallTrackingCaller, PageCaller>();
        services.AddCallTrackingBlazor();
        services.AddScoped<UserSession>();
        services.AddScoped<IFilterShelf, FilterShelf>();
        services.AddShell();
        services.AddScoped<Refusals>();
        services.AddScoped<Dialing.DialDesk>();
        services.AddScoped<Notices.WorkCounts>();
        services.AddSingleton<Notices.Presence>();
    }

    private static void Map(WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            CreateScopeForErrors = true,
            // A form without its token is the sender's fault.
            StatusCodeSelector = static error => error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(ShowAsync);
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseAuthentication();
        // After it, as the user's own language goes before the browser's.
        app.UseRequestLocalization();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapShell();
        app.MapCallTracking();
        app.MapCustomerPhotos();
        app.MapAccounts();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(static mode =>
        {
            // The policy of all our answers says it.
            mode.ContentSecurityFrameAncestorsPolicy = null;
        });
    }

    // What is said of a refused form is a page that is shown: taken for the form once more, it would be refused like it.
    private static Task ShowAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            http.Request.Method = HttpMethods.Get;
            http.Features.Set<IAntiforgeryValidationFeature>(null);
        }

        return next(http);
    }
}
