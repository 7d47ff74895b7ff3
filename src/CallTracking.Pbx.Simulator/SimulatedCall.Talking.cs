namespace CallTracking.Pbx.Simulator;

public sealed partial class SimulatedCall
{
    private string? _mailbox;

    /// <summary>The two sides talk.</summary>
    /// <param name="time">How long.</param>
    public SimulatedCall Talk(TimeSpan time)
    {
        Require(_partner is not null || _inRoom, "nobody has answered; call Answer first");
        return Wait(time);
    }

    /// <summary>Our side puts the other on hold and takes it back.</summary>
    /// <param name="time">How long.</param>
    public SimulatedCall Hold(TimeSpan time)
    {
        var holder = _partner is null ? null : !_partner.IsOutside ? _partner : !_root.IsOutside ? _root : null;
        Require(holder is not null, "no phone of ours is in conversation");
        Add(new LegHeld(0, Next(), holder!.Id));
        HoldWhile(() => Wait(time));
        Add(new LegResumed(0, Next(), holder.Id));
        return this;
    }

    /// <summary>The employee who answered sends the caller on without asking; the target rings.</summary>
    /// <param name="to">An extension, or a number outside in E.164.</param>
    public SimulatedCall BlindTransfer(string to)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        Require(_partner is { IsOutside: false }, "no employee has answered");
        var by = _partner!;

        // What phones send before a transfer, held or not; and the transfer is told before or after the bridge empties.
        Add(new LegResumed(0, Next(), by.Id));
        var toldFirst = _random.Next(2) == 0;
        if (toldFirst)
        {
            Add(new BlindTransferred(0, Next(), by.Id, _root.Id, Dialable(to)!));
        }

        Add(new BridgeLeft(0, Next(), _root.Id, _bridge!));
        _truth.TalkEnds(_now);
        Add(new BridgeLeft(0, Next(), by.Id, _bridge!));
        if (!toldFirst)
        {
            Add(new BlindTransferred(0, Next(), by.Id, _root.Id, Dialable(to)!));
        }

