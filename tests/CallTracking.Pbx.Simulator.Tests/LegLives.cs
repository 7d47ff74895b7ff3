namespace CallTracking.Pbx.Simulator;

/// <summary>Checks what every real PBX keeps: the order of a leg's own events.</summary>
internal static class LegLives
{
    /// <summary>What is wrong with a stream, a line each.</summary>
    public static IEnumerable<string> Check(IReadOnlyList<PbxEvent> events)
    {
        var legs = new Dictionary<LegId, Life>();
        foreach (var e in events)
        {
            if (e is LegStarted started)
            {
                if (!legs.TryAdd(started.Leg, new Life()))
                {
                    yield return $"{started.Leg} starts twice";
                }

                if (started.Kin is { } kin && !legs.ContainsKey(kin))
                {
                    yield return $"{started.Leg} is kin of {kin}, which never was";
                }

                continue;
            }

            // The first one is the leg that the event happens to; the others it only names.
            foreach (var (leg, index) in Legs(e).Select((leg, index) => (leg, index)))
            {
                // What an originate came to is told after its leg's end.
                if (!legs.TryGetValue(leg, out var life) || (life.Ended && e is not OriginateEnded))
                {
                    yield return $"{e} is of a leg that is not there";
                    continue;
                }

                if (index == 0 && Problem(life, e) is { } problem)
                {
                    yield return $"{e}: {problem}";
                }
            }
        }

        foreach (var (leg, life) in legs.Where(pair => !pair.Value.Ended || pair.Value.Bridge is not null || pair.Value.Held))
        {
            yield return $"{leg} is left over: ended {life.Ended}, bridge {life.Bridge}, held {life.Held}";
        }
    }

    private static string? Problem(Life life, PbxEvent e)
    {
        switch (e)
        {
            case LegDialed when life.Dialed:
                return "dialed twice";
            case LegDialed:
                life.Dialed = true;
                return null;
            case LegRinging when !life.Dialed || life.Up:
                return "rings without being asked";
            case LegUp when life.Up:
                return "up twice";
            case LegUp:
                life.Up = true;
                return null;
            case DialEnded when !life.Dialed || life.HasResult:
                return "a result without an attempt";
            case DialEnded ended:
                life.HasResult = true;
                return ended.Result == DialResult.Answered && !life.Up ? "answered, but not up" : null;
            case BridgeEntered when !life.Up || life.Bridge is not null:
                return "enters from nowhere";
            case BridgeEntered entered:
                life.Bridge = entered.Bridge;
                return null;
            case BridgeLeft left when life.Bridge != left.Bridge:
                return "leaves where it is not";
            case BridgeLeft:
                life.Bridge = null;
                return null;
            case LegHeld:
                life.Held = true;
                return null;
            case LegResumed:
                life.Held = false;
                return null;
            case LegEnded:
                life.Ended = true;
                return null;
            default:
                return null;
        }
    }

    private static IEnumerable<LegId> Legs(PbxEvent e) => e switch
    {
        LegDialed x => x.By is { } by ? [x.Leg, by] : [x.Leg],
        LegRinging x => [x.Leg],
        LegUp x => [x.Leg],
        DialEnded x => [x.Leg],
        BridgeEntered x => [x.Leg],
        BridgeLeft x => [x.Leg],
        LegHeld x => [x.Leg],
        LegResumed x => [x.Leg],
        HangupRequested x => [x.Leg],
        LegIdentified x => [x.Leg],
        LegEnded x => [x.Leg],
        QueueJoined x => [x.Leg],
        QueueLeft x => [x.Leg],
        RoomEntered x => [x.Leg],
        RoomLeft x => [x.Leg],
        MailboxEntered x => [x.Leg],
        MessageLeft x => [x.Leg],
        DigitPressed x => [x.Leg],
        BlindTransferred x => [x.By, x.Transferee!.Value],
        AttendedTransferred x => [x.By, x.Consultation!.Value, x.Transferee!.Value, x.Target!.Value],
        OriginateEnded x => [x.Leg!.Value],
        LinkUp or LinkDown or Tick => [],
        _ => throw new InvalidOperationException($"{e.GetType().Name} is not expected of a simulated PBX."),
    };

    private sealed class Life
    {
        public bool Dialed { get; set; }

        public bool Up { get; set; }

        public bool HasResult { get; set; }

        public bool Held { get; set; }

        public bool Ended { get; set; }

        public string? Bridge { get; set; }
    }
}
