using CallTracking.Pbx;

namespace CallTracking.Pipeline;

internal static partial class EventLogCodec
{
    // Members are read in the order in which they stand in the record, which is the order in which they were written.
    private static PbxEvent? Read(ref EventLogReader r, EventKind kind)
    {
        var (seq, at) = (r.Seq, r.At);
        return kind switch
        {
            EventKind.Tick => new Tick(seq, at),
            EventKind.LinkUp => new LinkUp(seq, at, r.Text(), r.OptionalTime()) { Instance = r.Text() },
            EventKind.LinkDown => ReadDown(seq, at, ref r),
            EventKind.Snapshot => new Snapshot(seq, at, ReadLegs(ref r)),
            EventKind.RecordReceived => new RecordReceived(seq, at, ReadRecord(ref r)),
            EventKind.RecordsRead => new RecordsRead(seq, at, r.RequiredText(), r.RequiredText()),

            EventKind.LegStarted =>
                new LegStarted(seq, at, r.Leg(), r.RequiredText(), r.OptionalLeg(), r.Text(), r.Text(), r.Text(), r.Text())
                {
                    Role = (RecordRole?)r.OptionalNumber(),
                    Gateway = r.Text(),
                    Interface = r.Text(),
                },
            EventKind.LegsJoined => new LegsJoined(seq, at, r.Leg(), r.Leg(), (KinshipReason)r.Number()),
            EventKind.LegDialed => new LegDialed(seq, at, r.Leg(), r.OptionalLeg(), r.Text()),
            EventKind.LegRinging => new LegRinging(seq, at, r.Leg()),
            EventKind.LegUp => new LegUp(seq, at, r.Leg()),
            EventKind.DialEnded => new DialEnded(seq, at, r.Leg(), (DialResult)r.Number(), r.OptionalLeg(), r.Text()),
            EventKind.HangupRequested => new HangupRequested(seq, at, r.Leg(), (HangupOrigin)r.Number()),
            EventKind.LegEnded => new LegEnded(seq, at, r.Leg(), (DialResult)r.Number(), r.OptionalNumber()),
            EventKind.LegIdentified => new LegIdentified(seq, at, r.Leg(), r.Text(), r.Text()),

            EventKind.BridgeEntered => new BridgeEntered(seq, at, r.Leg(), r.RequiredText()),
            EventKind.BridgeLeft => new BridgeLeft(seq, at, r.Leg(), r.RequiredText()),
            EventKind.BridgesTied => new BridgesTied(seq, at, r.RequiredText(), r.RequiredText()),
            EventKind.BridgesParted => new BridgesParted(seq, at, r.RequiredText(), r.RequiredText()),
            EventKind.LegHeld => new LegHeld(seq, at, r.Leg()),
            EventKind.LegResumed => new LegResumed(seq, at, r.Leg()),

            EventKind.QueueJoined => new QueueJoined(seq, at, r.Leg(), r.RequiredText()),
            EventKind.QueueLeft => new QueueLeft(seq, at, r.Leg(), r.RequiredText(), (QueueLeaveReason)r.Number()),
            EventKind.RoomEntered => new RoomEntered(seq, at, r.Leg(), r.RequiredText()),
            EventKind.RoomLeft => new RoomLeft(seq, at, r.Leg(), r.RequiredText()),
            EventKind.MailboxEntered => new MailboxEntered(seq, at, r.Leg(), r.Text()),
            EventKind.MessageLeft => new MessageLeft(seq, at, r.Leg(), r.Text()),
            EventKind.DigitPressed => new DigitPressed(seq, at, r.Leg(), (char)r.Number()),
            EventKind.SupervisionStarted => new SupervisionStarted(seq, at, r.Leg(), r.Leg()),
            EventKind.RecordingStarted => new RecordingStarted(seq, at, r.Leg(), r.Text()),
            EventKind.RecordingStopped => new RecordingStopped(seq, at, r.Leg(), r.Text()),
            EventKind.OriginateEnded => new OriginateEnded(seq, at, r.OptionalLeg(), r.Flag(), r.Text()),
            EventKind.EndpointReachability => new EndpointReachability(seq, at, r.RequiredText(), r.Flag()),

            EventKind.BlindTransferred => new BlindTransferred(seq, at, r.Leg(), r.OptionalLeg(), r.RequiredText()),
            EventKind.AttendedTransferred => new AttendedTransferred(
                seq, at, r.Leg(), r.OptionalLeg(), r.OptionalLeg(), r.OptionalLeg(), r.Text(), r.Flag()),
            EventKind.CallPlaced => new CallPlaced(
                seq, at, r.Leg(), r.RequiredText(), r.Text(), (CallPurpose)r.Number(), r.Text()),
            EventKind.LegRedirected => new LegRedirected(seq, at, r.Leg(), r.OptionalLeg(), r.RequiredText()),
            EventKind.LegParked => new LegParked(seq, at, r.Leg(), r.OptionalLeg(), r.Text()),
            EventKind.LegUnparked => new LegUnparked(seq, at, r.Leg(), r.OptionalLeg()),
            EventKind.CallPickedUp => new CallPickedUp(seq, at, r.Leg(), r.Leg()),
            _ => null,
        };
    }

    // What older programs wrote says no reason of its own.
    private static LinkDown ReadDown(long seq, DateTimeOffset at, ref EventLogReader r)
    {
        var down = new LinkDown(seq, at, r.Flag());
        return r.Number() is var reason and > 0 ? down with { Reason = (LinkDownReason)reason } : down;
    }

    private static List<SnapshotLeg> ReadLegs(ref EventLogReader r)
    {
        var legs = new List<SnapshotLeg>();
        for (var left = r.Number(); left > 0; left--)
        {
            var end = r.BeginGroup();
            legs.Add(new SnapshotLeg(
                r.Leg(), r.RequiredText(), r.OptionalLeg(), r.Time(), (SnapshotLegState)r.Number(), r.Text(), r.Text(), r.Text(), r.Text(),
                r.Text(), r.Text())
            {
                Place = (RecordPlace)r.Number(),
                PlaceName = r.Text(),
                Role = (RecordRole?)r.OptionalNumber(),
                IsAnother = r.Flag(),
                Gateway = r.Text(),
                Interface = r.Text(),
            });
            r.EndGroup(end);
        }

        return legs;
    }

    private static FinishedRecord ReadRecord(ref EventLogReader r) => new(
        r.RequiredText(), r.RequiredText(), r.OptionalLeg(), r.OptionalLeg(), r.Text(), r.Text(), r.Flag(), (RecordRole)r.Number(),
        r.Text(), r.Text(), r.Text(), r.Text(), r.Text(), r.Text(), r.Text(), (RecordPlace)r.Number(), r.Text(), r.Text(), r.Time(),
        r.OptionalTime(), r.OptionalTime(), (RecordResult)r.Number(), r.Text(), r.OptionalNumber())
    {
        IsWholeLeg = r.Flag(),
        NumbersAreFinal = r.Flag(),
        Gateway = r.Text(),
        Interface = r.Text(),
        RangAt = r.OptionalTime(),
        EndedBy = (HangupOrigin?)r.OptionalNumber(),
    };
}
