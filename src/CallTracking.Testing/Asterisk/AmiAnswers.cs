using System.Globalization;
using System.Text;

namespace CallTracking.Testing.Asterisk;

/// <summary>Writes the answer to one action that asks for what the PBX holds.</summary>
internal sealed class AmiAnswers(AmiModel model, AmiFrame action, DateTimeOffset at, bool sixteen)
{
    private readonly StringBuilder _text = new();
    private readonly string? _id = action["ActionID"];
    private int _items;

    public required AmiPbxState State { get; init; }

    public byte[]? Write()
    {
        switch (action.Name.ToUpperInvariant())
        {
            case "CORESHOWCHANNELS":
                CoreShowChannels();
                break;
            case "STATUS":
                Status();
                break;
            case "BRIDGELIST":
                BridgeList();
                break;
            case "BRIDGEINFO":
                BridgeInfo();
                break;
            case "QUEUESTATUS":
                QueueStatus();
                break;
            case "QUEUESUMMARY":
                QueueSummary();
                break;
            case "PARKEDCALLS":
                ParkedCalls();
                break;
            case "CONFBRIDGELIST":
                ConfbridgeList();
                break;
            case "CONFBRIDGELISTROOMS":
                ConfbridgeListRooms();
                break;
            case "CORESTATUS":
                CoreStatus();
                break;
            case "CORESETTINGS":
                CoreSettings();
                break;
            default:
                return null;
        }

        return Encoding.Latin1.GetBytes(_text.ToString());
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    internal static IEnumerable<(string, string)> Snapshot(AmiChannel channel, string prefix = "")
    {
        yield return (prefix + "Channel", channel.Name);
        yield return (prefix + "ChannelState", Number(channel.State));
        yield return (prefix + "ChannelStateDesc", channel.StateDesc);
        yield return (prefix + "CallerIDNum", channel.CallerIdNum);
        yield return (prefix + "CallerIDName", channel.CallerIdName);
        yield return (prefix + "ConnectedLineNum", channel.ConnectedLineNum);
        yield return (prefix + "ConnectedLineName", channel.ConnectedLineName);
        yield return (prefix + "Language", channel.Language);
        yield return (prefix + "AccountCode", channel.AccountCode);
        yield return (prefix + "Context", channel.Context);
        yield return (prefix + "Exten", channel.Exten);
        yield return (prefix + "Priority", channel.Priority);
        yield return (prefix + "Uniqueid", channel.Uniqueid);
        yield return (prefix + "Linkedid", channel.Linkedid);
    }

    internal static IEnumerable<(string, string)> Describe(AmiBridge bridge)
    {
        yield return ("BridgeUniqueid", bridge.Id);
        yield return ("BridgeType", bridge.Type);
        yield return ("BridgeTechnology", bridge.Technology);
        yield return ("BridgeCreator", bridge.Creator);
        yield return ("BridgeName", bridge.Name);
        yield return ("BridgeNumChannels", bridge.NumChannels);
        yield return ("BridgeVideoSourceMode", bridge.VideoSourceMode);
    }

    // Queues spell an unknown caller without the brackets.
    private static string Bare(string value) => value == AmiChannel.Unknown ? "unknown" : value;

    private IEnumerable<AmiChannel> InTableOrder() => model.Channels.Values.OrderBy(channel => channel.Bucket(signed: sixteen));

    private string BridgeOf(AmiChannel channel) => model.BridgeOf(channel.Uniqueid)?.Id ?? string.Empty;

    private void CoreShowChannels()
    {
        Start("Channels will follow");
        foreach (var channel in InTableOrder())
        {
            var duration = TimeSpan.FromSeconds(channel.SecondsAt(at));
            Item("CoreShowChannel",
            [
                .. Snapshot(channel),
                ("Application", channel.Application),
                ("ApplicationData", channel.ApplicationData),
                ("Duration", $"{(int)duration.TotalHours:00}:{duration.Minutes:00}:{duration.Seconds:00}"),
                ("BridgeId", BridgeOf(channel)),
            ]);
        }

        Complete("CoreShowChannelsComplete");
    }

    private void Status()
    {
        var wanted = InTableOrder().Where(channel => action["Channel"] is null or "" || action["Channel"] == channel.Name).ToList();
        if (wanted.Count == 0 && !string.IsNullOrEmpty(action["Channel"]))
        {
            Error("No such channel");
            return;
        }

        Start("Channel status will follow");
        foreach (var channel in wanted)
        {
            // Unlike in other lists, the id stands last here, and there is a Privilege.
            _items++;
            Message(
            [
                ("Event", "Status"), ("Privilege", "Call"), .. Snapshot(channel),
                ("Type", channel.Name.Split('/')[0]), ("DNID", channel.Dnid),
                ("EffectiveConnectedLineNum", channel.ConnectedLineNum), ("EffectiveConnectedLineName", channel.ConnectedLineName),
                ("TimeToHangup", "0"), ("BridgeID", BridgeOf(channel)),
                ("Application", channel.Application), ("Data", channel.ApplicationData),
                ("Nativeformats", "(ulaw)"), ("Readformat", "ulaw"), ("Readtrans", ""), ("Writeformat", "ulaw"), ("Writetrans", ""),
                ("Callgroup", "0"), ("Pickupgroup", "0"), ("Seconds", Number(channel.SecondsAt(at))), .. Id(),
            ]);
        }

        Complete("StatusComplete", ("Items", Number(_items)));
    }

    private void BridgeList()
    {
        Start("Bridge listing will follow");
        foreach (var bridge in model.Bridges.Where(bridge => action["BridgeType"] is null or "" || action["BridgeType"] == bridge.Type))
        {
            Item("BridgeListItem", Describe(bridge));
        }

        Complete("BridgeListComplete");
    }

    private void BridgeInfo()
    {
        if (string.IsNullOrEmpty(action["BridgeUniqueid"]))
        {
            Error("BridgeUniqueid must be provided");
        }
        else if (model.Bridge(action["BridgeUniqueid"]) is { } bridge)
        {
            Start("Bridge channel listing will follow");
            foreach (var member in bridge.Members.Order(StringComparer.Ordinal))
            {
                Item("BridgeInfoChannel", Snapshot(model.Channels[member]));
            }

            Complete("BridgeInfoComplete", [.. Describe(bridge)]);
        }
        else
        {
            Error("Specified BridgeUniqueid not found");
        }
    }

    private void QueueStatus()
    {
        Start("Queue status will follow");
        foreach (var queue in WantedQueues())
        {
            ItemWithIdLast("QueueParams",
            [
                ("Queue", queue.Name), ("Max", "0"), ("Strategy", "ringall"), ("Calls", Number(queue.Entries.Count)),
                ("Holdtime", Number(queue.HoldTime)), ("TalkTime", Number(queue.TalkTime)), ("Completed", Number(queue.Completed)),
                ("Abandoned", Number(queue.Abandoned)), ("ServiceLevel", "0"), ("ServicelevelPerf", "0.0"), ("ServicelevelPerf2", "0.0"),
                ("Weight", "0"),
            ]);
            foreach (var member in queue.Members.Where(member => action["Member"] is null or "" || action["Member"] == member.Location))
            {
                ItemWithIdLast("QueueMember",
                [
                    ("Queue", queue.Name), ("Name", member.Headers.GetValueOrDefault("Name", member.Location)),
                    ("Location", member.Location), .. AmiQueueFold.HeadersOf(member),
                ]);
            }

            for (var i = 0; i < queue.Entries.Count; i++)
            {
                QueueEntry(queue, i);
            }
        }

        Complete("QueueStatusComplete");
    }

    private void QueueEntry(AmiQueue queue, int index)
    {
        var caller = model.Channels[queue.Entries[index].Uniqueid];
        ItemWithIdLast("QueueEntry",
        [
            ("Queue", queue.Name), ("Position", Number(index + 1)), ("Channel", caller.Name), ("Uniqueid", caller.Uniqueid),
            ("CallerIDNum", Bare(caller.CallerIdNum)), ("CallerIDName", Bare(caller.CallerIdName)),
            ("ConnectedLineNum", Bare(caller.ConnectedLineNum)), ("ConnectedLineName", Bare(caller.ConnectedLineName)),
            ("Wait", Number(WaitOf(queue.Entries[index]))), ("Priority", "0"),
        ]);
    }

    private void QueueSummary()
    {
        Start("Queue summary will follow");
        foreach (var queue in WantedQueues())
        {
            // Device states: 1 is not in use, 4 invalid, 5 unavailable.
            var present = queue.Members.Where(member => member.Headers.GetValueOrDefault("Status") is not ("4" or "5")).ToList();
            var free = present.Count(member => member.Headers.GetValueOrDefault("Status") == "1" && member.Headers.GetValueOrDefault("Paused") != "1");
            ItemWithIdLast("QueueSummary",
            [
                ("Queue", queue.Name), ("LoggedIn", Number(present.Count)), ("Available", Number(free)),
                ("Callers", Number(queue.Entries.Count)), ("HoldTime", Number(queue.HoldTime)), ("TalkTime", Number(queue.TalkTime)),
                ("LongestHoldTime", Number(queue.Entries.Select(WaitOf).DefaultIfEmpty().Max())),
            ]);
        }

        Complete("QueueSummaryComplete");
    }

    private IEnumerable<AmiQueue> WantedQueues() =>
        model.Queues.Where(queue => action["Queue"] is null or "" || queue.Name.Equals(action["Queue"], StringComparison.OrdinalIgnoreCase));

    private long WaitOf(AmiQueueEntry entry) => Math.Max(0, at.ToUnixTimeSeconds() - entry.Joined.ToUnixTimeSeconds());

    private void ParkedCalls()
    {
        Start("Parked calls will follow");
        foreach (var parked in model.Parked.Where(call => action["ParkingLot"] is null or "" || action["ParkingLot"] == call.Lot))
        {
            var seconds = Math.Max(0, at.ToUnixTimeSeconds() - parked.Since.ToUnixTimeSeconds());
            ItemWithIdLast("ParkedCall",
            [
                .. Snapshot(model.Channels[parked.Uniqueid], "Parkee"), ("ParkerDialString", parked.DialString), ("Parkinglot", parked.Lot),
                ("ParkingSpace", parked.Space), ("ParkingTimeout", Number(parked.TimeLimit - seconds)), ("ParkingDuration", Number(seconds)),
            ]);
        }

        Complete("ParkedCallsComplete", ("Total", Number(_items)));
    }

    private void ConfbridgeList()
    {
        if (model.Conferences.Count == 0)
        {
            Error("No active conferences.");
        }
        else if (model.Conferences.Find(known => known.Name == action["Conference"]) is { } conference)
        {
            Start("Confbridge user list will follow");
            foreach (var member in conference.Members)
            {
                Item("ConfbridgeList",
                [
                    ("Conference", conference.Name), ("Admin", member.Admin ? "Yes" : "No"), ("MarkedUser", "No"), ("WaitMarked", "No"),
                    ("EndMarked", "No"), ("Waiting", "No"), ("Muted", member.Muted ? "Yes" : "No"), ("Talking", "No"),
                    ("AnsweredTime", Number((long)(at - member.Joined).TotalSeconds)), .. Snapshot(model.Channels[member.Uniqueid]),
                ]);
            }

            Complete("ConfbridgeListComplete");
        }
        else
        {
            Error(string.IsNullOrEmpty(action["Conference"]) ? "No Conference name provided." : "No Conference by that name found.");
        }
    }

    private void ConfbridgeListRooms()
    {
        if (model.Conferences.Count == 0)
        {
            Error("No active conferences.");
            return;
        }

        Start("Confbridge conferences will follow");
        foreach (var conference in model.Conferences)
        {
            Item("ConfbridgeListRooms",
            [
                ("Conference", conference.Name), ("Parties", Number(conference.Members.Count)), ("Marked", "0"),
                ("Locked", conference.Locked ? "Yes" : "No"), ("Muted", "No"),
            ]);
        }

        Complete("ConfbridgeListRoomsComplete");
    }

    private void CoreStatus()
    {
        var date = State.StartedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var time = State.StartedAt.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        Success(
            ("CoreStartupDate", date), ("CoreStartupTime", time), ("CoreReloadDate", date), ("CoreReloadTime", time),
            ("CoreCurrentCalls", Number(model.Channels.Count)), ("CoreProcessedCalls", Number(model.ProcessedCalls)));
    }

    private void CoreSettings()
    {
        Success(
            ("AMIversion", State.AmiVersion), ("AsteriskVersion", State.AsteriskVersion), ("SystemName", State.SystemName),
            ("CoreMaxCalls", "0"), ("CoreMaxLoadAvg", "0.000000"), ("CoreRunUser", ""), ("CoreRunGroup", ""), ("CoreMaxFilehandles", "0"),
            ("CoreRealTimeEnabled", "No"), ("CoreCDRenabled", "Yes"), ("CoreHTTPenabled", "No"));
    }

    private (string, string)[] Id() => _id is null ? [] : [("ActionID", _id)];

    private void Start(string message) => Success(("EventList", "start"), ("Message", message));

    private void Success(params (string, string)[] headers) => Message([("Response", "Success"), .. Id(), .. headers]);

    private void Error(string message) => Message([("Response", "Error"), .. Id(), ("Message", message)]);

    private void Item(string name, IEnumerable<(string, string)> headers)
    {
        _items++;
        Message([("Event", name), .. Id(), .. headers]);
    }

    private void ItemWithIdLast(string name, IEnumerable<(string, string)> headers)
    {
        _items++;
        Message([("Event", name), .. headers, .. Id()]);
    }

    private void Complete(string name, params (string, string)[] headers) =>
        Message([("Event", name), .. Id(), ("EventList", "Complete"), ("ListItems", Number(_items)), .. headers]);

    private void Message(IEnumerable<(string Name, string Value)> headers)
    {
        foreach (var (name, value) in headers)
        {
            _text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        _text.Append("\r\n");
    }
}
