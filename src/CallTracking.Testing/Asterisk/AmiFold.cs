using System.Globalization;

namespace CallTracking.Testing.Asterisk;

/// <summary>Folds events into what the PBX holds. Events of any classes do: what one event does not tell another may.</summary>
internal static class AmiFold
{
    public static void Apply(AmiModel model, AmiFrame frame, DateTimeOffset at)
    {
        if (!frame.IsEvent)
        {
            return;
        }

        if (frame.Name == "Newchannel" && frame["Uniqueid"] is { } born)
        {
            model.Revive(born);
        }

        TakeSnapshots(model, frame, at);
        Step(model, frame, at);
    }

    /// <summary>Every event carries snapshots of the channels it is about; the newest is what the PBX would tell now.</summary>
    private static void TakeSnapshots(AmiModel model, AmiFrame frame, DateTimeOffset at)
    {
        foreach (var (name, uniqueid) in frame.Headers)
        {
            if (name.EndsWith("uniqueid", StringComparison.OrdinalIgnoreCase))
            {
                var prefix = name[..^"uniqueid".Length];
                if (frame[prefix + "ChannelState"] is { } state && frame[prefix + "Channel"] is not null && !model.IsDead(uniqueid))
                {
                    TakeSnapshot(model, frame, prefix, uniqueid, state, at);
                }
            }
        }
    }

    private static void TakeSnapshot(AmiModel model, AmiFrame frame, string prefix, string uniqueid, string state, DateTimeOffset at)
    {
        if (!model.Channels.TryGetValue(uniqueid, out var channel))
        {
            channel = new AmiChannel(uniqueid, frame.Name == "Newchannel" ? at : BirthOf(frame, uniqueid, at));
            model.Channels.Add(uniqueid, channel);
            if (int.TryParse(state, CultureInfo.InvariantCulture, out var first) && first == 4)
            {
                channel.Dnid = frame[prefix + "Exten"] ?? string.Empty;
                model.ProcessedCalls++;
            }
        }

        // A state never goes back: an event that was published a little late may still carry the former one.
        channel.State = Math.Max(channel.State, int.TryParse(state, CultureInfo.InvariantCulture, out var number) ? number : 0);
        channel.Name = frame[prefix + "Channel"]!;
        channel.CallerIdNum = frame[prefix + "CallerIDNum"] ?? channel.CallerIdNum;
        channel.CallerIdName = frame[prefix + "CallerIDName"] ?? channel.CallerIdName;
        channel.ConnectedLineNum = frame[prefix + "ConnectedLineNum"] ?? channel.ConnectedLineNum;
        channel.ConnectedLineName = frame[prefix + "ConnectedLineName"] ?? channel.ConnectedLineName;
        channel.Language = frame[prefix + "Language"] ?? channel.Language;
        channel.AccountCode = frame[prefix + "AccountCode"] ?? channel.AccountCode;
        channel.Context = frame[prefix + "Context"] ?? channel.Context;
        channel.Exten = frame[prefix + "Exten"] ?? channel.Exten;
        channel.Priority = frame[prefix + "Priority"] ?? channel.Priority;
        channel.Linkedid = frame[prefix + "Linkedid"] ?? channel.Linkedid;
    }

