using System.Globalization;
using System.Text.Json;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>One row of <c>show channels as json</c>.</summary>
internal sealed class ChannelRow
{
    private static readonly Dictionary<string, RecordPlace> Places = new(StringComparer.Ordinal)
    {
        ["bridge"] = RecordPlace.Parties,
        ["callcenter"] = RecordPlace.Queue,
        ["fifo"] = RecordPlace.Queue,
        ["conference"] = RecordPlace.Room,
        ["voicemail"] = RecordPlace.Mailbox,
        ["valet_park"] = RecordPlace.Parking,
        ["park"] = RecordPlace.Parking,
        ["eavesdrop"] = RecordPlace.Feature,
        ["intercept"] = RecordPlace.Feature,
        ["playback"] = RecordPlace.Announcement,
        ["ivr"] = RecordPlace.Announcement,
        ["play_and_get_digits"] = RecordPlace.Announcement,
        ["read"] = RecordPlace.Announcement,
        ["sleep"] = RecordPlace.Announcement,
        ["speak"] = RecordPlace.Announcement,
        ["say"] = RecordPlace.Announcement,
        ["answer"] = RecordPlace.Announcement,
        ["socket"] = RecordPlace.Announcement,
        ["lua"] = RecordPlace.Announcement,
        ["javascript"] = RecordPlace.Announcement,
    };

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required bool IsInbound { get; init; }

    /// <summary>In whole seconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public SnapshotLegState State { get; private init; }

    /// <summary>What it dialled at first, before any transfer.</summary>
    public string? Number { get; private init; }

    public string? CallerNumber { get; private init; }

    public string? CallerName { get; private init; }

    public string? ConnectedNumber { get; private init; }

    public string? Context { get; private init; }

    /// <summary>FreeSWITCH's call id, which is that of the first leg as long as nobody was transferred.</summary>
    public string? Call { get; private init; }

    public RecordPlace Place { get; private init; }

    public string? PlaceName { get; private init; }

    /// <summary>Unique-ID of the other side, by the channel's dump.</summary>
    public string? Bond { get; set; }

    public DateTimeOffset? BridgedAt { get; set; }

    public string Endpoint => Channel.EndpointOf(Name, dialedUser: null);

    public static ChannelRow Of(Channel channel) => new()
    {
        Id = channel.Id,
        Name = channel.Name,
        IsInbound = channel.IsInbound,
        CreatedAt = channel.CreatedAt,
        State = channel.AnsweredAt is not null ? SnapshotLegState.Up
            : channel.Rang ? SnapshotLegState.Ringing : channel.IsInbound ? SnapshotLegState.Calling : SnapshotLegState.Down,
    };

    /// <summary>Reads the answer; null when it is not a list of channels.</summary>
    public static IReadOnlyList<ChannelRow>? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(EslText.Repaired(json));
            if (!document.RootElement.TryGetProperty("rows", out var rows))
            {
                return [];
            }

            var result = new List<ChannelRow>();
            foreach (var row in rows.EnumerateArray())
            {
                if (row.ValueKind != JsonValueKind.Object || Text(row, "uuid") is not { } id || Text(row, "name") is not { } name
                    || Text(row, "state") is not { } state || row.TryGetProperty("b_uuid", out _))
                {
                    return null;
                }

                if (state is not ("CS_HANGUP" or "CS_REPORTING" or "CS_DESTROY"))
                {
                    result.Add(Read(row, id, name));
                }
            }

            return result;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ChannelRow Read(JsonElement row, string id, string name)
    {
        var isInbound = Text(row, "direction") == "inbound";
        var application = Text(row, "application") ?? string.Empty;
        var data = Text(row, "application_data");
        var place = Places.GetValueOrDefault(application);
        return new ChannelRow
        {
            Id = id,
            Name = name,
            IsInbound = isInbound,
            CreatedAt = long.TryParse(Text(row, "created_epoch"), NumberStyles.None, CultureInfo.InvariantCulture, out var second)
                && second is > 0 and < 4_102_444_800 ? DateTimeOffset.FromUnixTimeSeconds(second) : DateTimeOffset.UnixEpoch,
            State = Text(row, "callstate") switch
            {
                "ACTIVE" or "HELD" or "UNHELD" => SnapshotLegState.Up,
                "RINGING" or "EARLY" or "RING_WAIT" when isInbound => SnapshotLegState.Calling,
                "RINGING" => SnapshotLegState.Ringing,
                _ => isInbound ? SnapshotLegState.Calling : SnapshotLegState.Down,
            },
            Number = Text(row, "initial_dest") ?? Text(row, "dest"),
            CallerNumber = Text(row, "initial_cid_num") ?? Text(row, "cid_num"),
            CallerName = Text(row, "initial_cid_name") ?? Text(row, "cid_name"),
            ConnectedNumber = Text(row, "callee_num"),
            Context = Text(row, "initial_context") ?? Text(row, "context"),
            Call = Text(row, "call_uuid"),
            Place = place,
            PlaceName = place switch
            {
                RecordPlace.Queue => FirstOf(data, ' '),
                RecordPlace.Room => FirstOf(data, '@'),
                RecordPlace.Mailbox => data?[(data.LastIndexOf(' ') + 1)..],
                _ => null,
            },
        };
    }

    private static string? FirstOf(string? text, char end)
    {
        var at = text?.IndexOf(end, StringComparison.Ordinal) ?? -1;
        return at > 0 ? text![..at] : text;
    }

    private static string? Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
