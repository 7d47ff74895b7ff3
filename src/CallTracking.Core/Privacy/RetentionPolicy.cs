namespace CallTracking.Privacy;

/// <summary>For how long what is kept. A class that is not named is kept for good.</summary>
public sealed record RetentionPolicy
{
    /// <summary>How long each class is kept; one day at least.</summary>
    public IReadOnlyDictionary<RetentionClass, TimeSpan> KeepFor { get; init; } = new Dictionary<RetentionClass, TimeSpan>();
}

/// <summary>What is kept for a time of its own. Numbers are stored in the audit trail; new members are added at the end.</summary>
public enum RetentionClass
{
    /// <summary>Calls that ended, with their participants and everything that belongs to one call.</summary>
    Calls = 1,

    /// <summary>Events from which calls can be rebuilt. Those of open calls stay.</summary>
    EventLog = 2,

    /// <summary>Finished records (CDR, SMDR) as they were taken in.</summary>
    Records = 3,

    /// <summary>Events that were set aside.</summary>
    Quarantine = 4,

    /// <summary>Notes about contacts.</summary>
    Notes = 5,

    /// <summary>What audit rows tell; the rows and their digests stay.</summary>
    AuditPayloads = 6,

    /// <summary>Contacts that were neither changed nor talked with.</summary>
    Contacts = 7,

    /// <summary>Callback obligations that are closed.</summary>
    Callbacks = 8,

    /// <summary>Tasks that are finished, and internal messages.</summary>
    Tasks = 9,

    /// <summary>Periods in which links were not observed.</summary>
    Gaps = 10,

    /// <summary>Deliveries of webhooks that are done.</summary>
    Webhooks = 11,
}

/// <summary>How much of a class is older than it is to be kept.</summary>
/// <param name="Class">The class.</param>
/// <param name="Before">What is from before this instant goes.</param>
/// <param name="Count">Rows that would go, or went; of <see cref="RetentionClass.AuditPayloads"/> payloads.</param>
public sealed record RetentionCount(RetentionClass Class, DateTimeOffset Before, long Count);
