using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>How a finished call went: the first rule of the domain's list that holds.</summary>
internal readonly record struct OutcomeVerdict(CallOutcome Outcome, MissedReason? Reason, string Rule, IReadOnlyList<long> Events)
{
    public static OutcomeVerdict Of(CallFacts call, CallDirection direction)
    {
        var root = call.RootLeg!;
        var attempts = Attempts.Of(call);
        if (Parties.FirstPerson(call) is { } person)
        {
            var rule = person.Leg.Room is not null ? "roomEntered" : person.Leg.TookOver is not null ? "takenOver" : "personLifted";
            return new OutcomeVerdict(CallOutcome.Answered, null, rule, [person.At.Seq]);
        }

        if (call.MergedAway is { } merged && !call.AnswerUnseen)
        {
            return new OutcomeVerdict(CallOutcome.Cancelled, null, "handedOverBeforeAnswer", [merged.Seq]);
        }

        if (call.EndUnseen && root.EndUnseen && !HungUp(root) && call.MessageLeft is null)
        {
            return new OutcomeVerdict(CallOutcome.Unknown, null, "endNotSeen", []);
        }

        if (call.IsPlacedBySystem && !root.IsTrunk && root.Lifted is null && root.Up is null)
        {
            return new OutcomeVerdict(CallOutcome.NotStarted, null, "ownLegNotLifted", Seqs(root.DialDone, root.Ended));
        }

        if (call.MessageLeft is { } message)
        {
            return new OutcomeVerdict(CallOutcome.Voicemail, null, "messageLeft", [message.Seq]);
        }

        if (call.AnswerUnseen)
        {
            return new OutcomeVerdict(CallOutcome.Unknown, null, "answerMayHaveBeenUnseen", []);
        }

        var served = direction == CallDirection.Inbound || (direction == CallDirection.Internal && IsToGroup(call, attempts));
        var blindAtTheEnd = IsBlindAtTheEnd(call);
        if (call.MailboxEntered is { } mailbox)
        {
            if (blindAtTheEnd)
            {
                return new OutcomeVerdict(CallOutcome.Unknown, null, "messageMayHaveBeenUnseen", [mailbox.Seq]);
            }

            return served
                ? new OutcomeVerdict(CallOutcome.Missed, MissedReason.NoAnswer, "mailboxWithoutMessage", [mailbox.Seq])
                : new OutcomeVerdict(CallOutcome.NoAnswer, null, "mailboxWithoutMessage", [mailbox.Seq]);
        }

        var gaveUp = GaveUp.Of(call, attempts);
        if (blindAtTheEnd && root.HangupRequest is null)
        {
            return new OutcomeVerdict(CallOutcome.Unknown, null, "hangupMayHaveBeenUnseen", attempts.Events);
        }

        if ((call.AttemptsUnseen || attempts.AnyEndUnseen) && !(gaveUp.Holds && gaveUp.IsCertain) && !attempts.AnyRangToTheEnd)
        {
            return new OutcomeVerdict(CallOutcome.Unknown, null, "attemptsMayHaveBeenUnseen", attempts.Events);
        }

        if (Failed(call, root, direction, attempts, gaveUp) is { } failed)
        {
            return failed;
        }

        if (gaveUp.Holds)
        {
            return served
                ? new OutcomeVerdict(CallOutcome.Missed, gaveUp.Reason, gaveUp.Rule, [root.HangupRequest!.Value.Seq])
                : new OutcomeVerdict(CallOutcome.Cancelled, null, "callerCancelled", [root.HangupRequest!.Value.Seq]);
        }

        if (attempts.All(DialResult.Busy))
        {
            return new OutcomeVerdict(CallOutcome.Busy, null, "everyAskedPartyBusy", attempts.Events);
        }

        if (attempts.Any(DialResult.Declined) && !attempts.AnyRangToTheEnd)
        {
            return new OutcomeVerdict(CallOutcome.Declined, null, "declinedAndNoneRangToTheEnd", attempts.Events);
        }

        if (!served)
        {
            return new OutcomeVerdict(CallOutcome.NoAnswer, null, "nobodyAnswered", attempts.Events);
        }

        if (!attempts.AnyRang)
        {
            return new OutcomeVerdict(CallOutcome.Missed, MissedReason.Unavailable, "nobodyRang", Seqs(root.Ended, null));
        }

        return call.Queues is [.., { } queue]
            ? new OutcomeVerdict(CallOutcome.Missed, MissedReason.QueueTimeout, "queueTimeOver", Seqs(queue.Joined, queue.Left))
            : new OutcomeVerdict(CallOutcome.Missed, MissedReason.NoAnswer, "rangToTheEnd", attempts.Events);
    }

    /// <summary>Whether the link was blind so shortly before the end that its reasons may have passed.</summary>
    private static bool IsBlindAtTheEnd(CallFacts call) => call.EndUnseen
        || (call.BlindUntil is { } blind && call.EndedMark is { } ended && ended.At - blind < EndVerdict.NoticedWithin);

    private static bool HungUp(LegFacts root) => root.HangupRequest is not null && root.HangupBy == HangupOrigin.Party;

    /// <summary>Answered, and then the caller's last leg ended while he waited for somebody else.</summary>
    public static bool IsLostInTransfer(CallFacts call, TalkTimes times)
    {
        if (Parties.FirstPerson(call) is not { } first)
        {
            return false;
        }

        var lastPerson = Parties.LastPersonOrder(call);
        var waitedInQueue = call.Queues is [.., { } queue] && queue.Joined.Order > first.At.Order && queue.Joined.Order > lastPerson;
        var lastTransfer = call.Transfers.Count == 0 ? null : call.Transfers[^1];
        var waitedForTarget = lastTransfer is { Taken: false } && lastTransfer.Kind is TransferKind.Blind or TransferKind.Attended
            or TransferKind.Park or TransferKind.Redirect && lastTransfer.At.Order > lastPerson;
        return (waitedInQueue || waitedForTarget) && !IsTalkAfter(times, waitedInQueue ? call.Queues[^1].Joined : lastTransfer!.At);
    }

    private static bool IsTalkAfter(TalkTimes times, Mark mark) => times.LastTalkEnd is { } end && end - mark.At > TimeSpan.FromSeconds(1);

    private static OutcomeVerdict? Failed(
        CallFacts call, LegFacts root, CallDirection direction, Attempts attempts, GaveUp gaveUp)
    {
        if (attempts.Count == 0 && !gaveUp.Holds && call.Queues.Count == 0)
        {
            if (direction != CallDirection.Inbound)
            {
                return new OutcomeVerdict(CallOutcome.Failed, null, "nobodyCouldBeAsked", Seqs(root.Ended, null));
            }

            if (root.EndResult == DialResult.NoSuchNumber && root.Up is null)
            {
                return new OutcomeVerdict(CallOutcome.Failed, null, "numberDoesNotExist", Seqs(root.Ended, null));
            }
        }

        return direction != CallDirection.Inbound && attempts.Count > 0 && attempts.AllRefused
            ? new OutcomeVerdict(CallOutcome.Failed, null, "routeRefused", attempts.Events)
            : null;
    }

    /// <summary>A queue, or several parties asked at once: its callers are served by us, so leaving them is a miss.</summary>
    private static bool IsToGroup(CallFacts call, Attempts attempts) => call.Queues.Count > 0 || attempts.AtOnce > 1;

    private static long[] Seqs(Mark? first, Mark? second) =>
        (first, second) switch
        {
            ({ } a, { } b) => [a.Seq, b.Seq],
            ({ } a, null) => [a.Seq],
            (null, { } b) => [b.Seq],
            _ => [],
        };
}

