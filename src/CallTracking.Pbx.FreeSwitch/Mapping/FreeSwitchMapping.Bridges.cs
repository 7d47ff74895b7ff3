using System.Globalization;

namespace CallTracking.Pbx.FreeSwitch;

/// <content>Bridges, holds, transfers, pickups.</content>
internal sealed partial class FreeSwitchMapping
{
    /// <summary>How long after somebody left it may show where he had sent the other side.</summary>
    private static readonly TimeSpan SentWithin = TimeSpan.FromSeconds(3);

    private void OnBridge(Frame frame)
    {
        var message = frame.Message;
        var a = Find(message.Get("Bridge-A-Unique-ID"u8) ?? message.Get("Unique-ID"u8));
        var b = Find(message.Get("Bridge-B-Unique-ID"u8) ?? message.Get("Other-Leg-Unique-ID"u8));
        if (a is null || b is null || ReferenceEquals(a, b))
        {
            Strays += a is null || b is null ? 1 : 0;
            return;
        }

        Note(frame);
        Join(frame, a, b);
    }

    /// <summary>Two channels are bridged, and what that means for the conversations they came from.</summary>
    private void Join(Frame frame, Channel a, Channel b)
    {
        if (!ReferenceEquals(a.Group, b.Group))
        {
            Meet(frame, a, b);
        }
        else
        {
            LeavePark(frame, a, frame.At);
            LeavePark(frame, b, frame.At);
            HandOver(frame, a, b);
        }

        Couple(frame, a, b, frame.At);
    }

    private void OnUnbridge(Frame frame)
    {
        Note(frame);
        var a = Find(frame.Message.Get("Bridge-A-Unique-ID"u8) ?? frame.Message.Get("Unique-ID"u8));
        var b = Find(frame.Message.Get("Bridge-B-Unique-ID"u8));
        if (a is not null && (b is null || ReferenceEquals(a.Partner, b)))
        {
            Leave(frame, a, frame.At);
        }
    }

    private void Couple(Frame frame, Channel a, Channel b, DateTimeOffset at)
    {
        if (!ReferenceEquals(a.Partner, b))
        {
            Leave(frame, a, at);
            Leave(frame, b, at);
            (a.Partner, b.Partner) = (b, a);
        }

        (a.SentTo, b.SentTo) = (null, null);
        EnterBridge(frame, a, b, at);
    }

    /// <summary>Early media is bridged too: a conversation begins when both sides are answered.</summary>
    private void EnterBridge(Frame frame, Channel a, Channel b, DateTimeOffset at)
    {
        if (a.Bridge is not null || a.AnsweredAt is null || b.AnsweredAt is null)
        {
            return;
        }

        var bridge = BridgeOf(a.Id, b.Id);
        (a.Bridge, b.Bridge) = (bridge, bridge);
        (a.LastPartner, b.LastPartner) = (b, a);
        foreach (var channel in (ReadOnlySpan<Channel>)[a, b])
        {
            if (channel.IsDevice)
            {
                frame.Events.Add(new BridgeEntered(frame.Seq, at, channel.Leg, bridge));
            }
            else if (Find(channel.Half) is { Bridge: { } other } half && other != bridge)
            {
                (channel.Tie, half.Tie) = ((other, bridge), (other, bridge));
                frame.Events.Add(new BridgesTied(frame.Seq, at, other, bridge));
            }
        }
    }

    /// <summary>FreeSWITCH's bridges have no names; the two that are in one name it.</summary>
    private static string BridgeOf(string a, string b) =>
        string.CompareOrdinal(a, b) <= 0 ? string.Concat(a, "+", b) : string.Concat(b, "+", a);

    private void Leave(Frame frame, Channel channel, DateTimeOffset at)
    {
        if (channel.Partner is not { } partner)
        {
            return;
        }

        (channel.Partner, partner.Partner) = (null, null);
        foreach (var one in (ReadOnlySpan<Channel>)[channel, partner])
        {
            if (one.Tie is { } tie)
            {
                one.Tie = null;
                if (Find(one.Half) is { } half)
                {
                    half.Tie = null;
                }

                frame.Events.Add(new BridgesParted(frame.Seq, at, tie.A, tie.B));
            }

            if (one.Bridge is { } bridge)
            {
                one.Bridge = null;
                if (one.IsDevice)
                {
                    frame.Events.Add(new BridgeLeft(frame.Seq, at, one.Leg, bridge));
                }
            }
        }
    }

