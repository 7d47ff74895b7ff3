using System.Collections.Concurrent;
using System.Text.Json;
using CallTracking.Access;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallTracking.AspNetCore.Live;

/// <summary>Hands what happens to the clients that it concerns, and keeps asking whether they may still hear it.</summary>
internal sealed class LiveChannel(
    LiveConnections connections, LiveNotices notices, IHubContext<LiveHub> hub, ICallTrackingUser users,
    TimeProvider time, ILogger<LiveChannel> logger) : BackgroundService, ILiveCallSubscriber
{
    private static readonly TimeSpan MostBetweenChecks = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Task> _followed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Begins to send what waits for a client, until it is gone.</summary>
    public void Serve(LiveConnection connection)
    {
        _followed.GetOrAdd(connection.Caller.Tenant, tenant => Task.Run(() => notices.FollowAsync(tenant, this, _stopping.Token)));
        _ = Task.Run(() => SendAsync(connection));
    }

    public ValueTask OnCallChangedAsync(CallChange change, CancellationToken cancellationToken)
    {
        var concerned = connections.Of(change.Call);
        if (concerned.Count > 0)
        {
            // What is hidden from some is hidden in one way for all of them: each form is written once.
            var forms = new ConcurrentDictionary<FieldMask, JsonElement>();
            var message = new LiveMessage(
                LiveMessage.Call, change.Call.Id,
                to => to.FollowsCalls && to.Caller.Access.Allows(Permission.CallsRead)
                    ? forms.GetOrAdd(to.Caller.Access.Masks & FieldMask.Numbers, _ => Form(change, to.Caller)) : null);
            foreach (var connection in concerned)
            {
                connection.Outbox.Post(message);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnLaggingAsync(long skipped, CancellationToken cancellationToken)
    {
        var again = LiveMessage.ReadAgain("lagging");
        foreach (var connection in connections.All.Where(one => one.FollowsCalls))
        {
            connection.Outbox.Post(again);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Asks anew who the client is; one that is nobody any more is cut off.</summary>
    /// <returns>With what he may do now; null when nothing.</returns>
    public async Task<Caller?> RecheckAsync(LiveConnection connection, CancellationToken cancellationToken)
    {
        var caller = await users.FindAsync(connection.User, cancellationToken).ConfigureAwait(false);
        if (caller?.Employee is null || caller.Tenant != connection.Caller.Tenant || caller.Employee != connection.Caller.Employee)
        {
            Log.ConnectionCutOff(logger, connection.Caller.Employee!.Value);
            connections.Remove(connection.Id);
            connection.Abort();
            return null;
        }

        var before = connection.Caller.Access;
        connection.Caller = caller;
        if (!Same(before, caller.Access))
        {
            connections.Regroup(connection);
            connection.Outbox.Post(LiveMessage.ReadAgain("rights"));
        }

        return caller;
    }

    /// <summary>Asks anew for all screens of an employee.</summary>
    public async Task RecheckAsync(string tenant, Guid employee, CancellationToken cancellationToken)
    {
        foreach (var connection in connections.In(new LiveGroup(tenant, LiveGroupKind.Employee, employee)))
        {
            await RecheckSafelyAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var connection in connections.All)
        {
            connections.Remove(connection.Id);
        }

        await Task.WhenAny(Task.WhenAll(_followed.Values), Task.Delay(Timeout.Infinite, cancellationToken)).ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Rights that were withdrawn elsewhere, in another process or in the host's own user store, end here at the latest.
        using var timer = new PeriodicTimer(MostBetweenChecks, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                foreach (var connection in connections.All)
                {
                    await RecheckSafelyAsync(connection, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static bool Same(AccessGrants one, AccessGrants other) => ReferenceEquals(one, other)
        || (one.Masks == other.Masks && one.Departments.SequenceEqual(other.Departments)
            && one.Scopes.Count == other.Scopes.Count && one.Scopes.All(pair => other.ScopeOf(pair.Key) == pair.Value));

    private static JsonElement Form(CallChange change, Caller caller)
    {
        var isGone = change.Kind == CallChangeKind.Withdrawn;
        var call = isGone ? (JsonElement?)null : JsonSerializer.SerializeToElement(
            new CallItem(CallMask.For(caller, change.Call)), ApiJson.Strict.CallItem);
        return JsonSerializer.SerializeToElement(
            new LiveCallBody(Word.Of(change.Kind), change.Call.Id, change.Call.Revision, call), ApiJson.Strict.LiveCallBody);
    }

    private async Task RecheckSafelyAsync(LiveConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await RecheckAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerStoreException)
        {
            // Whether somebody may still listen cannot be asked now; he keeps what he had until the store answers.
        }
    }

    private async Task SendAsync(LiveConnection connection)
    {
        try
        {
            while (await connection.Outbox.TakeAsync().ConfigureAwait(false) is { } message)
            {
                if (message.Payload(connection) is { } payload)
                {
                    // Waits as long as the client does not take it: what comes meanwhile stays in the outbox, which is bounded.
                    await hub.Clients.Client(connection.Id).SendCoreAsync(message.Method.StartsWith(LiveMessage.Notice, StringComparison.Ordinal) ? LiveMessage.Notice : message.Method, [payload], _stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
#pragma warning disable CA1031 // One client's trouble ends its own connection, which then reads everything again; nobody else notices.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.SendingFailed(logger, exception.GetType().Name);
            connections.Remove(connection.Id);
            connection.Abort();
        }
    }
}