        _truth.Transferred(SimulatedTransferKind.Blind, by.Party, to, completed: false);
        Add(new LegEnded(0, Next(), by.Id, DialResult.Unknown, 16));
        _partner = null;
        _bridge = null;
        StartRinging(Ask(to, _root, _truth));
        return this;
    }

    /// <summary>The employee who answered holds the caller, calls a colleague on a second line, and joins the two.</summary>
    /// <param name="to">The colleague's extension.</param>
    /// <param name="ring">How long the colleague rings.</param>
    /// <param name="talk">How long they consult.</param>
    public SimulatedCall AttendedTransfer(string to, TimeSpan ring, TimeSpan talk)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        Require(_partner is { IsOutside: false }, "no employee has answered");
        Require(!IsOutside(to), "the colleague must be an extension");
        var by = _partner!;
        var second = new Leg(_names.Next(by.Party), by.Party, IsOutside: false);
        Attempt? attempt = null;
        CallTruth? consultation = null;
        var bridge = _names.NextBridge();
        Add(new LegHeld(0, Next(), by.Id));
        HoldWhile(() =>
        {
            Wait(TimeSpan.FromMilliseconds(500));
            Add(new LegStarted(
                0, Next(), second.Id, by.Party, second.Id, by.Party, NameOf(by.Party), to, _site.InternalContext));
            consultation = new CallTruth
            {
                RootLeg = second.Id,
                Direction = SimulatedDirection.Internal,
                StartedAt = _now,
                CallerNumber = by.Party,
                CallerName = NameOf(by.Party),
                DialedNumber = to,
            };
            attempt = Ask(to, second, consultation);
            StartRinging(attempt);
            Wait(ring);
            _ringing.Remove(attempt);
            Add(new LegUp(0, Next(), attempt.Leg.Id));
            consultation.Rang(to, _now - attempt.RingsSince!.Value);
            consultation.Answered(to, _now);
            Add(new DialEnded(0, Next(), attempt.Leg.Id, DialResult.Answered, second.Id, null));
            Add(new LegUp(0, Next(), second.Id));
            Add(new BridgeEntered(0, Next(), attempt.Leg.Id, bridge));
            Add(new BridgeEntered(0, Next(), second.Id, bridge));
            consultation.TalkBegins(to, _now);
            Wait(talk);
        });
        Add(new LegResumed(0, Next(), by.Id));
        Add(new LegResumed(0, Next(), second.Id));
        Add(new BridgeLeft(0, Next(), _root.Id, _bridge!));
        _truth.TalkEnds(_now);
        Add(new BridgeLeft(0, Next(), second.Id, bridge));
        consultation!.TalkEnds(_now);
        Add(new BridgeEntered(0, Next(), _root.Id, bridge));
        _truth.Transferred(SimulatedTransferKind.Attended, by.Party, to, completed: false);
        _truth.HandedOver(to, _now);
        _truth.TalkBegins(to, _now);
        Add(new AttendedTransferred(0, Next(), by.Id, second.Id, _root.Id, attempt!.Leg.Id, to, Succeeded: true));
        _truths.Add(consultation.Finish(
            SimulatedOutcome.Answered, null, lost: false, endedBy: null, _now, consultationFor: _root.Id));
        Add(new BridgeLeft(0, Next(), by.Id, _bridge!));
        Add(new LegEnded(0, Next(), by.Id, DialResult.Unknown, 16));
        Add(new LegEnded(0, Next(), second.Id, DialResult.Unknown, 16));
        _partner = attempt.Leg;
        _bridge = bridge;
        return this;
    }

    /// <summary>The end: a side hangs up, or the PBX does (a time-out, a refusal that is passed on, an application).</summary>
    /// <param name="by">Who. A callee can hang up only what he answered.</param>
    public void HangUp(SimulatedSide by)
    {
        Require(!HasEnded, "the call has ended");
        Require(!_ownLegRings, "the employee's own phone still rings; call Lift or NotLifted");
        Require(by != SimulatedSide.Callee || _partner is not null, "nobody has answered who could hang up; use Decline or Busy");
        var waited = _ringing.Count > 0 || _queue is not null || _inMenu;
        var outcome = Outcome(by, waited, out var reason);
        var lost = _truth.AnsweredBy is not null && _truth.WaitsForTransfer;
        if (by != SimulatedSide.Pbx)
        {
            Add(new HangupRequested(0, Next(), by == SimulatedSide.Caller ? _root.Id : _partner!.Id, HangupOrigin.Party));
        }
        else if (_partner is not null || _inRoom)
        {
            Add(new HangupRequested(0, Next(), _root.Id, HangupOrigin.Application));
        }

        else if (outcome == SimulatedOutcome.Busy && _random.Next(2) == 0)
        {
            // The caller's phone acknowledges the tone: an echo, no hang-up of the caller's.
            Add(new HangupRequested(0, Next(), _root.Id, HangupOrigin.Party));
        }

        if (_messageLeft)
        {
            Add(new MessageLeft(0, Next(), _root.Id, _mailbox));
        }

        var ringing = _ringing.ToList();
        EndRinging(
            by == SimulatedSide.Caller ? DialResult.Cancelled : DialResult.NoAnswer,
            by == SimulatedSide.Caller ? SimulatedPartyResult.Cancelled : SimulatedPartyResult.NoAnswer);
        LeaveQueue(QueueLeaveReason.NotServed);
        var cancelled = ringing.Count > 0 && by == SimulatedSide.Caller;
        ringing.ForEach(attempt => Add(new LegEnded(0, Next(), attempt.Leg.Id, DialResult.Unknown, cancelled ? 127 : null)));
        EndConversation(cancelled);
        _truths.Insert(0, _truth.Finish(outcome, reason, lost, EndedBy(by, outcome, waited), _now));
    }

    private void EndConversation(bool cancelled)
    {
        if (_inRoom)
        {
            Add(new RoomLeft(0, Next(), _root.Id, _truth.Room!));
            Add(new BridgeLeft(0, Next(), _root.Id, _bridge!));
        }

        if (_partner is not null)
        {
            // Each channel keeps its own order; between channels there is none.
            var rootFirst = _random.Next(2) == 0;
            var (first, second) = rootFirst ? (_root, _partner) : (_partner, _root);
            Add(new BridgeLeft(0, Next(), first.Id, _bridge!));
            _truth.TalkEnds(_now);
            var interleaved = _random.Next(2) == 0;
            if (interleaved)
            {
                Add(new LegEnded(0, Next(), first.Id, DialResult.Unknown, 16));
            }

            Add(new BridgeLeft(0, Next(), second.Id, _bridge!));
            Add(new LegEnded(0, Next(), second.Id, DialResult.Unknown, 16));
            if (!interleaved)
            {
                Add(new LegEnded(0, Next(), first.Id, DialResult.Unknown, 16));
            }

            return;
        }

        // Nobody asked at all: only the caller's own end can tell that the phone was not there.
        var nobodyThere = _someUnreachable && !_truth.AnyAsked;
        Add(nobodyThere
            ? new LegEnded(0, Next(), _root.Id, DialResult.Unavailable, 3)
            : new LegEnded(0, Next(), _root.Id, DialResult.Unknown, cancelled ? 127 : _refusalCause ?? 16));
    }

    private SimulatedOutcome Outcome(SimulatedSide by, bool waited, out SimulatedMissedReason? reason)
    {
        var inbound = _truth.Direction == SimulatedDirection.Inbound;
        var toMany = inbound || _truth.Queue is not null;
        reason = null;
        if (_truth.AnsweredBy is not null)
        {
            return SimulatedOutcome.Answered;
        }

        if (_messageLeft)
        {
            return SimulatedOutcome.Voicemail;
        }

        if (_inMailbox)
        {
            reason = SimulatedMissedReason.NoAnswer;
            return SimulatedOutcome.Missed;
        }

        if (!inbound && _someUnreachable && !_truth.AnyRang)
        {
            return SimulatedOutcome.Failed;
        }

        if (by == SimulatedSide.Caller && waited)
        {
            reason = !toMany ? null : _queue is not null ? SimulatedMissedReason.AbandonedInQueue
                : _inMenu ? SimulatedMissedReason.AbandonedInIvr : SimulatedMissedReason.CallerHungUp;
            return toMany ? SimulatedOutcome.Missed : SimulatedOutcome.Cancelled;
        }

        // By now nobody rings but whom the time-out is about to stop.
        if (_ringing.Count == 0 && _truth.All(SimulatedPartyResult.Busy))
        {
            return SimulatedOutcome.Busy;
        }

        if (_ringing.Count == 0 && _truth.Any(SimulatedPartyResult.Declined) && !_truth.Any(SimulatedPartyResult.NoAnswer))
        {
            return SimulatedOutcome.Declined;
        }

        if (!toMany)
        {
            return SimulatedOutcome.NoAnswer;
        }

        reason = !_truth.AnyRang && _ringing.Count == 0 ? SimulatedMissedReason.Unavailable
            : _queue is not null ? SimulatedMissedReason.QueueTimeout : SimulatedMissedReason.NoAnswer;
        return SimulatedOutcome.Missed;
    }

    // A hang-up after every asked party has refused is only an echo of the refusal.
    private SimulatedSide EndedBy(SimulatedSide by, SimulatedOutcome outcome, bool waited) => outcome switch
    {
        SimulatedOutcome.Busy or SimulatedOutcome.Declined => SimulatedSide.Callee,
        SimulatedOutcome.Failed => SimulatedSide.Pbx,
        SimulatedOutcome.Missed or SimulatedOutcome.NoAnswer when !waited && !_inMailbox => SimulatedSide.Pbx,
        _ => by,
    };
}
