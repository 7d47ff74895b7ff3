using System.Text.Json;
using CallTracking.Numbering;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;
using CallTracking.Testing.FreeSwitch;

namespace CallTracking.Pbx.FreeSwitch.Scenarios;

/// <summary>A recorded scenario with the records that FreeSWITCH wrote of it.</summary>
public sealed class RecordedScenario
{
    private readonly string _folder;

    public RecordedScenario(string name)
    {
        Name = name;
        _folder = Path.Combine(Root, name);
    }

    public static SiteOptions Site => new() { Country = "US", Extensions = "^10\\d\\d$", Rooms = "^300\\d$", Trunks = ["external", "trunk1"] };

    /// <summary>Those of which there are records: of a PBX on which nothing happened there are none.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Root, "cdr.csv", SearchOption.AllDirectories)
        .Select(static file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public string Name { get; }

    internal IReadOnlyList<TrueCall> Truth
    {
        get
        {
            using var truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "truth.json")));
            return [.. truth.RootElement.GetProperty("calls").EnumerateArray().Select(static call => new TrueCall(call.Clone()))];
        }
    }

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Scenarios");

    /// <summary>What FreeSWITCH wrote.</summary>
    /// <param name="kind"><c>cdr.csv</c> or <c>cdr.json</c>.</param>
    public IReadOnlyList<RecordReceived> Records(string kind) => Read(File.ReadAllBytes(Path.Combine(_folder, kind)));

    public byte[] Bytes(string kind) => File.ReadAllBytes(Path.Combine(_folder, kind));

    public static IReadOnlyList<RecordReceived> Read(byte[] file, TimeZoneInfo? zone = null) =>
        [.. CallReplay.ReadRecords(
            new FreeSwitchCdrDecoderFactory { LocalZone = zone ?? TimeZoneInfo.Utc }.Create(), [new TraceChunk(null, TraceDirection.Received, file, false)])];

    /// <summary>What the live link reports, as events.</summary>
    public IReadOnlyList<PbxEvent> Events()
    {
        var decoder = new EslDecoder();
        var events = new List<PbxEvent>();
        foreach (var connection in EslTranscript.Load(Path.Combine(_folder, "esl.txt")).Connections)
        {
            decoder.Open(connection.Messages[0].At);
            foreach (var one in connection.Messages)
            {
                decoder.Decode(new(one.Frame.ToBytes()), one.At, events);
            }

            decoder.Close(connection.DiedAt, events);
        }

        return events;
    }
}
