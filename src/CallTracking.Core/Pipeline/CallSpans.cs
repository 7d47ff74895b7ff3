using System.Diagnostics;
using CallTracking.Calls;
using CallTracking.Pbx;

namespace CallTracking.Pipeline;

/// <summary>
/// Shows each call as a trace: a span from its start to its end with a child per participant. The spans are made when the call is over,
/// with the times of then, so that nothing has to survive a restart and no host code ever runs inside a call's span.
/// </summary>
/// <remarks>Not thread-safe: one per pipeline. Costs nothing while nobody listens.</remarks>
internal sealed class CallSpans
{
    internal static readonly ActivitySource Source = new(CallTrackingTelemetry.Name);

    private readonly Dictionary<Guid, Dictionary<string, (DateTimeOffset From, DateTimeOffset? To)>> _open = [];

    /// <summary>Takes what an event changed.</summary>
    public void Observe(PbxEvent pbxEvent, CallChange change)
    {
        if (!Source.HasListeners())
        {
            _open.Clear();
            return;
        }

        if (change.Kind == CallChangeKind.Withdrawn)
        {
            _open.Remove(change.Call.Id);
            return;
        }

        if (change.Call.State == CallState.Ended && change.Kind == CallChangeKind.Amended)
        {
            return;
        }

        if (!_open.TryGetValue(change.Call.Id, out var parties))
        {
            _open.Add(change.Call.Id, parties = []);
        }

        foreach (var participant in change.Call.Participants)
        {
            // A call does not tell when a party came and went, only for how long: the events that said so do.
            if (!parties.TryGetValue(participant.Party, out var seen))
            {
                parties.Add(participant.Party, seen = (pbxEvent.At, null));
            }

            // Somebody who answered stays until the call is over, as far as a participant tells.
            if (seen.To is null && participant.Result is not (null or ParticipantResult.Answered))
            {
                parties[participant.Party] = (seen.From, pbxEvent.At);
            }
        }

        if (change.Kind == CallChangeKind.Ended && _open.Remove(change.Call.Id))
        {
            Emit(change.Call, parties);
        }
    }

    private static void Emit(Call call, Dictionary<string, (DateTimeOffset From, DateTimeOffset? To)> parties)
    {
        // Starting an activity makes it the current one, which would be wrong for whatever runs next on this thread.
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            var end = call.EndedAt ?? call.StartedAt;
            using var span = Source.StartActivity(
                "call", ActivityKind.Internal, default(ActivityContext), Tags(call), startTime: call.StartedAt);
            if (span is null)
            {
                return;
            }

            foreach (var participant in call.Participants)
            {
                var (from, to) = parties[participant.Party];
                using var child = Source.StartActivity(
                    "participant", ActivityKind.Internal, span.Context, Tags(participant), startTime: from);
                child?.SetEndTime((to ?? end).UtcDateTime);
            }

            span.SetEndTime(end.UtcDateTime);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Tags(Call call) =>
    [
        new("calltracking.call.id", call.Id.ToString()),
        new("calltracking.tenant", call.Tenant),
        new("calltracking.link", call.Link),
        new("calltracking.direction", LedgerWord<CallDirection>.Of(call.Direction)),
        new("calltracking.outcome", LedgerWord<CallOutcome>.Of(call.Outcome ?? CallOutcome.Unknown)),
        new("calltracking.missed_reason", LedgerWord<MissedReason>.Of(call.MissedReason)),
        new("calltracking.ended_by", LedgerWord<CallSide>.Of(call.EndedBy)),
        new("calltracking.lost_in_transfer", call.LostInTransfer),
        new("calltracking.wait_seconds", call.Wait.TotalSeconds),
        new("calltracking.talk_seconds", call.Talk.TotalSeconds),
        new("calltracking.hold_seconds", call.Hold.TotalSeconds),
    ];

    private static IEnumerable<KeyValuePair<string, object?>> Tags(Participant participant) =>
    [
        new("calltracking.participant.kind", LedgerWord<ParticipantKind>.Of(participant.Kind)),
        new("calltracking.participant.result", LedgerWord<ParticipantResult>.Of(participant.Result)),
        new("calltracking.participant.rings", participant.Rings),
        new("calltracking.participant.ring_seconds", participant.Ring.TotalSeconds),
        new("calltracking.participant.talk_seconds", participant.Talk.TotalSeconds),
    ];
}
