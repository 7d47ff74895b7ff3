namespace CallTracking.Pbx.Asterisk;

/// <summary>What Asterisk's dial status and ITU-T Q.850 causes say about an attempt to reach a device.</summary>
internal static class Causes
{
    public static DialResult OfDialStatus(string? status) => status switch
    {
        "ANSWER" => DialResult.Answered,
        "NOANSWER" or "TIMEOUT" => DialResult.NoAnswer,
        "BUSY" => DialResult.Busy,
        "CANCEL" or "ABORT" => DialResult.Cancelled,
        "CONGESTION" => DialResult.Congested,
        "CHANUNAVAIL" => DialResult.Unavailable,
        _ => DialResult.Unknown,
    };

    /// <summary>Most causes of a hang-up say nothing: 127 comes when the caller gives up, 0 or 16 when nobody answered.</summary>
    public static DialResult OfCause(int? cause) => cause switch
    {
        1 or 28 => DialResult.NoSuchNumber,
        2 or 3 or 27 => DialResult.Unavailable,
        17 => DialResult.Busy,
        18 or 19 or 20 => DialResult.NoAnswer,
        21 => DialResult.Declined,
        26 => DialResult.Cancelled,
        34 or 38 or 41 or 42 => DialResult.Congested,
        _ => DialResult.Unknown,
    };
}
