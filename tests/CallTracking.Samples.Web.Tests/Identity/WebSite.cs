using System.Net;
using System.Text.RegularExpressions;
using CallTracking.Samples.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallTracking.Samples.Web.Identity;

/// <summary>The web host as it runs, on a port and in a folder of its own, with a PBX that never rings.</summary>
public sealed partial class WebSite : IAsyncLifetime
{
    public const string Password = "correct horse battery";
    public const string Administrator = "first.admin";

    private readonly bool _ownsFolder;
    private readonly StringWriter _told = new();
    private bool _isStopped;

    public WebSite()
        : this(null)
    {
    }

    private WebSite(string? folder)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("web-site-").FullName;
    }

    public string Folder { get; }

    /// <summary>How often a minute somebody may try to sign in: tests do often.</summary>
    public int TriesPerMinute { get; init; } = 10_000;

    public Uri Address { get; private set; } = null!;

    /// <summary>What the host told whoever started it.</summary>
    public string Told => _told.ToString();

    /// <summary>Path and query of the link that makes the administrator; null when none was told.</summary>
    public string? FirstRunLink => WelcomeLink().Match(Told) is { Success: true } found ? found.Value : null;

    internal WebApplication App { get; private set; } = null!;

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Another start in the folder of one before.</summary>
    internal static async Task<WebSite> StartAgainAsync(string folder)
    {
        var site = new WebSite(folder);
        await site.InitializeAsync();
        return site;
    }

    public async ValueTask InitializeAsync()
    {
        App = WebHost.Build(
            [
                "--data", Folder, "--store", Path.Combine(Folder, "calls.db"), "--urls", "http://127.0.0.1:0",
                "--set", "CallTracking:Links:quiet:Type=simulator", "--set", "CallTracking:Links:quiet:CallsPerDay=0",
                "--set", $"CallTracking:SignInTriesPerMinute={TriesPerMinute}",
            ],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(new Announcement { Output = _told });
                // The rounds make guessing slow, and tests.
                builder.Services.Configure<PasswordHasherOptions>(static hasher => hasher.IterationCount = 1_000);
            });
        await App.StartAsync(Cancel);
        Address = new Uri(App.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _told.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Ends the host and leaves its folder.</summary>
    internal async Task StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await App.StopAsync(CancellationToken.None);
            await App.DisposeAsync();
        }
    }

    internal Visitor Visit() => new(Address);

    internal T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Makes the administrator by the printed link.</summary>
    internal async Task<Visitor> BeginAsync()
    {
        var visitor = Visit();
        (await visitor.SubmitAsync(FirstRunLink!, "welcome", NewAdministrator(Password))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        return visitor;
    }

    internal static Dictionary<string, string> NewAdministrator(string password) => new()
    {
        ["Form.Name"] = "First Admin",
        ["Form.User"] = Administrator,
        ["Form.Password"] = password,
        ["Form.Repeat"] = password,
    };

    [GeneratedRegex(@"/welcome\?token=[\w-]+")]
    private static partial Regex WelcomeLink();
}
