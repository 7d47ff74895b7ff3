using System.Globalization;

namespace CallTracking.Testing.Asterisk;

/// <summary>A call on a <see cref="FakeAsterisk"/>, told step by step as Asterisk tells it: somebody calls, a device is asked and rings, it
/// is answered, it ends.</summary>
/// <remarks>Each step is sent at once; the time between them is the caller's business.</remarks>
public sealed class FakeAsteriskCall
{
    private readonly FakeAsterisk _server;
    private readonly AmiChannel _caller;
    private AmiChannel? _callee;
    private string? _bridge;

    internal FakeAsteriskCall(FakeAsterisk server, string peer, string number, string dialed, string context)
    {
        _server = server;
        _caller = NewChannel(peer, number, linkedid: null);
        (_caller.Exten, _caller.Context, _caller.State) = (dialed, context, 4);
        Send("Newchannel", _caller);
    }

    /// <summary>The caller's channel.</summary>
    public string Uniqueid => _caller.Uniqueid;

    /// <summary>A device is asked and rings.</summary>
    /// <param name="peer">The device as the PBX spells it.</param>
    /// <param name="number">Its number.</param>
    /// <param name="context">Its routing context.</param>
    public FakeAsteriskCall Rings(string peer, string number, string context)
    {
        _callee = NewChannel(peer, number, _caller.Uniqueid);
        (_callee.ConnectedLineNum, _callee.Context, _callee.Exten) = (_caller.CallerIdNum, context, "s");
        Send("Newchannel", _callee);
        Dial("DialBegin", ("DialString", number));
        _callee.State = 5;
        Send("Newstate", _callee);
        Dial("DialState", ("DialStatus", "RINGING"));
        return this;
    }

    /// <summary>The device that rings lifts, and the two are connected.</summary>
    public FakeAsteriskCall Answers()
    {
        var callee = _callee ?? throw new InvalidOperationException("Nobody is asked; call Rings() first.");
        callee.State = 6;
        Send("Newstate", callee);
        Dial("DialEnd", ("DialStatus", "ANSWER"));
        _caller.State = 6;
        (_caller.ConnectedLineNum, callee.Exten) = (callee.CallerIdNum, string.Empty);
        Send("Newstate", _caller);
        var id = (int)uint.Parse(_caller.Name[^8..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        _bridge = new Guid(id, 0, 0, new byte[8]).ToString();
        _server.Send(AmiFrame.Of([("Event", "BridgeCreate"), ("Privilege", "call,all"), .. Bridge(0)]));
        _server.Send(AmiFrame.Of([("Event", "BridgeEnter"), ("Privilege", "call,all"), .. Bridge(1), .. AmiAnswers.Snapshot(callee)]));
        _server.Send(AmiFrame.Of([("Event", "BridgeEnter"), ("Privilege", "call,all"), .. Bridge(2), .. AmiAnswers.Snapshot(_caller)]));
        return this;
    }

    /// <summary>The caller hangs up, whatever the call was doing.</summary>
    public void HangsUp()
    {
        var cause = _bridge is null ? "127" : "16";
        Send("HangupRequest", _caller, ("Cause", cause));
        if (_callee is { } callee)
        {
            if (_bridge is null)
            {
                Dial("DialEnd", ("DialStatus", "CANCEL"));
            }
            else
            {
                _server.Send(AmiFrame.Of([("Event", "BridgeLeave"), ("Privilege", "call,all"), .. Bridge(1), .. AmiAnswers.Snapshot(_caller)]));
                _server.Send(AmiFrame.Of([("Event", "BridgeLeave"), ("Privilege", "call,all"), .. Bridge(0), .. AmiAnswers.Snapshot(callee)]));
                _server.Send(AmiFrame.Of([("Event", "BridgeDestroy"), ("Privilege", "call,all"), .. Bridge(0)]));
            }

            Send("Hangup", callee, ("Cause", cause), ("Cause-txt", "Normal Clearing"));
        }

        Send("Hangup", _caller, ("Cause", cause), ("Cause-txt", "Normal Clearing"));
    }

    private AmiChannel NewChannel(string peer, string number, string? linkedid)
    {
        var (uniqueid, instance) = _server.NewIds();
        return new AmiChannel(uniqueid, default) { Name = $"{peer}-{instance}", CallerIdNum = number, Linkedid = linkedid ?? uniqueid };
    }

    private void Send(string name, AmiChannel channel, params IEnumerable<(string, string)> more) =>
        _server.Send(AmiFrame.Of([("Event", name), ("Privilege", "call,all"), .. AmiAnswers.Snapshot(channel), .. more]));

    private void Dial(string name, (string, string) more) => _server.Send(AmiFrame.Of(
        [("Event", name), ("Privilege", "call,all"), .. AmiAnswers.Snapshot(_caller), .. AmiAnswers.Snapshot(_callee!, "Dest"), more]));

    private IEnumerable<(string, string)> Bridge(int channels) =>
    [
        ("BridgeUniqueid", _bridge!), ("BridgeType", "basic"), ("BridgeTechnology", "simple_bridge"), ("BridgeCreator", AmiChannel.Unknown),
        ("BridgeName", AmiChannel.Unknown), ("BridgeNumChannels", channels.ToString(CultureInfo.InvariantCulture)),
        ("BridgeVideoSourceMode", "none"),
    ];
}
