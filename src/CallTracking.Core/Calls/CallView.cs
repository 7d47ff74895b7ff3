using CallTracking.Numbering;

namespace CallTracking.Calls;

/// <summary>Makes the ledger's call from what was seen: every member a verdict over the facts, computed anew each time.</summary>
internal static class CallView
{
    public static Call Of(CallFacts call, NumberPlan plan)
    {
        var root = call.RootLeg!;
        var direction = DirectionVerdict.Of(call, plan);
        var ended = call.State == CallState.Ended ? call.EndedMark : null;
        var until = ended?.At ?? call.LastAt;
        var start = StartOf(call);
        var times = TalkTimes.Compute(call, direction.Direction, until);
        var first = Parties.FirstPerson(call);
        var because = new List<Because> { direction.Because };
        OutcomeVerdict? outcome = null;
        EndVerdict? end = null;
        if (ended is not null)
        {
            outcome = OutcomeVerdict.Of(call, direction.Direction);
            end = EndVerdict.Of(call, direction.Direction, outcome.Value, times);
            because.Add(new Because("outcome", outcome.Value.Rule, outcome.Value.Events));
            because.Add(end.Value.Because);
        }

        if (first is { } person)
        {
            because.Add(new Because(
                "answeredBy",
                call.AnswererUnseen ? "anotherMayHaveBeenFirst" : person.At.Late ? "hadTakenItWhenThePbxWasAsked" : "firstToTakeTheCall",
                [person.At.Seq]));
        }

        because.AddRange(call.Notes);
        var waitEnd = first?.At.At ?? (outcome?.Outcome == CallOutcome.Voicemail || call.MailboxEntered is not null
            ? (call.MailboxEntered ?? root.Up)?.At : null) ?? until;
        var inbound = direction.Direction == CallDirection.Inbound;
        var external = External(direction, plan);
        return new Call
        {
            Tenant = call.Tenant,
            Id = call.Id,
            Link = call.Link,
            Revision = call.Revision,
            FirstEpoch = call.FirstEpoch,
            FirstSeq = call.First.Seq,
            Direction = direction.Direction,
            State = call.State,
            Origin = direction.Origin,
            PlacedBy = direction.Origin is not (CallOrigin.ClickToCall or CallOrigin.Callback) ? null
                : call.Placed?.By ?? Parties.NameOf(root, call, plan, direction),
            External = external,
            CallerNumber = inbound ? external?.Display
                : root.IsTrunk ? null : Parties.NameOf(root, call, plan, direction),
            CallerName = direction.Origin == CallOrigin.Broadcast ? null : root.CallerName,
            DialedNumber = direction.DialedNumber,
            PresentedNumber = inbound ? null : root.PresentedNumber,
            Trunk = direction.TrunkLeg?.Endpoint,
            Queue = call.Queues.Count > 0 ? call.Queues[0].Queue : null,
            Outcome = outcome?.Outcome,
            MissedReason = outcome?.Reason,
            LostInTransfer = ended is not null && OutcomeVerdict.IsLostInTransfer(call, times),
            AnsweredBy = first is { } taker && !call.AnswererUnseen && IsNamed(taker.Leg, call, direction) ? Parties.TakerOf(taker.Leg, call, plan, direction) : null,
            LastParty = LastParty(call, plan, direction, times),
            EndedBy = end?.Side ?? CallSide.Unknown,
            StartedAt = start,
            AnsweredAt = first is { At.Late: false } known && !call.AnswererUnseen ? known.At.At : null,
            EndedAt = ended?.At,
            Wait = Positive(waitEnd - start),
            Connected = first is { } answered ? Positive(until - answered.At.At) : TimeSpan.Zero,
            Talk = TalkOfOurSide(call, direction.Direction, times),
            Hold = times.Hold,
            Participants = Parties.Of(call, plan, direction, times, until),
            Transfers = call.Transfers.Count == 0 ? [] : Transfers(call, plan, direction),
            Relations = call.Relations.Count == 0 ? [] : [.. call.Relations],
            Digits = Digits(call, plan, direction) ?? (IReadOnlyList<CallDigits>)[],
            Recordings = call.Recordings.Count == 0 ? [] : Recordings(call),
            Witnesses = call.Witnesses,
            Because = because,
            Families = call.Families.ConvertAll(static family => family.Value),
        }.WithSoundTimes();
    }

    /// <summary>The first leg's birth: of a click-to-call that is the employee's own ring.</summary>
    private static DateTimeOffset StartOf(CallFacts call)
    {
        var root = call.RootLeg!;
        if (root.Id == call.Root)
        {
            return root.Started.At;
        }

        var start = root.Started.At;
        foreach (var leg in call.Legs)
        {
            start = leg.Started.At < start ? leg.Started.At : start;
        }

        return start;
    }

