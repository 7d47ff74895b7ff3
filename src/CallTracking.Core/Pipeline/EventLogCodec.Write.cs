using CallTracking.Pbx;

namespace CallTracking.Pipeline;

internal static partial class EventLogCodec
{
    /// <summary>Appends one event to the blob that <paramref name="writer"/> builds.</summary>
    public static void Write(EventLogWriter writer, PbxEvent pbxEvent)
    {
        switch (pbxEvent)
        {
            case Tick e: Begin(writer, EventKind.Tick, e).End(); break;
            case LinkUp e: Begin(writer, EventKind.LinkUp, e).Text(e.Product).Time(e.BootedAt).Text(e.Instance).End(); break;
            case LinkDown e: Begin(writer, EventKind.LinkDown, e).Flag(e.PbxStopped).Number((int)e.Reason).End(); break;
            case Snapshot e: WriteLegs(Begin(writer, EventKind.Snapshot, e), e.Legs).End(); break;
            case RecordReceived e: WriteRecord(Begin(writer, EventKind.RecordReceived, e), e.Record).End(); break;
            case RecordsRead e: Begin(writer, EventKind.RecordsRead, e).Text(e.Source).Text(e.Position).End(); break;

            case LegStarted e:
                Begin(writer, EventKind.LegStarted, e).Leg(e.Leg).Text(e.Endpoint).Leg(e.Kin).Text(e.CallerNumber).Text(e.CallerName)
                    .Text(e.DialedNumber).Text(e.Context).Number((int?)e.Role).Text(e.Gateway).Text(e.Interface).End();
                break;
            case LegsJoined e: Begin(writer, EventKind.LegsJoined, e).Leg(e.A).Leg(e.B).Number((int)e.Why).End(); break;
            case LegDialed e: Begin(writer, EventKind.LegDialed, e).Leg(e.Leg).Leg(e.By).Text(e.Number).End(); break;
            case LegRinging e: Begin(writer, EventKind.LegRinging, e).Leg(e.Leg).End(); break;
            case LegUp e: Begin(writer, EventKind.LegUp, e).Leg(e.Leg).End(); break;
            case DialEnded e:
                Begin(writer, EventKind.DialEnded, e).Leg(e.Leg).Number((int)e.Result).Leg(e.By).Text(e.ForwardedTo).End();
                break;
            case HangupRequested e: Begin(writer, EventKind.HangupRequested, e).Leg(e.Leg).Number((int)e.By).End(); break;
            case LegEnded e: Begin(writer, EventKind.LegEnded, e).Leg(e.Leg).Number((int)e.Result).Number(e.Cause).End(); break;
            case LegIdentified e:
                Begin(writer, EventKind.LegIdentified, e).Leg(e.Leg).Text(e.CallerNumber).Text(e.CallerName).End();
                break;

            case BridgeEntered e: Begin(writer, EventKind.BridgeEntered, e).Leg(e.Leg).Text(e.Bridge).End(); break;
            case BridgeLeft e: Begin(writer, EventKind.BridgeLeft, e).Leg(e.Leg).Text(e.Bridge).End(); break;
            case BridgesTied e: Begin(writer, EventKind.BridgesTied, e).Text(e.A).Text(e.B).End(); break;
            case BridgesParted e: Begin(writer, EventKind.BridgesParted, e).Text(e.A).Text(e.B).End(); break;
            case LegHeld e: Begin(writer, EventKind.LegHeld, e).Leg(e.Leg).End(); break;
            case LegResumed e: Begin(writer, EventKind.LegResumed, e).Leg(e.Leg).End(); break;

            case QueueJoined e: Begin(writer, EventKind.QueueJoined, e).Leg(e.Leg).Text(e.Queue).End(); break;
            case QueueLeft e: Begin(writer, EventKind.QueueLeft, e).Leg(e.Leg).Text(e.Queue).Number((int)e.Reason).End(); break;
            case RoomEntered e: Begin(writer, EventKind.RoomEntered, e).Leg(e.Leg).Text(e.Room).End(); break;
            case RoomLeft e: Begin(writer, EventKind.RoomLeft, e).Leg(e.Leg).Text(e.Room).End(); break;
            case MailboxEntered e: Begin(writer, EventKind.MailboxEntered, e).Leg(e.Leg).Text(e.Mailbox).End(); break;
            case MessageLeft e: Begin(writer, EventKind.MessageLeft, e).Leg(e.Leg).Text(e.Mailbox).End(); break;
            case DigitPressed e: Begin(writer, EventKind.DigitPressed, e).Leg(e.Leg).Number((int)e.Digit).End(); break;
            case SupervisionStarted e: Begin(writer, EventKind.SupervisionStarted, e).Leg(e.Leg).Leg(e.Target).End(); break;
            case RecordingStarted e: Begin(writer, EventKind.RecordingStarted, e).Leg(e.Leg).Text(e.Recording).End(); break;
            case RecordingStopped e: Begin(writer, EventKind.RecordingStopped, e).Leg(e.Leg).Text(e.Recording).End(); break;
            case OriginateEnded e:
                Begin(writer, EventKind.OriginateEnded, e).Leg(e.Leg).Flag(e.Succeeded).Text(e.Number).End();
                break;
            case EndpointReachability e:
                Begin(writer, EventKind.EndpointReachability, e).Text(e.Endpoint).Flag(e.Reachable).End();
                break;

            case BlindTransferred e:
                Begin(writer, EventKind.BlindTransferred, e).Leg(e.By).Leg(e.Transferee).Text(e.To).End();
                break;
            case AttendedTransferred e:
                Begin(writer, EventKind.AttendedTransferred, e).Leg(e.By).Leg(e.Consultation).Leg(e.Transferee).Leg(e.Target)
                    .Text(e.TargetNumber).Flag(e.Succeeded).End();
                break;
            case LegRedirected e: Begin(writer, EventKind.LegRedirected, e).Leg(e.Leg).Leg(e.From).Text(e.To).End(); break;
            case LegParked e: Begin(writer, EventKind.LegParked, e).Leg(e.Leg).Leg(e.By).Text(e.Slot).End(); break;
            case LegUnparked e: Begin(writer, EventKind.LegUnparked, e).Leg(e.Leg).Leg(e.By).End(); break;
            case CallPickedUp e: Begin(writer, EventKind.CallPickedUp, e).Leg(e.By).Leg(e.Target).End(); break;
            case CallPlaced e:
                Begin(writer, EventKind.CallPlaced, e).Leg(e.Leg).Text(e.PlacedBy).Text(e.Number).Number((int)e.Purpose).Text(e.Reference).End();
                break;

            default:
                // The set of events is closed and a test goes through all of it, so this is a type that nobody gave a number.
                throw new NotSupportedException($"{pbxEvent.GetType().Name} has no kind in the event log.");
        }
    }

