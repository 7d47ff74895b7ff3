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
/// of what the PBX wrote. Records that are equal in all of it are one record, since the second one says nothing new.</param>
/// <param name="Leg">The leg it is about; null when records do not name legs.</param>
/// <param name="Family">The family of legs it belongs to, in the names that the PBX also uses live; null when unknown.</param>
/// <param name="LegName">The leg's further name, by which other records may mention it; null when there is none.</param>
/// <param name="OtherLegName">That further name of the leg on the other side; null when there was none.</param>
/// <param name="NamesRecur">Whether the names of leg and family may be used again for another call: then only those close in time are
/// meant.</param>
/// <param name="Role">How the leg came to be.</param>
/// <param name="Endpoint">The device or trunk of that leg as the PBX spells it; null when it is none (a helper of the PBX).</param>
/// <param name="OtherEndpoint">The device or trunk on the other side, or that was to be asked; null when there was none or it is no
/// device.</param>
/// <param name="CallerNumber">Number of the calling side as written; null when unknown.</param>
/// <param name="CallerName">Name of the calling side; null when unknown.</param>
/// <param name="DialedNumber">What the leg dialled as written; PBXes rewrite it on transfers.</param>
/// <param name="OtherNumber">The number that was asked on the other side, where the record says it apart; null when it does not.</param>
/// <param name="Context">The PBX's routing context.</param>
/// <param name="Place">What held the leg at last.</param>
/// <param name="PlaceName">Its name (queue, room, mailbox); null when it has none.</param>
/// <param name="Step">What was carried out, in the PBX's own words: records of one leg with the same step belong to one attempt. Null when
/// not written.</param>
/// <param name="StartedAt">Start, often in whole seconds.</param>
/// <param name="AnsweredAt">When the line was connected, which need not be by a person; null when it was not.</param>
/// <param name="EndedAt">End; null when not written.</param>
/// <param name="Result">The result in common words.</param>
/// <param name="Disposition">The PBX's own word for the result.</param>
/// <param name="Order">Counts the records of a PBX in the order in which they were begun; null when not written.</param>
public sealed record FinishedRecord(
    string Source, string Key, LegId? Leg, LegId? Family, string? LegName, string? OtherLegName, bool NamesRecur, RecordRole Role,
    string? Endpoint, string? OtherEndpoint, string? CallerNumber, string? CallerName, string? DialedNumber, string? OtherNumber,
    string? Context, RecordPlace Place, string? PlaceName, string? Step, DateTimeOffset StartedAt, DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt, RecordResult Result, string? Disposition, int? Order)
{
    /// <summary>Whether the PBX writes one record for each leg, and this is all of the leg's life. Then the record of a leg that the PBX
    /// called tells itself how that went, and <see cref="Result"/> of one that called in tells how asking others for it went, unless its line
    /// was connected. False (the default): a leg has a record for each of its steps, and the caller's tell of the parties asked.</summary>
    public bool IsWholeLeg { get; init; }

    /// <summary>Whether its numbers are those of the leg's end, rewritten by whatever moved it, and not those of its beginning.</summary>
    public bool NumbersAreFinal { get; init; }

    /// <summary>The gateway or carrier that the leg went through, as in <see cref="LegStarted.Gateway"/>.</summary>
    public string? Gateway { get; init; }

    /// <summary>The PBX's own side that the leg went through, as in <see cref="LegStarted.Interface"/>.</summary>
    public string? Interface { get; init; }

    /// <summary>When the device began to ring; null when it did not or that is not written.</summary>
    public DateTimeOffset? RangAt { get; init; }

    /// <summary>Who asked for the leg's end; null when that is not written, or when it was released because another leg had ended.</summary>
    public HangupOrigin? EndedBy { get; init; }
}

/// <summary>How the leg of a finished record came to be.</summary>
public enum RecordRole
{
    /// <summary>It called in, as far as the record shows: on PBXes that do not say more, a leg that was called may look the same.</summary>
    Calling = 0,

    /// <summary>The PBX called it for the sake of another leg.</summary>
    Called = 1,

    /// <summary>The PBX called it on behalf of a program.</summary>
    Placed = 2,

    /// <summary>A helper of the PBX, nobody's device.</summary>
    Helper = 3,
}

/// <summary>What held the leg of a finished record at last.</summary>
public enum RecordPlace
{
    /// <summary>The record does not say, or it is something that no rule knows.</summary>
    Unknown = 0,

    /// <summary>Other parties were asked, or talked with.</summary>
    Parties = 1,

    /// <summary>A queue.</summary>
    Queue = 2,

    /// <summary>A mailbox.</summary>
    Mailbox = 3,

    /// <summary>A conference room.</summary>
    Room = 4,

    /// <summary>A menu, an announcement, music, an application: the PBX itself.</summary>
    Announcement = 5,

    /// <summary>A parking place.</summary>
    Parking = 6,

    /// <summary>The dial plan refused the call or ended it: it adds nothing to what was before but its <see cref="RecordResult"/>.</summary>
    Ending = 7,

    /// <summary>No conversation of its own: taking another's call, fetching a parked one, listening in.</summary>
    Feature = 8,
}

/// <summary>Result of a finished record. It is about the line: <see cref="Answered"/> may mean a menu.</summary>
public enum RecordResult
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>The line was connected, by whom ever.</summary>
    Answered = 1,

    /// <summary>It was not. PBXes also say so of a party that declined and of a number that does not exist.</summary>
    NoAnswer = 2,

    /// <summary>The other side was busy.</summary>
    Busy = 3,

    /// <summary>The PBX could not ask anybody.</summary>
    Failed = 4,

    /// <summary>The route was congested or refused.</summary>
    Congested = 5,

    /// <summary>The PBX told the caller that the number does not exist; of a leg that was called: the network told the PBX.</summary>
    NoSuchNumber = 6,

    /// <summary>Somebody pressed decline. PBXes that do not tell it apart say <see cref="NoAnswer"/>.</summary>
    Declined = 7,

    /// <summary>The caller gave up before anybody answered.</summary>
    Cancelled = 8,

    /// <summary>Another party took the call.</summary>
    Elsewhere = 9,

    /// <summary>The device sent the caller elsewhere.</summary>
    Forwarded = 10,
}
