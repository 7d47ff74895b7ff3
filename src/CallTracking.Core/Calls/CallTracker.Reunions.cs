using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>Moves between calls that passed unseen: their effect is left, two calls in one bridge.</content>
public sealed partial class CallTracker
{
    /// <summary>So long after a blind time the effects of what happened in it may still come.</summary>
    private static readonly TimeSpan EffectsWithin = TimeSpan.FromSeconds(5);

    /// <summary>A call whose leg shares a bridge with an older call was given to it, after a consultation, or fetched it.</summary>
    private void Reunite(CallFacts call, DateTimeOffset lastKnown, PbxEvent e, ICollection<CallChange> changes)
    {
        foreach (var leg in call.Legs.ToArray())
        {
            if (!call.IsOpen || !leg.IsLive || leg.IsSupervisor || MetIn(leg) is not { } other || ReferenceEquals(other, call))
            {
                continue;
            }

            var (main, side) = other.First.Order < call.First.Order ? (other, call) : (call, other);
            if (e is Snapshot && side is { StartUnseen: true, Published: false } && !IsLoneCaller(side))
            {
                // All that anybody saw of it is this conversation. What it was before, records may tell under its name.
                JoinUnseen(side, main, e);
            }
            else if (IsLoneCaller(side))
            {
                // It had dialled a feature code: no call of its own.
                var fetching = side.RootLeg!;
                Merge(main.Root, side.Root, changes);
                fetching.TookOver ??= MarkOf(e) with { Late = e.At - lastKnown > Exactly };
                AnswerAt(fetching, e);
            }
            else if (side.Legs.TrueForAll(one => !one.IsLive || one.IsSupervisor || ReferenceEquals(MetIn(one), main)))
            {
                GoOver(side, main, lastKnown, e);
            }
        }
    }

    private void JoinUnseen(CallFacts side, CallFacts main, PbxEvent e)
    {
        foreach (var leg in side.Legs)
        {
            leg.Call = main;
            main.Legs.Add(leg);
        }

        side.Legs.Clear();
        _open.Remove(side);
        _touched.Remove(side);
        foreach (var family in side.Families)
        {
            if (_families.TryGetValue(family, out var known) && ReferenceEquals(known, side))
            {
                _families.Remove(family);
            }
        }

        side.State = CallState.Ended;
        Touch(main, e);
    }

    /// <summary>As <see cref="Reunite(CallFacts, DateTimeOffset, PbxEvent, ICollection{CallChange})"/>, for effects that come a moment after
    /// the link is back.</summary>
    private void ReuniteLate(CallFacts call, PbxEvent e, ICollection<CallChange> changes)
    {
        if (call.BlindUntil is { } blind && e.At - blind < EffectsWithin)
        {
            Reunite(call, blind, e, changes);
        }
    }

    /// <summary>The other call that a leg is in one bridge with; rooms are where calls meet and stay calls of their own.</summary>
    private CallFacts? MetIn(LegFacts leg)
    {
        if (leg.Stays is not [.., { To: null } stay] || leg.RoomStays is [.., { To: null }] || leg.Parks is [.., { To: null }])
        {
            return null;
        }

        foreach (var other in _bridges.MembersOf(stay.Bridge))
        {
            if (!ReferenceEquals(other.Call, leg.Call) && other.IsLive && other.Call.IsOpen && !other.IsSupervisor
                && other.RoomStays is not [.., { To: null }] && other.Parks is not [.., { To: null }])
            {
                return other.Call;
            }
        }

        return null;
    }

    private static bool IsLoneCaller(CallFacts call) => call.Legs.Count == 1 && call.Legs[0] is { Asked: null, TookOver: null, IsTrunk: false };

    private void GoOver(CallFacts side, CallFacts main, DateTimeOffset lastKnown, PbxEvent e)
    {
        var over = MarkOf(e) with { At = side.LastAt > lastKnown ? side.LastAt : lastKnown, Late = true };
        foreach (var leg in side.Legs.ToArray())
        {
            if (!leg.IsLive || leg.IsSupervisor)
            {
                continue;
            }

            var bridge = leg.Stays is [.., { To: null } stay] ? stay.Bridge : null;
            var lifted = leg.Up;
            if (lifted is { } up && side.RootLeg?.Ended is { } left && left.Order < up.Order)
            {
                // Who had asked was gone by then: it was lifted for the other call.
                leg.Up = null;
                leg.DialResult = DialResult.Unknown;
                side.AnswerUnseen |= up.Late;
            }

            var successor = Successor(leg, main, over);
            successor.Up ??= lifted;
            End(leg, over);
            Add(main, successor);
            if (bridge is not null)
            {
                successor.Stays.Add(new Stay { Bridge = bridge, From = e.At });
                _bridges.Add(successor, bridge);
            }
        }

        side.MergedAway = over;
        side.Notes.Add(new Because("endedAt", "reconciled", [e.Seq]));
        Close(side, over, e.Seq);
        Relate(main, side, CallRelationKind.Consultation);
        Note(side, e);
        Touch(main, e);
    }

    /// <summary>Somebody who had dialled the place of a parked call, or a code while another phone rang, and is gone: that was no call of his
    /// own, whatever came of it.</summary>
    private void TakeBackCodes(Snapshot e, ICollection<CallChange> changes)
    {
        foreach (var call in OpenInOrder())
        {
            if (!call.HasLiveLeg && IsLoneCaller(call) && call.RootLeg!.DialedNumber is { Length: > 0 } dialed
                && CodeFor(call, dialed) is { } meant)
            {
                Merge(meant.Root, call.Root, changes);
                meant.AnswererUnseen |= Parties.FirstPerson(meant) is null;
                Note(meant, e);
            }
        }
    }

    private CallFacts? CodeFor(CallFacts call, string dialed)
    {
        CallFacts? meant = null;
        foreach (var other in _open)
        {
            var isMeant = other.Legs.Exists(leg => leg.Slot == dialed)
                || (dialed[0] == '*' && other.Legs.Exists(leg => leg is { Asked: not null, DialDone: null, Up: null, IsTrunk: false }));
            if (!ReferenceEquals(other, call) && isMeant && (meant is null || other.First.Order < meant.First.Order))
            {
                meant = other;
            }
        }

        return meant;
    }
}
