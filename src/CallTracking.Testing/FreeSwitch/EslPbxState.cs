using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>
/// What a FreeSWITCH holds at a moment of a recorded or played stream: its legs and who talks with whom, folded from the events sent so far. It
/// answers <c>show channels</c> and <c>uuid_dump</c> as that FreeSWITCH would have answered then, so that a connection may be cut anywhere and
/// taken up again.
/// </summary>
/// <remarks>Not thread-safe. What no event ever told (a leg that began before the first event and was silent since) is not there. The answers'
/// form follows recordings of FreeSWITCH 1.11.</remarks>
public sealed class EslPbxState
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, EslLeg> _legs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly EslFrameReader _reader = new();
    private long _sequence = 100;

    /// <summary>Which process this is; empty until an event told it.</summary>
    public string CoreUuid { get; private set; } = string.Empty;

    /// <summary>When this process of the PBX started: as told by <see cref="Restart"/> or a <c>HEARTBEAT</c>; else ten
    /// minutes before the first event.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>Ids of the legs that are there, the oldest first.</summary>
    public IReadOnlyCollection<string> Legs => [.. InOrder().Select(static leg => leg.Id)];

    /// <summary>How many messages were folded.</summary>
    public long Frames { get; private set; }

    /// <summary>Folds what the PBX sent next, cut anywhere.</summary>
    /// <param name="bytes">Bytes from the PBX, in their order.</param>
    /// <param name="at">When they came; an event's own time goes before it.</param>
    public void Apply(ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        foreach (var frame in _reader.Read(bytes))
        {
            Apply(frame, at);
        }
    }

    /// <summary>Folds one message from the PBX.</summary>
    /// <param name="frame">The message.</param>
    /// <param name="at">When it came; an event's own time goes before it.</param>
    public void Apply(EslFrame frame, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Frames++;
        if (!frame.IsEvent)
        {
            return;
        }

        at = frame.Timestamp ?? at;
        if (frame["Core-UUID"] is { Length: > 0 } core && core != CoreUuid)
        {
            // It has run before anybody listened; a later one begins about where it is first heard.
            Restart(core, CoreUuid.Length == 0 ? at - LongAgo : at);
        }

        if (long.TryParse(frame["Uptime-msec"], NumberStyles.None, CultureInfo.InvariantCulture, out var uptime) && frame.Name == "HEARTBEAT")
        {
            StartedAt = at - TimeSpan.FromMilliseconds(uptime);
        }

        if (long.TryParse(frame["Event-Sequence"], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            _sequence = Math.Max(_sequence, sequence);
        }

        if (frame.Leg is not { } id || frame["Channel-State"] is null)
        {
            return;
        }

        if (frame.Name is "CHANNEL_HANGUP_COMPLETE" or "CHANNEL_DESTROY")
        {
            Bury(id);
        }
        else if (frame.Name == "CHANNEL_CREATE" || !_gone.Contains(id))
        {
            Note(frame, id, at);
        }
    }

    /// <summary>The connection that was folded ended; the next bytes begin another one. What the PBX holds stays.</summary>
    public void Disconnect() => _reader.Reset();

    /// <summary>The process died and a new one runs: nothing is left of what it held.</summary>
    /// <param name="coreUuid">Which process it is.</param>
    /// <param name="at">When it started.</param>
    public void Restart(string coreUuid, DateTimeOffset at)
    {
        (CoreUuid, StartedAt) = (coreUuid, at);
        _legs.Clear();
        _gone.Clear();
        _sequence = 100;
    }

    /// <summary>Answers an API command that asks what the PBX is or holds: <c>show channels [as json]</c>, <c>show calls count</c>,
    /// <c>uuid_dump</c>, <c>uuid_exists</c>, <c>uuid_getvar</c>, <c>status</c>, <c>version</c>, <c>echo</c>, <c>global_getvar core_uuid</c>.</summary>
    /// <param name="command">The command with its arguments.</param>
    /// <param name="at">When, in the time of the stream.</param>
    /// <returns>What it says; null when the command is none of these.</returns>
    public string? Answer(string command, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(command);
        var space = command.IndexOf(' ', StringComparison.Ordinal);
        var name = space < 0 ? command : command[..space];
        var arguments = space < 0 ? string.Empty : command[(space + 1)..].Trim();
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (name)
        {
            case "echo":
                return arguments;
            case "version":
                return "FreeSWITCH Version 1.11.1-release~64bit ( 64bit)\n";
            case "status":
                return Status(at - StartedAt);
            case "global_getvar" when arguments == "core_uuid":
                return CoreUuid;
            case "show" when arguments == "channels as json":
                return ShowAsJson();
            case "show" when arguments is "channels":
                return ShowAsText();
            case "show" when arguments is "channels count" or "calls count":
                return string.Create(CultureInfo.InvariantCulture, $"\n{_legs.Count} total.\n");
            case "uuid_exists":
                return _legs.ContainsKey(arguments) ? "true" : "false";
            case "uuid_dump" when words.Length > 0:
                return _legs.TryGetValue(words[0], out var leg) ? Dump(leg, words.ElementAtOrDefault(1), at) : "-ERR No such channel!\n";
            case "uuid_getvar" when words.Length > 1:
                return _legs.TryGetValue(words[0], out var asked) ? asked["variable_" + words[1]] ?? "_undef_" : "-ERR No such channel!\n";
            default:
                return null;
        }
    }

    /// <summary>The beginning of a new connection: the greeting, an accepted password, and the answers to what the client asks then.</summary>
    /// <param name="at">When, in the time of the stream.</param>
    /// <param name="commands">What it asks, in its order: API commands with their arguments, or <c>event json</c> or <c>event plain</c> where it
    /// subscribes.</param>
    /// <exception cref="ArgumentException">One of the commands asks for nothing that the PBX holds.</exception>
    public byte[] Connect(DateTimeOffset at, params IReadOnlyList<string> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        using var bytes = new MemoryStream();
        bytes.Write(EslFrame.Message("auth/request", []).ToBytes());
        bytes.Write(EslFrame.Reply("+OK accepted").ToBytes());
        foreach (var command in commands)
        {
            var answer = command.Split(' ') is ["event", var format, ..]
                ? EslFrame.Reply($"+OK event listener enabled {format}")
                : EslFrame.Response(Answer(command, at)
                    ?? throw new ArgumentException($"{command} asks for nothing that the PBX holds.", nameof(commands)));
            bytes.Write(answer.ToBytes());
        }

        return bytes.ToArray();
    }

    internal long NextSequence() => ++_sequence;

    internal EslLeg? Find(string id) => _legs.GetValueOrDefault(id);

    private static string Status(TimeSpan up) => string.Create(
        CultureInfo.InvariantCulture,
        $"UP {up.Days / 365} years, {up.Days % 365} days, {up.Hours} hours, {up.Minutes} minutes, {up.Seconds} seconds, {up.Milliseconds} milliseconds, "
        + $"{up.Microseconds} microseconds\nFreeSWITCH (Version 1.11.1 -release 64bit) is ready\n");

    private IEnumerable<EslLeg> InOrder() => _legs.Values.OrderBy(static leg => leg["Caller-Channel-Created-Time"], StringComparer.Ordinal);

    private void Note(EslFrame frame, string id, DateTimeOffset at)
    {
        var isNew = !_legs.TryGetValue(id, out var leg);
        leg ??= _legs[id] = new EslLeg(id, at);
        leg.Take(frame, isNew);
        switch (frame.Name)
        {
            case "CHANNEL_CREATE" when frame["variable_originator"] is { } originator && _legs.TryGetValue(originator, out var dialling):
                dialling.Application ??= "bridge";
                break;
            case "CHANNEL_HOLD":
                leg.CallState = "HELD";
                break;
            case "CHANNEL_UNHOLD":
                leg.CallState = "ACTIVE";
                break;
            case "CHANNEL_BRIDGE" when Pair(frame) is var (a, b):
                a.Bridge(b, at);
                b.Bridge(a, at);
                break;
            case "CHANNEL_UNBRIDGE" when Pair(frame) is var (a, b) && a.Bond == b.Id:
                a.Bond = null;
                b.Bond = b.Bond == a.Id ? null : b.Bond;
                break;
        }
    }

    private (EslLeg A, EslLeg B)? Pair(EslFrame frame) =>
        frame["Bridge-A-Unique-ID"] is { } a && frame["Bridge-B-Unique-ID"] is { } b
        && _legs.TryGetValue(a, out var first) && _legs.TryGetValue(b, out var second) ? (first, second) : null;

    private void Bury(string id)
    {
        _legs.Remove(id);
        _gone.Add(id);
        foreach (var leg in _legs.Values.Where(leg => leg.Bond == id))
        {
            leg.Bond = null;
        }
    }

    private string Dump(EslLeg leg, string? format, DateTimeOffset at)
    {
        var frame = EslFrame.Event("CHANNEL_DATA", [
            ("Core-UUID", CoreUuid), ("Event-Date-Timestamp", EslLeg.Microseconds(at)),
            ("Event-Sequence", NextSequence().ToString(CultureInfo.InvariantCulture)), .. leg.Now()]);
        return Encoding.UTF8.GetString(format switch { "json" => EslText.ToJson(frame), "xml" => EslText.ToXml(frame), _ => EslText.ToPlain(frame) });
    }

    private string ShowAsJson()
    {
        // Without one there is no list at all.
        return _legs.Count == 0 ? "{\"row_count\": 0}\n" : JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["row_count"] = _legs.Count,
                ["rows"] = InOrder().Select(static leg => leg.Row().ToDictionary(static one => one.Name, static one => one.Value)).ToArray(),
            },
            Plain);
    }

    private string ShowAsText()
    {
        // Nothing is quoted: a comma in a name moves the columns.
        var rows = InOrder().Select(static leg => leg.Row()).ToList();
        var text = new StringBuilder();
        if (rows.Count > 0)
        {
            text.AppendJoin(',', rows[0].Select(static one => one.Name)).Append('\n');
            rows.ForEach(row => text.AppendJoin(',', row.Select(static one => one.Value)).Append('\n'));
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{rows.Count} total.\n").ToString();
    }
}
