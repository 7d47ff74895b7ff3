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
                EndNonetheless(id, call, pbxEvent);
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
                TellEnd(call, pbxEvent.Seq, changes);
            }
        }

        _touched.Clear();
    }

    // A leg that has ended is gone, whatever the rules cannot make of it, and with the last one the call is over.
    private void EndNonetheless(LegId id, CallFacts call, PbxEvent pbxEvent)
    {
        if (pbxEvent is not LegEnded)
        {
            return;
        }

        if (_legs.TryGetValue(id, out var leg))
        {
            leg.Ended ??= MarkOf(pbxEvent);
        }

        try
        {
            CloseIfOver(call, pbxEvent);
        }
#pragma warning disable CA1031 // The rules fail on this too: a snapshot or the longest duration of a call ends it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }

    // Whatever else nobody can tell of a call: that it is over must be told.
    private static void TellEnd(CallFacts call, long seq, ICollection<CallChange> changes)
    {
        if (call is not { Told: { } told, EndedMark: { } end })
        {
            return;
        }

        call.Told = null;
        var known = told.AnsweredAt ?? told.StartedAt;
        var at = end.At > known ? end.At : known;
        changes.Add(new CallChange(
            told with
            {
                Revision = call.Revision,
                State = CallState.Ended,
                EndedAt = at,
                Outcome = told.AnsweredAt is null ? CallOutcome.Unknown : CallOutcome.Answered,
                Connected = told.AnsweredAt is { } answered ? at - answered : TimeSpan.Zero,
                Because = [.. told.Because, new Because("outcome", "eventSetAside", [seq])],
            },
            CallChangeKind.Ended));
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
        CallPlaced e => [e.Leg],
        RecordReceived e => [e.Record.Leg, e.Record.Family],
        _ => [],
    };
}
