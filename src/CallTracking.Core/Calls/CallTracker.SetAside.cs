using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>What happens to calls on whose events the rules fail.</content>
public sealed partial class CallTracker
{
    private const int SetAsideKept = 16;

    /// <summary>Like <see cref="Apply"/>; where that throws, the calls that the event names say so before it throws on, and are told of as far
    /// as their verdicts can be given.</summary>
    internal void ApplyOrSetAside(long epoch, PbxEvent pbxEvent, ICollection<CallChange> changes)
    {
        try
        {
            Apply(epoch, pbxEvent, changes);
        }
        catch
        {
            SetAside(pbxEvent, changes);
            throw;
        }
    }

    private void SetAside(PbxEvent pbxEvent, ICollection<CallChange> changes)
    {
        foreach (var leg in LegsOf(pbxEvent))
        {
            if (leg is { } id && FamilyOf(id) is { } call)
            {
                var marks = call.Notes.FindAll(static note => note.Rule == "eventSetAside");
                if (marks.Count < SetAsideKept && !marks.Exists(mark => mark.Events[0] == pbxEvent.Seq))
                {
                    call.Notes.Add(new Because("call", "eventSetAside", [pbxEvent.Seq]));
                }

                Touch(call, pbxEvent);
            }
        }

        // Those left over when it threw would never be told of again: they count as told.
        foreach (var call in _touched)
        {
            call.Touched = false;
            try
            {
                Publish(call, pbxEvent, changes);
            }
#pragma warning disable CA1031 // The rules fail on this call for now: it stays as it was last told, and later events may mend it.
            catch (Exception)
#pragma warning restore CA1031
            {
                continue;
            }
        }

        _touched.Clear();
    }

    private static LegId?[] LegsOf(PbxEvent pbxEvent) => pbxEvent switch
    {
        LegStarted e => [e.Leg, e.Kin],
        LegsJoined e => [e.A, e.B],
        LegDialed e => [e.Leg, e.By],
        LegRinging e => [e.Leg],
        LegUp e => [e.Leg],
        DialEnded e => [e.Leg, e.By],
        HangupRequested e => [e.Leg],
        LegEnded e => [e.Leg],
        LegIdentified e => [e.Leg],
        BridgeEntered e => [e.Leg],
        BridgeLeft e => [e.Leg],
        LegHeld e => [e.Leg],
        LegResumed e => [e.Leg],
        QueueJoined e => [e.Leg],
        QueueLeft e => [e.Leg],
        RoomEntered e => [e.Leg],
        RoomLeft e => [e.Leg],
        MailboxEntered e => [e.Leg],
        MessageLeft e => [e.Leg],
        DigitPressed e => [e.Leg],
        SupervisionStarted e => [e.Leg, e.Target],
        RecordingStarted e => [e.Leg],
        RecordingStopped e => [e.Leg],
        OriginateEnded e => [e.Leg],
        BlindTransferred e => [e.By, e.Transferee],
        AttendedTransferred e => [e.By, e.Consultation, e.Transferee, e.Target],
        LegRedirected e => [e.Leg, e.From],
        LegParked e => [e.Leg, e.By],
        LegUnparked e => [e.Leg, e.By],
        CallPickedUp e => [e.By, e.Target],
        RecordReceived e => [e.Record.Leg, e.Record.Family],
        _ => [],
    };
}
