using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>Legs: birth, dialling, answer, end.</content>
public sealed partial class CallTracker
{
    private void OnLegStarted(LegStarted e)
    {
        if (_legs.TryGetValue(e.Leg, out var former) && (former.IsLive || former.Started.At == e.At))
        {
            // The same birth once more. A name is only used again after its leg has ended.
            return;
        }

        var family = e.Kin ?? e.Leg;
        if (_families.TryGetValue(family, out var call) && !call.IsOpen)
        {
            // A root's name used again is another call; a further member of a family that had just seemed to be over is not, and neither is
            // the root itself where its children were told before it.
            var goesOn = (family != e.Leg || !call.Legs.Exists(leg => leg.Id == e.Leg)) && e.At - call.EndedMark!.Value.At <= ReopenWithin && call.MergedAway is null && call.Lost is null;
            if (goesOn)
            {
                _machine.Fire(call, CallTrigger.Reopen, e.Seq);
                call.EndedMark = null;
                _open.Add(call);
            }
            else
            {
                call = null;
            }
        }

        call ??= Begin(family, MarkOf(e));
        var trunk = TrunkOf(e.Endpoint, e.Gateway, e.Interface);
        var (isTrunk, guessed) = SideOf(_plan, trunk, e.Context, e.CallerNumber, e.DialedNumber);
        Add(call, new LegFacts
        {
            Id = e.Leg,
            Call = call,
            Endpoint = isTrunk ? trunk : e.Endpoint,
            Started = MarkOf(e),
            IsTrunk = isTrunk,
            SideGuessed = guessed,
            Context = e.Context,
            CallerNumber = e.CallerNumber,
            CallerName = e.CallerName,
            DialedNumber = e.DialedNumber,
            IsCalled = e.Role is RecordRole.Called or RecordRole.Placed,
            IsCaller = e.Role == RecordRole.Calling,
        });
        AnswerAtAny(call, e);
        Touch(call, e);
    }

    private CallFacts Begin(LegId family, Mark at)
    {
        var call = new CallFacts
        {
            Tenant = _tenant,
            Link = _link,
            Root = family,
            First = at,
            FirstEpoch = _epoch,
            LastAt = at.At,
        };
        call.Families.Add(family);
        _families[family] = call;
        _open.Add(call);
        return call;
    }

    private void Add(CallFacts call, LegFacts leg)
    {
        call.Legs.Add(leg);
        _legs[leg.Id] = leg;
    }

    /// <summary>What of all that a leg goes through the site names as a trunk; where it names none of it, the endpoint itself.</summary>
    private string TrunkOf(string endpoint, string? gateway, string? side) =>
        _plan.IsTrunk(gateway) ? gateway! : _plan.IsTrunk(side) ? side! : endpoint;

    /// <summary>Trunk or extension, as the site names its endpoints; where it names none, by routing context; else by which number is
    /// an extension's.</summary>
    internal static (bool IsTrunk, bool Guessed) SideOf(
        NumberPlan plan, string endpoint, string? context, string? caller, string? dialed)
    {
        if (plan.HasTrunks)
        {
            return (plan.IsTrunk(endpoint), false);
        }

        if (plan.IsExtension(endpoint))
        {
            return (false, false);
        }

        if (plan.IsTrunkContext(context))
        {
            return (true, false);
        }

        return (!plan.IsExtension(caller) && (dialed is null || caller is not null), true);
    }

    private void OnLegDialed(LegDialed e, ICollection<CallChange> changes)
    {
        if (Find(e.Leg) is not { } leg)
        {
            return;
        }

        if (e.By is { } by && _legs.TryGetValue(by, out var source) && !ReferenceEquals(source.Call, leg.Call))
        {
            Merge(by, e.Leg, changes);
        }

        if (leg.Asked is null && leg.IsLive)
        {
            leg.Asked = MarkOf(e);
            leg.AskedNumber = e.Number;
            if (leg.Lifted is null)
            {
                RingFor(leg.Call, e.Seq);
            }
            else
            {
                AnswerAt(leg, e);
            }
        }

        Touch(leg.Call, e);
    }

    /// <summary>While the caller waits in a queue its members ring for him, and he still waits.</summary>
    private void RingFor(CallFacts call, long seq)
    {
        if (call.OpenQueue is null && call.State != CallState.Ended)
        {
            _machine.Fire(call, CallTrigger.Ring, seq);
        }
    }

    private void OnLegRinging(LegRinging e)
    {
        if (Find(e.Leg) is not { } leg || leg.Ringing is not null || !leg.IsLive)
        {
            return;
        }

        leg.Ringing = MarkOf(e);
        RingFor(leg.Call, e.Seq);
        Touch(leg.Call, e);
    }

    private void OnLegUp(LegUp e)
    {
        if (Find(e.Leg) is not { } leg || leg.Up is not null || !leg.IsLive)
        {
            return;
        }

        leg.Up = MarkOf(e);
        AnswerAt(leg, e);
        if (leg.Call.State == CallState.Ringing && leg.Asked is null && ReferenceEquals(leg, leg.Call.RootLeg))
        {
            // The PBX took the caller's line with nobody behind it yet: a menu, a queue, music.
            var answered = Parties.FirstPerson(leg.Call) is not null;
            if (!answered)
            {
                _machine.Fire(leg.Call, CallTrigger.Queue, e.Seq);
            }
        }

        Touch(leg.Call, e);
    }

