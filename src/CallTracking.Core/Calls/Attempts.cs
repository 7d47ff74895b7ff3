using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>
/// Every attempt to reach somebody for the caller. A party that was asked twice counts with its last result; the employee's own leg of
/// a click-to-call is no attempt, and a device that sent the caller elsewhere was neither busy nor unanswered.
/// </summary>
internal sealed class Attempts
{
    private readonly CallFacts _call;
    private readonly List<LegFacts> _legs = [];
    private readonly Dictionary<string, LegFacts> _lastByParty = new(StringComparer.Ordinal);

    private Attempts(CallFacts call) => _call = call;

    public int Count => _lastByParty.Count;

    /// <summary>The most parties that were being asked at one time.</summary>
    public int AtOnce { get; private set; }

    public bool AnyRang { get; private set; }

    /// <summary>How an attempt ended was not seen.</summary>
    public bool AnyEndUnseen { get; private set; }

    public IReadOnlyList<long> Events { get; private set; } = [];

    public IReadOnlyList<LegFacts> Legs => _legs;

    public static Attempts Of(CallFacts call)
    {
        var attempts = new Attempts(call);
        var events = new List<long>();
        foreach (var leg in call.Legs)
        {
            if (leg.Asked is null || call.IsOwnLeg(leg) || leg.IsSupervisor)
            {
                continue;
            }

            attempts.AnyRang |= leg.Ringing is not null;
            attempts.AnyEndUnseen |= leg is { EndUnseen: true, DialDone: null } && !call.WasTakenElsewhere(leg);
            if (leg.Result == DialResult.Forwarded)
            {
                continue;
            }

            attempts._legs.Add(leg);
            var party = leg.AskedNumber ?? leg.Endpoint;
            if (!attempts._lastByParty.TryGetValue(party, out var former) || former.Asked!.Value.Order < leg.Asked.Value.Order)
            {
                attempts._lastByParty[party] = leg;
            }

            if ((leg.DialDone ?? leg.Ended) is { } done)
            {
                events.Add(done.Seq);
            }
        }

        attempts.Events = events;
        attempts.CountAtOnce();
        return attempts;
    }

    public bool All(DialResult result)
    {
        foreach (var leg in _lastByParty.Values)
        {
            if (_call.ResultOf(leg) != result)
            {
                return false;
            }
        }

        return _lastByParty.Count > 0;
    }

    public bool Any(DialResult result)
    {
        foreach (var leg in _lastByParty.Values)
        {
            if (_call.ResultOf(leg) == result)
            {
                return true;
            }
        }

        return false;
    }

    public bool AllRefused
    {
        get
        {
            foreach (var leg in _lastByParty.Values)
            {
                if (_call.ResultOf(leg) is not (DialResult.Congested or DialResult.NoSuchNumber or DialResult.Unavailable))
                {
                    return false;
                }
            }

            return _lastByParty.Count > 0;
        }
    }

    public bool AnyRangToTheEnd
    {
        get
        {
            foreach (var leg in _lastByParty.Values)
            {
                if (leg.Ringing is not null && !(leg.EndUnseen && leg.DialDone is null)
                    && _call.ResultOf(leg) is DialResult.NoAnswer or DialResult.Unknown)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether somebody was being asked, without a result yet, when the caller hung up. Who is not asked any more because of it may
    /// be told before it.</summary>
    public bool IsOpenAt(Mark request)
    {
        foreach (var leg in _legs)
        {
            if (leg.Asked!.Value.Order < request.Order
                && (End(leg) > request.Order
                    || (leg.Result == DialResult.Cancelled && (leg.DialDone ?? leg.Ended) is { } done && done.At >= request.At)))
            {
                return true;
            }
        }

        return false;
    }

    private static long End(LegFacts leg) => Math.Min(leg.DialDone?.Order ?? long.MaxValue, leg.Ended?.Order ?? long.MaxValue);

    private void CountAtOnce()
    {
        foreach (var leg in _legs)
        {
            var parties = new HashSet<string>(StringComparer.Ordinal);
            foreach (var other in _legs)
            {
                if (other.Asked!.Value.Order <= leg.Asked!.Value.Order && End(other) > leg.Asked.Value.Order)
                {
                    parties.Add(other.AskedNumber ?? other.Endpoint);
                }
            }

            AtOnce = Math.Max(AtOnce, parties.Count);
        }
    }
}
