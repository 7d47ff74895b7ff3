namespace CallTracking.Testing.Asterisk;

/// <summary>Originate, Hangup and Redirect, as far as a client sees them; always under the server's gate.</summary>
internal sealed partial class FakeAsteriskCalls(FakeAsterisk server, FakeAsteriskOptions options)
{
    /// <summary>Who rings, by whose call he does.</summary>
    private readonly Dictionary<string, AmiChannel> _dialed = new(StringComparer.Ordinal);

    public void HangUp(AmiFrame action, Action<AmiFrame> reply)
    {
        if (string.IsNullOrEmpty(action["Channel"]))
        {
            reply(action.Error("No channel specified"));
        }
        else if (server.Find(action["Channel"]) is { } channel)
        {
            reply(action.Success(("Message", "Channel Hungup")));
            End(channel, action["Cause"] ?? "16");
        }
        else
        {
            reply(action.Error("No such channel"));
        }
    }

    public bool HangUp(string uniqueid)
    {
        if (!server.Model.Channels.TryGetValue(uniqueid, out var channel))
        {
            return false;
        }

        Tell("HangupRequest", channel, ("Cause", channel.State == 6 ? "16" : "21"));
        End(channel, channel.State == 6 ? "16" : "21");
        return true;
    }

    public void Redirect(AmiFrame action, Action<AmiFrame> reply)
    {
        if (server.Find(action["Channel"]) is not { } channel)
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
        _dialed.Clear();
        return
        [
            .. all.Select(channel => Event("SoftHangupRequest", channel, ("Cause", "4"))),
            .. EndOf(all, cause: "16"),
        ];
    }

    private static AmiFrame Event(string name, AmiChannel channel, params IEnumerable<(string, string)> more) =>
        AmiFrame.Of([("Event", name), ("Privilege", "call,all"), .. AmiAnswers.Snapshot(channel), .. more]);

    /// <summary>A channel ends, and with it whoever it talks with, calls, or is called by.</summary>
    private void End(AmiChannel channel, string cause)
    {
        var together = server.Model.BridgeOf(channel.Uniqueid)?.Members.Select(member => server.Model.Channels[member]).ToList() ?? [channel];
        if (_dialed.Remove(channel.Uniqueid, out var called) && called.State != 6 && server.Model.Channels.ContainsKey(called.Uniqueid))
        {
            TellDial("DialEnd", channel, called, ("DialStatus", "CANCEL"));
            Tell("Hangup", called, ("Cause", "26"), ("Cause-txt", "Answered elsewhere"));
        }

        foreach (var frame in EndOf(together, cause))
        {
            server.Tell(frame);
        }
    }

    private static IEnumerable<AmiFrame> EndOf(IReadOnlyList<AmiChannel> channels, AmiModel model, string cause)
    {
        foreach (var channel in channels)
        {
            if (model.BridgeOf(channel.Uniqueid) is { } bridge)
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

    private IEnumerable<AmiFrame> EndOf(IReadOnlyList<AmiChannel> channels, string cause) => EndOf(channels, server.Model, cause);

    private void TellLeave(AmiBridge bridge, AmiChannel channel) => server.Tell(LeaveOf(bridge, channel));

    private void Tell(string name, AmiChannel channel, params IEnumerable<(string, string)> more) => server.Tell(Event(name, channel, more));

    private void TellDial(string name, AmiChannel? source, AmiChannel dest, (string, string) more) => server.Tell(AmiFrame.Of(
    [
        ("Event", name), ("Privilege", "call,all"), .. source is null ? [] : AmiAnswers.Snapshot(source), .. AmiAnswers.Snapshot(dest, "Dest"),
        more,
    ]));
}