    private void OnHold(Frame frame)
    {
        if (FindDevice(frame) is { } channel)
        {
            channel.Holds.Add(new Hold(frame.At));
            frame.Events.Add(new LegHeld(frame.Seq, frame.At, channel.Leg));
        }
    }

    private void OnUnhold(Frame frame)
    {
        if (FindDevice(frame) is { } channel)
        {
            if (channel.Holds is [.., { To: null } hold])
            {
                hold.To = frame.At;
            }

            frame.Events.Add(new LegResumed(frame.Seq, frame.At, channel.Leg));
        }
    }

    /// <summary>Two conversations meet in one bridge.</summary>
    private void Meet(Frame frame, Channel a, Channel b)
    {
        var (older, younger) = a.Group.Order < b.Group.Order ? (a, b) : (b, a);
        var main = older.Group;
        var side = younger.Group;
        if (!older.IsDevice || !younger.IsDevice)
        {
            Unite(frame, main, side);
            return;
        }

        if (older.IsParked)
        {
            Fetch(frame, older, younger);
        }
        else if (ReferenceEquals(younger, side.Root) && younger.LastPartner is null)
        {
            TakeOver(frame, older, younger);
            Unite(frame, main, side);
        }
        else
        {
            Consulted(frame, older, younger);
        }
    }

    /// <summary>Who had nobody yet came into the bridge of another conversation: he took the call that rang elsewhere, or was fetched for
    /// it.</summary>
    private static void TakeOver(Frame frame, Channel caller, Channel taker)
    {
        // That a phone stops ringing because of it may be told before or after it.
        var rang = caller.Group.Channels.Find(static channel => channel.IsDevice && channel.Cause == HangupCauses.PickedOff)
            ?? (caller.LastPartner is { IsDevice: true } partner ? partner : null)
            ?? caller.Group.Channels.Find(channel => channel is { IsDevice: true, IsInbound: false, IsLive: true, AnsweredAt: null }
                && channel.Originator == caller.Id);
        if (rang is not null)
        {
            frame.Events.Add(new LegsJoined(frame.Seq, frame.At, caller.Leg, taker.Leg, KinshipReason.Pickup));
            frame.Events.Add(new CallPickedUp(frame.Seq, frame.At, taker.Leg, rang.Leg));
            return;
        }

        frame.Events.Add(new LegsJoined(frame.Seq, frame.At, caller.Leg, taker.Leg, KinshipReason.Retrieval));
        if (taker.IsInbound)
        {
            frame.Events.Add(new DialEnded(frame.Seq, frame.At, taker.Leg, DialResult.Answered, caller.Leg, null));
        }
    }

    /// <summary>The other side of a consultation came to the first conversation: who had asked it is out of both.</summary>
    private static void Consulted(Frame frame, Channel transferee, Channel target)
    {
        var side = target.Group;
        var consultant = target.LastPartner is { } partner && ReferenceEquals(partner.Group, side) ? partner : side.Root;
        var by = Colleague(transferee, consultant?.Endpoint) ?? transferee.LastPartner;
        if (by is not null && !ReferenceEquals(by, transferee))
        {
            frame.Events.Add(new AttendedTransferred(
                frame.Seq, frame.At, by.Leg, consultant?.Leg, transferee.Leg, target.Leg, TargetNumber: null, Succeeded: true));
        }
        else
        {
            frame.Events.Add(new LegsJoined(frame.Seq, frame.At, transferee.Leg, target.Leg, KinshipReason.Retrieval));
        }

        side.Channels.Remove(target);
        target.Group = transferee.Group;
        transferee.Group.Channels.Add(target);
    }

    /// <summary>The leg of the same device in a conversation, the one that had talked last.</summary>
    private static Channel? Colleague(Channel of, string? endpoint)
    {
        Channel? found = null;
        foreach (var channel in of.Group.Channels)
        {
            if (channel.IsDevice && channel.Endpoint == endpoint && channel.AnsweredAt is not null && !ReferenceEquals(channel, of)
                && (found is null || channel.Order > found.Order))
            {
                found = channel;
            }
        }

        return found;
    }

