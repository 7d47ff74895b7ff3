using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Samples.Console.History;
using CallTracking.Samples.Console.Live;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Console.Watch;

/// <summary>
/// Puts onto a board what the store knows of this day already, so that nobody who is to be called back is forgotten by a restart.
/// </summary>
internal static class Today
{
    public static async Task BeginAsync(
        Board board, IServiceProvider services, TimeZoneInfo zone, TimeProvider time, CancellationToken cancellationToken)
    {
        var today = Period.Named(NamedPeriod.Today, time.GetUtcNow(), zone);
        var calls = services.GetRequiredService<CallHistory>().StreamAsync(
            Caller.System(), new CallHistoryFilter { From = today.From }, cancellationToken);
        board.Begin(await calls.Where(call => call.State == CallState.Ended).OrderBy(call => call.EndedAt).ToListAsync(cancellationToken));
    }
}