    private void AnswerAt(LegFacts leg, PbxEvent e)
    {
        if (leg.Call.IsOpen && leg.Call.PersonAt(leg) is not null)
        {
            _machine.Fire(leg.Call, CallTrigger.Answer, e.Seq);
        }
    }

    /// <summary>A leg that came late may change which one is the root, and with it whose lifting is an answer.</summary>
    private void AnswerAtAny(CallFacts call, PbxEvent e)
    {
        if (call.State is CallState.Ringing or CallState.Queued && HasLivePerson(call))
        {
            _machine.Fire(call, CallTrigger.Answer, e.Seq);
        }
    }

    private void OnDialEnded(DialEnded e, ICollection<CallChange> changes)
    {
        if (Find(e.Leg) is not { } leg)
        {
            return;
        }

        if (e.By is { } by && _legs.TryGetValue(by, out var source) && !ReferenceEquals(source.Call, leg.Call))
        {
            if (leg.Call.BlindUntil is { } blind && leg.Asked is not null && source.Call.IsOpen && leg.Call.IsOpen)
            {
                // Asked on behalf of a consultation, it was handed over unseen.
                GoOver(leg.Call, source.Call, blind, e);
                leg = _legs[e.Leg];
            }
            else
            {
                Merge(by, e.Leg, changes);
            }
        }

        if (leg.DialDone is not null)
        {
            return;
        }

        leg.DialDone = MarkOf(e);
        leg.DialResult = e.Result;
        leg.ForwardedTo = e.ForwardedTo;
        if (e.Result == DialResult.Answered && leg.Asked is null && leg.TookOver is null)
        {
            // A dial that ends at a leg nobody had asked: it took a call that rang elsewhere. The root asked by the system is told
            // apart by having dialled nothing itself.
            if (ReferenceEquals(leg, leg.Call.RootLeg) && leg.DialedNumber is null)
            {
                leg.Asked = leg.Started;
            }
            else if (!ReferenceEquals(leg, leg.Call.RootLeg))
            {
                leg.TookOver = MarkOf(e);
            }
        }

        if (e.ForwardedTo is { } target)
        {
            leg.Call.Transfers.Add(new TransferFact { Kind = TransferKind.Forward, At = MarkOf(e), By = leg, To = target });
        }

        AnswerAt(leg, e);
        Touch(leg.Call, e);
    }

    private void OnHangupRequested(HangupRequested e)
    {
        if (Find(e.Leg) is not { } leg || !leg.IsLive)
        {
            return;
        }

        // The party's own request tells who ended it; what the PBX or an application asks for afterwards is its echo.
        if (leg.HangupRequest is null || (leg.HangupBy != HangupOrigin.Party && e.By == HangupOrigin.Party))
        {
            leg.HangupRequest = MarkOf(e);
            leg.HangupBy = e.By;
            Touch(leg.Call, e);
        }
    }

    private void OnLegEnded(LegEnded e, ICollection<CallChange> changes)
    {
        if (Find(e.Leg) is not { } leg || !leg.IsLive)
        {
            return;
        }

        leg.EndResult = e.Result;
        leg.Cause = e.Cause;
        End(leg, MarkOf(e));
        AfterEnd(leg.Call, e);
        Touch(leg.Call, e);
        ReuniteLate(leg.Call, e, changes);
    }

    private void End(LegFacts leg, Mark at)
    {
        leg.Ended = at;
        foreach (var stay in leg.Stays)
        {
            stay.To ??= at.At;
        }

        CloseSpans(leg.Holds, at.At);
        CloseSpans(leg.Parks, at.At);
        CloseSpans(leg.RoomStays, at.At);
        _bridges.Remove(leg);
    }

    private void AfterEnd(CallFacts call, PbxEvent e)
    {
        if (call.IsOpen && !call.HasLiveLeg)
        {
            CloseIfOver(call, e);
        }
        else if (call.State is CallState.Talking or CallState.Held && !HasLivePerson(call))
        {
            _machine.Fire(call, call.OpenQueue is null ? CallTrigger.Part : CallTrigger.Queue, e.Seq);
        }
    }

    private static bool HasLivePerson(CallFacts call)
    {
        foreach (var leg in call.Legs)
        {
            if (leg.IsLive && call.PersonAt(leg) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void OnLegIdentified(LegIdentified e)
    {
        if (Find(e.Leg) is not { } leg || !leg.IsLive)
        {
            return;
        }

        var number = leg.PresentedNumber;
        var name = leg.CallerName;
        if (e.CallerNumber is not null && e.CallerNumber != leg.CallerNumber)
        {
            leg.PresentedNumber = e.CallerNumber;
        }

        leg.CallerName ??= e.CallerName;
        if (number != leg.PresentedNumber || name != leg.CallerName)
        {
            Touch(leg.Call, e);
        }
    }

    private static void CloseSpans(List<Span> spans, DateTimeOffset at)
    {
        foreach (var span in spans)
        {
            span.To ??= at;
        }
    }
}
