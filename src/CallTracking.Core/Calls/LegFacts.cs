using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>What was seen of one leg. Facts only: every verdict is computed from them, so their order of arrival does not matter.</summary>
internal sealed class LegFacts
{
    public required LegId Id { get; init; }

    /// <summary>The call this leg belongs to now: families of legs may merge.</summary>
    public required CallFacts Call { get; set; }

    public required string Endpoint { get; init; }

    public required Mark Started { get; init; }

    public required bool IsTrunk { get; init; }

    /// <summary>Neither trunks nor extensions of the site name this endpoint: the side was concluded from numbers.</summary>
    public bool SideGuessed { get; init; }

    public string? Context { get; init; }

    public string? CallerNumber { get; set; }

    public string? CallerName { get; set; }

    public string? DialedNumber { get; set; }

    /// <summary>It was born as one that the PBX calls. Whether it was asked at all the dialling tells.</summary>
    public bool IsCalled { get; init; }

    /// <summary>It was born calling in.</summary>
    public bool IsCaller { get; init; }

    /// <summary>What the PBX shows the other side in place of the caller's own number.</summary>
    public string? PresentedNumber { get; set; }

    public Mark? Asked { get; set; }

    /// <summary>The number handed to the trunk.</summary>
    public string? AskedNumber { get; set; }

    public Mark? Ringing { get; set; }

    public Mark? Up { get; set; }

    public DialResult DialResult { get; set; }

    public Mark? DialDone { get; set; }

    public string? ForwardedTo { get; set; }

    /// <summary>When the leg took over a call that rang or was parked elsewhere.</summary>
    public Mark? TookOver { get; set; }

    public Mark? Room { get; set; }

    public string? RoomName { get; set; }

    public Mark? HangupRequest { get; set; }

    public HangupOrigin HangupBy { get; set; }

    public Mark? Ended { get; set; }

    public DialResult EndResult { get; set; }

    /// <summary>That it ended was concluded: it was gone when the PBX was asked.</summary>
    public bool EndUnseen { get; set; }

    /// <summary>A snapshot of a link that was never down did not name it; a word about its end may be on its way.</summary>
    public DateTimeOffset? MissingSince { get; set; }

    public int? Cause { get; set; }

    public bool IsSupervisor { get; set; }

    /// <summary>The leg itself gave the conversation away (transfer, park): its end is not the call's.</summary>
    public Mark? GaveAway { get; set; }

    public List<Stay> Stays { get; } = [];

    public List<Span> Holds { get; } = [];

    public List<Span> Parks { get; } = [];

    /// <summary>Where it was parked last.</summary>
    public string? Slot { get; set; }

    public List<Span> RoomStays { get; } = [];

    public string Digits { get; set; } = "";

    public bool IsLive => Ended is null;

    /// <summary>The result of the attempt to reach this leg: what the dialling says first; where that is silent, or says only that
    /// nobody answered, the leg's own end may know better (a decline and a wrong number are told by the cause alone).</summary>
    public DialResult Result => DialResult switch
    {
        DialResult.Unknown => EndResult,
        DialResult.NoAnswer when EndResult is DialResult.Declined or DialResult.NoSuchNumber or DialResult.Unavailable
            or DialResult.Congested or DialResult.Busy => EndResult,
        _ => DialResult,
    };

    /// <summary>When somebody lifted at this leg after being asked; null when nobody did or the leg was not asked.</summary>
    public Mark? Lifted => Asked is null ? null : Up ?? (DialResult == DialResult.Answered ? DialDone : null);
}

/// <summary>When something happened: the time, the frame for Because, and the order in which the tracker heard it.</summary>
/// <param name="At">The time.</param>
/// <param name="Seq">The frame.</param>
/// <param name="Order">Order of hearing; decides where times are equal because they came in one chunk.</param>
/// <param name="Late">It happened unseen, at some time before.</param>
internal readonly record struct Mark(DateTimeOffset At, long Seq, long Order, bool Late = false);

/// <summary>A time in a bridge.</summary>
internal sealed class Stay
{
    public required string Bridge { get; init; }

    public required DateTimeOffset From { get; init; }

    public DateTimeOffset? To { get; set; }
}

/// <summary>A stretch of time that may still be open.</summary>
internal sealed class Span
{
    public required DateTimeOffset From { get; init; }

    public DateTimeOffset? To { get; set; }

    /// <summary>The bridge in which a hold was asked for: coming back to it ends the hold.</summary>
    public string? Bridge { get; init; }

    public bool Covers(DateTimeOffset at) => From <= at && (To is null || at < To);
}

/// <summary>Two bridges tied by hidden helpers for a while.</summary>
internal sealed class BridgeTie
{
    public required string A { get; init; }

    public required string B { get; init; }

    public required DateTimeOffset From { get; init; }

    public DateTimeOffset? To { get; set; }
}
