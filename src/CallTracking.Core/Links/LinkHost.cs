using CallTracking.Calls;
using CallTracking.Dialing;
using CallTracking.Identification;
using CallTracking.Numbering;
using CallTracking.Pipeline;
using CallTracking.ScreenPop;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Links;

/// <summary>
/// The engine's part of the host's life. Start: the store is made ready, then subscribers, then links. Stop, the other way round: links
/// end and what they heard becomes durable, then subscribers get the rest.
/// </summary>
internal sealed class LinkHost(
    IServiceProvider services, IEnumerable<LinkRegistration> registrations, IOptions<CallTrackingOptions> options, LinkBoard board,
    CallFeed feed, PipelineMetrics metrics, LiveSubscribers subscribers, EventLogPruning pruning, TimeProvider time,
    ILogger<LinkHost> logger) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StaffLooksAgain = TimeSpan.FromSeconds(10);

    private readonly List<LinkRunner> _runners = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _followed = new();
    private Task _pruning = Task.CompletedTask;
    private Task _following = Task.CompletedTask;
    private IStaffDirectory? _staff;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var links = registrations.ToList();
        CheckSetup(links);
        var reader = services.GetRequiredService<ILedgerReader>();
        await PrepareAsync(reader, cancellationToken).ConfigureAwait(false);

        var keepsMore = services.GetService<ICallTrackingDbContextFactory>() is not null;
        _staff = keepsMore ? services.GetRequiredService<IStaffDirectory>() : null;
        var projections = keepsMore ? services.GetRequiredService<CallProjections>() : null;
        await RefreshStaffAsync(cancellationToken).ConfigureAwait(false);

        await (services.GetService<Dialer>()?.RecallAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        var stages = new PipelineStages(
            options.Value, reader, services.GetRequiredService<ILedgerWriter>(), feed, metrics, time, logger)
        {
            Spools = FindSpools(),
            Leases = services.GetService<ILinkLease>(),
            Staff = _staff,
            Projections = projections,
            Placed = services.GetService<PlacedCalls>(),
        };
        foreach (var link in links)
        {
            // All adapters are made before any of them runs: one with wrong settings stops the start of the host.
            var described = Describe(link.Name);
            var adapter = link.Create(services);
            described.Status.Speaks(adapter);
            _runners.Add(new LinkRunner(described, adapter, stages));
        }

        subscribers.Start();
        _runners.ForEach(runner => runner.Start());
        _pruning = pruning.RunAsync(reader, _stopping.Token);
        _following = Task.WhenAll(
            projections?.RunAsync(_followed.Token) ?? Task.CompletedTask, _staff is null ? Task.CompletedTask : FollowStaffAsync(_stopping.Token));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_runners.Select(runner => runner.StopAsync(cancellationToken))).ConfigureAwait(false);
        await subscribers.StopAsync(cancellationToken).ConfigureAwait(false);
        await _followed.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pruning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LeaveStoreAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners)
        {
            await runner.DisposeAsync().ConfigureAwait(false);
        }

        _runners.Clear();
        _stopping.Dispose();
        _followed.Dispose();
    }

    // Who calls is looked up beside the links; a host that has stopped reads its store no more, so that the file can be moved or deleted.
    private async Task LeaveStoreAsync(CancellationToken cancellationToken)
    {
        if (_staff is null)
        {
            return;
        }

        await (services.GetService<PopCallers>()?.EndAsync() ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(false);
        await services.GetRequiredService<CallerIdentification>().WhenQuietAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task PrepareAsync(ILedgerReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await reader.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerStoreException exception) when (exception.IsTransient && options.Value.StartWithoutStore)
        {
            // Each link tries again, and says so until then.
            Log.StoreNotReady(logger, exception.Message, exception);
        }
    }

    private async Task FollowStaffAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(StaffLooksAgain, time, cancellationToken).ConfigureAwait(false);
            await RefreshStaffAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RefreshStaffAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (_staff?.RefreshAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (LedgerStoreException exception)
        {
            // What was known stays, and calls go on.
            Log.StaffNotRead(logger, exception.Message, exception);
        }
    }

    private SpoolFolder? FindSpools() => options.Value.MaxSpoolBytes == 0 ? null : new SpoolFolder(
        Path.GetFullPath(options.Value.SpoolDirectory ?? "calltracking-spool",
            services.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory),
        options.Value.MaxSpoolBytes);

    private PipelineLink Describe(string name)
    {
        var site = options.Value.LinkSites.TryGetValue(name, out var own) ? own : options.Value.Site;
        var tenant = options.Value.Tenant;
        var patience = options.Value.MaxCallDuration;
        return new PipelineLink(tenant, name, board.Add(name), () => new CallTracker(tenant, name, site, patience).ApplyOrSetAside);
    }

    private void CheckSetup(List<LinkRegistration> links)
    {
        var failures = new List<string>();
        if (services.GetService<ILedgerReader>() is null || services.GetService<ILedgerWriter>() is null)
        {
            failures.Add("CallTracking has no store: call UseSqlite(...), UsePostgreSql(...) or UseEntityFramework(...) on what AddCallTracking() returns.");
        }

        if (links.Count == 0)
        {
            failures.Add("CallTracking has no link to a PBX: call the AddXxx(name, ...) of a CallTracking.Pbx package, for instance AddSimulator(...), on what "
                + "AddCallTracking() returns.");
        }

        foreach (var name in options.Value.LinkSites.Keys.Where(name => links.TrueForAll(link => link.Name != name)))
        {
            failures.Add($"{nameof(CallTrackingOptions.LinkSites)} names '{name}', but the links are: "
                + $"{string.Join(", ", links.Select(link => link.Name))}. Give it the name of a link or remove it.");
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException(nameof(CallTrackingOptions), typeof(CallTrackingOptions), failures);
        }
    }
}
