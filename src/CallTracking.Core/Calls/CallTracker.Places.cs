using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>Queues, rooms, mailboxes, keys, recordings and what programs say about the calls they placed.</content>
public sealed partial class CallTracker
{
    /// <summary>Keys kept per leg: no person presses more, and a faulty device must not fill the memory.</summary>
    private const int DigitsMost = 256;

    private void OnQueueJoined(QueueJoined e)
    {
        if (Find(e.Leg) is not { } leg || !leg.IsLive)
        {
            return;
        }

        if (leg.Call.OpenQueue is { } open && open.Queue == e.Queue)
        {
            // The PBX tells it again when it is asked; only then is it known since when.
            if (open.Joined.Late && e.At < open.Joined.At)
            {
                open.Joined = open.Joined with { At = e.At };
                Touch(leg.Call, e);
            }

            return;
        }

        leg.Call.Queues.Add(new QueueFact { Queue = e.Queue, Leg = leg, Joined = MarkOf(e) });
        _machine.Fire(leg.Call, CallTrigger.Queue, e.Seq);
        Touch(leg.Call, e);
    }

    private void OnQueueLeft(QueueLeft e)
    {
        if (Find(e.Leg) is not { } leg || leg.Call.OpenQueue is not { } queue || queue.Queue != e.Queue)
        {
            return;
        }

        queue.Left = MarkOf(e);
        queue.Reason = e.Reason;
        Touch(leg.Call, e);
    }

    private void OnRoomEntered(RoomEntered e)
    {
        if (Find(e.Leg) is { IsLive: true } leg)
        {
            // Told because the PBX was asked what there is, it says nothing of since when.
            var isTold = leg.Call.BlindUntil is { } asked && e.At - asked < Exactly;
            EnterRoom(leg, e.Room, MarkOf(e) with { Late = isTold }, e);
        }
    }

    private void EnterRoom(LegFacts leg, string room, Mark at, PbxEvent e)
    {
        if (leg.RoomStays is [.., { To: null }])
        {
            return;
        }

        leg.Room ??= at;
        leg.RoomName ??= room;
        leg.RoomStays.Add(new Span { From = e.At });
        if (!_rooms.TryGetValue(room, out var members))
        {
            _rooms[room] = members = [];
        }

        foreach (var other in members)
        {
            if (!ReferenceEquals(other, leg.Call))
            {
                Relate(leg.Call, other, CallRelationKind.Conference);
                Touch(other, e);
            }
        }

        if (!members.Contains(leg.Call))
        {
            members.Add(leg.Call);
        }

        AnswerAt(leg, e);
        Touch(leg.Call, e);
    }

    private void OnRoomLeft(RoomLeft e)
    {
        if (Find(e.Leg) is not { } leg || leg.RoomStays is not [.., { To: null } stay])
        {
            return;
        }

        stay.To = e.At;
        Touch(leg.Call, e);
    }

    private void LeaveRooms(CallFacts call)
    {
        foreach (var (room, members) in _rooms)
        {
            if (members.Remove(call) && members.Count == 0)
            {
                _rooms.Remove(room);
            }
        }
    }

    private void OnMailboxEntered(MailboxEntered e)
    {
        if (Find(e.Leg) is not { } leg || leg.Call.MailboxEntered is not null)
        {
            return;
        }

        leg.Call.MailboxEntered = MarkOf(e);
        leg.Call.Mailbox ??= e.Mailbox;
        if (leg.Call.State == CallState.Ringing)
        {
            _machine.Fire(leg.Call, CallTrigger.Queue, e.Seq);
        }

        Touch(leg.Call, e);
    }

    private void OnMessageLeft(MessageLeft e)
    {
        if (Find(e.Leg) is not { } leg || leg.Call.MessageLeft is not null)
        {
            return;
        }

        leg.Call.MessageLeft = MarkOf(e);
        leg.Call.Mailbox ??= e.Mailbox;
        Touch(leg.Call, e);
    }

    private void OnDigitPressed(DigitPressed e)
    {
        if (Find(e.Leg) is { } leg && leg.Digits.Length < DigitsMost)
        {
            leg.Digits += e.Digit;
            Touch(leg.Call, e);
        }
    }

    private void OnSupervisionStarted(SupervisionStarted e, ICollection<CallChange> changes)
    {
        if (Find(e.Leg) is not { } leg || Find(e.Target) is not { } target || leg.IsSupervisor || ReferenceEquals(leg, target))
        {
            return;
        }

        // Marked first: merged as what it is, the listener's own leg never counts as a party that took the call.
        leg.IsSupervisor = true;
        if (!target.Call.IsOpen && leg.Call.IsOpen && leg.Call.Legs.Count == 1)
        {
            Absorb(target.Call, leg.Call, changes); // That he listened may be told by his end, when the call is over.
        }
        else
        {
            Merge(e.Target, e.Leg, changes);
        }

        Touch(target.Call, e);
    }

    private void OnRecordingStarted(RecordingStarted e)
    {
        if (Find(e.Leg) is not { } leg || leg.Call.Recordings is [.., { To: null } open] && open.Name == e.Recording)
        {
            return;
        }

        leg.Call.Recordings.Add(new RecordingFact { Name = e.Recording, Leg = leg, From = e.At });
        Touch(leg.Call, e);
    }

    private void OnRecordingStopped(RecordingStopped e)
    {
        if (Find(e.Leg) is { } leg
            && leg.Call.Recordings.FindLast(r => r.To is null && ReferenceEquals(r.Leg, leg)) is { } recording)
        {
            recording.To = e.At;
            Touch(leg.Call, e);
        }
    }

    private void OnOriginateEnded(OriginateEnded e)
    {
        // The first leg may be a hidden one: its family's name is then all there is.
        if (e.Leg is not { } leg || FamilyOf(leg) is not { } call || call.Originated is not null)
        {
            return;
        }

        call.Originated = MarkOf(e);
        call.OriginatedNumber = e.Number;
        Touch(call, e);
    }

    private void OnCallPlaced(CallPlaced e)
    {
        if (Find(e.Leg) is not { } leg || leg.Call.Placed is not null)
        {
            return;
        }

        leg.Call.Placed = new PlacedFact(MarkOf(e), e.Leg, e.PlacedBy, e.Number, e.Purpose);
        Touch(leg.Call, e);
    }
}
