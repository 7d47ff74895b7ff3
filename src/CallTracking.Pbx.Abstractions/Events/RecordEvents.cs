namespace CallTracking.Pbx;

/// <summary>A finished record (CDR, SMDR) that a PBX wrote about one of its channels. Records are not calls: a call may have many, and they
/// may come before, after or instead of what was seen of it live.</summary>
/// <param name="Seq">Frame ordinal, or line number of the file.</param>
/// <param name="At">When it was received.</param>
/// <param name="Record">What it says.</param>
public sealed record RecordReceived(long Seq, DateTimeOffset At, FinishedRecord Record) : PbxEvent(Seq, At);

/// <summary>All records of a source up to a position have been received. It becomes durable together with them, so that reading goes on
/// from there.</summary>
/// <param name="Seq">Frame ordinal of the last event before it.</param>
/// <param name="At">When.</param>
/// <param name="Source">The source's name: <see cref="IPbxRecordSource.Name"/>.</param>
/// <param name="Position">The source's own words for how far it is.</param>
public sealed record RecordsRead(long Seq, DateTimeOffset At, string Source, string Position) : PbxEvent(Seq, At);

/// <summary>What a finished record says, as far as it says it.</summary>
/// <param name="Source">Which kind of record it is, for people: <c>cdr</c>, <c>smdr</c>.</param>
/// <param name="Key">Tells this record from all others of its source, and is the same whenever and by whichever way it is read again: a hash
/// of what the PBX wrote, with the count of equal records before it.</param>
/// <param name="Leg">The leg it is about; null when records do not name legs.</param>
/// <param name="Family">The family of legs it belongs to; null when unknown.</param>
/// <param name="Endpoint">The device or trunk of that leg as the PBX spells it; null when it is none (a helper of the PBX).</param>
/// <param name="OtherEndpoint">The device or trunk on the other side; null when there was none or it is no device.</param>
/// <param name="CallerNumber">Number of the calling side as written; null when unknown.</param>
/// <param name="CallerName">Name of the calling side; null when unknown.</param>
/// <param name="DialedNumber">What the leg dialled as written; PBXes rewrite it on transfers.</param>
/// <param name="OtherNumber">The number that was asked on the other side, where the record says it apart; null when it does not.</param>
/// <param name="Context">The PBX's routing context.</param>
/// <param name="Place">What held the leg at last.</param>
/// <param name="PlaceName">Its name (queue, room, mailbox); null when it has none.</param>
/// <param name="StartedAt">Start, often in whole seconds.</param>
/// <param name="AnsweredAt">When the line was connected, which need not be by a person; null when it was not.</param>
/// <param name="EndedAt">End; null when not written.</param>
/// <param name="Result">The result in common words.</param>
/// <param name="Disposition">The PBX's own word for the result.</param>
public sealed record FinishedRecord(
    string Source, string Key, LegId? Leg, LegId? Family, string? Endpoint, string? OtherEndpoint, string? CallerNumber, string? CallerName,
    string? DialedNumber, string? OtherNumber, string? Context, RecordPlace Place, string? PlaceName, DateTimeOffset StartedAt,
    DateTimeOffset? AnsweredAt, DateTimeOffset? EndedAt, RecordResult Result, string? Disposition);

/// <summary>What held the leg of a finished record at last.</summary>
public enum RecordPlace
{
    /// <summary>The record does not say, or it is something that no rule knows.</summary>
    Unknown,

    /// <summary>Other parties were asked, or talked with.</summary>
    Parties,

    /// <summary>A queue.</summary>
    Queue,

    /// <summary>A mailbox.</summary>
    Mailbox,

    /// <summary>A conference room.</summary>
    Room,

    /// <summary>A menu, an announcement, music: the PBX itself.</summary>
    Announcement,

    /// <summary>A parking place.</summary>
    Parking,

    /// <summary>The PBX called this leg and nothing took it further.</summary>
    Asked,

    /// <summary>No conversation of its own: a helper channel or a feature code.</summary>
    Helper,
}

/// <summary>Result of a finished record. It is about the line: <see cref="Answered"/> may mean a menu.</summary>
public enum RecordResult
{
    /// <summary>Not said.</summary>
    Unknown,

    /// <summary>The line was connected, by whom ever.</summary>
    Answered,

    /// <summary>It was not.</summary>
    NoAnswer,

    /// <summary>The other side was busy.</summary>
    Busy,

    /// <summary>The PBX could not connect it.</summary>
    Failed,
}
