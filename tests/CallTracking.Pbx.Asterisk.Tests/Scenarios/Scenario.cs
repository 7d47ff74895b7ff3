using System.Buffers;
using CallTracking.Faults;
using CallTracking.Numbering;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;
using CallTracking.Testing.Traces;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>A recorded conversation with a real Asterisk, the truth from the phones' own clocks, and what the PBX wrote of it.</summary>
public sealed class Scenario
{
    private static readonly AsteriskRecordings Pbx = new();

    private Scenario(string name)
    {
        Name = name;
        Connections = Pbx.Load(name);
        Truth = Pbx.Truth(name);
    }

    public static SiteOptions Site => new()
    {
        Country = "US",
        Extensions = "^1\\d\\d$",
        Rooms = "^6\\d\\d$",
        OutboundPrefix = "9",
        Trunks = ["trunk"],
    };

    public static IEnumerable<string> Names => Pbx.Names;

    public string Name { get; }

    public IReadOnlyList<TranscriptConnection<AmiFrame>> Connections { get; }

    /// <summary>What the PBX wrote into its CDR file, in order; empty where it wrote none.</summary>
    public IReadOnlyList<RecordReceived> Records => File.Exists(CdrPath) ? [.. ReadCdr(File.ReadAllBytes(CdrPath))] : [];

    internal IReadOnlyList<TrueCall> Truth { get; }

    private string CdrPath => Path.Combine(AppContext.BaseDirectory, "Scenarios", Name, "cdr.csv");

    public static Scenario Load(string name) => new(name);

    public static ReplayResult Replay(IEnumerable<TranscriptConnection<AmiFrame>> connections, IEnumerable<RecordReceived>? records = null) =>
        Pbx.Replay(connections, records);

    public static IEnumerable<RecordReceived> ReadCdr(byte[] file, TimeZoneInfo? zone = null) => CallReplay.ReadRecords(
        new CdrDecoderFactory { LocalZone = zone ?? TimeZoneInfo.Utc }.Create(), [new TraceChunk(null, TraceDirection.Received, file, false)]);

    /// <summary>What the live link reports, as events.</summary>
    public IReadOnlyList<PbxEvent> Events()
    {
        var decoder = new AmiDecoder();
        var events = new List<PbxEvent>();
        foreach (var connection in Connections)
        {
            decoder.Open(connection.Messages[0].At);
            foreach (var message in connection.Messages)
            {
                decoder.Decode(new ReadOnlySequence<byte>(message.Frame.Bytes), message.At, events);
            }

            decoder.Close(connection.DiedAt, events);
        }

        return events;
    }

    public override string ToString() => Name;
}
