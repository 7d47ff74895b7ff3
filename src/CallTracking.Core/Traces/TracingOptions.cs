namespace CallTracking.Traces;

/// <summary>How the raw frames of links are recorded: for complaints, and to replay what happened. The engine never reads them.</summary>
public sealed class TracingOptions
{
    /// <summary>Where the traces lie; made when it is not there. Set by <c>AddTracing</c>.</summary>
    public string Directory { get; set; } = string.Empty;

    /// <summary>The links that are recorded; none named (the default) means all.</summary>
    public ISet<string> Links { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>A trace of this size goes on in a new file. Default 16 MiB, at least 64 KiB. Less where <see cref="MaxTotalBytes"/> would
    /// not hold two files of each link.</summary>
    public long MaxFileBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>A trace of this age goes on in a new file. Default 1 h.</summary>
    public TimeSpan MaxFileAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What all traces in the folder may have together; the oldest are deleted. Default 1 GiB, at least 1 MiB.</summary>
    public long MaxTotalBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Traces that were begun longer ago are deleted when a new file is begun. Default 7 days.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>What may wait for a slow disk, per link. What is more is not recorded: the link never waits. Default 8 MiB.</summary>
    public long BufferBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long the recording pauses when the disk is full or gone. Default 10 s.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The secret by which phone numbers are replaced by pseudonyms, at least 16 bytes. Null (the default) with no
    /// <see cref="PseudonymKeyFile"/>: numbers are recorded as they are.</summary>
    public byte[]? PseudonymKey { get; set; }

    /// <summary>A file that holds the secret, instead of <see cref="PseudonymKey"/>; made with a random one where it is not there. Keep it
    /// away from the traces. Null (the default): none.</summary>
    public string? PseudonymKeyFile { get; set; }

    /// <summary>The shortest run of digits that is a phone number, 4 to 15. Shorter ones (extensions, queues, codes) are recorded as they
    /// are. Default 7.</summary>
    public int MinNumberDigits { get; set; } = Pbx.Traces.NumberPseudonyms.DefaultMinDigits;

    /// <summary>Numbers that are recorded as they are, for instance the site's own: a regular expression that all digits of the number must
    /// match. Null (the default): none.</summary>
    public string? KeepNumbers { get; set; }
}
