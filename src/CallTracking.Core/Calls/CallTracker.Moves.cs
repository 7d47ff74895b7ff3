using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>Bridges, holds and everything that moves a conversation.</content>
public sealed partial class CallTracker
{
    private void OnBridgeEntered(BridgeEntered e, ICollection<CallChange> changes)
    {
        if (Find(e.Leg) is not { } leg || !leg.IsLive || leg.Stays is [.., { To: null } open] && open.Bridge == e.Bridge)
        {
            return;
        }

        foreach (var stay in leg.Stays)
        {
            if (stay.To is null)
            {
                stay.To = e.At;
                _bridges.Remove(leg, stay.Bridge);
            }
        }

        foreach (var hold in leg.Holds)
        {
            // A transfer by feature code takes the holder to another bridge and never says Unhold: his return is the end of the hold.
            if (hold.To is null && hold.Bridge == e.Bridge && leg.Stays.Count > 0)
            {
                hold.To = e.At;
                _machine.Fire(leg.Call, CallTrigger.Resume, e.Seq);
            }
        }

        leg.Stays.Add(new Stay { Bridge = e.Bridge, From = e.At });
        _bridges.Add(leg, e.Bridge);
        Touch(leg.Call, e);
        ReuniteLate(leg.Call, e, changes);
    }

    private void OnBridgeLeft(BridgeLeft e)
    {
        if (Find(e.Leg) is not { } leg)
        {
            return;
        }

        foreach (var stay in leg.Stays)
        {
            if (stay.To is null && stay.Bridge == e.Bridge)
            {
                stay.To = e.At;
                _bridges.Remove(leg, e.Bridge);
                Touch(leg.Call, e);
            }
        }
    }

    private void OnBridgesTied(BridgesTied e) => _bridges.Tie(e.A, e.B, e.At);

    private void OnBridgesParted(BridgesParted e) => _bridges.Part(e.A, e.B, e.At);

    private void OnLegHeld(LegHeld e)
    {
        if (Find(e.Leg) is not { } leg || !leg.IsLive || leg.Holds is [.., { To: null }])
        {
            return;
        }

        leg.Holds.Add(new Span { From = e.At, Bridge = leg.Stays is [.., { To: null } stay] ? stay.Bridge : null });
        if (leg.Call.State is CallState.Talking or CallState.Held)
        {
            _machine.Fire(leg.Call, CallTrigger.Hold, e.Seq);
        }

        Touch(leg.Call, e);
    }

    private void OnLegResumed(LegResumed e)
    {
        if (Find(e.Leg) is not { } leg || leg.Holds is not [.., { To: null } hold])
        {
            return; // An Unhold without a hold comes before every transfer and means nothing.
        }

        hold.To = e.At;
        if (leg.Call.State == CallState.Held && !leg.Call.Legs.Exists(l => l.Holds is [.., { To: null }]))
        {
            _machine.Fire(leg.Call, CallTrigger.Resume, e.Seq);
        }

        Touch(leg.Call, e);
    }

    private void OnBlindTransferred(BlindTransferred e)
    {
        if (Find(e.By) is not { } by)
        {
            return;
        }

        var transferee = e.Transferee is { } id ? _legs.GetValueOrDefault(id) : null;
        var call = by.Call;
        var isRepeated = call.Transfers is [.., { } last] && ReferenceEquals(last.By, by)
            && (last.Kind == TransferKind.Park || (last.Kind == TransferKind.Blind && last.To == e.To));
        if (isRepeated)
        {
            return;
        }

        call.Transfers.Add(new TransferFact { Kind = TransferKind.Blind, At = MarkOf(e), By = by, Transferee = transferee, To = e.To });
        by.GaveAway ??= MarkOf(e);
        CloseSpans(by.Holds, e.At);
        Touch(call, e);
    }

