using System.Globalization;

namespace CallTracking.Testing.Asterisk;

/// <summary>Folds what happens in queues and parking lots.</summary>
internal static class AmiQueueFold
{
    // In the order in which Asterisk tells them; what an older Asterisk does not tell is not there.
    private static readonly string[] MemberHeaders =
    [
        "StateInterface", "Membership", "Penalty", "CallsTaken", "LastCall", "LastPause", "LoginTime", "InCall", "Status", "Paused",
        "PausedReason", "Wrapuptime",
    ];

    public static void Apply(AmiModel model, AmiFrame frame, DateTimeOffset at)
    {
        var uniqueid = frame["Uniqueid"] ?? string.Empty;
        switch (frame.Name)
        {
            case "QueueCallerJoin" when frame["Queue"] is { } name:
                Join(model, frame, model.Queue(name), uniqueid, at);
                break;
            case "QueueCallerLeave" when frame["Queue"] is { } name:
                model.Queue(name).Entries.RemoveAll(entry => entry.Uniqueid == uniqueid);
                break;
            case "QueueCallerAbandon" when frame["Queue"] is { } name:
                model.Queue(name).Abandoned++;
                break;
            case "AgentConnect" when frame["Queue"] is { } name:
                model.Queue(name).HoldTime = Smoothed(model.Queue(name).HoldTime, frame["HoldTime"]);
                break;
            case "AgentComplete" when frame["Queue"] is { } name:
                model.Queue(name).Completed++;
                model.Queue(name).TalkTime = Smoothed(model.Queue(name).TalkTime, frame["TalkTime"]);
                break;
            case "ParkedCall" when frame["ParkeeUniqueid"] is { } parkee:
                Park(model, frame, parkee, at);
                break;
            case "UnParkedCall" or "ParkedCallTimeOut" or "ParkedCallGiveUp" or "ParkedCallSwap":
                model.Parked.RemoveAll(parked => parked.Uniqueid == frame["ParkeeUniqueid"]);
                break;
            default:
                if (frame.Name.StartsWith("QueueMember", StringComparison.Ordinal))
                {
                    Member(model, frame);
                }

                break;
        }
    }

    public static IEnumerable<(string, string)> HeadersOf(AmiQueueMember member)
    {
        foreach (var header in MemberHeaders)
        {
            if (member.Headers.TryGetValue(header, out var value))
            {
                yield return (header, value);
            }
        }
    }

    private static void Join(AmiModel model, AmiFrame frame, AmiQueue queue, string uniqueid, DateTimeOffset at)
    {
        if (!model.Channels.TryGetValue(uniqueid, out var caller))
        {
            return;
        }

        caller.Run(caller.Application == "Queue" ? null : "Queue", queue.Name);
        queue.Entries.RemoveAll(entry => entry.Uniqueid == uniqueid);
        var position = int.TryParse(frame["Position"], CultureInfo.InvariantCulture, out var told) ? told - 1 : queue.Entries.Count;
        queue.Entries.Insert(Math.Clamp(position, 0, queue.Entries.Count), new(uniqueid, at));
    }

    private static void Park(AmiModel model, AmiFrame frame, string parkee, DateTimeOffset at)
    {
        if (model.Channels.ContainsKey(parkee) && !model.Parked.Exists(parked => parked.Uniqueid == parkee))
        {
            var limit = int.TryParse(frame["ParkingTimeout"], CultureInfo.InvariantCulture, out var seconds) ? seconds : 45;
            model.Parked.Add(new(parkee, frame["ParkerDialString"] ?? string.Empty, frame["Parkinglot"] ?? "default",
                frame["ParkingSpace"] ?? string.Empty, at, limit));
        }
    }

    private static void Member(AmiModel model, AmiFrame frame)
    {
        if (frame["Queue"] is not { } name || (frame["Interface"] ?? frame["Location"]) is not { } location)
        {
            return;
        }

        var queue = model.Queue(name);
        var member = queue.Members.Find(known => known.Location == location);
        if (frame.Name == "QueueMemberRemoved")
        {
            queue.Members.RemoveAll(gone => gone.Location == location);
            return;
        }

        if (member is null)
        {
            member = new AmiQueueMember(location);
            queue.Members.Add(member);
        }

        foreach (var (header, value) in frame.Headers)
        {
            member.Headers[header == "MemberName" ? "Name" : header] = value;
        }
    }

    /// <summary>The queue's running mean as app_queue keeps it: three parts of the old, one of the new.</summary>
    private static int Smoothed(int old, string? value)
    {
        return int.TryParse(value, CultureInfo.InvariantCulture, out var seconds) ? ((3 * old) + seconds) >> 2 : old;
    }
}
