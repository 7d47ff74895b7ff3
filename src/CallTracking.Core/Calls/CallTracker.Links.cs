using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>What the life of the link means for the calls on it.</content>
public sealed partial class CallTracker
{
    private void OnLinkUp(LinkUp e)
    {
        // Booted after the connection was lost: every call of then went with the process that carried it. A second of slack, since
        // PBXes tell their uptime in whole seconds.
        if (_downAt is { } down && e.BootedAt is { } booted && booted > down - TimeSpan.FromSeconds(1))
        {
            LoseAll(e, down, "pbxRestarted");
        }
    }

    private void OnLinkDown(LinkDown e)
    {
        _downAt = e.At;
        if (e.PbxStopped)
        {
            LoseAll(e, e.At, "pbxStopped");
        }
    }

    private void OnTick(Tick e)
    {
        foreach (var call in OpenInOrder())
        {
            if (e.At - call.LastAt > _maxCallDuration)
            {
                Lose(call, e, call.LastAt, "nothingHeardFor:" + _maxCallDuration.ToString("c"));
            }
        }
    }

    private void OnSnapshot(Snapshot e)
    {
        var lastKnown = _downAt ?? e.At;
        var present = new HashSet<LegId>();
        foreach (var leg in e.Legs)
        {
            present.Add(leg.Leg);
        }

        foreach (var call in OpenInOrder())
        {
            var gone = call.Legs.FindAll(leg => leg.IsLive && leg.Started.At < e.At && !present.Contains(leg.Id));
            if (gone.Count == 0)
            {
                continue;
            }

            var known = call.LastAt < lastKnown ? lastKnown : call.LastAt;
            foreach (var leg in gone)
            {
                End(leg, MarkOf(e) with { At = known });
            }

            call.Witnesses |= CallWitness.Snapshot;
            if (!call.HasLiveLeg)
            {
                Lose(call, e, known, "absentFromSnapshot");
            }
            else
            {
                AfterEnd(call, e);
                Touch(call, e);
            }
        }

        _downAt = null;
        foreach (var leg in e.Legs)
        {
            if (_legs.TryGetValue(leg.Leg, out var known) && known.IsLive)
            {
                CatchUp(known, leg, e);
            }
            else
            {
                Adopt(leg, e);
            }
        }
    }

    /// <summary>What became of a known leg while nobody listened: as of the snapshot's moment, for nothing tells the true one.</summary>
    private void CatchUp(LegFacts leg, SnapshotLeg seen, Snapshot e)
    {
        if (seen.State == SnapshotLegState.Ringing)
        {
            OnLegRinging(new LegRinging(e.Seq, e.At, leg.Id));
        }

        if (seen.State == SnapshotLegState.Up)
        {
            OnLegUp(new LegUp(e.Seq, e.At, leg.Id));
        }

        var bridge = leg.Stays is [.., { To: null } stay] ? stay.Bridge : null;
        if (bridge is not null && bridge != seen.Bridge)
        {
            OnBridgeLeft(new BridgeLeft(e.Seq, e.At, leg.Id, bridge));
        }

        if (seen.Bridge is { } entered)
        {
            OnBridgeEntered(new BridgeEntered(e.Seq, e.At, leg.Id, entered));
        }
    }

    /// <summary>A leg that was born unseen. When it rang and when it was lifted is lost: the snapshot's moment stands for it.</summary>
    private void Adopt(SnapshotLeg seen, Snapshot e)
    {
        if (_legs.TryGetValue(seen.Leg, out var known) && (known.IsLive || known.Started.At >= seen.StartedAt - TimeSpan.FromSeconds(1)))
        {
            return;
        }

        var family = seen.Kin ?? seen.Leg;
        var at = MarkOf(e);
        var started = at with { At = seen.StartedAt < e.At ? seen.StartedAt : e.At };
        if (!_families.TryGetValue(family, out var call) || !call.IsOpen)
        {
            call = Begin(family, started);
            call.Witnesses = CallWitness.Snapshot | CallWitness.Live;
            call.Notes.Add(new Because("startedAt", "adoptedFromSnapshot", [e.Seq]));
        }

        var isRoot = seen.Leg == family;
        var (isTrunk, guessed) = SideOf(_plan, seen.Endpoint, seen.Context, seen.CallerNumber, seen.DialedNumber);
        var leg = new LegFacts
        {
            Id = seen.Leg,
            Call = call,
            Endpoint = seen.Endpoint,
            Started = started,
            IsTrunk = isTrunk,
            SideGuessed = guessed,
            Context = seen.Context,
            CallerNumber = seen.CallerNumber,
            CallerName = seen.CallerName,
            DialedNumber = isRoot ? seen.DialedNumber : null,
        };
        Add(call, leg);
        leg.Up = seen.State == SnapshotLegState.Up ? at : null;
        leg.Asked = isRoot ? null : at;
        leg.AskedNumber = !isRoot && isTrunk ? Parties.StripPrefix(seen.CallerNumber, _plan) : null;
        leg.Ringing = !isRoot && seen.State == SnapshotLegState.Ringing ? at : null;
        if (seen.Bridge is { } bridge)
        {
            leg.Stays.Add(new Stay { Bridge = bridge, From = e.At });
            _bridges.Add(leg, bridge);
        }

        AnswerAtAny(call, e);
        Touch(call, e);
    }

    private CallFacts[] OpenInOrder() => [.. _open.OrderBy(static call => call.First.Order)];

    private void LoseAll(PbxEvent e, DateTimeOffset at, string rule)
    {
        foreach (var call in OpenInOrder())
        {
            Lose(call, e, at, rule);
        }

        _bridges.Clear();
    }

    private void Lose(CallFacts call, PbxEvent e, DateTimeOffset at, string rule)
    {
        if (call.Legs.Count == 0)
        {
            _open.Remove(call);
            return;
        }

        var mark = MarkOf(e) with { At = at };
        foreach (var leg in call.Legs)
        {
            if (leg.IsLive)
            {
                End(leg, mark);
            }
        }

        call.Lost = mark;
        call.Notes.Add(new Because("endedAt", rule, [e.Seq]));
        Close(call, mark, e.Seq);
        Touch(call, e);
    }
}