    private void OnAttendedTransferred(AttendedTransferred e)
    {
        if (!e.Succeeded || Find(e.By) is not { } by)
        {
            return;
        }

        var consultation = e.Consultation is { } second ? _legs.GetValueOrDefault(second) : null;
        var target = e.Target is { } id ? _legs.GetValueOrDefault(id) : null;
        var at = MarkOf(e);
        var main = by.Call;
        if (consultation is not null && !ReferenceEquals(consultation.Call, main))
        {
            // A second line was used. Which of the two conversations the phone named first is chance: the older one goes on.
            if (consultation.Call.First.Order < main.First.Order)
            {
                (by, consultation) = (consultation, by);
                main = by.Call;
                target = null;
            }

            target = HandOver(consultation, target, main, at, e);
        }

        var isRepeated = main.Transfers is [.., { Kind: TransferKind.Attended } last] && ReferenceEquals(last.By, by);
        if (isRepeated)
        {
            return;
        }

        target ??= NewestTarget(main, by, e);
        main.Transfers.Add(new TransferFact
        {
            Kind = TransferKind.Attended,
            At = at,
            By = by,
            To = e.TargetNumber ?? target?.Endpoint,
            TakenBy = target,
            Taken = target is null || main.PersonAt(target) is not null,
        });
        by.GaveAway ??= at;
        CloseSpans(by.Holds, e.At);
        if (main.State == CallState.Held)
        {
            _machine.Fire(main, CallTrigger.Resume, e.Seq);
        }

        Touch(main, e);
    }

    /// <summary>The consultation's other side goes over to the first conversation; the consultation itself is a call of its own that
    /// ends here.</summary>
    private LegFacts? HandOver(LegFacts consultation, LegFacts? target, CallFacts main, Mark at, PbxEvent e)
    {
        var side = consultation.Call;
        if (side.MergedAway is not null || !side.IsOpen)
        {
            return target;
        }

        LegFacts? first = null;
        foreach (var leg in side.Legs.ToArray())
        {
            if (!leg.IsLive)
            {
                continue;
            }

            var goesOver = !ReferenceEquals(leg, consultation) && !leg.IsSupervisor;
            var bridge = leg.Stays is [.., { To: null } stay] ? stay.Bridge : null;
            var successor = goesOver ? Successor(leg, main, at) : null;
            End(leg, at);
            if (successor is null)
            {
                continue;
            }

            Add(main, successor);
            if (bridge is not null)
            {
                successor.Stays.Add(new Stay { Bridge = bridge, From = at.At });
                _bridges.Add(successor, bridge);
            }

            first = ReferenceEquals(leg, target) || first is null ? successor : first;
        }

        side.MergedAway = at;
        Close(side, at, at.Seq);
        Relate(main, side, CallRelationKind.Consultation);
        Touch(side, e);
        return first ?? target;
    }

    private static LegFacts Successor(LegFacts leg, CallFacts main, Mark at)
    {
        var successor = new LegFacts
        {
            Id = leg.Id,
            Call = main,
            Endpoint = leg.Endpoint,
            Started = at,
            IsTrunk = leg.IsTrunk,
            SideGuessed = leg.SideGuessed,
            Context = leg.Context,
            CallerNumber = leg.CallerNumber,
            CallerName = leg.CallerName,
            AskedNumber = leg.AskedNumber,
        };
        if (leg.Up is not null)
        {
            successor.Up = at;
            successor.TookOver = at;
        }
        else
        {
            // Handed over while still ringing: whether it answers is now the first call's affair.
            successor.Asked = leg.Asked is null ? null : at;
            successor.Ringing = leg.Ringing is null ? null : at;
        }

        return successor;
    }