    /// <summary>Whom a trunk leg reached is told by its dialling, which may have passed unseen.</summary>
    private static bool IsNamed(LegFacts leg, CallFacts call, in DirectionVerdict direction) => !leg.IsTrunk || !call.IsPartlyUnseen
        || leg.Room is not null || leg.AskedNumber is not null || (ReferenceEquals(leg, direction.TrunkLeg) && direction.ExternalText is not null)
        || (ReferenceEquals(leg, call.RootLeg) && direction.ExternalText is not null);

    private static PhoneNumber? External(in DirectionVerdict direction, NumberPlan plan)
    {
        if (direction.Direction == CallDirection.Internal)
        {
            return null;
        }

        var number = plan.Read(direction.Direction == CallDirection.Outbound
            ? Parties.StripPrefix(direction.ExternalText, plan) : direction.ExternalText);
        return number.Kind == PhoneNumberKind.Withheld ? null : number;
    }

    private static string? LastParty(CallFacts call, NumberPlan plan, in DirectionVerdict direction, TalkTimes times)
    {
        LegFacts? last = null;
        var lastAt = DateTimeOffset.MinValue;
        string? party = null;
        var several = false;
        for (var i = 0; i < call.Legs.Count; i++)
        {
            var leg = call.Legs[i];
            if (call.PersonAt(leg) is not { } taken)
            {
                continue;
            }

            var taker = Parties.TakerOf(leg, call, plan, direction);
            several |= party is not null && taker != party;
            party = taker;
            var at = times.LastTalkOf(i) ?? taken.At;
            if (at >= lastAt)
            {
                (last, lastAt) = (leg, at);
            }
        }

        return several ? Parties.TakerOf(last!, call, plan, direction) : null;
    }

    private static TimeSpan TalkOfOurSide(CallFacts call, CallDirection direction, TalkTimes times)
    {
        var talk = TimeSpan.Zero;
        for (var i = 0; i < call.Legs.Count; i++)
        {
            var leg = call.Legs[i];
            var counts = !TalkTimes.IsFar(call, direction, leg) || leg.Room is not null;
            talk += counts ? times.TalkOf(i) : TimeSpan.Zero;
        }

        return talk;
    }

    private static List<CallTransfer> Transfers(CallFacts call, NumberPlan plan, in DirectionVerdict direction)
    {
        var transfers = new List<CallTransfer>(call.Transfers.Count);
        foreach (var one in call.Transfers)
        {
            var to = one.TakenBy is { } taker && one.Kind is TransferKind.Park or TransferKind.Pickup or TransferKind.Attended
                ? Parties.NameOf(taker, call, plan, direction)
                : one.To is { } dialed ? Parties.TargetOf(dialed, plan) : null;
            transfers.Add(new CallTransfer(
                one.Kind, one.By is { } by ? Parties.NameOf(by, call, plan, direction) : null, to, one.Taken || IsTaken(call, one)));
        }

        return transfers;
    }

    /// <summary>A leg that was asked after the move and taken by a person completes it. What was parked is only taken by who fetches it, and
    /// where a device sends its caller on, others may ring besides.</summary>
    private static bool IsTaken(CallFacts call, TransferFact transfer)
    {
        if (transfer.Kind == TransferKind.Park)
        {
            return false;
        }

        if (transfer is { Kind: TransferKind.Attended, TakenBy: { } target })
        {
            return call.PersonAt(target) is not null;
        }

        foreach (var leg in call.Legs)
        {
            if (call.PersonAt(leg) is { } taken && taken.Order > transfer.At.Order && !ReferenceEquals(leg, transfer.By)
                && (leg.Asked is not { } asked || asked.Order > transfer.At.Order || asked.At >= transfer.At.At
                    || (transfer.Kind == TransferKind.Forward && transfer.To is { } to && (leg.AskedNumber ?? leg.Endpoint) == to)))
            {
                return true;
            }
        }

        return false;
    }

    private static List<CallDigits>? Digits(CallFacts call, NumberPlan plan, in DirectionVerdict direction)
    {
        List<CallDigits>? digits = null;
        foreach (var leg in call.Legs)
        {
            if (leg.Digits.Length > 0)
            {
                digits ??= [];
                digits.Add(new CallDigits(Parties.NameOf(leg, call, plan, direction), leg.Digits));
            }
        }

        return digits;
    }

    private static List<RecordingRef> Recordings(CallFacts call) =>
        call.Recordings.ConvertAll(one => new RecordingRef(call.Link, one.Name, one.From, one.To - one.From));

    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
