using CallTracking.Faults;
using CallTracking.Numbering;
using CallTracking.Testing.FreeSwitch;
using CallTracking.Testing.Traces;
using WireFormat = CallTracking.Testing.FreeSwitch.EslFormat;

namespace CallTracking.Pbx.FreeSwitch.Scenarios;

/// <summary>FreeSWITCH's recordings for the fault kit.</summary>
public abstract class FreeSwitchRecordings(WireFormat format) : FaultPbx<EslFrame>
{
    private readonly Dictionary<string, string> _families = [];

    public override SiteOptions Site => new()
    {
        Country = "US",
        Extensions = "^10\\d\\d$",
        Rooms = "^300\\d$",
        OutboundPrefix = "",
        Trunks = ["external", "trunk1"],
    };

    public override string Witness => "freeswitch-esl";

    protected override string TranscriptFile => "esl.txt";

    /// <summary>
    /// Recordings are cut. What is composed holds single rules: its calls by programs and its listeners are told by so few events that a cut
    /// among them leaves nothing to know them by. The same goes for a pickup by a program of which everything but its first leg passes
    /// unseen.
    /// </summary>
    public override bool IsCut(string name, int seconds) => name.StartsWith("freeswitch-", StringComparison.Ordinal)
        && (seconds < 10 || !name.EndsWith("/pickup-intercept", StringComparison.Ordinal));

    public override IPbxDecoder Decoder() => new EslDecoder();

    public override byte[] Bytes(EslFrame frame) => frame.ToBytes(format);

    public override bool IsRepeatable(EslFrame frame) =>
        frame.IsEvent && frame.Name.StartsWith("CHANNEL_", StringComparison.Ordinal);

    public override bool IsTimed(EslFrame frame) => !frame.IsEvent || frame.Timestamp is not null;

    /// <summary>Since when another process runs is told by its answers alone, and they have no times.</summary>
    public override bool IsTimed(IReadOnlyList<TranscriptConnection<EslFrame>> recording) => base.IsTimed(recording)
        && recording.SelectMany(static connection => connection.Messages).Select(static message => message.Frame["Core-UUID"]).OfType<string>()
            .Distinct().Count() < 2;

    public override EslFrame Stranger(string name, EslFrame beside) =>
        EslFrame.Event("CUSTOM", [("Event-Subclass", name), ("Unique-ID", "1"), ("Core-UUID", beside["Core-UUID"] ?? string.Empty),
            ("Event-Date-Timestamp", beside["Event-Date-Timestamp"] ?? "0")]);

    public override bool IsEvent(EslFrame frame) => frame.IsEvent;

    /// <summary>A family is named after its first leg; who was born as whose can be read off the births alone.</summary>
    public override string? Born(EslFrame frame)
    {
        if (frame is not { IsEvent: true, Name: "CHANNEL_CREATE", Leg: { } leg })
        {
            return null;
        }

        var kin = frame["variable_originator"] ?? frame["variable_cc_member_session_uuid"] ?? frame["variable_other_loopback_leg_uuid"];
        var family = kin is null ? leg : _families.GetValueOrDefault(kin, kin);
        _families[leg] = family;
        return frame["Channel-Name"]?.Split('/')[0] is "loopback" or "null" or "error" ? null : family;
    }

    public override IFaultMemory<EslFrame> Memory() => new FreeSwitchMemory(format);

    public override IReadOnlyList<TranscriptConnection<EslFrame>> Reordered(string name, int seed, TimeSpan window) =>
        Transcript(name).Reordered(seed, window).Connections;

    public override IReadOnlyList<TranscriptConnection<EslFrame>> Duplicated(string name, int seed) => Transcript(name).Duplicated(seed).Connections;

    public override IReadOnlyList<TranscriptConnection<EslFrame>> Delayed(string name, int seed, TimeSpan most) =>
        Transcript(name).Delayed(seed, most).Connections;

    protected override IReadOnlyList<TranscriptConnection<EslFrame>> LoadFile(string path) => EslTranscript.Load(path).Connections;

    private EslTranscript Transcript(string name) => EslTranscript.Load(Path.Combine(Root, name, TranscriptFile));

    /// <summary>The link asks what it has to ask in the order of the adapter.</summary>
    private sealed class FreeSwitchMemory(WireFormat format) : IFaultMemory<EslFrame>
    {
        private readonly EslPbxState _state = new();
        private string? _core;

        public bool Begin(TranscriptConnection<EslFrame> connection, TranscriptConnection<EslFrame>? former)
        {
            // What happened between two connections to one process nobody recorded.
            var core = CoreOf(connection);
            var isKnown = former is null || core != _core;
            if (former is not null && isKnown && core is not null)
            {
                _state.Restart(core, former.DiedAt ?? connection.Messages[0].At);
            }

            _core = core;
            return isKnown;
        }

        public bool Apply(TranscriptMessage<EslFrame> message)
        {
            _state.Apply(message.Frame, message.At);
            return false;
        }

        public void End() => _state.Disconnect();

        public byte[] Connect(DateTimeOffset at) => _state.Connect(
            at,
            [
                "version", "global_getvar core_uuid", "status", format == WireFormat.Json ? "event json" : "event plain",
                "echo " + FreeSwitchMapping.ListBegins, "show channels as json", .. _state.Legs.Select(static leg => $"uuid_dump {leg} json"),
                "echo " + FreeSwitchMapping.ListEnds,
            ]);

        private static string? CoreOf(TranscriptConnection<EslFrame> connection) =>
            connection.Messages.Select(static message => message.Frame["Core-UUID"]).FirstOrDefault(static core => core is not null);
    }
}

/// <summary>The same, told as JSON.</summary>
public sealed class FreeSwitchAsJson() : FreeSwitchRecordings(WireFormat.Json);

/// <summary>The same, told as plain events.</summary>
public sealed class FreeSwitchAsPlain() : FreeSwitchRecordings(WireFormat.Plain);

public sealed class ScenarioTests : ScenarioKit<FreeSwitchAsJson, EslFrame>;

public sealed class PlainScenarioTests : ScenarioKit<FreeSwitchAsPlain, EslFrame>;

public sealed class DisturbedStreamTests : DisturbedKit<FreeSwitchAsJson, EslFrame>;

public sealed class PlainDisturbedStreamTests : DisturbedKit<FreeSwitchAsPlain, EslFrame>;

public sealed class StreamProperties : StreamPropertiesKit<FreeSwitchAsJson, EslFrame>;

public sealed class PlainStreamProperties : StreamPropertiesKit<FreeSwitchAsPlain, EslFrame>;

public sealed class PseudonymTests : PseudonymKit<FreeSwitchAsJson, EslFrame>;
