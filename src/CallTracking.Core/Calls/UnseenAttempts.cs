using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>What may have happened to a call while nobody listened, judged by what is left of it when the PBX is asked: the verdicts claim
/// nothing that it could make untrue.</summary>
internal static class UnseenAttempts
{
    /// <summary>So soon after the caller the first ones are asked; nobody was asked and refused, or answered and left, before them.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1.5);

    public static void Assess(CallFacts call, Dictionary<LegId, SnapshotLeg> seen, Snapshot e, DateTimeOffset? from, NumberPlan plan)
    {
        var root = call.RootLeg!;
        var first = Parties.FirstPerson(call);
        if (first is { At.Late: false } person && !(from is { } down && person.At.At > down))
        {
            return; // Taken before: who and when is known.
        }

        var vanished = call.Legs.Exists(leg => leg is { EndUnseen: true, Asked: not null, DialDone: null, IsSupervisor: false });
        var atRoot = seen.GetValueOrDefault(root.Id);
        var movedOn = atRoot is not null && IsMoved(root, atRoot, plan);
        if (first is { } late)
        {
            var knownBefore = from is not null && late.Leg.Asked is { Late: false };
            call.AnswererUnseen |= !knownBefore && (vanished || movedOn || late.Leg.Started.At - root.Started.At > AtOnce);
            return;
        }

        var ringingSinceBefore = call.Legs.Exists(leg => IsRinging(leg) && leg.Asked is { Late: false });
        var ringingFromTheStart = call.Legs.Exists(leg => IsRinging(leg) && leg.Started.At - root.Started.At <= AtOnce);
        call.AttemptsUnseen |= vanished || (!ringingSinceBefore && !ringingFromTheStart);
        if (ringingSinceBefore || atRoot is not { State: SnapshotLegState.Up })
        {
            return; // A caller whose line is not connected has talked with nobody.
        }

        var isBrief = from is { } lost && e.At - lost <= AtOnce && root.Up is { Late: false } && !vanished;
        var isWaiting = atRoot.Place is RecordPlace.Queue or RecordPlace.Mailbox && !movedOn;
        call.AnswerUnseen |= !isBrief && !isWaiting;
    }

    private static bool IsRinging(LegFacts leg) => leg is { IsLive: true, Asked: not null, Up: null, DialDone: null };

    /// <summary>It is no longer where it dialled: somebody sent it there.</summary>
    private static bool IsMoved(LegFacts root, SnapshotLeg seen, NumberPlan plan) => root.DialedNumber is { } dialed
        ? seen.DialedNumber is { } now && now != dialed
        : root.IsTrunk && seen.DialedNumber is { } place && (plan.IsExtension(place) || plan.IsRoom(place));
}
