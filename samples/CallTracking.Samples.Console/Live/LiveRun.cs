using CallTracking.Access;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Peers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Samples.Console.Live;

/// <summary>Runs a host and shows its calls until it is told to stop, the link is finished, or there is no sense in going on.</summary>
internal sealed class LiveRun(IHost host, ILiveView view)
{
    private readonly ICallFeed _feed = host.Services.GetRequiredService<ICallFeed>();
    private readonly ILinkMonitor _links = host.Services.GetRequiredService<ILinkMonitor>();

    /// <summary>Whether the PBX was heard at any time.</summary>
    public bool WasUp { get; private set; }

    /// <summary>What is to be done as soon as the store is open. Default: nothing.</summary>
    public Func<CancellationToken, Task> Ready { get; init; } = _ => Task.CompletedTask;

    /// <summary>What is to be done when the PBX is heard for the first time. Default: nothing.</summary>
    public Action FirstUp { get; init; } = () => { };

    /// <summary>How many calls began and how many ended while it ran.</summary>
    public LiveCount Count { get; } = new();

    /// <summary>Runs. Whatever ends it, the host is stopped in good order, so that what was heard is stored.</summary>
    /// <exception cref="CommandException">The PBX refused or was never reached, or the store failed for good.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] parts = [];
        try
        {
            // The readers first: no call may begin before somebody looks.
            parts = [FollowCallsAsync(ending.Token), FollowLinksAsync(ending.Token), view.RunAsync(ending.Token)];
            await host.StartAsync(stop);
            await Ready(stop);
            await await Task.WhenAny(parts);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Being stopped is the normal end of a live command.
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await host.StopAsync(CancellationToken.None);
        }
    }

    private async Task FollowCallsAsync(CancellationToken cancellationToken)
    {
        var filter = new CallFeedFilter { StartWithOpenCalls = true, OnLagging = view.ShowLag };
        await foreach (var change in _feed.ReadAsync(Caller.System(), filter, cancellationToken))
        {
            Count.Add(change);
            view.Show(change);
        }
    }

    private async Task FollowLinksAsync(CancellationToken cancellationToken)
    {
        await foreach (var link in _links.ReadAsync(cancellationToken))
        {
            if (!WasUp && (link.State == LinkState.Up || link.Product is not null))
            {
                WasUp = true;
                FirstUp();
            }

            switch (link)
            {
                case { State: LinkState.Finished }:
                    return;

                case { State: LinkState.Failed, RetryAt: null }:
                    throw new CommandException(ExitCode.Store, link.LastError ?? "The ledger cannot be written.");

                // A link that was up is tried for ever; one that never was is probably a wrong address or password.
                case { State: LinkState.Failed or LinkState.Down, LastError: { } error } when !WasUp:
                    throw new CommandException(ExitCode.Pbx, PbxArguments.InWordsOfTheCommand(error));
            }

            view.Show(link);
        }
    }
}
