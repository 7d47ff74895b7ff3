using System.Text.Json;
using CallTracking.Access;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Http;
using CallTracking.AspNetCore.Pops;
using CallTracking.Pipeline;
using CallTracking.ScreenPop;
using CallTracking.Tasks;

namespace CallTracking.AspNetCore.Live;

/// <summary>Reads everything that a client shows live.</summary>
internal sealed class LiveState(IOpenCalls open, ScreenPops pops, MessageBook messages)
{
    public async Task<LiveStateBody> ReadAsync(Caller caller, bool withCalls, CancellationToken cancellationToken)
    {
        var mayCalls = caller.Access.Allows(Permission.CallsRead);
        return new LiveStateBody
        {
            Employee = caller.Employee!.Value,
            Permissions = caller.Access.Scopes.ToDictionary(pair => Word.Of(pair.Key), pair => Word.Of(pair.Value)),
            Hidden = Word<FieldMask>.OfFlags(caller.Access.Masks),
            Pops = mayCalls ? [.. pops.List(caller).Select(PopBody.Of)] : null,
            UnreadMessages = await messages.CountUnreadAsync(caller, null, cancellationToken).ConfigureAwait(false),
            OpenCalls = withCalls && mayCalls ? JsonSerializer.SerializeToElement(new CallItems(open.List(caller)), ApiJson.Strict.CallItems) : null,
        };
    }
}
