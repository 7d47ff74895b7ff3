using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>What was seen of one call: its legs and what happened to them. The tracker writes it, the verdicts read it.</summary>
internal sealed class CallFacts
{
    /// <summary>How long a PBX takes to stop asking the others after one has answered or the caller has left.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(1);

    public required string Tenant { get; init; }

    public required string Link { get; init; }

    /// <summary>Name of the oldest family of legs in this call; also the root leg's name where that leg is a real one.</summary>
    public required LegId Root { get; init; }

    public required Mark First { get; init; }

    public required long FirstEpoch { get; init; }

    public List<LegId> Families { get; } = [];

    public List<LegFacts> Legs { get; } = [];

    public List<TransferFact> Transfers { get; } = [];

    public List<QueueFact> Queues { get; } = [];

    public List<CallRelation> Relations { get; } = [];

    public List<RecordingFact> Recordings { get; } = [];

    public List<BridgeTie> Ties { get; } = [];

    public List<Because> Notes { get; } = [];

    public Mark? MailboxEntered { get; set; }

    public string? Mailbox { get; set; }

    public Mark? MessageLeft { get; set; }

    public string? OriginatedNumber { get; set; }

    public Mark? Originated { get; set; }

    /// <summary>A host of ours placed it for somebody.</summary>
    public PlacedFact? Placed { get; set; }

    /// <summary>Conversation of a consultation that a transfer merged into another call.</summary>
    public Mark? MergedAway { get; set; }

    /// <summary>The PBX or the link took the call away.</summary>
    public Mark? Lost { get; set; }

    /// <summary>It had begun before anybody listened.</summary>
    public bool StartUnseen { get; set; }

    /// <summary>It was over when the PBX was asked; how and when is not known.</summary>
    public bool EndUnseen { get; set; }

    /// <summary>Until when it was last not observed.</summary>
    public DateTimeOffset? BlindUntil { get; set; }

    /// <summary>Others may have been asked for it, or come to a result, unseen.</summary>
    public bool AttemptsUnseen { get; set; }

    /// <summary>Somebody may have taken it, and left it again, unseen.</summary>
    public bool AnswerUnseen { get; set; }

    /// <summary>Somebody else may have been the first to take it.</summary>
    public bool AnswererUnseen { get; set; }

    /// <summary>When the PBX last named it; a call that is named is not forgotten.</summary>
    public DateTimeOffset ConfirmedAt { get; set; }

    public bool IsPartlyUnseen => StartUnseen || EndUnseen || BlindUntil is not null;

    public CallWitness Witnesses { get; set; } = CallWitness.Live;

    /// <summary>Finished records that belong to it, by the family they name; null while there are none.</summary>
    public Dictionary<string, List<FinishedRecord>>? Records { get; set; }

    /// <summary>They say that it was no call of its own.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Whether they say otherwise in some point.</summary>
    public bool IsContradicted { get; set; }

    /// <summary>How many legs and families it had when records of them were last looked for.</summary>
    public int LookedUp { get; set; }

    public CallState State { get; set; } = CallState.Ringing;

    public Guid Id { get; set; }

    public int Revision { get; set; }

    public bool Published { get; set; }

    public bool EndPublished { get; set; }

    public bool Touched { get; set; }

    /// <summary>As it was told last; null before that, and once its end was told.</summary>
    public Call? Told { get; set; }

    public DateTimeOffset LastAt { get; set; }

    public Mark? EndedMark { get; set; }

    public bool IsOpen => State != CallState.Ended;

    /// <summary>The leg for whose sake the call exists. Never simply the first seen: the order between legs is not stable.</summary>
    public LegFacts? RootLeg
    {
        get
        {
            LegFacts? earliest = null;
            foreach (var leg in Legs)
            {
                if (leg.Id == Root)
                {
                    return leg;
                }

                if (earliest is null || IsBefore(leg, earliest))
                {
                    earliest = leg;
                }
            }

            return earliest;
        }
    }

    private static bool IsBefore(LegFacts one, LegFacts other) =>
        (one.Started.At, one.IsCalled, one.Started.Order).CompareTo((other.Started.At, other.IsCalled, other.Started.Order)) < 0;

    /// <summary>Whether the PBX itself called the root leg, on behalf of a program.</summary>
    public bool IsPlacedBySystem => RootLeg is { } root
        && (root.Asked is not null || root.Id == Placed?.Leg || (Originated is not null && root.DialedNumber is null));

