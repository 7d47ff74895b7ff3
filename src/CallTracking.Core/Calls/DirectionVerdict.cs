using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>Who called whom, and who the party outside is.</summary>
internal readonly record struct DirectionVerdict(
    CallDirection Direction, CallOrigin Origin, string? ExternalText, LegFacts? TrunkLeg, string? DialedNumber, Because Because)
{
    public static DirectionVerdict Of(CallFacts call, NumberPlan plan)
    {
        var root = call.RootLeg!;
        var bySystem = call.IsPlacedBySystem;
        var trunkLeg = FirstTrunk(call, root);
        var firstSeq = root.Started.Seq;
        if (root.IsTrunk && !bySystem)
        {
            return new DirectionVerdict(
                CallDirection.Inbound, CallOrigin.Dialed, root.CallerNumber, root, root.DialedNumber,
                new Because("direction", root.SideGuessed ? "guessed" : "rootOnTrunk", [firstSeq]));
        }

        if (root.IsTrunk)
        {
            var number = root.AskedNumber ?? (call.IsPartlyUnseen ? null : call.OriginatedNumber ?? root.DialedNumber);
            return new DirectionVerdict(
                CallDirection.Outbound, IsOriginUnseen(call, root) ? CallOrigin.Unknown : CallOrigin.Broadcast, number, root, number,
                new Because("direction", "systemCalledTrunk", Seqs(firstSeq, root.Asked)));
        }

        var dialed = root.DialedNumber ?? call.OriginatedNumber ?? (root.Id == call.Placed?.Leg ? call.Placed.Number : null);
        var origin = OriginOf(call, root, bySystem);
        var inside = dialed is not null && (plan.IsExtension(dialed) || plan.IsRoom(dialed));
        if (dialed is not null && !inside && plan.TryStripOutboundPrefix(dialed, out var outside))
        {
            return new DirectionVerdict(
                CallDirection.Outbound, origin, trunkLeg?.AskedNumber ?? outside, trunkLeg, dialed,
                new Because("direction", "outboundPrefix", Seqs(firstSeq, call.Originated)));
        }

        if (trunkLeg is not null && !inside)
        {
            return new DirectionVerdict(
                CallDirection.Outbound, origin, trunkLeg.AskedNumber ?? dialed ?? (call.IsPartlyUnseen ? null : trunkLeg.CallerNumber), trunkLeg,
                dialed ?? (call.IsPartlyUnseen ? null : trunkLeg.AskedNumber), new Because("direction", "trunkDialed", Seqs(firstSeq, trunkLeg.Asked)));
        }

        // Where something passed unseen, that may have been the trunk's leg.
        if ((bySystem || call.IsPartlyUnseen) && dialed is not null && !inside && plan.Read(dialed).Kind == PhoneNumberKind.Public)
        {
            return new DirectionVerdict(
                CallDirection.Outbound, origin, dialed, trunkLeg, dialed,
                new Because("direction", bySystem ? "publicNumberOriginated" : "publicNumberDialed", Seqs(firstSeq, call.Originated)));
        }

        if (bySystem && dialed is null && trunkLeg is null && call.IsPartlyUnseen && root.Asked is not null)
        {
            // Whom the employee was to be connected with passed unseen.
            return new DirectionVerdict(
                CallDirection.Outbound, origin, null, null, null, new Because("direction", "clickToCall", Seqs(firstSeq, root.Asked)));
        }

        return new DirectionVerdict(
            CallDirection.Internal, origin, null, null, dialed,
            new Because("direction", root.SideGuessed ? "guessed" : "bothInside", [firstSeq]));
    }

    private static CallOrigin OriginOf(CallFacts call, LegFacts root, bool bySystem)
    {
        if (call.Placed is { } placed && (root.Id == placed.Leg || call.Root == placed.Leg))
        {
            // Our own word, also where its beginning passed unseen.
            return placed.Purpose == CallPurpose.Callback ? CallOrigin.Callback : CallOrigin.ClickToCall;
        }

        return IsOriginUnseen(call, root) ? CallOrigin.Unknown : bySystem ? CallOrigin.ClickToCall : CallOrigin.Dialed;
    }

    /// <summary>Who placed it is not seen any more: its first leg is gone, or was connected before anybody listened.</summary>
    private static bool IsOriginUnseen(CallFacts call, LegFacts root) =>
        call.StartUnseen && (root.Id != call.Root || (root.Asked is null && !root.IsCaller));

    /// <summary>The first trunk leg that was asked for the root's sake: one that came only after somebody had answered belongs to a
    /// transfer and does not turn the call round.</summary>
    private static LegFacts? FirstTrunk(CallFacts call, LegFacts root)
    {
        LegFacts? first = null;
        var answered = long.MaxValue;
        foreach (var leg in call.Legs)
        {
            if (ReferenceEquals(leg, root))
            {
                continue;
            }

            if (leg.IsTrunk && leg.Asked is not null && (first is null || leg.Asked.Value.Order < first.Asked!.Value.Order))
            {
                first = leg;
            }

            if (call.PersonAt(leg) is { } person)
            {
                answered = Math.Min(answered, person.Order);
            }
        }

        return first is { } trunk && trunk.Asked!.Value.Order > answered ? null : first;
    }

    private static long[] Seqs(long first, Mark? second) => second is { } mark ? [first, mark.Seq] : [first];
}