    /// <summary>Whom the transferring party asked last: it may still ring.</summary>
    private static LegFacts? NewestTarget(CallFacts call, LegFacts by, AttendedTransferred e)
    {
        LegFacts? newest = null;
        foreach (var leg in call.Legs)
        {
            var asked = leg.Asked ?? leg.TookOver;
            if (leg.IsLive && asked is { } mark && !ReferenceEquals(leg, by) && !ReferenceEquals(leg, call.RootLeg) && !leg.IsSupervisor
                && leg.Id != e.Transferee && (e.TargetNumber is not { } number || leg.Endpoint == number || leg.AskedNumber == number)
                && (newest is null || mark.Order > (newest.Asked ?? newest.TookOver)!.Value.Order))
            {
                newest = leg;
            }
        }

        return newest;
    }

    private static void Relate(CallFacts a, CallFacts b, CallRelationKind kind)
    {
        void Add(CallFacts call, CallFacts other)
        {
            var relation = new CallRelation(kind, other.Id);
            if (other.Published && !call.Relations.Contains(relation))
            {
                call.Relations.Add(relation);
            }
        }

        Add(a, b);
        Add(b, a);
    }

    private void OnLegRedirected(LegRedirected e)
    {
        if (Find(e.Leg) is not { } leg)
        {
            return;
        }

        var from = e.From is { } id ? _legs.GetValueOrDefault(id) : null;
        leg.Call.Transfers.Add(new TransferFact { Kind = TransferKind.Redirect, At = MarkOf(e), By = from, Transferee = leg, To = e.To });
        Touch(leg.Call, e);
    }

    private void OnLegParked(LegParked e)
    {
        if (Find(e.Leg) is not { } leg || !leg.IsLive || leg.Parks is [.., { To: null }])
        {
            return;
        }

        var call = leg.Call;
        var by = e.By is { } id ? _legs.GetValueOrDefault(id) : null;
        if (call.Transfers is [.., { Kind: TransferKind.Blind or TransferKind.Redirect, Taken: false } blind])
        {
            // A transfer to the park extension is the park, not a transfer besides it.
            call.Transfers.Remove(blind);
            by = blind.By ?? by;
        }

        call.Transfers.Add(new TransferFact { Kind = TransferKind.Park, At = MarkOf(e), By = by, Transferee = leg });
        if (by is not null)
        {
            by.GaveAway ??= MarkOf(e);
            CloseSpans(by.Holds, e.At);
        }

        leg.Parks.Add(new Span { From = e.At });
        leg.Slot = e.Slot;
        _machine.Fire(call, CallTrigger.Queue, e.Seq);
        Touch(call, e);
    }

    private void OnLegUnparked(LegUnparked e, ICollection<CallChange> changes)
    {
        if (Find(e.Leg) is not { } leg || leg.Parks is not [.., { To: null } park])
        {
            return;
        }

        park.To = e.At;
        if (e.By is { } id && _legs.TryGetValue(id, out var retriever))
        {
            var call = Merge(e.Leg, id, changes) ?? leg.Call;
            retriever.TookOver = MarkOf(e);
            if (call.Transfers.FindLast(t => t.Kind == TransferKind.Park && ReferenceEquals(t.Transferee, leg)) is { } transfer)
            {
                transfer.TakenBy = retriever;
                transfer.Taken = true;
            }

            AnswerAt(retriever, e);
        }

        Touch(leg.Call, e);
    }

    private void OnCallPickedUp(CallPickedUp e, ICollection<CallChange> changes)
    {
        if (Find(e.By) is not { } picker || Find(e.Target) is not { } target
            || picker.Call.Transfers.Exists(t => t.Kind == TransferKind.Pickup && ReferenceEquals(t.TakenBy, picker)))
        {
            return;
        }

        // The dial that ends at the picker may have been told before.
        var call = Merge(e.Target, e.By, changes) ?? target.Call;
        picker.TookOver ??= MarkOf(e);
        call.Transfers.Add(new TransferFact
        {
            Kind = TransferKind.Pickup,
            At = MarkOf(e),
            By = target,
            TakenBy = picker,
            To = picker.Endpoint,
            Taken = true,
        });
        AnswerAt(picker, e);
        Touch(call, e);
    }
}
