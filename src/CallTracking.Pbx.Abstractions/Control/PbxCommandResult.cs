namespace CallTracking.Pbx;

/// <summary>What a PBX answered to a command.</summary>
/// <param name="Status">Whether it took it, or why not.</param>
/// <param name="Answer">The PBX's own words, for people; null when it gave none.</param>
public sealed record PbxCommandResult(PbxCommandStatus Status, string? Answer)
{
    /// <summary>Whether the PBX took it. What came of it is told by events.</summary>
    public bool IsAccepted => Status == PbxCommandStatus.Accepted;
}

/// <summary>Whether a PBX took a command.</summary>
public enum PbxCommandStatus
{
    /// <summary>It did.</summary>
    Accepted,

    /// <summary>It does not know the leg: it ended, or never was.</summary>
    NoSuchLeg,

    /// <summary>Our user may not do this; the administrator of the PBX has to allow it.</summary>
    NotAllowed,

    /// <summary>It refused for another reason; see <see cref="PbxCommandResult.Answer"/>.</summary>
    Refused,
}

/// <summary>What a leg is told when it is ended.</summary>
public enum PbxHangUpReason
{
    /// <summary>The conversation is over.</summary>
    Normal,

    /// <summary>The party is busy.</summary>
    Busy,

    /// <summary>The party does not want the call.</summary>
    Declined,

    /// <summary>Nobody answered.</summary>
    NoAnswer,
}