    /// <summary>A channel that was there before the first frame: its id usually begins with the second of its birth.</summary>
    private static DateTimeOffset BirthOf(AmiFrame frame, string uniqueid, DateTimeOffset at)
    {
        if (TimeSpan.TryParseExact(frame["Duration"], "hh\\:mm\\:ss", CultureInfo.InvariantCulture, out var duration))
        {
            return at - duration;
        }

        var epoch = uniqueid.AsSpan(uniqueid.LastIndexOf('-') + 1);
        var dot = epoch.IndexOf('.');
        return dot is 9 or 10 && long.TryParse(epoch[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && DateTimeOffset.FromUnixTimeSeconds(seconds) is var birth && birth <= at
            ? birth
            : at;
    }

    private static void Step(AmiModel model, AmiFrame frame, DateTimeOffset at)
    {
        switch (frame.Name)
        {
            case "Hangup":
                model.Bury(frame["Uniqueid"] ?? string.Empty);
                break;
            case "Rename" when Channel(model, frame) is { } renamed:
                renamed.Name = frame["Newname"] ?? renamed.Name;
                break;
            case "CoreShowChannelsComplete":
                model.KeepListed();
                break;
            case "Newexten" or "CoreShowChannel":
                model.List(frame);
                Channel(model, frame)?.Run(frame["Application"], frame["AppData"] ?? frame["ApplicationData"]);
                break;
            case "CEL":
                Channel(model, frame)?.Run(frame["Application"], frame["AppData"]);
                break;
            case "DialBegin":
                Dial(model, frame);
                break;
            case "ChanSpyStart" when Channel(model, frame, "Spyer") is { Application.Length: 0 } spyer:
                spyer.Run("ChanSpy", frame["SpyeeChannel"]);
                break;
            default:
                if (!Bridge(model, frame) && !Conference(model, frame, at))
                {
                    AmiQueueFold.Apply(model, frame, at);
                }

                break;
        }
    }

    private static AmiChannel? Channel(AmiModel model, AmiFrame frame, string prefix = "")
    {
        return frame[prefix + "Uniqueid"] is { } uniqueid && model.Channels.TryGetValue(uniqueid, out var channel) ? channel : null;
    }

    /// <summary>Without the dial plan's events the applications are what a dial means: one dials, the other is dialled.</summary>
    private static void Dial(AmiModel model, AmiFrame frame)
    {
        var source = Channel(model, frame);
        if (source is { Application.Length: 0 })
        {
            source.Run("Dial", frame["DialString"]);
        }

        if (Channel(model, frame, "Dest") is { Application.Length: 0 } dest)
        {
            dest.Run(source is null ? "AppDial2" : source.Application == "Queue" ? "AppQueue" : "AppDial", "(Outgoing Line)");
        }
    }

    private static bool Bridge(AmiModel model, AmiFrame frame)
    {
        if (frame.Name is not ("BridgeCreate" or "BridgeEnter" or "BridgeLeave" or "BridgeDestroy" or "BridgeListItem")
            || frame["BridgeUniqueid"] is not { } id)
        {
            return false;
        }

        var bridge = model.Bridge(id);
        var uniqueid = frame["Uniqueid"] ?? string.Empty;
        if (frame.Name == "BridgeDestroy")
        {
            model.Bridges.RemoveAll(gone => gone.Id == id);
            return true;
        }

        if (frame.Name == "BridgeLeave")
        {
            bridge?.Members.Remove(uniqueid);
            return true;
        }

        if (bridge is null)
        {
            bridge = new AmiBridge(id);
            model.Bridges.Add(bridge);
        }

        bridge.Type = frame["BridgeType"] ?? bridge.Type;
        bridge.Technology = frame["BridgeTechnology"] ?? bridge.Technology;
        bridge.Creator = frame["BridgeCreator"] ?? bridge.Creator;
        bridge.Name = frame["BridgeName"] ?? bridge.Name;
        bridge.VideoSourceMode = frame["BridgeVideoSourceMode"] ?? bridge.VideoSourceMode;
        if (frame.Name == "BridgeEnter" && model.Channels.ContainsKey(uniqueid))
        {
            Enter(model, frame, bridge, uniqueid);
        }

        return true;
    }

    private static void Enter(AmiModel model, AmiFrame frame, AmiBridge bridge, string uniqueid)
    {
        // A channel is in one bridge. Its leave of the one before may be told a little later, or has no event where channels are swapped.
        foreach (var other in model.Bridges)
        {
            other.Members.Remove(uniqueid);
        }

        if (frame["SwapUniqueid"] is { Length: > 0 } swapped)
        {
            bridge.Members.Remove(swapped);
        }

        bridge.Members.Add(uniqueid);
        if (int.TryParse(frame["BridgeNumChannels"], CultureInfo.InvariantCulture, out var count) && bridge.Technology == "softmix")
        {
            bridge.Hidden = Math.Max(0, count - bridge.Members.Count);
        }
    }

    private static bool Conference(AmiModel model, AmiFrame frame, DateTimeOffset at)
    {
        if (!frame.Name.StartsWith("Confbridge", StringComparison.Ordinal) || frame["Conference"] is not { } name)
        {
            return false;
        }

        var conference = model.Conferences.Find(known => known.Name == name);
        if (conference is null && frame.Name is "ConfbridgeStart" or "ConfbridgeJoin")
        {
            conference = new AmiConference(name);
            model.Conferences.Add(conference);
        }

        var member = conference?.Members.Find(known => known.Uniqueid == frame["Uniqueid"]);
        switch (frame.Name)
        {
            case "ConfbridgeEnd":
                model.Conferences.RemoveAll(gone => gone.Name == name);
                break;
            case "ConfbridgeJoin" when member is null && Channel(model, frame) is { } joined:
                joined.Run(joined.Application.Length == 0 ? "ConfBridge" : null, name);
                conference!.Members.Add(new(joined.Uniqueid, at, frame["Admin"] == "Yes") { Muted = frame["Muted"] == "Yes" });
                break;
            case "ConfbridgeLeave":
                conference?.Members.RemoveAll(gone => gone.Uniqueid == frame["Uniqueid"]);
                break;
            case "ConfbridgeMute" or "ConfbridgeUnmute":
                member?.Muted = frame.Name == "ConfbridgeMute";
                break;
            case "ConfbridgeLock" or "ConfbridgeUnlock":
                conference?.Locked = frame.Name == "ConfbridgeLock";
                break;
        }

        return true;
    }
}