    /// <summary>Within one conversation: who consulted on the caller's own line hands him over to whom he had asked.</summary>
    private void HandOver(Frame frame, Channel a, Channel b)
    {
        foreach (var (transferee, target) in (ReadOnlySpan<(Channel, Channel)>)[(a, b), (b, a)])
        {
            if (Stands(target.Originator) is { AnsweredAt: not null } by && !ReferenceEquals(by, transferee) && target.AnsweredAt is not null
                && ReferenceEquals(transferee.LastPartner, by) && ReferenceEquals(target.LastPartner, by))
            {
                frame.Events.Add(new AttendedTransferred(
                    frame.Seq, frame.At, by.Leg, Consultation: null, transferee.Leg, target.Leg, TargetNumber: null, Succeeded: true));
                return;
            }
        }
    }

    /// <summary>What an event says in passing: where its channel was sent, and what the dial plan does with it.</summary>
    private void Note(Frame frame, Channel channel)
    {
        if (frame.Message.Get("variable_transfer_source"u8) is { } source && source != channel.TransferSource)
        {
            channel.TransferSource = source;
            if (MoveOf(source) is { } move)
            {
                channel.SentTo = move;
                if (channel.SentBy is { } sender)
                {
                    channel.SentBy = null;
                    Send(frame, sender, channel, move);
                }
            }
        }

        if (channel.IsDevice)
        {
            NoteApplication(frame, channel);
        }
    }

    /// <summary><c>1795407718:&lt;uuid&gt;:bl_xfer:1002/public/XML</c>: time, id, kind, and where to.</summary>
    private static Move? MoveOf(string source)
    {
        const string Blind = ":bl_xfer:";
        var at = source.IndexOf(Blind, StringComparison.Ordinal);
        var colon = source.IndexOf(':', StringComparison.Ordinal);
        if (at < 0 || !long.TryParse(source.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            || InstantOf(second * 1_000_000) is not { } moved)
        {
            return null;
        }

        var rest = source.AsSpan(at + Blind.Length);
        var slash = rest.IndexOf('/');
        rest = slash < 0 ? rest : rest[..slash];
        return rest.IsEmpty ? null : new Move(rest.ToString(), moved);
    }

    /// <summary>An answered leg has ended. If it did not hang up itself and the other side goes on elsewhere, it sent it there by REFER, or a
    /// program did.</summary>
    private static void Resolve(Frame frame, Channel channel, string? cause, DateTimeOffset at)
    {
        var isRefer = frame.Message.Is("variable_endpoint_disposition"u8, "BLIND_TRANSFER"u8);
        var isReleased = cause == "NORMAL_CLEARING" && frame.Message.Is("variable_sip_hangup_disposition"u8, "send_bye"u8);
        if (!channel.IsDevice || channel.AnsweredAt is null || !(isRefer || isReleased)
            || channel.LastPartner is not { IsLive: true, IsDevice: true, IsParked: false, Partner: null } other)
        {
            return;
        }

        var sender = new Sender(channel, isRefer, at);
        if (other.SentTo is { } move)
        {
            Send(frame, sender, other, move);
        }
        else if (other.Group.Channels.FindLast(called => called.Originator == other.Id && called.Order > channel.Order
            && (called.CreatedAt - at).Duration() < SentWithin) is { Number: { } dialed } called)
        {
            Send(frame, sender, other, new Move(dialed, called.CreatedAt));
        }
        else
        {
            other.SentBy = sender;
        }
    }

    /// <summary>A channel calls somebody: if it was just left by somebody who had sent it on, that is where to.</summary>
    private static void Sent(Frame frame, Channel by, Channel called)
    {
        if (by.SentBy is { } sender)
        {
            by.SentBy = null;
            if (called.Number is { } to)
            {
                Send(frame, sender, by, new Move(to, called.CreatedAt));
            }
        }
    }

    private static void Send(Frame frame, Sender sender, Channel other, Move move)
    {
        other.SentTo = null;
        if (other.IsParked || (move.At - sender.At).Duration() > SentWithin)
        {
            return; // The park says it itself; and a move of another time was the dial plan's.
        }

        // Whom it calls there may have been told before.
        var at = sender.At;
        foreach (var called in other.Group.Channels)
        {
            at = called.Originator == other.Id && called.CreatedAt < at && sender.At - called.CreatedAt < SentWithin
                && called.Order > sender.By.Order && called.Number == move.To ? called.CreatedAt : at;
        }

        frame.Events.Add(sender.IsRefer
            ? new BlindTransferred(frame.Seq, at, sender.By.Leg, other.Leg, move.To)
            : new LegRedirected(frame.Seq, at, other.Leg, sender.By.Leg, move.To));
    }
}
