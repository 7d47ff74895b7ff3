namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What the mapping remembers of one channel: while it lives, and a while longer, because what happened to it may only be told
/// by others.</summary>
internal sealed class Channel
{
    /// <summary>Endpoints that are FreeSWITCH's own helpers, never a party's device.</summary>
    private static readonly string[] Helpers = ["loopback/", "null/", "error/", "group/", "pickup/", "DummyChannel"];

    public Channel(string id, string name, DateTimeOffset createdAt, long order)
    {
        Id = id;
        Name = name;
        CreatedAt = createdAt;
        Order = order;
        IsDevice = IsDeviceName(name);
    }

    public string Id { get; }

    public string Name { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>Counts channels in the order in which they were heard of.</summary>
    public long Order { get; }

    /// <summary>A party's device, as opposed to one of FreeSWITCH's own helpers.</summary>
    public bool IsDevice { get; }

    public LegId Leg => new(Id);

    public required string Endpoint { get; init; }

    public string? Gateway { get; init; }

    public string? Interface { get; init; }

    /// <summary>It came into FreeSWITCH, as opposed to one that FreeSWITCH made.</summary>
    public required bool IsInbound { get; init; }

    /// <summary>What it dialled, or was dialled by, at its birth: transfers change what later events say.</summary>
    public string? Number { get; init; }

    public string? CallerNumber { get; init; }

    public string? CallerName { get; init; }

    public string? Context { get; init; }

    /// <summary>The channel for whose sake it was made.</summary>
    public string? Originator { get; init; }

    /// <summary>The other half of a loopback channel.</summary>
    public string? Half { get; set; }

    public required CallGroup Group { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public bool Rang { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public bool IsLive => EndedAt is null;

    /// <summary>Why it ended, in FreeSWITCH's words.</summary>
    public string? Cause { get; set; }

    /// <summary>The channel on the other side of its bridge.</summary>
    public Channel? Partner { get; set; }

    /// <summary>The name of the bridge it is in, once that carries a conversation; null before both sides are answered.</summary>
    public string? Bridge { get; set; }

    /// <summary>The last other side with which it talked.</summary>
    public Channel? LastPartner { get; set; }

    /// <summary>The other bridge that a loopback pair ties to its own.</summary>
    public (string A, string B)? Tie { get; set; }

    public List<Hold> Holds { get; } = [];

    /// <summary>The last value of <c>transfer_source</c> that was seen.</summary>
    public string? TransferSource { get; set; }

    /// <summary>Where it was sent, as long as nobody is known who sent it.</summary>
    public Move? SentTo { get; set; }

    /// <summary>Who left it and probably sent it elsewhere, as long as it is not known where to.</summary>
    public Sender? SentBy { get; set; }

    /// <summary>The queue in which it waits.</summary>
    public string? Queue { get; set; }

    /// <summary>The queue says that it waits no more; why, its end will tell.</summary>
    public bool IsLeavingQueue { get; set; }

    public bool IsParked { get; set; }

    /// <summary>The parking place says that it is there no more.</summary>
    public bool IsLeavingPark { get; set; }

    /// <summary>Somebody is about to take it from where it is parked.</summary>
    public bool IsFetched { get; set; }

    /// <summary>The parked channel that it fetches, before it is answered itself.</summary>
    public Channel? Fetches { get; set; }

    public bool Listens { get; set; }

    public bool IsInMailbox { get; set; }

    public bool IsInRoom { get; set; }

    /// <summary>A program's command that made it has come to its result.</summary>
    public bool IsJobDone { get; set; }

    /// <summary>A list of channels did not name it.</summary>
    public bool IsMissing { get; set; }

    /// <summary>Placed by a program, not by a party.</summary>
    public bool IsPlaced => !IsInbound && Originator is null && Half is null;

    /// <summary>Whether a channel of that name is a party's device.</summary>
    public static bool IsDeviceName(string name) => Array.TrueForAll(Helpers, helper => !name.StartsWith(helper, StringComparison.Ordinal));

    /// <summary>The device as the site spells it: the user that was dialled, or that the channel's name has.</summary>
    public static string EndpointOf(string name, string? dialedUser)
    {
        if (dialedUser is not null)
        {
            return dialedUser;
        }

        var text = name.AsSpan(name.LastIndexOf('/') + 1);
        var at = text.IndexOf('@');
        text = at >= 0 ? text[..at] : text;
        return text.IsEmpty ? name : text.ToString();
    }

    /// <summary>The second of three parts of the channel's name: the SIP profile, the span of a card.</summary>
    public static string? InterfaceOf(string name)
    {
        var first = name.IndexOf('/', StringComparison.Ordinal);
        var second = first < 0 ? -1 : name.IndexOf('/', first + 1);
        return second > first + 1 ? name[(first + 1)..second] : null;
    }
}

/// <summary>A time for which a channel held the other side.</summary>
internal sealed class Hold(DateTimeOffset from)
{
    public DateTimeOffset From { get; } = from;

    public DateTimeOffset? To { get; set; }
}

/// <summary>A channel was sent to another place of the dial plan.</summary>
internal readonly record struct Move(string To, DateTimeOffset At);

/// <summary>Somebody left a conversation whose other side goes on elsewhere.</summary>
internal readonly record struct Sender(Channel By, bool IsRefer, DateTimeOffset At);

/// <summary>Channels that belong to one conversation.</summary>
internal sealed class CallGroup(string name, long order)
{
    /// <summary>Unique-ID of its first channel, which need not have been seen.</summary>
    public string Name { get; } = name;

    public long Order { get; } = order;

    public List<Channel> Channels { get; } = [];

    /// <summary>When its last channel ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The device for whose sake it exists.</summary>
    public Channel? Root
    {
        get
        {
            Channel? root = null;
            foreach (var channel in Channels)
            {
                if (channel.IsDevice && (root is null || (channel.Originator is null && root.Originator is not null)
                    || ((channel.Originator is null) == (root.Originator is null) && channel.Order < root.Order)))
                {
                    root = channel;
                }
            }

            return root;
        }
    }

    public bool IsOver
    {
        get
        {
            foreach (var channel in Channels)
            {
                if (channel.IsLive)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
