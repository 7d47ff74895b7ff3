using CallTracking.Access;
using CallTracking.Numbering;

namespace CallTracking;

/// <summary>How the engine runs. Checked when the host starts; an error names the option and its cure.</summary>
public sealed class CallTrackingOptions
{
    /// <summary>Tenant of all links, 1 to 64 characters. Part of every call's id, so keep it. Default <c>default</c>.</summary>
    public string Tenant { get; set; } = Caller.DefaultTenant;

    /// <summary>How the site numbers: the settings of every link that has none of its own in <see cref="LinkSites"/>.</summary>
    public SiteOptions Site { get; set; } = new();

    /// <summary>Sites of links that stand elsewhere, by name of the link. Default: none.</summary>
    public IDictionary<string, SiteOptions> LinkSites { get; } = new Dictionary<string, SiteOptions>(StringComparer.Ordinal);

    /// <summary>Events a link's inbox holds, 64 to 1,048,576. When it is full the adapter stops reading, which its link's status says.
    /// Default 8,192.</summary>
    public int InboxCapacity { get; set; } = 8_192;

    /// <summary>Events that one commit may take at most, 1 to 1,048,576. Default 2,048.</summary>
    public int MaxBatch { get; set; } = 2_048;

    /// <summary>Changes that wait for one live subscriber, 16 to 1,048,576. When there are more it skips to the newest state of each
    /// call and is told so. Default 1,024.</summary>
    public int SubscriberBuffer { get; set; } = 1_024;

    /// <summary>How long the event log is kept after the calls it tells of are final; zero or more, at most ten years. Default
    /// 7 days.</summary>
    public TimeSpan EventLogRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>After how long without any word from the PBX an open call is closed with the time last known, 1 minute to 30 days.
    /// Default 12 hours.</summary>
    public TimeSpan MaxCallDuration { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Longest pause between two attempts to connect a link, or to write to a store that fails, 1 second to 1 hour. The first
    /// pause is under a second; each is jittered. Every second of it is a second in which calls go unseen. Default 10 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a link must have been up for its next failure to begin with the first pause again, 0 to 1 hour. Default
    /// 10 seconds.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Folder in which commits wait while the store does not take them: a local disk, not shared with another host. It is created.
    /// Default null: beside the database where the store is a file, else <c>calltracking-spool</c> in the host's content root.</summary>
    public string? SpoolDirectory { get; set; }

    /// <summary>Most bytes that wait on disk for one link, 1 MiB to 1 TiB; 0 for no spool. When it is full, the PBX is not read until there
    /// is room. A call takes about 4 kB. Default 256 MiB.</summary>
    public long MaxSpoolBytes { get; set; } = 256L << 20;

    /// <summary>Whether the host starts although the store does not answer: its links then say so and connect once it does. A program in
    /// front of which somebody sits had better end with the error. Default true.</summary>
    public bool StartWithoutStore { get; set; } = true;
}
