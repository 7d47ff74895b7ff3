using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>Who answered a call and how it went, where a leg has a record for each of its steps.</content>
internal sealed partial class RecordedCall
{
    /// <summary>Asked for less than this, parties that all stopped at once may all have refused.</summary>
    private static readonly TimeSpan RefusedWithin = TimeSpan.FromSeconds(3);

    private FinishedRecord? AnswerOf()
    {
        // A party that the system itself called is a person when it lifts.
        if (_isRootTrunk && _isPlaced && !_root.IsHelper && IsAnswer(_root.First))
        {
            return _root.First;
        }

        return _part.Rows.Where(row => IsAnswer(row) && !IsPassedOver(row)
            && (row.Place == RecordPlace.Room && !row.IsAttempt() ? _root.Rows.Contains(row) : _attempts.Contains(row)))
            .MinBy(static row => row.IsAttempt() ? row.AnsweredAt : row.StartedAt);
    }

    /// <summary>Another one took the call from the party while it was asked: the party's own record says that it did not answer.</summary>
    private bool IsPassedOver(FinishedRecord row) => !row.IsWholeLeg
        && _part.Rows.Exists(one => one.Role == RecordRole.Called && one.LegName == row.OtherLegName && one.Result == RecordResult.NoAnswer)
        && _attempts.Exists(other => !ReferenceEquals(other, row) && IsAnswer(other) && other.StartedAt >= row.StartedAt);

    private FinishedRecord? LastAnswer() => _attempts.FindLast(IsAnswer);

    private (CallOutcome Outcome, MissedReason? Reason) OutcomeOf()
    {
        if (Answered is { } row)
        {
            return Say(CallOutcome.Answered, row.Place == RecordPlace.Room ? "recordedRoom" : "recordedPartyAnswered");
        }

        if (_root.First.IsWholeLeg)
        {
            return OfWholeLegs();
        }

        var rows = _part.Rows;
        if (_isPlaced && !_isRootTrunk && !(_own is null ? _root.Rows.Exists(IsAnswer) : IsAnswer(_own)) && _attempts.Count == 0)
        {
            return Say(CallOutcome.NotStarted, "recordedOwnLegNotLifted");
        }

        if (rows.Exists(static row => row.Place == RecordPlace.Mailbox))
        {
            return Say(CallOutcome.Unknown, "recordOfMailboxCannotTell");
        }

        // Whatever took the line after the last attempt (a mailbox, a menu) may have left no name of its own.
        var tried = _attempts.Count == 0 ? StartedAt : _attempts.Max(static row => row.EndedAt ?? row.StartedAt);
        if (_attempts.Count > 0 && _root.Rows.Exists(row => IsAnswer(row) && row.OtherLegName is null && row.StartedAt >= tried && row.EndedAt > row.StartedAt))
        {
            return Say(CallOutcome.Unknown, "recordOfAnsweredLineCannotTell");
        }

        return OfAttempts() ?? (rows.Exists(row => IsAnswer(row) && row.Place is RecordPlace.Announcement or RecordPlace.Queue or RecordPlace.Parties)
            ? Say(CallOutcome.Unknown, "recordOfAnsweredLineCannotTell") : Say(CallOutcome.Unknown, "recordOfUnansweredCannotTell"));
    }

    private (CallOutcome Outcome, MissedReason? Reason)? OfAttempts()
    {
        if (_attempts.Count == 0)
        {
            return OfNobodyAsked();
        }

        // A party that was asked twice counts with its last attempt; one with several devices with all of them.
        var last = _attempts.GroupBy(static row => (row.OtherEndpoint, row.OtherNumber))
            .SelectMany(static rows => rows.Where(row => row.StartedAt == rows.Max(static one => one.StartedAt))).ToList();
        var results = last.Select(static row => row.Result).ToHashSet();
        if (results.SetEquals([RecordResult.Busy]))
        {
            return Say(CallOutcome.Busy, "recordedBusy");
        }

        if (results.IsSubsetOf([RecordResult.Failed, RecordResult.Congested]))
        {
            return Direction == CallDirection.Inbound
                ? Say(CallOutcome.Missed, "recordedNobodyReached") : Say(CallOutcome.Failed, "recordedRouteRefused");
        }

        if (Direction != CallDirection.Inbound)
        {
            if (results.SetEquals([RecordResult.NoAnswer]) && _root.Rows.Exists(static row => row.Result == RecordResult.NoSuchNumber))
            {
                return Say(CallOutcome.Failed, "recordedNoSuchNumber");
            }

            if (Direction == CallDirection.Outbound)
            {
                return null;
            }
        }

        return OfRinging(last);
    }

    /// <summary>Whoever leaves a queue or a group whose members ring was missed by all of them. Of a single party a record does not tell
    /// whether it rang to the end or declined; several do not decline in the same second.</summary>
    private (CallOutcome Outcome, MissedReason? Reason)? OfRinging(IReadOnlyCollection<FinishedRecord> attempts)
    {
        var end = attempts.Max(static row => row.EndedAt);
        var ringing = attempts.Where(row => row.EndedAt == end && row.Result == RecordResult.NoAnswer
            && row.EndedAt - row.StartedAt >= RefusedWithin).Select(static row => row.OtherEndpoint).Distinct().Count();
        return ringing > 1 ? Say(CallOutcome.Missed, "recordedSeveralRangToTheEnd") : null;
    }

    private (CallOutcome Outcome, MissedReason? Reason)? OfNobodyAsked()
    {
        var refused = _root.Rows.FindAll(static row => row.Result is RecordResult.Failed or RecordResult.Congested or RecordResult.Busy);
        if (refused.Count == 0 || refused.Count < _root.Rows.Count)
        {
            return null;
        }

        if (_isPlaced && _isRootTrunk)
        {
            // A time-out is written as a failure by some versions.
            return refused.TrueForAll(static row => row.Result == RecordResult.Busy) ? Say(CallOutcome.Busy, "recordedBusy")
                : refused.TrueForAll(static row => row.Result == RecordResult.Congested) ? Say(CallOutcome.Failed, "recordedRouteRefused") : null;
        }

        return Direction == CallDirection.Inbound
            ? Say(CallOutcome.Missed, "recordedNobodyAsked", MissedReason.Unavailable) : Say(CallOutcome.Failed, "recordedNobodyAsked");
    }

    private (CallOutcome Outcome, MissedReason? Reason) Say(CallOutcome outcome, string rule, MissedReason? reason = null)
    {
        _because.Add(new Because("outcome", rule, []));
        return (outcome, reason);
    }
}
