namespace CallTracking.Pbx.Asterisk;

/// <summary>What the mapping remembers of one channel while it lives.</summary>
internal sealed class Channel
{
    /// <summary>Technologies whose channels are the PBX's own helpers, never a party's device.</summary>
    private static readonly string[] Helpers =
    [
        "Local/", "CBAnn/", "CBRec/", "Announcer/", "Recorder/", "Surrogate/", "AsyncGoto/", "Bridge/", "Message/", "Snoop/", "Parked/",
        "Multicast/", "MulticastRTP/", "UnicastRTP/", "WebSocket/", "AudioSocket/", "Phone/", "ConfBridgeRecorder/", "DAHDI/pseudo",
    ];

    public Channel(string id, string name, string family, DateTimeOffset seenAt)
    {
        SeenAt = seenAt;
        Id = id;
        Name = name;
        Family = family;
        IsLocal = name.StartsWith("Local/", StringComparison.Ordinal);
        IsDevice = !IsHelper(name);
    }

    public string Id { get; }

    public string Name { get; set; }

    public DateTimeOffset SeenAt { get; }

    /// <summary>The Linkedid it was born with: later changes of it move nothing by themselves.</summary>
    public string Family { get; }

    public bool IsLocal { get; }

    /// <summary>A party's device, as opposed to one of the PBX's own helpers.</summary>
    public bool IsDevice { get; }

    public LegId Leg => new(Id);

    /// <summary>The other half of a Local channel.</summary>
    public Channel? Partner { get; set; }

    /// <summary>Whether half <c>;1</c>, the one that was dialled; the other runs the dial plan.</summary>
    public bool IsDialedHalf => Name.EndsWith(";1", StringComparison.Ordinal);

    /// <summary>Who dialled this channel, as far as it was seen.</summary>
    public Channel? DialedBy { get; set; }

    /// <summary>Technology and target as a program gave them when it originated this channel.</summary>
    public string? Called { get; set; }

    /// <summary>A list of channels did not name it.</summary>
    public bool IsMissing { get; set; }

    public string? Bridge { get; set; }

    /// <summary>The bridge of the partner at the time the two were tied.</summary>
    public (string A, string B)? Tie { get; set; }

    /// <summary>The device this channel dialled and that lifted.</summary>
    public Channel? Reached { get; set; }

    /// <summary>The extension of the dial plan that it was at when it came into its bridge.</summary>
    public string? BridgedAt { get; set; }

    /// <summary>The extension that it left its bridge for, as long as nothing explains it.</summary>
    public string? SentTo { get; set; }

    /// <summary>Where the other side was sent while this channel's own leave was not told yet.</summary>
    public string? MovedWithOther { get; set; }

    /// <summary>It asked for its own end, or gave its partner away.</summary>
    public bool LeftByItself { get; set; }

    public static bool IsHelper(string name)
    {
        foreach (var helper in Helpers)
        {
            if (name.StartsWith(helper, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The endpoint: what stands between the technology and the instance.</summary>
    public static string EndpointOf(string name)
    {
        var start = name.IndexOf('/', StringComparison.Ordinal) + 1;
        var end = name.LastIndexOf('-');
        return end > start ? name[start..end] : name[start..];
    }

    /// <summary>The device on the other side of the conversation that a dial made: whom this one reached, else who dialled it.</summary>
    public Channel? Opposite() => Reached?.Stands() ?? DialedBy?.Stands();

    /// <summary>The real device that a source of a dial stands for: the device behind a Local half, null for the system itself.</summary>
    public Channel? Stands()
    {
        var channel = this;
        const int HopsMost = 16; // Local channels may be chained; a ring of them must not hang the link.
        for (var hops = 0; channel is not null && hops < HopsMost; hops++)
        {
            if (channel.IsDevice)
            {
                return channel;
            }

            channel = channel.IsDialedHalf ? channel.Partner?.Reached : channel.Partner?.DialedBy;
        }

        return null;
    }
}
