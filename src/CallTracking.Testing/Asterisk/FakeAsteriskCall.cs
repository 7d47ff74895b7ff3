using System.Globalization;

namespace CallTracking.Testing.Asterisk;

/// <summary>A call on a <see cref="FakeAsterisk"/>, told step by step as Asterisk tells it: somebody calls, one or several devices are asked
/// and ring, one answers, it ends.</summary>
/// <remarks>Each step is sent at once; the time between them is the caller's business.</remarks>
public sealed class FakeAsteriskCall
{
    private readonly FakeAsterisk _server;
    private readonly AmiChannel _caller;
    private readonly List<AmiChannel> _ringing = [];
    private AmiChannel? _answered;
    private string? _bridge;

    internal FakeAsteriskCall(FakeAsterisk server, string peer, string number, string dialed, string context, string? name)
    {
        _server = server;
        _caller = NewChannel(peer, number, linkedid: null);
        _caller.CallerIdName = name ?? AmiChannel.Unknown;
        (_caller.Exten, _caller.Context, _caller.State) = (dialed, context, 4);
        Send("Newchannel", _caller);
    }

    /// <summary>The caller's channel.</summary>
    public string Uniqueid => _caller.Uniqueid;

    /// <summary>A device is asked and rings, beside those that ring already.</summary>
    /// <param name="peer">The device as the PBX spells it.</param>
    /// <param name="number">Its number.</param>
    /// <param name="context">Its routing context.</param>
    public FakeAsteriskCall Rings(string peer, string number, string context)
    {
        var callee = NewChannel(peer, number, _caller.Uniqueid);
        (callee.ConnectedLineNum, callee.ConnectedLineName) = (_caller.CallerIdNum, _caller.CallerIdName);
        (callee.Context, callee.Exten) = (context, "s");
        _ringing.Add(callee);
        Send("Newchannel", callee);
        Dial("DialBegin", callee, ("DialString", number));
        callee.State = 5;
        Send("Newstate", callee);
        Dial("DialState", callee, ("DialStatus", "RINGING"));
        return this;
    }

    /// <summary>The device that was asked last lifts, and the two are connected; the others stop ringing.</summary>
    public FakeAsteriskCall Answers() =>
        _ringing.Count > 0 ? Lift(_ringing[^1]) : throw new InvalidOperationException("Nobody is asked; call Rings() first.");

    /// <summary>One of the devices that ring lifts, and the two are connected; the others stop ringing.</summary>
    /// <param name="number">Its number.</param>
    public FakeAsteriskCall Answers(string number) => Lift(_ringing.Find(one => one.CallerIdNum == number)
        ?? throw new InvalidOperationException($"{number} does not ring; call Rings() for it first."));

    /// <summary>The caller hangs up, whatever the call was doing.</summary>
    public void HangsUp()
    {
        var cause = _bridge is null ? "127" : "16";
        Send("HangupRequest", _caller, ("Cause", cause));
        StopRinging(cause);
        if (_answered is { } callee)
        {
            _server.Send(AmiFrame.Of([("Event", "BridgeLeave"), ("Privilege", "call,all"), .. Bridge(1), .. AmiAnswers.Snapshot(_caller)]));
            _server.Send(AmiFrame.Of([("Event", "BridgeLeave"), ("Privilege", "call,all"), .. Bridge(0), .. AmiAnswers.Snapshot(callee)]));
            _server.Send(AmiFrame.Of([("Event", "BridgeDestroy"), ("Privilege", "call,all"), .. Bridge(0)]));
            Send("Hangup", callee, ("Cause", cause), ("Cause-txt", "Normal Clearing"));
        }

        Send("Hangup", _caller, ("Cause", cause), ("Cause-txt", "Normal Clearing"));
    }

    private FakeAsteriskCall Lift(AmiChannel callee)
    {
        _ringing.Remove(callee);
        _answered = callee;
        callee.State = 6;
        Send("Newstate", callee);
        Dial("DialEnd", callee, ("DialStatus", "ANSWER"));
        StopRinging("26");
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

    private void StopRinging(string cause)
    {
        foreach (var one in _ringing)
        {
            Dial("DialEnd", one, ("DialStatus", "CANCEL"));
            Send("Hangup", one, ("Cause", cause), ("Cause-txt", cause == "26" ? "Answered elsewhere" : "Normal Clearing"));
        }

        _ringing.Clear();
    }

    private AmiChannel NewChannel(string peer, string number, string? linkedid)
    {
        var (uniqueid, instance) = _server.NewIds();
        return new AmiChannel(uniqueid, default) { Name = $"{peer}-{instance}", CallerIdNum = number, Linkedid = linkedid ?? uniqueid };
    }

    private void Send(string name, AmiChannel channel, params IEnumerable<(string, string)> more) =>
        _server.Send(AmiFrame.Of([("Event", name), ("Privilege", "call,all"), .. AmiAnswers.Snapshot(channel), .. more]));

    private void Dial(string name, AmiChannel callee, (string, string) more) => _server.Send(AmiFrame.Of(
        [("Event", name), ("Privilege", "call,all"), .. AmiAnswers.Snapshot(_caller), .. AmiAnswers.Snapshot(callee, "Dest"), more]));

    private IEnumerable<(string, string)> Bridge(int channels) =>
    [
        ("BridgeUniqueid", _bridge!), ("BridgeType", "basic"), ("BridgeTechnology", "simple_bridge"), ("BridgeCreator", AmiChannel.Unknown),
        ("BridgeName", AmiChannel.Unknown), ("BridgeNumChannels", channels.ToString(CultureInfo.InvariantCulture)),
        ("BridgeVideoSourceMode", "none"),
    ];
}
