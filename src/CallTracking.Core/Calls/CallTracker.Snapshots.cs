using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>
/// What the PBX says when it is asked what there is: calls that it does not name are over, legs that nobody knew are adopted, and of what
/// went on meanwhile only what is left of it is believed.
/// </content>
public sealed partial class CallTracker
{
    /// <summary>PBXes tell ages in whole seconds, and clocks differ a little: a leg that began later than this after the known one of the
    /// same name is another.</summary>
    private static readonly TimeSpan SameBirth = TimeSpan.FromSeconds(3);

    /// <summary>A time that is known to be within so short a time counts as known.</summary>
    private static readonly TimeSpan Exactly = TimeSpan.FromSeconds(0.9);

    private void OnSnapshot(Snapshot e, ICollection<CallChange> changes)
    {
        var seen = new Dictionary<LegId, SnapshotLeg>(e.Legs.Count);
        foreach (var leg in e.Legs)
        {
            seen[leg.Leg] = leg;
        }

        var from = _downAt;
        _downAt = null;
        if (_restart is not null && !_open.Any(call => call.Legs.Exists(leg => leg.IsLive && IsSame(leg, seen))))
        {
            LoseToRestart(e);
        }

        _restart = null;
        foreach (var call in OpenInOrder())
        {
            Compare(call, seen, e, from);
        }

        var adopted = new HashSet<CallFacts>();
        foreach (var leg in e.Legs.OrderBy(static leg => leg.StartedAt))
        {
            if (_legs.TryGetValue(leg.Leg, out var known) && known.IsLive)
            {
                if (from is { } blindFrom)
                {
                    CatchUp(known, leg, e, blindFrom);
                }
            }
            else if (Adopt(leg, e) is { } call)
            {
                adopted.Add(call);
            }
        }

        foreach (var call in OpenInOrder())
        {
            if (from is not null || adopted.Contains(call))
            {
                call.BlindUntil = e.At;
                Reunite(call, from ?? e.At, e, changes);
            }
        }

        if (from is not null)
        {
            TakeBackCodes(e, changes);
        }

        foreach (var call in OpenInOrder())
        {
            if (from is not null || adopted.Contains(call))
            {
                Settle(call, seen, e, from);
            }
        }
    }

    /// <summary>Ends what is gone, as of the last time it was known.</summary>
    private void Compare(CallFacts call, Dictionary<LegId, SnapshotLeg> seen, Snapshot e, DateTimeOffset? from)
    {
        foreach (var leg in call.Legs)
        {
            if (!leg.IsLive || leg.Started.At > e.At)
            {
                continue;
            }

            if (IsSame(leg, seen))
            {
                leg.MissingSince = null;
                call.ConfirmedAt = e.At;
            }
            else if (from is { } blindFrom)
            {
                EndUnseen(leg, e, blindFrom);
            }
            else
            {
                leg.MissingSince ??= e.At;
            }
        }
    }

    private static bool IsSame(LegFacts leg, Dictionary<LegId, SnapshotLeg> seen) =>
        seen.TryGetValue(leg.Id, out var same) && !same.IsAnother && same.StartedAt <= leg.Started.At + SameBirth;

    private void EndUnseen(LegFacts leg, PbxEvent e, DateTimeOffset lastKnown)
    {
        var call = leg.Call;
        var at = call.LastAt > lastKnown ? call.LastAt : lastKnown;
        End(leg, MarkOf(e) with { At = at, Late = true });
        leg.EndUnseen = true;
        call.Witnesses |= CallWitness.Snapshot;
        Note(call, e);
    }

    /// <summary>As <see cref="Touch"/>, but what is told now did not happen now.</summary>
    private void Note(CallFacts call, PbxEvent e)
    {
        var last = call.LastAt;
        Touch(call, e);
        call.LastAt = last;
    }

    /// <summary>The news of its end never came: it was lost.</summary>
    private void EndMissing(CallFacts call, Tick e)
    {
        foreach (var leg in call.Legs)
        {
            if (leg.IsLive && leg.MissingSince is { } missing && e.At - missing > NewsWithin)
            {
                EndUnseen(leg, e, call.ConfirmedAt);
                CloseUnseen(call, e);
            }
        }
    }

    private void CloseUnseen(CallFacts call, PbxEvent e)
    {
        if (call.IsOpen && !call.HasLiveLeg)
        {
            Lose(call, e, LastLegEnd(call) ?? call.LastAt, "reconciled", endUnseen: true);
        }
    }

