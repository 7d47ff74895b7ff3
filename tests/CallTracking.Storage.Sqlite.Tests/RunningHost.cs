using System.Collections.Concurrent;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pipeline;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Storage.Sqlite;

/// <summary>The whole engine on one file, in this process.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    // A minute of looks, not of the clock: a machine that was held up for as long has had one look of them.
    private const int Looks = 6_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ServiceProvider _services;
    private Task _following = Task.CompletedTask;

    private RunningHost(ServiceProvider services, ScriptedPbx pbx)
    {
        _services = services;
        Pbx = pbx;
    }

    public ScriptedPbx Pbx { get; }

    /// <summary>The ids of calls whose end was told.</summary>
    public ConcurrentDictionary<Guid, Call> Ended { get; } = new();

    public LinkStatus Status => _services.GetRequiredService<ILinkMonitor>().Find("office")!;

    public ILedgerBackup Backup => _services.GetRequiredService<ILedgerBackup>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RunningHost> StartAsync(string file, string? spool = null)
    {
        var pbx = new ScriptedPbx();
        var services = new ServiceCollection();
        services.AddCallTracking(options =>
        {
            options.SpoolDirectory = spool;
            options.MaxRetryDelay = TimeSpan.FromSeconds(1);
            options.Site = new CallTracking.Numbering.SiteOptions { Trunks = ["line"] };
        }).UseSqlite($"Data Source={file};Pooling=False;Default Timeout=1").AddLink("office", _ => pbx);
        var host = new RunningHost(services.BuildServiceProvider(), pbx);
        host._following = host.FollowAsync();
        foreach (var service in host._services.GetServices<IHostedService>())
        {
            await service.StartAsync(Cancel);
        }

        return host;
    }

    public async Task UntilAsync(Func<LinkStatus, bool> wanted)
    {
        for (var look = 0; !wanted(Status); look++)
        {
            if (look == Looks)
            {
                var now = Status;
                throw new TimeoutException(
                    $"Not so after {Looks} looks: {Ended.Count} calls ended, {now.State}, {now.OpenCalls} open, spooled since "
                    + $"{now.SpooledSince:O} ({now.SpoolBytes} bytes; {now.SpoolError}), store: {now.StoreError}, feed: {_following.Status}.",
                    _following.Exception);
            }

            await Task.Delay(Pause, Cancel);
        }
    }

    public async Task<List<Call>> CallsAsync()
    {
        await using var context = _services.GetRequiredService<ICallTrackingDbContextFactory>().Create(Caller.System());
        return await context.Calls.OrderBy(call => call.StartedAt).ToListAsync(Cancel);
    }

    public Task<LedgerCheckReport> CheckAsync() => _services.GetRequiredService<LedgerCheck>().RunAsync(null, Cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }

    private async Task FollowAsync()
    {
        await foreach (var change in _services.GetRequiredService<ICallFeed>().ReadAsync(Caller.System(), null, CancellationToken.None))
        {
            if (change.Kind == CallChangeKind.Ended)
            {
                Ended[change.Call.Id] = change.Call;
            }
        }
    }
}
