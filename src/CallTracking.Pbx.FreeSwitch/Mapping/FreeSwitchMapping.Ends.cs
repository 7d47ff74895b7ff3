namespace CallTracking.Pbx.FreeSwitch;

/// <content>Ends, and all that an end says of the life before it.</content>
internal sealed partial class FreeSwitchMapping
{
    /// <summary>A hold that was seen and the one that the channel's end tells of differ by no more.</summary>
    private static readonly TimeSpan SameHold = TimeSpan.FromSeconds(1);

    /// <summary>The hang-ups that parties ask for, as endpoint modules spell them.</summary>
    private static bool IsByParty(string? disposition) => disposition is "recv_bye" or "recv_cancel";

    private void OnHangupComplete(Frame frame)
    {
        var message = frame.Message;
        if (message.Get("Unique-ID"u8) is not { } id || message.Get("Channel-Name"u8) is null)
        {
            return;
        }

        var channel = Find(id);
        if (channel is null)
        {
            // Its birth passed unseen; the end repeats all of its life.
            channel = Make(frame, id, initial: null);
            Announce(frame, channel);
        }
        else if (!channel.IsLive)
        {
            return;
        }

        Note(frame, channel);
        CatchUp(frame, channel);
        var cause = message.Get("Hangup-Cause"u8) ?? message.Get("variable_hangup_cause"u8);
        var at = frame.Time("Caller-Channel-Hangup-Time"u8) ?? frame.At;
        channel.Cause = cause;
        if (channel.IsDevice)
        {
            TellEnd(frame, channel, cause, at);
        }

        channel.EndedAt = at;
        Channels--;
        Leave(frame, channel, at);
        Resolve(frame, channel, cause, at);
        _list?.Leave(channel);
        if (channel.IsDevice)
        {
            frame.Events.Add(new LegEnded(
                frame.Seq, at, channel.Leg, channel.IsInbound ? HangupCauses.OfCaller(cause) : HangupCauses.OfCalled(cause),
                (int?)message.GetNumber("variable_hangup_cause_q850"u8)));
        }

        if (channel.Group.IsOver)
        {
            channel.Group.EndedAt = frame.At;
            _over.Enqueue(channel.Group);
        }
    }

    private static void TellEnd(Frame frame, Channel channel, string? cause, DateTimeOffset at)
    {
        var disposition = frame.Message.Get("variable_sip_hangup_disposition"u8) ?? frame.Message.Get("variable_verto_hangup_disposition"u8);
        if (IsByParty(disposition))
        {
            frame.Events.Add(new HangupRequested(frame.Seq, at, channel.Leg, HangupOrigin.Party));
        }
        else if (HangupCauses.IsByApplication(cause) || HangupCauses.IsShutdown(cause))
        {
            var by = HangupCauses.IsShutdown(cause) ? HangupOrigin.Shutdown : HangupOrigin.Application;
            frame.Events.Add(new HangupRequested(frame.Seq, at, channel.Leg, by));
        }

        if (channel.IsLeavingQueue)
        {
            LeaveQueue(frame, channel, QueueLeaveReason.NotServed, at);
        }

        if (!channel.IsInbound && channel.AnsweredAt is null)
        {
            var result = HangupCauses.OfCalled(cause);
            var forwarded = result == DialResult.Forwarded
                ? frame.Message.Get("variable_sip_redirect_contact_user_0"u8) ?? UserIn(frame.Message.Get("variable_sip_redirected_to"u8)) : null;
            frame.Events.Add(new DialEnded(
                frame.Seq, at, channel.Leg, result, channel.Originator is { } maker ? new LegId(maker) : null, forwarded));
        }
    }

    /// <summary>The user of a SIP URI, with or without angle brackets.</summary>
    private static string? UserIn(string? uri)
    {
        if (uri is null)
        {
            return null;
        }

        var text = uri.AsSpan(uri.IndexOf(':', StringComparison.Ordinal) + 1);
        var end = text.IndexOfAny('@', '>', ';');
        return end > 0 ? text[..end].ToString() : null;
    }

    /// <summary>What an end says of the channel's life, as far as it was not seen: after a gap, or where events were not subscribed.</summary>
    private void CatchUp(Frame frame, Channel channel)
    {
        if (!channel.IsInbound && channel.IsDevice && frame.Time("Caller-Channel-Progress-Time"u8) is { } rang)
        {
            Ring(frame, channel, rang);
        }

        if (frame.Time("Caller-Channel-Answered-Time"u8) is { } answered)
        {
            Answer(frame, channel, answered);
        }

        if (channel.Bridge is null && channel.LastPartner is null && frame.Time("Caller-Channel-Bridged-Time"u8) is { } bridged
            && frame.Message.Get("variable_last_bridge_to"u8) is { } other && Find(other) is { LastPartner: null } partner)
        {
            Join(new Frame(frame.Message, frame.Seq, bridged, frame.Events), channel, partner);
        }

        if (channel.IsDevice)
        {
            CatchUpHolds(frame, channel);
        }
    }

    /// <summary>All holds of a channel's life stand in its end, to the microsecond: <c>{{from,to},{from,to}}</c>.</summary>
    private static void CatchUpHolds(Frame frame, Channel channel)
    {
        if (frame.Message.Get("variable_hold_events"u8) is not { } text)
        {
            return;
        }

        foreach (var range in text.AsSpan().Split('}'))
        {
            var pair = text.AsSpan()[range].TrimStart(",{ ");
            var comma = pair.IndexOf(',');
            if (comma <= 0 || !long.TryParse(pair[..comma], out var from) || !long.TryParse(pair[(comma + 1)..], out var to)
                || InstantOf(from) is not { } begun)
            {
                continue;
            }

            var end = InstantOf(to);
            var seen = channel.Holds.Find(hold => (hold.From - begun).Duration() < SameHold);
            if (seen is null)
            {
                channel.Holds.Add(new Hold(begun) { To = end });
                frame.Events.Add(new LegHeld(frame.Seq, begun, channel.Leg));
                if (end is { } resumed)
                {
                    frame.Events.Add(new LegResumed(frame.Seq, resumed, channel.Leg));
                }
            }
            else if (seen.To is null && end is { } missed)
            {
                seen.To = missed;
                frame.Events.Add(new LegResumed(frame.Seq, missed, channel.Leg));
            }
        }
    }
}
