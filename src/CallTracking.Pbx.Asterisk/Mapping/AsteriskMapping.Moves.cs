namespace CallTracking.Pbx.Asterisk;

/// <content>Bridges, holds, transfers, parks and pickups.</content>
internal sealed partial class AsteriskMapping
{
    private void OnBridgeEnter(Frame frame)
    {
        if (Find(frame, "Uniqueid"u8) is not { } channel || frame.Message.Get("BridgeUniqueid"u8) is not { } bridge)
        {
            return;
        }

        channel.Bridge = bridge;
        channel.BridgedAt = frame.Message.Get("Exten"u8);
        if (channel.IsDevice)
        {
            frame.Events.Add(new BridgeEntered(frame.Seq, frame.At, channel.Leg, bridge));
        }
        else if (channel.Partner is { Bridge: { } other } partner && other != bridge && channel.Tie != (other, bridge))
        {
            Untie(frame, channel);
            (channel.Tie, partner.Tie) = ((other, bridge), (other, bridge));
            frame.Events.Add(new BridgesTied(frame.Seq, frame.At, other, bridge));
        }
    }

    private void OnBridgeLeave(Frame frame)
    {
        if (Find(frame, "Uniqueid"u8) is not { } channel || frame.Message.Get("BridgeUniqueid"u8) is not { } bridge)
        {
            return;
        }

        if (channel.Bridge == bridge)
        {
            channel.Bridge = null;
        }

        if (channel.IsDevice)
        {
            // Who leaves for another place of the dial plan was sent there, by whom will show.
            channel.SentTo = frame.Message.Get("Exten"u8) is { } exten && exten != channel.BridgedAt && exten != channel.MovedWithOther ? exten : null;
            channel.MovedWithOther = null;
            frame.Events.Add(new BridgeLeft(frame.Seq, frame.At, channel.Leg, bridge));
        }
        else
        {
            Untie(frame, channel);
        }
    }

    /// <summary>A move by an application (Redirect) sends no event. It shows when a channel goes on at the place it was sent to, or loses
    /// the other side, and no transfer by that side explains it.</summary>
    private static void GoOn(Frame frame, Channel channel)
    {
        if (channel.SentTo is not { } to)
        {
            return;
        }

        channel.SentTo = null;
        if (channel.Opposite() is { LeftByItself: false } opposite)
        {
            // Two that are sent to the same place are moved together; the other one's leave may still have to be told.
            opposite.MovedWithOther = opposite.Bridge is null ? null : to;
            opposite.SentTo = opposite.SentTo == to ? null : opposite.SentTo;
            frame.Events.Add(new LegRedirected(frame.Seq, frame.At, channel.Leg, opposite.Leg, to));
        }
    }

    private static void Untie(Frame frame, Channel channel)
    {
        if (channel.Tie is { } tie)
        {
            channel.Tie = null;
            if (channel.Partner is { } partner)
            {
                partner.Tie = null;
            }

            frame.Events.Add(new BridgesParted(frame.Seq, frame.At, tie.A, tie.B));
        }
    }

    private void OnLocalBridge(Frame frame)
    {
        var one = Find(frame, "LocalOneUniqueid"u8);
        var two = Find(frame, "LocalTwoUniqueid"u8);
        if (one is not null && two is not null)
        {
            (one.Partner, two.Partner) = (two, one);
            Kin(frame, one, two, KinshipReason.HiddenBridge);
        }
    }

    private void OnHold(Frame frame)
    {
        if (FindDevice(frame, "Uniqueid"u8) is { } channel)
        {
            frame.Events.Add(new LegHeld(frame.Seq, frame.At, channel.Leg));
        }
    }

    private void OnUnhold(Frame frame)
    {
        if (FindDevice(frame, "Uniqueid"u8) is { } channel)
        {
            frame.Events.Add(new LegResumed(frame.Seq, frame.At, channel.Leg));
        }
    }

    private void OnBlindTransfer(Frame frame)
    {
        var message = frame.Message;
        if (FindStanding(frame, "TransfererUniqueid"u8) is not { } by || message.Get("Extension"u8) is not { } to || !Succeeded(message))
        {
            return;
        }

        by.LeftByItself = true;
        var transferee = FindStanding(frame, "TransfereeUniqueid"u8);
        if (transferee is not null)
        {
            transferee.SentTo = null;
        }

        frame.Events.Add(new BlindTransferred(frame.Seq, frame.At, by.Leg, transferee?.Leg, to));
    }

    private void OnAttendedTransfer(Frame frame)
    {
        var message = frame.Message;
        if (FindStanding(frame, "OrigTransfererUniqueid"u8) is not { } by)
        {
            return;
        }

        by.LeftByItself = true;
        var second = FindStanding(frame, "SecondTransfererUniqueid"u8);
        if (second is not null)
        {
            second.LeftByItself = true;
        }

        // The target may be a Local half; the device behind it is meant. Where that is unknown its number has to do.
        var target = FindStanding(frame, "TransferTargetUniqueid"u8);
        frame.Events.Add(new AttendedTransferred(
            frame.Seq, frame.At, by.Leg, second?.Leg, FindStanding(frame, "TransfereeUniqueid"u8)?.Leg, target?.Leg,
            target is null ? message.Get("TransferTargetCallerIDNum"u8) : null, Succeeded(message)));
    }

    private Channel? FindStanding(Frame frame, ReadOnlySpan<byte> header) => Find(frame, header)?.Stands();

    private static bool Succeeded(AmiMessage message) =>
        !message.TryGet("Result"u8, out var result) || result.SequenceEqual("Success"u8);

    private void OnParkedCall(Frame frame)
    {
        if (FindStanding(frame, "ParkeeUniqueid"u8) is { } parkee)
        {
            parkee.SentTo = null;
            frame.Events.Add(new LegParked(
                frame.Seq, frame.At, parkee.Leg, Parker(frame.Message.Get("ParkerDialString"u8), parkee)?.Leg,
                frame.Message.Get("ParkingSpace"u8)));
        }
    }

    /// <summary>The parker is named by a dial string only; the newest of its channels that is kin of the parked one is meant.</summary>
    private Channel? Parker(string? dialString, Channel parkee)
    {
        if (dialString is null)
        {
            return null;
        }

        Channel? parker = null;
        var start = dialString + "-";
        foreach (var channel in _channels.Values)
        {
            if (channel.IsDevice && channel.Name.StartsWith(start, StringComparison.Ordinal) && !ReferenceEquals(channel, parkee)
                && (channel.Family == parkee.Family || parker is null))
            {
                parker = channel;
            }
        }

        if (parker is not null)
        {
            parker.LeftByItself = true;
        }

        return parker;
    }

    private void OnUnparked(Frame frame, bool byRetriever)
    {
        if (FindStanding(frame, "ParkeeUniqueid"u8) is not { } parkee)
        {
            return;
        }

        var retriever = byRetriever ? FindStanding(frame, "RetrieverUniqueid"u8) : null;
        Kin(frame, parkee, retriever, KinshipReason.Retrieval);
        frame.Events.Add(new LegUnparked(frame.Seq, frame.At, parkee.Leg, retriever?.Leg));
    }

    private void OnPickup(Frame frame)
    {
        var by = FindStanding(frame, "Uniqueid"u8);
        var target = Find(frame, "TargetUniqueid"u8);
        Kin(frame, target, by, KinshipReason.Pickup);
        if (by is not null && target is { IsDevice: true })
        {
            frame.Events.Add(new CallPickedUp(frame.Seq, frame.At, by.Leg, target.Leg));
        }
    }
}