    public bool HasLiveLeg
    {
        get
        {
            foreach (var leg in Legs)
            {
                if (leg.IsLive && !leg.IsSupervisor)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>When a person (or a room) took the call at this leg; null when nobody did. A caller's own line being connected is no
    /// answer, and neither is the employee's own leg of a click-to-call.</summary>
    public Mark? PersonAt(LegFacts leg)
    {
        if (leg.IsSupervisor)
        {
            return null;
        }

        if (leg.TookOver is { } tookOver)
        {
            return tookOver;
        }

        if (leg.Room is { } room)
        {
            return leg.Lifted is { } lifted && lifted.Order < room.Order && (!IsOwnLeg(leg) || IsCalledToRoom(leg)) ? lifted : room;
        }

        return IsOwnLeg(leg) ? null : leg.Lifted;
    }

    /// <summary>A program called this party for a room, and dialled nobody else for him: he is the called one.</summary>
    private bool IsCalledToRoom(LegFacts leg) => OriginatedNumber is null && leg.DialedNumber is null
        && !Legs.Exists(other => !ReferenceEquals(other, leg) && other is { Asked: not null, IsSupervisor: false });

    /// <summary>How the attempt to reach a leg went. Helpers between the caller and a device tell their own time-out as a mere stop of
    /// what they had begun: a stop that neither an answer nor a hang-up explains is an attempt that rang to its end.</summary>
    public DialResult ResultOf(LegFacts leg) =>
        leg.Result == DialResult.Cancelled && leg.Ringing is not null && (leg.DialDone ?? leg.Ended) is { } done
            && !WasTakenElsewhere(leg) && !SomebodyLeft(leg, done)
            ? DialResult.NoAnswer : leg.Result;

    /// <summary>Somebody else took the call while this leg was still being asked.</summary>
    public bool WasTakenElsewhere(LegFacts leg)
    {
        foreach (var other in Legs)
        {
            if (!ReferenceEquals(other, leg) && PersonAt(other) is { } taken && taken.Order > leg.Asked!.Value.Order
                && (leg.Ended is null || taken.At <= leg.Ended.Value.At + StopWithin))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A party for whom the leg was asked hung up, or had his line ended, just before the attempt stopped.</summary>
    private bool SomebodyLeft(LegFacts asked, Mark stopped)
    {
        foreach (var leg in Legs)
        {
            if (!ReferenceEquals(leg, asked) && leg.HangupRequest is { } request && request.At <= stopped.At
                && request.At >= stopped.At - StopWithin && (ReferenceEquals(leg, RootLeg) || PersonAt(leg) is not null))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The employee's own leg of a click-to-call.</summary>
    public bool IsOwnLeg(LegFacts leg) => !leg.IsTrunk && ReferenceEquals(leg, RootLeg);

    public QueueFact? OpenQueue
    {
        get
        {
            foreach (var queue in Queues)
            {
                if (queue.Left is null)
                {
                    return queue;
                }
            }

            return null;
        }
    }
}

/// <summary>Who had a call placed, and what for.</summary>
internal sealed record PlacedFact(Mark At, LegId Leg, string By, string? Number, CallPurpose Purpose);

/// <summary>A move of the conversation as it was seen.</summary>
internal sealed class TransferFact
{
    public required TransferKind Kind { get; init; }

    public required Mark At { get; init; }

    public LegFacts? By { get; init; }

    public LegFacts? Transferee { get; init; }

    /// <summary>The target as dialled, or a leg's party; null for a park slot nobody has emptied.</summary>
    public string? To { get; set; }

    /// <summary>The leg that took it, where the move itself names it.</summary>
    public LegFacts? TakenBy { get; set; }

    public bool Taken { get; set; }
}

/// <summary>A wait in a queue.</summary>
internal sealed class QueueFact
{
    public required string Queue { get; init; }

    public required LegFacts Leg { get; init; }

    public required Mark Joined { get; set; }

    public Mark? Left { get; set; }

    public QueueLeaveReason Reason { get; set; }
}

/// <summary>A recording as it was seen.</summary>
internal sealed class RecordingFact
{
    public required string? Name { get; init; }

    public required LegFacts Leg { get; init; }

    public required DateTimeOffset From { get; init; }

    public DateTimeOffset? To { get; set; }
}
