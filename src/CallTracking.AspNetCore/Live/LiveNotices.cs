using System.Text.Json;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.AspNetCore.Pops;
using CallTracking.ScreenPop;
using CallTracking.Staff;

namespace CallTracking.AspNetCore.Live;

/// <summary>Pops, messages and whatever else concerns one employee: handed to that employee's screens and nobody else's.</summary>
internal sealed class LiveNotices(LiveConnections connections, IEmployeeFeed feed, ScreenPops pops)
{
    /// <summary>Follows all notices of a tenant until the host stops.</summary>
    public async Task FollowAsync(string tenant, LiveChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var notice in feed.FollowAllAsync(tenant, cancellationToken).ConfigureAwait(false))
            {
                switch (notice.Kind)
                {
                    case EmployeeNoticeKind.Lagging:
                        TellAll(tenant);
                        break;
                    case EmployeeNoticeKind.RightsChanged:
                        await channel.RecheckAsync(tenant, notice.Employee, cancellationToken).ConfigureAwait(false);
                        break;
                    case EmployeeNoticeKind.PopChanged or EmployeeNoticeKind.PopRemoved:
                        Tell(notice, LiveMessage.Pop, to => Pop(notice.Id, to));
                        break;
                    default:
                        var payload = JsonSerializer.SerializeToElement(
                            new NoticeBody(Word.Of(notice.Kind), notice.Id, notice.At), ApiJson.Strict.NoticeBody);
                        Tell(notice, LiveMessage.Notice + (int)notice.Kind, _ => payload);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void TellAll(string tenant)
    {
        var again = LiveMessage.ReadAgain("lagging");
        foreach (var connection in connections.All.Where(one => one.Caller.Tenant == tenant))
        {
            connection.Outbox.Post(again);
        }
    }

    private void Tell(EmployeeNotice notice, string key, Func<LiveConnection, JsonElement?> payload)
    {
        var message = new LiveMessage(key, notice.Id, payload);
        foreach (var connection in connections.In(new LiveGroup(notice.Tenant, LiveGroupKind.Employee, notice.Employee)))
        {
            connection.Outbox.Post(message);
        }
    }

    // Read when it is sent, with the rights that hold then: the newest state, or that it is gone.
    private JsonElement? Pop(Guid call, LiveConnection to)
    {
        if (!to.Caller.Access.Allows(Permission.CallsRead))
        {
            return null;
        }

        return JsonSerializer.SerializeToElement(
            new LivePopBody(call, pops.Find(to.Caller, call) is { } pop ? PopBody.Of(pop) : null), ApiJson.Strict.LivePopBody);
    }
}
