using System.Globalization;

namespace CallTracking.Testing.Asterisk;

/// <content>Originate: an extension is called, and when it lifts, the customer.</content>
internal sealed partial class FakeAsteriskCalls
{
    private const string Unanswered = "19";
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(30);

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
        var callee = server.Callee(peer);
        if (callee == FakeCallee.Absent || server.Model.Channels.ContainsKey(uniqueid))
        {
            reply(action.Success(("Message", "Originate successfully queued")));
            TellResponse(action, channel: null, isLifted: false, reason: "0");
            return;
        }

        var channel = new AmiChannel(uniqueid, default)
        {
            Name = $"{peer.Split('@')[0]}-{server.NextChannelNumber()}",
            CallerIdNum = NumberOf(action["CallerID"]) ?? number,
            Exten = "s",
            Context = action["Context"] ?? string.Empty,
        };

        // Before the first word of it: whoever hears that moves the clock.
        Later(callee, PatienceOf(action["Timeout"], milliseconds: true), () => Decide(action, channel, callee, isAsync ? null : reply));
        if (isAsync)
        {
            reply(action.Success(("Message", "Originate successfully queued")));
        }

        Ring(source: null, channel, number);
    }

    // Click 12025550111 <12025550111>
    private static string? NumberOf(string? callerId)
    {
        var open = callerId?.IndexOf('<', StringComparison.Ordinal) ?? -1;
        return open < 0 ? callerId : callerId![(open + 1)..].TrimEnd('>', ' ');
    }

    private static TimeSpan PatienceOf(string? text, bool milliseconds) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? milliseconds ? TimeSpan.FromMilliseconds(count) : TimeSpan.FromSeconds(count) : UsualPatience;

    /// <summary>Whom the dial plan, or the application, calls: null for nobody.</summary>
    private (string Peer, TimeSpan Patience)? CustomerOf(AmiFrame action)
    {
        if (action["Application"] is { } application)
        {
            var data = (action["Data"] ?? string.Empty).Split(',');
            return application == "Dial" && data[0].Contains('@', StringComparison.Ordinal)
                ? (data[0], PatienceOf(data.ElementAtOrDefault(1), milliseconds: false)) : null;
        }

        if (options.Trunk?.Split('/', 2) is not [var technology, var trunk] || action["Exten"] is not { } number)
        {
            return null;
        }

        const string Seconds = "__CT_RING_SECONDS=";
        var patience = action.Headers.Where(header => header.Key == "Variable" && header.Value.StartsWith(Seconds, StringComparison.Ordinal))
            .Select(header => header.Value[Seconds.Length..]).FirstOrDefault();
        return ($"{technology}/{number}@{trunk}", PatienceOf(patience, milliseconds: false));
    }

    private void Later(FakeCallee callee, TimeSpan patience, Action act) =>
        server.Later(callee == FakeCallee.NeverAnswers ? patience : options.OriginateAnswer, act);

    private void Ring(AmiChannel? source, AmiChannel channel, string dialString)
    {
        Tell("Newchannel", channel);
        TellDial("DialBegin", source, channel, ("DialString", dialString));
        channel.State = 5;
        Tell("Newstate", channel);
        TellDial("DialState", source, channel, ("DialStatus", "RINGING"));
    }

    private void Decide(AmiFrame action, AmiChannel channel, FakeCallee callee, Action<AmiFrame>? reply)
    {
        if (!server.Model.Channels.ContainsKey(channel.Uniqueid))
        {
            // It was ended while it rang.
            TellResponse(action, channel, isLifted: false, reason: "1");
            return;
        }

        if (callee != FakeCallee.Answers)
        {
            var (cause, reason) = callee switch
            {
                FakeCallee.Busy => ("17", "5"),
                FakeCallee.Declines => ("21", "1"),
                _ => (Unanswered, "3"),
            };
            Tell("Hangup", channel, ("Cause", cause), ("Cause-txt", "Not answered"));
            TellResponse(action, channel, isLifted: false, reason);
            return;
        }

        channel.State = 6;
        Tell("Newstate", channel);
        TellDial("DialEnd", source: null, channel, ("DialStatus", "ANSWER"));
        channel.Exten = action["Exten"] ?? channel.Exten;
        var customer = CustomerOf(action);
        Tell("Newexten", channel,
            ("Extension", channel.Exten), ("Application", action["Application"] ?? (customer is null ? "Wait" : "Dial")),
            ("AppData", action["Data"] ?? customer?.Peer ?? "3600"));
        reply?.Invoke(action.Success(("Message", "Originate successfully queued")));
        TellResponse(action, channel, isLifted: true, reason: "4");
        if (customer is { } wanted)
        {
            Dial(channel, wanted.Peer, wanted.Patience);
        }
    }

    private void TellResponse(AmiFrame action, AmiChannel? channel, bool isLifted, string reason) => server.Tell(AmiFrame.Of(
        ("Event", "OriginateResponse"), ("Privilege", "call,all"), ("ActionID", action["ActionID"] ?? string.Empty),
        ("Response", isLifted ? "Success" : "Failure"), ("Channel", isLifted ? channel!.Name : action["Channel"]!),
        ("Context", action["Context"] ?? string.Empty), ("Exten", action["Exten"] ?? string.Empty), ("Reason", reason),
        ("Uniqueid", channel?.Uniqueid ?? "<null>"), ("CallerIDNum", channel?.CallerIdNum ?? AmiChannel.Unknown),
        ("CallerIDName", AmiChannel.Unknown)));

    private void Dial(AmiChannel agent, string peer, TimeSpan patience)
    {
        var callee = server.Callee(peer);
        var slash = peer.IndexOf('/', StringComparison.Ordinal);
        var at = peer.IndexOf('@', StringComparison.Ordinal);
        if (callee == FakeCallee.Absent)
        {
            End(agent, "34");
            return;
        }

        var customer = new AmiChannel(server.NextUniqueid(), default)
        {
            Name = $"{peer[..slash]}/{peer[(at + 1)..]}-{server.NextChannelNumber()}",
            CallerIdNum = peer[(slash + 1)..at],
            Linkedid = agent.Linkedid,
            Exten = "s",
        };
        _dialed[agent.Uniqueid] = customer;
        Later(callee, patience, () => Decide(agent, customer, callee));
        Ring(agent, customer, peer[(slash + 1)..]);
    }

    private void Decide(AmiChannel agent, AmiChannel customer, FakeCallee callee)
    {
        if (!server.Model.Channels.ContainsKey(customer.Uniqueid))
        {
            return;
        }

        if (callee == FakeCallee.Answers)
        {
            customer.State = 6;
            Tell("Newstate", customer);
            TellDial("DialEnd", agent, customer, ("DialStatus", "ANSWER"));
            Join(customer, agent);
            return;
        }

        var (status, cause) = callee switch
        {
            FakeCallee.Busy => ("BUSY", "17"),
            FakeCallee.Declines => ("NOANSWER", "21"),
            _ => ("NOANSWER", "0"),
        };
        if (callee != FakeCallee.NeverAnswers)
        {
            Tell("HangupRequest", customer, ("Cause", cause));
        }

        TellDial("DialEnd", agent, customer, ("DialStatus", status));
        Tell("Hangup", customer, ("Cause", cause), ("Cause-txt", "Not answered"));
        End(agent, cause == "0" ? "16" : cause);
    }

    private void Join(params ReadOnlySpan<AmiChannel> channels)
    {
        var bridge = new AmiBridge($"{channels[0].Uniqueid}-bridge");
        server.Tell(AmiFrame.Of([("Event", "BridgeCreate"), ("Privilege", "call,all"), .. AmiAnswers.Describe(bridge)]));
        foreach (var channel in channels)
        {
            bridge.Members.Add(channel.Uniqueid);
            server.Tell(AmiFrame.Of(
                [("Event", "BridgeEnter"), ("Privilege", "call,all"), .. AmiAnswers.Describe(bridge), .. AmiAnswers.Snapshot(channel)]));
        }
    }
}
