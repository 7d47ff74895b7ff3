using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>How a call went, where the PBX writes one record for each leg: the attempts are known to the last, and what the caller's own leg
/// did besides is not.</content>
internal sealed partial class RecordedCall
{
    /// <summary>Whose line goes on longer than this after the last attempt was with something else: a mailbox, a menu.</summary>
    private static readonly TimeSpan GoesOn = TimeSpan.FromSeconds(1.5);

    /// <summary>Whether the numbers of the calling side's only record tell the direction.</summary>
    private CallDirection? WholeLegAlone()
    {
        var first = _root.First;
        if (_isPlaced)
        {
            // A program called one of us for the sake of somebody outside whose number no record has.
            return first.Place == RecordPlace.Room ? null : Decide(CallDirection.Outbound, "recordedPlacedOnExtension");
        }

        if (!RecordedSides.IsOutside(_plan, first.DialedNumber) || first.Place is RecordPlace.Room or RecordPlace.Feature)
        {
            return null;
        }

        DialedNumber = first.DialedNumber;
        External = Public(Parties.StripPrefix(first.DialedNumber, _plan));
        return Decide(CallDirection.Outbound, "recordedNumberDialed");
    }

    private (CallOutcome Outcome, MissedReason? Reason) OfWholeLegs()
    {
        var root = _root.First;
        var isCalledOutside = _isPlaced && _isRootTrunk;
        if (_isPlaced && !_isRootTrunk && !IsAnswer(root) && _attempts.Count == 0)
        {
            return Say(CallOutcome.NotStarted, "recordedOwnLegNotLifted");
        }

        if (_part.Rows.Exists(static row => row.Place == RecordPlace.Mailbox))
        {
            return Say(CallOutcome.Unknown, "recordOfMailboxCannotTell");
        }

        if (!isCalledOutside && _attempts.Count > 0 && root.AnsweredAt is not null && root.Result != RecordResult.Cancelled
            && root.EndedAt - _attempts.Max(static row => row.EndedAt) > GoesOn)
        {
            return Say(CallOutcome.Unknown, "recordOfAnsweredLineCannotTell");
        }

        var asked = isCalledOutside ? [root] : LastOfEachParty();
        var results = (asked.Count > 0 ? asked.Select(static row => row.Result) : [root.Result]).ToHashSet();
        if (results.Contains(RecordResult.Answered))
        {
            return Say(CallOutcome.Unknown, "recordOfAnsweredLineCannotTell");
        }

        return OfGivingUp(results) ?? OfResults(asked, results) ?? Say(CallOutcome.Unknown, "recordOfUnansweredCannotTell");
    }

    /// <summary>A party that was asked twice counts with its last attempt.</summary>
    private List<FinishedRecord> LastOfEachParty() => [.. _attempts.GroupBy(row => (row.AskedEndpoint(_plan), row.AskedNumber(_plan)))
        .SelectMany(static rows => rows.Where(row => row.StartedAt == rows.Max(static one => one.StartedAt)))];

    private bool IsServed => Direction == CallDirection.Inbound || (Direction == CallDirection.Internal
        && (_root.First.Place == RecordPlace.Queue || _attempts.Select(row => row.AskedEndpoint(_plan)).Distinct().Count() > 1));

    private (CallOutcome Outcome, MissedReason? Reason)? OfGivingUp(HashSet<RecordResult> results)
    {
        var root = _root.First;
        if (_isPlaced || !(root.Result == RecordResult.Cancelled
            || (results.Contains(RecordResult.Cancelled) && root.EndedBy == HangupOrigin.Party)))
        {
            return null;
        }

        if (!IsServed)
        {
            return Say(CallOutcome.Cancelled, "recordedCallerGaveUp");
        }

        return Say(CallOutcome.Missed, "recordedCallerGaveUp", root.Place switch
        {
            RecordPlace.Queue => MissedReason.AbandonedInQueue,
            RecordPlace.Announcement when _attempts.Count == 0 => MissedReason.AbandonedInIvr,
            _ => MissedReason.CallerHungUp,
        });
    }

    private (CallOutcome Outcome, MissedReason? Reason)? OfResults(List<FinishedRecord> asked, HashSet<RecordResult> results)
    {
        if (results.Overlaps([RecordResult.Unknown, RecordResult.Cancelled, RecordResult.Elsewhere, RecordResult.Forwarded]))
        {
            return null;
        }

        if (results.SetEquals([RecordResult.Busy]))
        {
            return Say(CallOutcome.Busy, "recordedBusy");
        }

        if (results.IsSubsetOf([RecordResult.Failed, RecordResult.Congested, RecordResult.NoSuchNumber]))
        {
            return Direction != CallDirection.Inbound ? Say(CallOutcome.Failed, "recordedRouteRefused")
                : asked.Count == 0 && results.Contains(RecordResult.NoSuchNumber) ? Say(CallOutcome.Failed, "recordedNoSuchNumber")
                : Say(CallOutcome.Missed, "recordedNobodyReached", MissedReason.Unavailable);
        }

        if (results.Contains(RecordResult.NoAnswer))
        {
            return !IsServed ? Say(CallOutcome.NoAnswer, "recordedNobodyAnswered")
                : Say(
                    CallOutcome.Missed, "recordedNobodyAnswered",
                    asked.Exists(static row => row.RangAt is not null) ? MissedReason.NoAnswer : null);
        }

        return results.Contains(RecordResult.Declined) ? Say(CallOutcome.Declined, "recordedDeclined") : null;
    }

    /// <summary>Whose hang-up ended the call, where records say it.</summary>
    private CallSide EndedBySide()
    {
        if (Outcome is CallOutcome.Busy || (Outcome is CallOutcome.Declined && _root.First.IsWholeLeg))
        {
            return CallSide.Callee;
        }

        if (!_root.First.IsWholeLeg || Outcome is not (CallOutcome.Answered or CallOutcome.Missed or CallOutcome.Cancelled)
            || _root.First.EndedBy != HangupOrigin.Party)
        {
            return CallSide.Unknown;
        }

        return _isPlaced && _isRootTrunk ? CallSide.Callee : CallSide.Caller;
    }
}
