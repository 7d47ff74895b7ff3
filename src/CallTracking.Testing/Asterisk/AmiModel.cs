using System.Globalization;

namespace CallTracking.Testing.Asterisk;

/// <summary>What an Asterisk holds at one moment, as far as its events told.</summary>
internal sealed class AmiModel
{
    private const int RememberedDead = 50_000;

    private readonly HashSet<string> _dead = new(StringComparer.Ordinal);
    private readonly Queue<string> _deadInOrder = new();
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);

    public Dictionary<string, AmiChannel> Channels { get; } = new(StringComparer.Ordinal);

    public List<AmiBridge> Bridges { get; } = [];

    public List<AmiQueue> Queues { get; } = [];

    public List<AmiParkedCall> Parked { get; } = [];

    public List<AmiConference> Conferences { get; } = [];

    public int ProcessedCalls { get; set; }

    public bool IsDead(string uniqueid) => _dead.Contains(uniqueid);

    public void Revive(string uniqueid) => _dead.Remove(uniqueid);

    /// <summary>What hung up stays away, although events about it may still follow.</summary>
    public void Bury(string uniqueid)
    {
        if (_dead.Add(uniqueid))
        {
            _deadInOrder.Enqueue(uniqueid);
            if (_deadInOrder.Count > RememberedDead)
            {
                _dead.Remove(_deadInOrder.Dequeue());
            }
        }

        Channels.Remove(uniqueid);
        Bridges.ForEach(bridge => bridge.Members.Remove(uniqueid));
        Queues.ForEach(queue => queue.Entries.RemoveAll(entry => entry.Uniqueid == uniqueid));
        Conferences.ForEach(conference => conference.Members.RemoveAll(member => member.Uniqueid == uniqueid));
        Parked.RemoveAll(parked => parked.Uniqueid == uniqueid);
    }

    /// <summary>A list of channels in the stream itself is all that there is.</summary>
    public void List(AmiFrame frame)
    {
        if (frame.Name == "CoreShowChannel" && frame["Uniqueid"] is { } uniqueid)
        {
            _listed.Add(uniqueid);
        }
    }

    public void KeepListed()
    {
        foreach (var gone in Channels.Keys.Where(uniqueid => !_listed.Contains(uniqueid)).ToList())
        {
            Bury(gone);
        }

        _listed.Clear();
    }

    public AmiBridge? Bridge(string? id) => Bridges.Find(bridge => bridge.Id == id);

    public AmiBridge? BridgeOf(string uniqueid) => Bridges.FindLast(bridge => bridge.Members.Contains(uniqueid));

    public AmiQueue Queue(string name)
    {
        var queue = Queues.Find(known => known.Name == name);
        if (queue is null)
        {
            queue = new AmiQueue(name);
            Queues.Add(queue);
        }

        return queue;
    }

    /// <summary>A process that starts knows nothing of the one before.</summary>
    public void Clear()
    {
        Channels.Clear();
        Bridges.Clear();
        Parked.Clear();
        Conferences.Clear();
        ProcessedCalls = 0;
        foreach (var queue in Queues)
        {
            queue.Entries.Clear();
            queue.Completed = queue.Abandoned = queue.HoldTime = queue.TalkTime = 0;
        }
    }
}

/// <summary>A channel as the newest snapshot in any event told it.</summary>
internal sealed class AmiChannel(string uniqueid, DateTimeOffset created)
{
    private static readonly string[] StateNames =
        ["Down", "Rsrvd", "OffHook", "Dialing", "Ring", "Ringing", "Up", "Busy", "Dialing Offhook", "Pre-ring", "Unknown"];

    public string Uniqueid { get; } = uniqueid;

    public DateTimeOffset Created { get; set; } = created;

    public string Name { get; set; } = string.Empty;

    public int State { get; set; }

    public string CallerIdNum { get; set; } = Unknown;

    public string CallerIdName { get; set; } = Unknown;

    public string ConnectedLineNum { get; set; } = Unknown;

    public string ConnectedLineName { get; set; } = Unknown;

    public string Language { get; set; } = "en";

    public string AccountCode { get; set; } = string.Empty;

    public string Context { get; set; } = string.Empty;

    public string Exten { get; set; } = string.Empty;

    public string Priority { get; set; } = "1";

    public string Linkedid { get; set; } = uniqueid;

    public string Application { get; set; } = string.Empty;

    public string ApplicationData { get; set; } = string.Empty;

    /// <summary>What a caller dialled first; empty for a channel that the PBX made.</summary>
    public string Dnid { get; set; } = string.Empty;

    public static string Unknown => "<unknown>";

    public string StateDesc => State < StateNames.Length ? StateNames[State] : "Unknown";

    public long SecondsAt(DateTimeOffset at) => at > Created ? (long)(at - Created).TotalSeconds : 0;

    /// <summary>Where the channel stands in the table that Asterisk walks for a list.</summary>
    public long Bucket(bool signed)
    {
        const int buckets = 1567;
        var hash = 5381;
        foreach (var character in Name)
        {
            hash = unchecked((hash * 33) ^ char.ToLowerInvariant(character));
        }

        return (signed ? Math.Abs((long)hash) : hash & int.MaxValue) % buckets;
    }

    public void Run(string? application, string? data)
    {
        if (!string.IsNullOrEmpty(application))
        {
            Application = application;
            ApplicationData = data ?? string.Empty;
        }
    }
}

internal sealed class AmiBridge(string id)
{
    public string Id { get; } = id;

    public string Type { get; set; } = "basic";

    public string Technology { get; set; } = "simple_bridge";

    public string Creator { get; set; } = AmiChannel.Unknown;

    public string Name { get; set; } = AmiChannel.Unknown;

    public string VideoSourceMode { get; set; } = "none";

    public List<string> Members { get; } = [];

    /// <summary>Channels that the PBX counts and never tells, as a conference's announcer.</summary>
    public int Hidden { get; set; }

    public string NumChannels => (Members.Count + Hidden).ToString(CultureInfo.InvariantCulture);
}

internal sealed class AmiQueue(string name)
{
    public string Name { get; } = name;

    public List<AmiQueueEntry> Entries { get; } = [];

    public List<AmiQueueMember> Members { get; } = [];

    public int Completed { get; set; }

    public int Abandoned { get; set; }

    public int HoldTime { get; set; }

    public int TalkTime { get; set; }
}

internal sealed record AmiQueueEntry(string Uniqueid, DateTimeOffset Joined);

/// <summary>A member's own headers, by their name in an answer.</summary>
internal sealed class AmiQueueMember(string location)
{
    public string Location { get; } = location;

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);
}

internal sealed record AmiParkedCall(string Uniqueid, string DialString, string Lot, string Space, DateTimeOffset Since, int TimeLimit);

internal sealed class AmiConference(string name)
{
    public string Name { get; } = name;

    public bool Locked { get; set; }

    public List<AmiConferenceMember> Members { get; } = [];
}

internal sealed record AmiConferenceMember(string Uniqueid, DateTimeOffset Joined, bool Admin)
{
    public bool Muted { get; set; }
}
