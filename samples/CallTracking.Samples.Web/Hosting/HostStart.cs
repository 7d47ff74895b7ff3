using CallTracking.Samples.Web.Hosting.Demo;
using CallTracking.Samples.Web.Identity;
using CallTracking.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Samples.Web.Hosting;

/// <summary>What is done before anything else starts, and what is told once everything has.</summary>
internal sealed class HostStart(
    IDbContextFactory<AccountsContext> contexts, WebSettings settings, FirstRun firstRun, DemoSite demo, Announcement announcement, IServer server,
    TimeProvider time, ILogger<HostStart> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _waiting = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            await context.Database.MigrateAsync(cancellationToken);
        }

        if (settings.IsDemo)
        {
            await demo.MakeCompanyAsync(cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var address = Address();
        announcement.Line($"CallTracking listens at {address}");
        if (settings.IsDemo)
        {
            await demo.WelcomeAsync(address, cancellationToken);
        }
        else if (!await TryInviteAsync(address, cancellationToken))
        {
            // The host runs while the store is away, and so does what waits for it.
            _waiting = Task.Run(() => KeepTryingAsync(address, _stopping.Token), CancellationToken.None);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public Task StopAsync(CancellationToken cancellationToken) => _waiting;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task KeepTryingAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await Task.Delay(AskAgain, time, cancellationToken);
            }
            while (!await TryInviteAsync(address, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task<bool> TryInviteAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            if (!await firstRun.IsDoneAsync(cancellationToken))
            {
                var token = await firstRun.IssueAsync(cancellationToken);
                announcement.Line("There is no administrator yet. This link makes one; it works once and for a day:");
                announcement.Line($"  {address}/welcome?token={token}");
            }

            return true;
        }
        catch (LedgerStoreException exception)
        {
            Log.FirstRunWaits(logger, exception.Message);
            return false;
        }
    }

    // Somebody clicks on it: a host that listens everywhere is reached here as this machine.
    private string Address()
    {
        var all = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var first = all.FirstOrDefault(static one => one.StartsWith("https", StringComparison.Ordinal)) ?? all.FirstOrDefault() ?? WebCommand.DefaultUrl;
        return first.Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal).Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
