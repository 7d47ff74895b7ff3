namespace CallTracking.Pbx.Simulator;

/// <summary>Events as a readable transcript, legs and bridges by the order in which they appear.</summary>
internal static class PbxEventText
{
    public static string Of(IEnumerable<PbxEvent> events)
    {
        var names = new Dictionary<string, string>();
        return string.Join('\n', events.Where(e => e is not (LinkUp or LinkDown or Tick)).Select(e => e switch
        {
            LegStarted x => $"{Leg(x.Leg)} started {x.Endpoint} kin {Leg(x.Kin)} caller {x.CallerNumber ?? "-"} dials {x.DialedNumber ?? "-"}",
            LegIdentified x => $"{Leg(x.Leg)} shows {x.CallerNumber}",
            LegDialed x => $"{Leg(x.Leg)} dialed by {Leg(x.By)} {x.Number}".TrimEnd(),
            LegRinging x => $"{Leg(x.Leg)} rings",
            LegUp x => $"{Leg(x.Leg)} up",
            DialEnded x => $"{Leg(x.Leg)} dial {x.Result} by {Leg(x.By)}",
            BridgeEntered x => $"{Leg(x.Leg)} enters {x.Bridge}",
            BridgeLeft x => $"{Leg(x.Leg)} leaves {x.Bridge}",
            LegHeld x => $"{Leg(x.Leg)} holds",
            LegResumed x => $"{Leg(x.Leg)} resumes",
            HangupRequested x => $"{Leg(x.Leg)} hangup {x.By}",
            LegEnded x => $"{Leg(x.Leg)} ended {x.Cause} {x.Result}",
            QueueJoined x => $"{Leg(x.Leg)} joins {x.Queue}",
            QueueLeft x => $"{Leg(x.Leg)} quits {x.Queue} {x.Reason}",
            BlindTransferred x => $"{Leg(x.By)} sends {Leg(x.Transferee)} to {x.To}",
            AttendedTransferred x => $"{Leg(x.By)}+{Leg(x.Consultation)} hands {Leg(x.Transferee)} to {Leg(x.Target)} {x.TargetNumber}",
            OriginateEnded x => $"{Leg(x.Leg)} originate {x.Succeeded} {x.Number}",
            MailboxEntered x => $"{Leg(x.Leg)} mailbox {x.Mailbox}",
            MessageLeft x => $"{Leg(x.Leg)} message {x.Mailbox}",
            RoomEntered x => $"{Leg(x.Leg)} room {x.Room}",
            RoomLeft x => $"{Leg(x.Leg)} outof {x.Room}",
            DigitPressed x => $"{Leg(x.Leg)} presses {x.Digit}",
            _ => throw new InvalidOperationException($"{e.GetType().Name} is not expected of a simulated PBX."),
        }));

        string Leg(LegId? leg)
        {
            if (leg is not { } known)
            {
                return "-";
            }

            return names.TryGetValue(known.Value, out var name) ? name : names[known.Value] = ((char)('A' + names.Count)).ToString();
        }
    }
}