    /// <summary>What became of a known leg while nobody listened: as of the snapshot's moment, for nothing tells the true one.</summary>
    private void CatchUp(LegFacts leg, SnapshotLeg seen, Snapshot e, DateTimeOffset from)
    {
        var now = new Mark(e.At, e.Seq, ++_order, Late: e.At - from > Exactly);
        var isRoot = ReferenceEquals(leg, leg.Call.RootLeg);
        var isCalled = seen.Role is RecordRole.Called or RecordRole.Placed;
        if (isRoot && !isCalled && seen.State is SnapshotLegState.Up or SnapshotLegState.Calling)
        {
            leg.DialedNumber ??= seen.DialedNumber;
        }

        // Who fetches a call takes the place of the leg that was asked.
        if (leg is { Asked: null, TookOver: null, IsCaller: false } && (isCalled || (!isRoot && seen.Role is null)))
        {
            leg.Asked = leg.Started with { Order = now.Order };
        }

        if (leg.Asked is not null)
        {
            leg.AskedNumber ??= AskedNumber(leg.IsTrunk, seen);
        }

        if (seen.State == SnapshotLegState.Ringing)
        {
            leg.Ringing ??= now;
        }

        if (seen.State == SnapshotLegState.Up)
        {
            leg.Up ??= now;
        }

        if (leg.Parks is [.., { To: null } park] && leg.Stays is [.., { To: null } parkedIn] && parkedIn.Bridge != seen.Bridge)
        {
            park.To = e.At;
        }

        foreach (var stay in leg.Stays)
        {
            if (stay.To is null && stay.Bridge != seen.Bridge)
            {
                stay.To = e.At;
                _bridges.Remove(leg, stay.Bridge);
            }
        }

        EnterBridge(leg, seen, e);
        PutInPlace(leg, seen, now, e);
        Touch(leg.Call, e);
    }

    private void EnterBridge(LegFacts leg, SnapshotLeg seen, Snapshot e)
    {
        if (seen.Bridge is { } bridge && !leg.Stays.Exists(stay => stay.To is null && stay.Bridge == bridge))
        {
            leg.Stays.Add(new Stay { Bridge = bridge, From = e.At });
            _bridges.Add(leg, bridge);
        }
    }

    /// <summary>The queue, room or mailbox that holds the leg.</summary>
    private void PutInPlace(LegFacts leg, SnapshotLeg seen, Mark now, Snapshot e)
    {
        var call = leg.Call;
        switch (seen.Place)
        {
            case RecordPlace.Mailbox when call.MailboxEntered is null:
                call.MailboxEntered = now;
                call.Mailbox ??= seen.PlaceName;
                break;
            case RecordPlace.Room when seen.PlaceName is { } room:
                EnterRoom(leg, room, now, e);
                break;
            case RecordPlace.Queue when seen.PlaceName is { } queue && seen.Bridge is null && call.OpenQueue?.Queue != queue:
                LeaveQueue(call, leg, now);
                call.Queues.Add(new QueueFact { Queue = queue, Leg = leg, Joined = now });
                call.Notes.Add(new Because("queue", "waitedInItWhenThePbxWasAsked", [e.Seq]));
                break;
            case RecordPlace.Queue when seen.Bridge is null:
            case RecordPlace.Unknown:
                break;
            default:
                LeaveQueue(call, leg, now);
                break;
        }
    }

    private static void LeaveQueue(CallFacts call, LegFacts leg, Mark now)
    {
        if (call.OpenQueue is { } queue && ReferenceEquals(queue.Leg, leg))
        {
            queue.Left = now;
            queue.Reason = QueueLeaveReason.Unknown;
        }
    }

