using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>A recorded conversation with a real Asterisk, as text: messages with their arrival, connection by connection, and the truth
/// from the phones' own clocks.</summary>
public sealed class Scenario
{
    private Scenario(string name, IReadOnlyList<Connection> connections, IReadOnlyList<TrueCall> truth)
    {
        Name = name;
        Connections = connections;
        Truth = truth;
    }

    public static SiteOptions Site => new()
    {
        Country = "US",
        Extensions = "^1\\d\\d$",
        Rooms = "^6\\d\\d$",
        OutboundPrefix = "9",
        Trunks = ["trunk"],
    };

    public static IEnumerable<string> Names => Directory.EnumerateDirectories(Root)
        .SelectMany(Directory.EnumerateDirectories)
        .Select(folder => Path.GetRelativePath(Root, folder).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public string Name { get; }

    public IReadOnlyList<Connection> Connections { get; }

    /// <summary>What the PBX wrote into its CDR file, in order; empty where it wrote none.</summary>
    public IReadOnlyList<RecordReceived> Records => File.Exists(CdrPath) ? [.. ReadCdr(File.ReadAllBytes(CdrPath))] : [];

    internal IReadOnlyList<TrueCall> Truth { get; }

    private string CdrPath => Path.Combine(Root, Name, "cdr.csv");

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Scenarios");

    public static Scenario Load(string name)
    {
        var folder = Path.Combine(Root, name);
        var truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "truth.json"))).RootElement.GetProperty("calls");
        return new Scenario(
            name, Parse(File.ReadAllLines(Path.Combine(folder, "ami.txt"))), [.. truth.EnumerateArray().Select(call => new TrueCall(call.Clone()))]);
    }

    public static ReplayResult Replay(
        IEnumerable<Connection> connections, SiteOptions? site = null, IEnumerable<RecordReceived>? records = null) =>
        CallReplay.Run(new AmiDecoder(), connections.Select(connection => connection.Chunks()), site ?? Site, records: records);

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
                decoder.Decode(new ReadOnlySequence<byte>(message.ToBytes()), message.At, events);
            }

            decoder.Close(connection.DiedAt, events);
        }

        return events;
    }

    /// <summary>The same conversation with every message passed through a change.</summary>
    public IReadOnlyList<Connection> With(Func<Message, IEnumerable<Message>> change) =>
        [.. Connections.Select(connection => connection with { Messages = [.. connection.Messages.SelectMany(change)] })];

    public override string ToString() => Name;

    private static List<Connection> Parse(string[] lines)
    {
        var connections = new List<Connection>();
        var messages = new List<Message>();
        var at = DateTimeOffset.UnixEpoch;
        var headers = new List<string>();
        foreach (var line in lines)
        {
            if (line.StartsWith("@ ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                at = Time(words[1]);
                if (words.Length > 2)
                {
                    connections.Add(new Connection(messages, at));
                    messages = [];
                }
            }
            else if (line.Length > 0)
            {
                headers.Add(line);
            }
            else if (headers.Count > 0)
            {
                messages.Add(new Message(at, headers));
                headers = [];
            }
        }

        if (messages.Count > 0)
        {
            connections.Add(new Connection(messages, null));
        }

        return connections;
    }

    private static DateTimeOffset Time(string seconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(decimal.Parse(seconds, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
}

/// <summary>One connection: its messages, and the moment it died if that was recorded.</summary>
public sealed record Connection(IReadOnlyList<Message> Messages, DateTimeOffset? DiedAt)
{
    /// <summary>A chunk per message, as the socket might have given them.</summary>
    public IEnumerable<TraceChunk> Chunks() => Messages
        .Select(message => new TraceChunk(message.At, TraceDirection.Received, message.ToBytes(), false))
        .Concat(DiedAt is { } died ? [new TraceChunk(died, TraceDirection.Received, default, true)] : []);

    /// <summary>Pieces of the given sizes in turn, none the size of a message; each arrives when its last byte's message did.</summary>
    public IEnumerable<TraceChunk> Pieces(IReadOnlyList<int> sizes)
    {
        var bytes = Messages.SelectMany(message => message.ToBytes().Select(value => (value, message.At))).ToArray();
        for (int start = 0, turn = 0; start < bytes.Length; turn++)
        {
            var end = Math.Min(bytes.Length, start + Math.Max(1, sizes[turn % sizes.Count]));
            yield return new TraceChunk(
                bytes[end - 1].At, TraceDirection.Received, bytes[start..end].Select(one => one.value).ToArray(), false);
            start = end;
        }

        if (DiedAt is { } died)
        {
            yield return new TraceChunk(died, TraceDirection.Received, default, true);
        }
    }
}

/// <summary>One AMI message.</summary>
public sealed record Message(DateTimeOffset At, IReadOnlyList<string> Headers)
{
    public string? Event => Headers[0].StartsWith("Event: ", StringComparison.Ordinal) ? Headers[0]["Event: ".Length..] : null;

    public bool IsBanner => Headers.Count == 1 && !Headers[0].Contains(": ", StringComparison.Ordinal);

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Join("\r\n", Headers) + (IsBanner ? "\r\n" : "\r\n\r\n"));

    public Message Without(string header) =>
        this with { Headers = [.. Headers.Where(line => !line.StartsWith(header + ":", StringComparison.Ordinal))] };

    /// <summary>The ids as Asterisk writes them when its system has a name.</summary>
    public Message WithSystemName(string name) => Event is null ? this : this with
    {
        Headers =
        [
            Headers[0], "SystemName: " + name,
            .. Headers.Skip(1).Select(line => line.Split(": ", 2) is [var header, var value]
                && (header.EndsWith("niqueid", StringComparison.OrdinalIgnoreCase) || header.EndsWith("inkedid", StringComparison.OrdinalIgnoreCase))
                && !header.Contains("Bridge", StringComparison.Ordinal) && value.Length > 0 && char.IsDigit(value[0])
                    ? $"{header}: {name}-{value}" : line),
        ],
    };
}
