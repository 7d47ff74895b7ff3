using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>Which way a call went, and with whom outside.</content>
internal sealed partial class RecordedCall
{
    private CallDirection DirectionOf()
    {
        var first = _root.First;
        if (_isRootTrunk)
        {
            TrunkRow = first;
            if (!_isPlaced)
            {
                External = Public(first.CallerNumber);
                DialedNumber = IsDialedKept() ? first.DialedNumber : null;
                return Decide(CallDirection.Inbound, "recordedRootOnTrunk");
            }

            External = Public(first.AskedNumber(_plan));
            return Decide(CallDirection.Outbound, "recordedPlacedOnTrunk");
        }

        var dialed = first.DialedNumber;
        var inside = dialed is not null && (_plan.IsExtension(dialed) || _plan.IsRoom(dialed));
        var asked = _attempts.Count > 0 ? _attempts[0] : _root.Rows.Find(static row => row.OtherEndpoint is not null && row.Place != RecordPlace.Room);
        if (asked is not null && asked.IsAskedOnTrunk(_plan))
        {
            TrunkRow = asked;
            DialedNumber = first.IsAttempt() ? asked.AskedNumber(_plan) : dialed;
            External = Public(Parties.StripPrefix(asked.AskedNumber(_plan) ?? dialed, _plan));
            return Decide(CallDirection.Outbound, "recordedTrunkAsked");
        }

        if (asked is null && dialed is not null && !inside && _plan.TryStripOutboundPrefix(dialed, out var outside))
        {
            DialedNumber = dialed;
            External = Public(outside);
            return Decide(CallDirection.Outbound, "recordedOutboundPrefix");
        }

        if (asked is null && first.IsWholeLeg && WholeLegAlone() is { } alone)
        {
            return alone;
        }

        if (asked is null && _isPlaced && !first.IsWholeLeg && (_own ?? first).CallerNumber is { } shown && !_plan.IsExtension(shown) && !_plan.IsRoom(shown)
            && _plan.Read(shown) is { E164: not null } number)
        {
            // Nobody but the employee was called yet; whom the call was for is what his phone showed him.
            External = number;
            return Decide(CallDirection.Outbound, "recordedNumberShown");
        }

        DialedNumber = inside || asked is null || !_plan.IsExtension(asked.AskedEndpoint(_plan)) ? dialed : asked.AskedEndpoint(_plan);
        return Decide(CallDirection.Internal, "recordedBothInside");
    }

    private CallDirection Decide(CallDirection direction, string rule)
    {
        _because.Add(new Because("direction", rule, []));
        return direction;
    }

    private PhoneNumber? Public(string? text) => _plan.Read(text) is { Kind: not PhoneNumberKind.Withheld } number ? number : null;

    /// <summary>A move after an answer makes some PBXes write the new target into the record from before: a number that comes again in a later
    /// step, or that is one of our own places, may be that.</summary>
    private bool IsDialedKept()
    {
        var first = _root.First;
        var isInside = _plan.IsExtension(first.DialedNumber) || _plan.IsRoom(first.DialedNumber);
        if (first.NumbersAreFinal)
        {
            return RecordedSides.IsOutside(_plan, first.DialedNumber)
                && !_attempts.Exists(row => row.AskedNumber(_plan) == first.DialedNumber);
        }

        return first.Result != RecordResult.Answered || !_root.Rows.Exists(row =>
            !ReferenceEquals(row, first) && (isInside || (row.Step != first.Step && row.DialedNumber == first.DialedNumber)));
    }
}
