using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Dialing;

/// <summary>Writes into each placed call what the ledger says of it, whichever process asked for it.</summary>
internal sealed class DialProjection(IOptions<CallTrackingOptions> options) : ICallProjection
{
    public string Name => "dials";

    public bool WantsOpenCalls => true;

    public async ValueTask ApplyAsync(
        CallTrackingDbContext context, IReadOnlyList<Call> changed, IReadOnlyList<Guid> withdrawn, CancellationToken cancellationToken)
    {
        foreach (var call in changed)
        {
            if (call.Origin is not (CallOrigin.ClickToCall or CallOrigin.Callback or CallOrigin.Unknown) || call.Families.Count == 0)
            {
                continue;
            }

            var families = call.Families.ToList();
            var dial = await context.Set<Dial>().AsTracking().FirstOrDefaultAsync(
                d => d.Link == call.Link && families.Contains(d.AgentLeg), cancellationToken).ConfigureAwait(false);
            if (dial is not null && !Says(dial, call))
            {
                dial.CallId = call.Id;
                dial.ExpiresAt = call.StartedAt + options.Value.MaxCallDuration;
                (dial.Stage, dial.Outcome, dial.EndedAt) =
                    call.State == CallState.Ended ? (DialStage.Ended, call.Outcome, call.EndedAt) : (DialStage.Seen, null, null);
                dial.Reason = null;
                dial.Revision++;
            }
        }
    }

    private static bool Says(Dial dial, Call call) =>
        dial.CallId == call.Id && dial.Outcome == call.Outcome && dial.EndedAt == call.EndedAt && dial.Stage is DialStage.Seen or DialStage.Ended;
}
