using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.FreeSwitch;
using CallTracking.Pbx.Traces;

namespace CallTracking.Samples.Console.Peers;

/// <summary>The PBX that a command listens to.</summary>
/// <param name="Address">As it was typed.</param>
internal abstract record PbxPeer(string Address)
{
    /// <summary>The link's name: part of every call's identity.</summary>
    public abstract string Link { get; }

    /// <summary>The wire it speaks.</summary>
    public abstract string Kind { get; }

    /// <summary>Adds the link.</summary>
    public abstract ICallTrackingBuilder AddTo(ICallTrackingBuilder tracking);

    /// <summary>Makes an adapter without an engine.</summary>
    public abstract IPbxAdapter CreateAdapter(IFrameRecorder recorder, TimeProvider time);
}

/// <summary>An Asterisk.</summary>
internal sealed record AsteriskPeer(string Address, Action<AsteriskOptions> Configure) : PbxPeer(Address)
{
    public override string Link => "asterisk";

    public override string Kind => AmiDecoderFactory.KindName;

    public override ICallTrackingBuilder AddTo(ICallTrackingBuilder tracking) => tracking.AddAsterisk(Link, Configure);

    public override IPbxAdapter CreateAdapter(IFrameRecorder recorder, TimeProvider time)
    {
        var options = new AsteriskOptions();
        Configure(options);
        return new AsteriskAdapter(options, recorder, time);
    }
}

/// <summary>A FreeSWITCH.</summary>
internal sealed record FreeSwitchPeer(string Address, Action<FreeSwitchOptions> Configure) : PbxPeer(Address)
{
    public override string Link => "freeswitch";

    public override string Kind => EslDecoderFactory.KindName;

    public override ICallTrackingBuilder AddTo(ICallTrackingBuilder tracking) => tracking.AddFreeSwitch(Link, Configure);

    public override IPbxAdapter CreateAdapter(IFrameRecorder recorder, TimeProvider time)
    {
        var options = new FreeSwitchOptions();
        Configure(options);
        return new FreeSwitchAdapter(options, recorder, time);
    }
}