/// <summary>Whether the caller gave up before anybody took the call, and where he was when he did.</summary>
internal readonly record struct GaveUp(bool Holds, MissedReason Reason, string Rule)
{
    /// <summary>Where he was when he gave up was seen; else it is concluded from nobody being asked.</summary>
    public bool IsCertain => Rule is "callerLeftQueue" or "callerLeftWhileRinging";

    public static GaveUp Of(CallFacts call, Attempts attempts)
    {
        var root = call.RootLeg!;
        // A party that the system called has nobody before it who could give up.
        if (root.HangupRequest is not { } request || root.HangupBy != HangupOrigin.Party || (root.IsTrunk && call.IsPlacedBySystem))
        {
            return default;
        }

        foreach (var queue in call.Queues)
        {
            if (queue.Joined.Order < request.Order && (queue.Left is null || queue.Left.Value.Order > request.Order))
            {
                return new GaveUp(true, MissedReason.AbandonedInQueue, "callerLeftQueue");
            }
        }

        if (attempts.IsOpenAt(request))
        {
            return new GaveUp(true, MissedReason.CallerHungUp, "callerLeftWhileRinging");
        }

        // Everybody who was asked had refused or not answered before: the hang-up is only an echo of that.
        if (attempts.Count > 0 || call.Queues.Count > 0)
        {
            return default;
        }

        return root.Up is not null
            ? new GaveUp(true, MissedReason.AbandonedInIvr, "callerLeftMenu")
            : new GaveUp(true, MissedReason.CallerHungUp, "callerLeftBeforeAnybodyWasAsked");
    }
}
