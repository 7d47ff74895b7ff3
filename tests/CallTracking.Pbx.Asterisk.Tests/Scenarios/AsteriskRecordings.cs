using System.Globalization;
using CallTracking.Faults;
using CallTracking.Numbering;
using CallTracking.Testing.Traces;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>Asterisk's recordings for the fault kit.</summary>
public sealed class AsteriskRecordings : FaultPbx<AmiFrame>
{
    private static readonly HashSet<string> Repeatable =
    [
        "Newchannel", "Newstate", "DialBegin", "DialEnd", "DialState", "BridgeEnter", "BridgeLeave", "Hold", "Unhold", "QueueCallerJoin",
        "QueueCallerLeave", "QueueCallerAbandon", "Hangup", "HangupRequest",
    ];

    public override SiteOptions Site => Scenario.Site;

    public override string Witness => "asterisk-ami";

    /// <summary>Somebody dials 555, which no numbering knows, and has hung up when the link is back: that he listened in was told to nobody, so
    /// it remains a call of his.</summary>
    public override bool IsCut(string name, int seconds) => seconds < 10 || name != "asterisk-22/supervisor_listens";

    protected override string TranscriptFile => "ami.txt";

    public override IPbxDecoder Decoder() => new AmiDecoder();

    public override byte[] Bytes(AmiFrame frame) => frame.Bytes.ToArray();

    public override bool IsRepeatable(AmiFrame frame) => frame.IsEvent && Repeatable.Contains(frame.Name);

    // Lists of channels never have one.
    public override bool IsTimed(AmiFrame frame) => frame.Timestamp is not null || !frame.IsEvent || frame.Name == "FullyBooted";

    public override AmiFrame Stranger(string name, AmiFrame beside) => AmiFrame.Of(("Event", name), ("Uniqueid", "1.1"), ("Channel", "X/y-1"));

    public override bool IsEvent(AmiFrame frame) => frame.IsEvent;

    public override string? Born(AmiFrame frame) =>
        frame is { IsEvent: true, Name: "Newchannel" } && frame["Channel"]?.StartsWith("Local/", StringComparison.Ordinal) == false ? frame["Linkedid"] : null;

    public override IFaultMemory<AmiFrame> Memory() => new AsteriskMemory();

    public override IReadOnlyList<TranscriptConnection<AmiFrame>> Reordered(string name, int seed, TimeSpan window) =>
        Transcript(name).Reordered(seed, window).Connections;

    public override IReadOnlyList<TranscriptConnection<AmiFrame>> Duplicated(string name, int seed) => Transcript(name).Duplicated(seed).Connections;

    public override IReadOnlyList<TranscriptConnection<AmiFrame>> Delayed(string name, int seed, TimeSpan most) =>
        Transcript(name).Delayed(seed, most).Connections;

    protected override IReadOnlyList<TranscriptConnection<AmiFrame>> LoadFile(string path) => AmiTranscript.Load(path).Connections;

    private AmiTranscript Transcript(string name) => AmiTranscript.Load(Path.Combine(Root, name, TranscriptFile));

    private sealed class AsteriskMemory : IFaultMemory<AmiFrame>
    {
        private static readonly string[] Actions = ["CoreShowChannels", "BridgeList", "QueueStatus", "ParkedCalls"];

        private readonly AmiPbxState _state = new();

        public bool Begin(TranscriptConnection<AmiFrame> connection, TranscriptConnection<AmiFrame>? former)
        {
            if (former is not null && BootIn(connection) is { } booted && booted > former.DiedAt - TimeSpan.FromSeconds(1))
            {
                _state.Restart(booted);
            }

            return former is null;
        }

        public bool Apply(TranscriptMessage<AmiFrame> message)
        {
            _state.Apply(message.Frame, message.At);
            return message.Frame.Name == "CoreShowChannelsComplete";
        }

        public void End() => _state.Disconnect();

        public byte[] Connect(DateTimeOffset at) => _state.Connect(at, Actions);

        private static DateTimeOffset? BootIn(TranscriptConnection<AmiFrame> connection) => connection.Messages
            .Where(static message => message.Frame is { IsEvent: true, Name: "FullyBooted" })
            .Select(static message => (DateTimeOffset?)(message.At - TimeSpan.FromSeconds(double.Parse(message.Frame["Uptime"] ?? "0", CultureInfo.InvariantCulture))))
            .FirstOrDefault();
    }
}

public sealed class DisturbedStreamTests : DisturbedKit<AsteriskRecordings, AmiFrame>;

public sealed class StreamProperties : StreamPropertiesKit<AsteriskRecordings, AmiFrame>;

public sealed class PseudonymTests : PseudonymKit<AsteriskRecordings, AmiFrame>;
