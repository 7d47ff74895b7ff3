using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>The side whose hang-up or refusal ended the last conversation or attempt.</summary>
internal readonly record struct EndVerdict(CallSide Side, Because Because)
{
    /// <summary>A hang-up is seen a little before its effect on the bridge.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(300);

    /// <summary>So soon a hang-up has its effect.</summary>
    internal static readonly TimeSpan NoticedWithin = TimeSpan.FromSeconds(1.5);

    public static EndVerdict Of(CallFacts call, CallDirection direction, OutcomeVerdict outcome, TalkTimes times)
    {
        if (call.Lost is { } lost)
        {
            return Make(CallSide.Pbx, "pbxOrLinkLost", lost.Seq);
        }

        if (call.MergedAway is { } merged)
        {
            return Make(CallSide.Caller, "mergedByTransfer", merged.Seq);
        }

        var end = OfSeen(call, direction, outcome, times);
        return call.IsPartlyUnseen && !IsCertain(call, outcome, end) ? Make(CallSide.Unknown, "notSeen", call.RootLeg!.Ended?.Seq) : end;
    }

    /// <summary>Nobody's hang-up proves the PBX's own only where nobody's could be missed.</summary>
    private static bool IsCertain(CallFacts call, OutcomeVerdict outcome, EndVerdict end) =>
        outcome.Outcome != CallOutcome.Unknown && !call.EndUnseen
        && (end.Side != CallSide.Pbx || (call.EndedMark is { } ended && call.BlindUntil is { } blind && ended.At - blind > NoticedWithin));

    private static EndVerdict OfSeen(CallFacts call, CallDirection direction, OutcomeVerdict outcome, TalkTimes times)
    {
        return outcome.Outcome == CallOutcome.Answered ? AfterAnswer(call, direction, times) : WithoutAnswer(call, outcome);
    }

    private static EndVerdict WithoutAnswer(CallFacts call, OutcomeVerdict outcome)
    {
        var root = call.RootLeg!;
        if (outcome.Outcome is CallOutcome.Busy or CallOutcome.Declined)
        {
            return new EndVerdict(CallSide.Callee, new Because("endedBy", "refused", outcome.Events));
        }

        if (outcome.Outcome == CallOutcome.NotStarted)
        {
            return root.Result is DialResult.Busy or DialResult.Declined
                ? Make(CallSide.Caller, "ownLegRefused", root.Ended?.Seq)
                : Make(CallSide.Pbx, "ownLegNotLifted", root.Ended?.Seq);
        }

        var byCaller = root.HangupRequest is not null && root.HangupBy == HangupOrigin.Party
            && (outcome.Outcome is CallOutcome.Cancelled or CallOutcome.Voicemail
                || (outcome.Outcome is CallOutcome.Missed or CallOutcome.NoAnswer
                    && (GaveUp.Of(call, Attempts.Of(call)).Holds || call.MailboxEntered is not null)));
        return byCaller
            ? Make(CallSide.Caller, "callerHungUp", root.HangupRequest!.Value.Seq)
            : Make(CallSide.Pbx, "nobodyHungUp", root.Ended?.Seq);
    }

    private static EndVerdict AfterAnswer(CallFacts call, CallDirection direction, TalkTimes times)
    {
        if (OpenAttempt(call) is { } attempt)
        {
            return AfterAttempt(call, direction, attempt);
        }

        // Somebody hangs up who no longer talks with anybody (a rating after the call): the conversation had ended before.
        LegFacts? last = null;
        LegFacts? lastInTalk = null;
        foreach (var leg in call.Legs)
        {
            if (leg.HangupRequest is not { } request || leg.HangupBy != HangupOrigin.Party || leg.IsSupervisor
                || (leg.Up is null && !ReferenceEquals(leg, call.RootLeg)) || IsGivenAway(leg, request))
            {
                continue;
            }

            last = Later(last, leg);
            if (times.LastTalkEnd is null || request.At <= times.LastTalkEnd + Slack)
            {
                lastInTalk = Later(lastInTalk, leg);
            }
        }

        if (call.IsPartlyUnseen && (!ReferenceEquals(lastInTalk ?? last, last) || IsTalkEndUnseen(call)))
        {
            return Make(CallSide.Unknown, "notSeen", last?.HangupRequest?.Seq);
        }

        var who = lastInTalk ?? last;
        return who is null
            ? Make(CallSide.Pbx, "nobodyHungUp", call.RootLeg!.Ended?.Seq)
            : Make(SideOf(call, direction, who), "hungUp", who.HangupRequest!.Value.Seq);
    }

    /// <summary>The last of those who had taken the call left it unseen.</summary>
    private static bool IsTalkEndUnseen(CallFacts call)
    {
        var unseen = false;
        foreach (var leg in call.Legs)
        {
            if (call.PersonAt(leg) is not null && !leg.IsSupervisor)
            {
                if (!leg.EndUnseen)
                {
                    return false;
                }

                unseen = true;
            }
        }

        return unseen;
    }

    /// <summary>An attempt that began after the last conversation and reached nobody.</summary>
    private static LegFacts? OpenAttempt(CallFacts call)
    {
        var lastPerson = Parties.LastPersonOrder(call);
        LegFacts? open = null;
        foreach (var leg in call.Legs)
        {
            if (leg.Asked is { } asked && asked.Order > lastPerson && call.PersonAt(leg) is null && !leg.IsSupervisor
                && IsConversationOverAt(call, leg))
            {
                open = leg;
            }
        }

        return open;
    }

    /// <summary>Whether nobody who had answered was still there when the leg's attempt ended: else it was a mere consultation.</summary>
    private static bool IsConversationOverAt(CallFacts call, LegFacts attempt)
    {
        var end = attempt.DialDone ?? attempt.Ended;
        foreach (var leg in call.Legs)
        {
            if (call.PersonAt(leg) is not null && (leg.Ended is null || end is null || leg.Ended.Value.Order > end.Value.Order)
                && !ReferenceEquals(leg, call.RootLeg))
            {
                return false;
            }
        }

        return true;
    }

    private static EndVerdict AfterAttempt(CallFacts call, CallDirection direction, LegFacts attempt)
    {
        foreach (var leg in call.Legs)
        {
            if (leg.HangupRequest is { } request && leg.HangupBy == HangupOrigin.Party && request.Order > attempt.Asked!.Value.Order
                && !ReferenceEquals(leg, attempt)
                && (attempt.DialDone is not { } done || request.Order < done.Order
                    || (attempt.Result == DialResult.Cancelled && done.At >= request.At)))
            {
                return Make(SideOf(call, direction, leg), "hungUpWhileTargetRang", request.Seq);
            }
        }

        return attempt.Result is DialResult.Busy or DialResult.Declined
            ? Make(CallSide.Callee, "targetRefused", attempt.Ended?.Seq)
            : Make(CallSide.Pbx, "targetNotReached", attempt.Ended?.Seq);
    }

    private static bool IsGivenAway(LegFacts leg, Mark request) => leg.GaveAway is { } away && away.Order < request.Order;

    private static LegFacts Later(LegFacts? a, LegFacts b) =>
        a is null || b.HangupRequest!.Value.Order > a.HangupRequest!.Value.Order ? b : a;

    /// <summary>On a call of ours the outside is the called side, whoever of us is on it; else the calling side is its root.</summary>
    private static CallSide SideOf(CallFacts call, CallDirection direction, LegFacts leg) =>
        (direction == CallDirection.Outbound ? !leg.IsTrunk : ReferenceEquals(leg, call.RootLeg)) ? CallSide.Caller : CallSide.Callee;

    private static EndVerdict Make(CallSide side, string rule, long? seq) =>
        new(side, new Because("endedBy", rule, seq is { } value ? [value] : []));
}
