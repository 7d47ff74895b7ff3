namespace CallTracking.Pbx;

/// <summary>A party's connection came to be: a phone calls in, or the PBX begins to call a device.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The new leg.</param>
/// <param name="Endpoint">The device or trunk as the PBX spells it (a SIP peer, a gateway), without channel technology and instance.</param>
/// <param name="Kin">The leg whose family this one was born into: equal to <paramref name="Leg"/> for the first of its family, null
/// where the PBX does not say. It may name a leg that is never announced (a hidden half).</param>
/// <param name="CallerNumber">Caller number of this leg as the PBX knows it; null when withheld or unknown.</param>
/// <param name="CallerName">Caller name, unescaped; null when unknown.</param>
/// <param name="DialedNumber">What this leg dialled, digits as received (a DID on a trunk); null when the PBX calls it.</param>
/// <param name="Context">The PBX's routing context of the leg, where it has such a thing.</param>
public sealed record LegStarted(
    long Seq, DateTimeOffset At, LegId Leg, string Endpoint, LegId? Kin, string? CallerNumber, string? CallerName, string? DialedNumber,
    string? Context) : PbxEvent(Seq, At)
{
    /// <summary>How the leg came to be; null when the PBX does not say at its birth.</summary>
    public RecordRole? Role { get; init; }

    /// <summary>The gateway or carrier that the leg goes through, where the PBX tells it apart from the device. A leg through what the
    /// site names as a trunk is on that trunk. Null when there is none.</summary>
    public string? Gateway { get; init; }

    /// <summary>The PBX's own side that the leg goes through (SIP profile, trunk group, card), where it is told apart from the device. A leg
    /// through what the site names as a trunk is on that trunk. Null when there is none.</summary>
    public string? Interface { get; init; }
}

/// <summary>Two legs belong to one conversation although they were born apart (pickup, retrieval from a park slot, a hidden bridge).</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="A">One leg.</param>
/// <param name="B">The other leg.</param>
/// <param name="Why">What ties them.</param>
public sealed record LegsJoined(long Seq, DateTimeOffset At, LegId A, LegId B, KinshipReason Why) : PbxEvent(Seq, At);

/// <summary>Why two legs are kin.</summary>
public enum KinshipReason
{
    /// <summary>One leg dialled the other.</summary>
    Dial,

    /// <summary>They are connected through hidden helper channels.</summary>
    HiddenBridge,

    /// <summary>One took the ringing call of the other.</summary>
    Pickup,

    /// <summary>One took the other from a park slot.</summary>
    Retrieval,
}

/// <summary>The PBX asks a device to take the call.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg that is asked.</param>
/// <param name="By">The leg on whose behalf it is asked; null when the system places the call (click-to-call, an application).</param>
/// <param name="Number">The number handed to the trunk, without the site's outbound prefix where the PBX strips it; null when unknown.</param>
public sealed record LegDialed(long Seq, DateTimeOffset At, LegId Leg, LegId? By, string? Number) : PbxEvent(Seq, At);

/// <summary>The device rings.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The ringing leg.</param>
public sealed record LegRinging(long Seq, DateTimeOffset At, LegId Leg) : PbxEvent(Seq, At);

/// <summary>
/// The leg's line is connected. For a leg that was asked this is somebody lifting; for a leg that called in it only says that the PBX
/// took the line (queue, menu, music), which is no answer.
/// </summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
public sealed record LegUp(long Seq, DateTimeOffset At, LegId Leg) : PbxEvent(Seq, At);

/// <summary>An attempt to reach a device came to a result. Only the first result of a leg counts.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg that was asked.</param>
/// <param name="Result">How it went.</param>
/// <param name="By">The leg on whose behalf it was asked; null when the system placed the call or the PBX does not say.</param>
/// <param name="ForwardedTo">Where the device sent the caller instead (302), else null.</param>
public sealed record DialEnded(long Seq, DateTimeOffset At, LegId Leg, DialResult Result, LegId? By, string? ForwardedTo)
    : PbxEvent(Seq, At);

/// <summary>How an attempt to reach a device ended.</summary>
public enum DialResult
{
    /// <summary>The PBX did not say; the leg's own end tells.</summary>
    Unknown,

    /// <summary>Somebody lifted.</summary>
    Answered,

    /// <summary>It rang to the end.</summary>
    NoAnswer,

    /// <summary>The device was busy.</summary>
    Busy,

    /// <summary>Somebody pressed decline.</summary>
    Declined,

    /// <summary>The PBX stopped asking: the caller left, or somebody else answered.</summary>
    Cancelled,

    /// <summary>The device cannot be reached.</summary>
    Unavailable,

    /// <summary>The number does not exist.</summary>
    NoSuchNumber,

    /// <summary>The route refused or was congested.</summary>
    Congested,

    /// <summary>The device sent the caller elsewhere.</summary>
    Forwarded,
}

/// <summary>A party, or something on its behalf, asked for the leg to end.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg that hangs up.</param>
/// <param name="By">Who asked.</param>
public sealed record HangupRequested(long Seq, DateTimeOffset At, LegId Leg, HangupOrigin By) : PbxEvent(Seq, At);

/// <summary>Who asked for a leg to end.</summary>
public enum HangupOrigin
{
    /// <summary>The party itself.</summary>
    Party,

    /// <summary>An application through the PBX's control interface.</summary>
    Application,

    /// <summary>The PBX itself is going down.</summary>
    Shutdown,
}

/// <summary>The leg is gone.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="Result">What the end says about an attempt that had no result of its own; <see cref="DialResult.Unknown"/> when
/// nothing.</param>
/// <param name="Cause">ITU-T Q.850 cause value as the PBX gave it; null when none.</param>
public sealed record LegEnded(long Seq, DateTimeOffset At, LegId Leg, DialResult Result, int? Cause) : PbxEvent(Seq, At);

/// <summary>The leg's number or name became known or changed.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="CallerNumber">The number; null when withheld.</param>
/// <param name="CallerName">The name; null when unknown.</param>
public sealed record LegIdentified(long Seq, DateTimeOffset At, LegId Leg, string? CallerNumber, string? CallerName) : PbxEvent(Seq, At);
