using CallTracking.AspNetCore.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace CallTracking.AspNetCore.Live;

/// <summary>The live channel. A client connects, is told of its pops and notices at once, and of calls once it asks for them; after every
/// connect, and whenever it is told <c>reread</c>, it calls <see cref="Resync"/> and is right again.</summary>
[Authorize(CallTrackingPolicies.Employee)]
internal sealed class LiveHub(
    LiveConnections connections, LiveState state, LiveChannel channel, ICallTrackingUser users, IOptions<CallTrackingApiOptions> options) : Hub
{
    private const string CallsRead = "calltracking:callsRead";

    public override async Task OnConnectedAsync()
    {
        var http = Context.GetHttpContext();
        if (http is not null && http.Request.Headers.Cookie.Count > 0 && http.Request.Headers.Authorization.Count == 0
            && Http.ApiGuard.IsFromElsewhere(http.Request) && !options.Value.AllowCrossSiteCookies)
        {
            // Web sockets know no same-origin policy: another site's script would listen with this person's cookie.
            Context.Abort();
            return;
        }

        var caller = await RequestCaller.FindAsync(http, users, Context.User!).ConfigureAwait(false);
        if (caller?.Employee is null)
        {
            Context.Abort();
            return;
        }

        var connection = new LiveConnection(Context.ConnectionId, Context.User!, caller, options.Value.LiveBuffer, Context.Abort);
        connections.Add(connection);
        channel.Serve(connection);
        await base.OnConnectedAsync().ConfigureAwait(false);
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>Asks to be told of the calls that the client's employee may see, and returns those that are open now.</summary>
    [Authorize(CallsRead)]
    public Task<LiveStateBody> FollowCalls()
    {
        if (connections.Find(Context.ConnectionId) is { } connection)
        {
            connection.FollowsCalls = true;
            connections.Regroup(connection);
        }

        return Resync();
    }

    /// <summary>Calls are not told any more.</summary>
    public void UnfollowCalls()
    {
        if (connections.Find(Context.ConnectionId) is { } connection)
        {
            connection.FollowsCalls = false;
            connections.Regroup(connection);
        }
    }

    /// <summary>Everything as it is now: the client puts it in place of what it had. With the rights that hold now.</summary>
    public async Task<LiveStateBody> Resync()
    {
        if (connections.Find(Context.ConnectionId) is not { } connection
            || await channel.RecheckAsync(connection, Context.ConnectionAborted).ConfigureAwait(false) is not { } caller)
        {
            throw new HubException("You may not use this any more: sign in again.");
        }

        return await state.ReadAsync(caller, connection.FollowsCalls, Context.ConnectionAborted).ConfigureAwait(false);
    }
}
