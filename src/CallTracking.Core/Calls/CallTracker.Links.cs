using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>What the life of the link means for the calls on it.</content>
public sealed partial class CallTracker
{
    /// <summary>So soon after the end of a connection a PBX has started that died with it.</summary>
    private static readonly TimeSpan RestartWithin = TimeSpan.FromSeconds(2);

    /// <summary>So soon after the end of a connection a PBX is back that died with it.</summary>
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(4);

    /// <summary>By then a PBX has said what it has, if it says it at all.</summary>
    private static readonly TimeSpan AskedWithin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>How long after a call's end the last facts about it are told.</summary>
    private static readonly TimeSpan AfterwordsWithin = TimeSpan.FromSeconds(2);

    /// <summary>How long after a snapshot, on a link that was never down, the news of a leg's end may still be on its way.</summary>
    private static readonly TimeSpan NewsWithin = TimeSpan.FromSeconds(5);

    private void OnLinkUp(LinkUp e)
    {
        if (_downAt is { } lost)
        {
            MissAfterwords(lost, e);
        }

        // Booted after the connection was lost: every call of then went with the process that carried it. PBXes tell their uptime in whole
        // seconds: where that leaves both open, what the PBX still has decides.
        var isOther = e.Instance is not null && _instance is not null ? e.Instance != _instance : (bool?)null;
        var isSameProcess = !isOther ?? e.BootedAt - _bootedAt is { } apart && apart.Duration() < Second + Second;
        _bootedAt = e.BootedAt ?? (isOther == true ? null : _bootedAt);
        _instance = e.Instance ?? _instance;
        if (isOther == true && _downAt is { } lostAt)
        {
            // Where it does not say since when it runs, one that is back soon had died with the line.
            _restart = (lostAt, e.BootedAt is { } since ? since - lostAt > RestartWithin : e.At - lostAt > BackWithin);
            LoseToRestart(e);
            _isNewSinceDown = true;
        }
        else if (_downAt is { } down && e.BootedAt is { } booted && booted > down - Second && !isSameProcess)
        {
            _restart = (down, booted - down > RestartWithin);
            if (booted - Second > down)
            {
                LoseToRestart(e);
            }
        }
    }

    /// <summary>A line that broke much earlier hides what the calls came to before their PBX died.</summary>
    private void LoseToRestart(PbxEvent e)
    {
        if (_restart is { } restart)
        {
            _restart = null;
            LoseAll(e, restart.DownAt, "pbxRestarted", restart.EndUnseen);
        }
    }

    private void OnLinkDown(LinkDown e)
    {
        LoseToRestart(e);
        _downAt = _isNewSinceDown ? e.At : _downAt ?? e.At;
        _isNewSinceDown = false;
        if (e.PbxStopped)
        {
            LoseAll(e, e.At, "pbxStopped", endUnseen: false);
            return;
        }

        foreach (var call in _open)
        {
            foreach (var leg in call.Legs)
            {
                // That it was being asked is said a moment after its birth, which nobody hears any more.
                if (leg is { IsCalled: true, IsLive: true, Asked: null, TookOver: null })
                {
                    leg.Asked = leg.Started;
                }
            }
        }
    }

    private void OnTick(Tick e)
    {
        if (_restart is { } restart && e.At - restart.DownAt > AskedWithin)
        {
            LoseToRestart(e); // It was not asked, or does not answer.
        }

        foreach (var call in OpenInOrder())
        {
            var heard = call.ConfirmedAt > call.LastAt ? call.ConfirmedAt : call.LastAt;
            if (e.At - heard > _maxCallDuration)
            {
                Lose(call, e, heard, "nothingHeardFor:" + _maxCallDuration.ToString("c"), endUnseen: true);
            }
            else
            {
                EndMissing(call, e);
            }
        }
    }

    /// <summary>What was still to be told of calls that had just ended was told to nobody.</summary>
    private void MissAfterwords(DateTimeOffset lost, LinkUp e)
    {
        foreach (var call in _lingering)
        {
            if (!call.IsOpen && call.BlindUntil is null && lost - call.EndedMark!.Value.At < AfterwordsWithin && AwaitsMore(call))
            {
                call.BlindUntil = lost;
                Note(call, e);
            }
        }
    }

    /// <summary>A PBX tells after the hang-up whether a message was left, and what became of a leg that it was told to call.</summary>
    private static bool AwaitsMore(CallFacts call) =>
        (call.MailboxEntered is not null && call.MessageLeft is null)
        || (call.IsPlacedBySystem && call.Originated is null && call.RootLeg is { IsTrunk: false, DialedNumber: null });

    private CallFacts[] OpenInOrder() => [.. _open.OrderBy(static call => call.First.Order)];

    private void LoseAll(PbxEvent e, DateTimeOffset at, string rule, bool endUnseen)
    {
        foreach (var call in OpenInOrder())
        {
            if (call.First.At <= at)
            {
                Lose(call, e, at, rule, endUnseen);
            }
        }

        _bridges.Clear();
    }

    private void Lose(CallFacts call, PbxEvent e, DateTimeOffset at, string rule, bool endUnseen)
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
                leg.EndUnseen = endUnseen;
            }
        }

        call.EndUnseen = endUnseen;
        call.Lost = endUnseen ? null : mark;
        call.Notes.Add(new Because("endedAt", rule, [e.Seq]));
        Close(call, mark, e.Seq);
        Touch(call, e);
    }
}
