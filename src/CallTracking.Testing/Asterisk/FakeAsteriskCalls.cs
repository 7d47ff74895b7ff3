namespace CallTracking.Testing.Asterisk;

/// <summary>Originate, Hangup and Redirect, as far as a client sees them; always under the server's gate.</summary>
internal sealed class FakeAsteriskCalls(FakeAsterisk server, FakeAsteriskOptions options)
{
    public void Originate(AmiFrame action, Action<AmiFrame> reply)
    {
        var peer = action["Channel"] ?? string.Empty;
        if (!peer.Contains('/', StringComparison.Ordinal))
        {
            reply(action.Error("Channel not specified"));
            return;
        }

        var isAsync = (action["Async"] ?? string.Empty).ToUpperInvariant() is "TRUE" or "YES" or "1";
        var uniqueid = action["ChannelId"] ?? server.NextUniqueid();
        var number = peer[(peer.IndexOf('/', StringComparison.Ordinal) + 1)..].Split('@')[0];
        var channel = new AmiChannel(uniqueid, default)
        {
            Name = $"{peer.Split('@')[0]}-{server.NextChannelNumber()}",
            CallerIdNum = NumberOf(action["CallerID"]) ?? number,
            Exten = "s",
            Context = action["Context"] ?? string.Empty,
        };

        // Before the first word of it: whoever hears that moves the clock.
        server.Later(options.OriginateAnswer, () => Answer(action, channel, isAsync ? null : reply));
        if (isAsync)
        {
            reply(action.Success(("Message", "Originate successfully queued")));
        }

        Tell("Newchannel", channel);
        TellDial("DialBegin", channel, ("DialString", number));
        channel.State = 5;
        Tell("Newstate", channel);
        TellDial("DialState", channel, ("DialStatus", "RINGING"));
    }

    public void HangUp(AmiFrame action, Action<AmiFrame> reply)
    {
        if (string.IsNullOrEmpty(action["Channel"]))
        {
            reply(action.Error("No channel specified"));
        }
        else if (Find(action["Channel"]) is { } channel)
        {
            reply(action.Success(("Message", "Channel Hungup")));
            var together = server.Model.BridgeOf(channel.Uniqueid)?.Members.Select(member => server.Model.Channels[member]).ToList();
            foreach (var frame in EndOf(together ?? [channel], cause: "16"))
            {
                server.Tell(frame);
            }
        }
        else
        {
            reply(action.Error("No such channel"));
        }
    }

    public void Redirect(AmiFrame action, Action<AmiFrame> reply)
    {
        if (Find(action["Channel"]) is not { } channel)
        {
            reply(action.Error($"Channel does not exist: {action["Channel"]}"));
            return;
        }

        reply(action.Success(("Message", "Redirect successful")));
        channel.Exten = action["Exten"] ?? channel.Exten;
        channel.Context = action["Context"] ?? channel.Context;
        Tell("Newexten", channel, ("Extension", channel.Exten), ("Application", "Wait"), ("AppData", "3600"));
        if (server.Model.BridgeOf(channel.Uniqueid) is { } bridge)
        {
            var others = bridge.Members.Where(member => member != channel.Uniqueid).Select(member => server.Model.Channels[member]).ToList();
            TellLeave(bridge, channel);
            foreach (var frame in EndOf(others, cause: "16"))
            {
                server.Tell(frame);
            }
        }
    }

    /// <summary>What the ends of all calls say when the PBX stops.</summary>
    public IEnumerable<AmiFrame> HangupsOfAll()
    {
        var all = server.Model.Channels.Values.ToList();
        return
        [
            .. all.Select(channel => Event("SoftHangupRequest", channel, ("Cause", "4"))),
            .. EndOf(all, cause: "16"),
        ];
    }

    private static AmiFrame Event(string name, AmiChannel channel, params IEnumerable<(string, string)> more) =>
        AmiFrame.Of([("Event", name), ("Privilege", "call,all"), .. AmiAnswers.Snapshot(channel), .. more]);

    // Click 12025550111 <12025550111>
    private static string? NumberOf(string? callerId)
    {
        var open = callerId?.IndexOf('<', StringComparison.Ordinal) ?? -1;
        return open < 0 ? callerId : callerId![(open + 1)..].TrimEnd('>', ' ');
    }

    private AmiChannel? Find(string? name) => server.Model.Channels.Values.FirstOrDefault(channel => channel.Name == name);

    private void Answer(AmiFrame action, AmiChannel channel, Action<AmiFrame>? reply)
    {
        if (!server.Model.Channels.ContainsKey(channel.Uniqueid))
        {
            return;
        }

        channel.State = 6;
        Tell("Newstate", channel);
        TellDial("DialEnd", channel, ("DialStatus", "ANSWER"));
        channel.Exten = action["Exten"] ?? channel.Exten;
        Tell("Newexten", channel, ("Extension", channel.Exten), ("Application", action["Application"] ?? "Wait"), ("AppData", action["Data"] ?? "3600"));
        reply?.Invoke(action.Success(("Message", "Originate successfully queued")));
        server.Tell(AmiFrame.Of(
            ("Event", "OriginateResponse"), ("Privilege", "call,all"), ("ActionID", action["ActionID"] ?? string.Empty), ("Response", "Success"),
            ("Channel", channel.Name), ("Context", channel.Context), ("Exten", channel.Exten), ("Reason", "4"), ("Uniqueid", channel.Uniqueid),
            ("CallerIDNum", channel.CallerIdNum), ("CallerIDName", AmiChannel.Unknown)));
    }

    private IEnumerable<AmiFrame> EndOf(IReadOnlyList<AmiChannel> channels, string cause)
    {
        foreach (var channel in channels)
        {
            if (server.Model.BridgeOf(channel.Uniqueid) is { } bridge)
            {
                yield return LeaveOf(bridge, channel);
            }
        }

        foreach (var channel in channels)
        {
            yield return Event("Hangup", channel, ("Cause", cause), ("Cause-txt", "Normal Clearing"));
        }
    }

    private static AmiFrame LeaveOf(AmiBridge bridge, AmiChannel channel) => AmiFrame.Of(
        [("Event", "BridgeLeave"), ("Privilege", "call,all"), .. AmiAnswers.Describe(bridge), .. AmiAnswers.Snapshot(channel)]);

    private void TellLeave(AmiBridge bridge, AmiChannel channel) => server.Tell(LeaveOf(bridge, channel));

    private void Tell(string name, AmiChannel channel, params IEnumerable<(string, string)> more) => server.Tell(Event(name, channel, more));

    private void TellDial(string name, AmiChannel dest, (string, string) more) => server.Tell(AmiFrame.Of(
        [("Event", name), ("Privilege", "call,all"), .. AmiAnswers.Snapshot(dest, "Dest"), more]));

}