    private static EventLogWriter Begin(EventLogWriter writer, EventKind kind, PbxEvent pbxEvent) =>
        writer.Begin((int)kind, pbxEvent.Seq, pbxEvent.At);

    private static EventLogWriter WriteLegs(EventLogWriter writer, IReadOnlyList<SnapshotLeg> legs)
    {
        writer.Number(legs.Count);
        foreach (var leg in legs)
        {
            // A length of its own lets a leg grow at its end, as events do.
            writer.BeginGroup().Leg(leg.Leg).Text(leg.Endpoint).Leg(leg.Kin).Time(leg.StartedAt).Number((int)leg.State).Text(leg.Bridge)
                .Text(leg.CallerNumber).Text(leg.CallerName).Text(leg.ConnectedNumber).Text(leg.DialedNumber).Text(leg.Context)
                .Number((int)leg.Place).Text(leg.PlaceName).Number((int?)leg.Role).Flag(leg.IsAnother)
                .Text(leg.Gateway).Text(leg.Interface).EndGroup();
        }

        return writer;
    }

    private static EventLogWriter WriteRecord(EventLogWriter writer, FinishedRecord record) => writer
        .Text(record.Source).Text(record.Key).Leg(record.Leg).Leg(record.Family).Text(record.LegName).Text(record.OtherLegName)
        .Flag(record.NamesRecur).Number((int)record.Role).Text(record.Endpoint).Text(record.OtherEndpoint).Text(record.CallerNumber)
        .Text(record.CallerName).Text(record.DialedNumber).Text(record.OtherNumber).Text(record.Context).Number((int)record.Place)
        .Text(record.PlaceName).Text(record.Step).Time(record.StartedAt).Time(record.AnsweredAt).Time(record.EndedAt)
        .Number((int)record.Result).Text(record.Disposition).Number(record.Order)
        .Flag(record.IsWholeLeg).Flag(record.NumbersAreFinal).Text(record.Gateway).Text(record.Interface).Time(record.RangAt)
        .Number((int?)record.EndedBy);
}