    /// <summary>A leg that was born unseen. When it rang and when it was lifted is lost: the snapshot's moment stands for it.</summary>
    private CallFacts? Adopt(SnapshotLeg seen, Snapshot e)
    {
        if (_legs.TryGetValue(seen.Leg, out var known) && known.Started.At >= seen.StartedAt - SameBirth && !known.EndUnseen)
        {
            return null; // It ended while the list was made.
        }

        var family = seen.Kin ?? seen.Leg;
        var now = new Mark(e.At, e.Seq, ++_order, Late: true);
        var started = now with { At = seen.StartedAt < e.At ? seen.StartedAt : e.At };
        _families.TryGetValue(family, out var call);
        if (call is not null && seen.Leg == family && known is { EndUnseen: true } && ReferenceEquals(known.Call, call))
        {
            // The name is used again: that call is over.
            CloseUnseen(call, e);
        }

        if (call is not { IsOpen: true })
        {
            call = Begin(family, started);
            call.Witnesses = CallWitness.Snapshot | CallWitness.Live;
            call.StartUnseen = true;
            call.Notes.Add(new Because("startedAt", "adoptedFromSnapshot", [e.Seq]));
        }

        var isRoot = seen.Leg == family;
        var isCalled = seen.Role is RecordRole.Called or RecordRole.Placed || !isRoot;
        var trunk = TrunkOf(seen.Endpoint, seen.Gateway, seen.Interface);
        var (isTrunk, guessed) = SideOf(_plan, trunk, seen.Context, seen.CallerNumber, seen.DialedNumber);
        var leg = new LegFacts
        {
            Id = seen.Leg,
            Call = call,
            Endpoint = isTrunk ? trunk : seen.Endpoint,
            Started = started,
            IsTrunk = isTrunk,
            SideGuessed = guessed,
            Context = seen.Context,
            CallerNumber = seen.CallerNumber,
            CallerName = seen.CallerName,
            DialedNumber = isCalled || (isTrunk && !IsOutsideNumber(seen.DialedNumber)) ? null : seen.DialedNumber,
            IsCalled = isCalled,
            IsCaller = seen.Role == RecordRole.Calling,
        };
        Add(call, leg);
        leg.Up = seen.State == SnapshotLegState.Up ? now : null;
        leg.Asked = isCalled ? started : null;
        leg.AskedNumber = isCalled ? AskedNumber(isTrunk, seen) : null;
        leg.Ringing = isCalled && seen.State == SnapshotLegState.Ringing ? now : null;
        EnterBridge(leg, seen, e);
        PutInPlace(leg, seen, now, e);
        call.ConfirmedAt = e.At;
        Touch(call, e);
        return call;
    }

    /// <summary>A caller from outside is where he was sent: only a number that is nobody's here can be the one that he dialled.</summary>
    private bool IsOutsideNumber(string? number) => number is not null && char.IsAsciiDigit(number.TrimStart('+').FirstOrDefault()) && !_plan.IsExtension(number) && !_plan.IsRoom(number)
        && !_plan.TryStripOutboundPrefix(number, out _);

    /// <summary>A leg to the outside bears the number that was dialled, unless a program chose what it bears.</summary>
    private string? AskedNumber(bool isTrunk, SnapshotLeg seen)
    {
        if (!isTrunk || seen.Role == RecordRole.Placed)
        {
            return null;
        }

        return _plan.TryStripOutboundPrefix(seen.CallerNumber, out var number) ? number
            : seen.Role == RecordRole.Called && !_plan.HasOutboundPrefix ? seen.CallerNumber : null;
    }

    /// <summary>Brings a call's state up to date, and writes down what of it may have passed unseen.</summary>
    private void Settle(CallFacts call, Dictionary<LegId, SnapshotLeg> seen, Snapshot e, DateTimeOffset? from)
    {
        if (call.Legs.Count == 0)
        {
            return;
        }

        CloseUnseen(call, e);
        if (!call.IsOpen)
        {
            return;
        }

        call.BlindUntil = e.At;
        UnseenAttempts.Assess(call, seen, e, from, _plan);
        if (call.State is CallState.Ringing or CallState.Queued && HasLivePerson(call))
        {
            _machine.Fire(call, CallTrigger.Answer, e.Seq);
            Touch(call, e);
        }
        else if (call.State is CallState.Talking or CallState.Held && !HasLivePerson(call))
        {
            _machine.Fire(call, call.OpenQueue is null ? CallTrigger.Part : CallTrigger.Queue, e.Seq);
            Touch(call, e);
        }
        else if (call.State == CallState.Ringing && call.RootLeg is { Up: not null, Asked: null } && !call.Legs.Exists(IsRinging))
        {
            _machine.Fire(call, CallTrigger.Queue, e.Seq);
            Touch(call, e);
        }
    }

    private static bool IsRinging(LegFacts leg) => leg is { IsLive: true, Asked: not null, Up: null, DialDone: null };
}
