namespace CallTracking.Pbx.FreeSwitch;

/// <summary>What FreeSWITCH's names of hang-up causes say. The Q.850 numbers beside them do not tell enough: a dozen of its own causes all
/// have 16.</summary>
internal static class HangupCauses
{
    public const string Forwarded = "REDIRECTION_TO_NEW_DESTINATION";
    public const string PickedOff = "PICKED_OFF";

    /// <summary>The result of the attempt to reach a leg that FreeSWITCH called.</summary>
    public static DialResult OfCalled(string? cause) => cause switch
    {
        "USER_BUSY" => DialResult.Busy,
        "CALL_REJECTED" => DialResult.Declined,
        "NO_ANSWER" or "NO_USER_RESPONSE" or "ALLOTTED_TIMEOUT" or "RECOVERY_ON_TIMER_EXPIRE" or "PROGRESS_TIMEOUT" => DialResult.NoAnswer,
        "ORIGINATOR_CANCEL" or "LOSE_RACE" or PickedOff => DialResult.Cancelled,
        Forwarded => DialResult.Forwarded,
        "NO_ROUTE_DESTINATION" or "UNALLOCATED_NUMBER" or "INVALID_NUMBER_FORMAT" or "NO_ROUTE_TRANSIT_NET" or "NUMBER_CHANGED" =>
            DialResult.NoSuchNumber,
        "NORMAL_CIRCUIT_CONGESTION" or "SWITCH_CONGESTION" or "REQUESTED_CHAN_UNAVAIL" or "NETWORK_OUT_OF_ORDER"
            or "NORMAL_TEMPORARY_FAILURE" or "GATEWAY_DOWN" or "EXCHANGE_ROUTING_ERROR" or "OUTGOING_CALL_BARRED" or "CALL_BARRED"
            or "BEARERCAPABILITY_NOTAUTH" or "FACILITY_REJECTED" => DialResult.Congested,
        null or "" or "NONE" or "NORMAL_CLEARING" or "NORMAL_UNSPECIFIED" or "MANAGER_REQUEST" or "ATTENDED_TRANSFER" or "BLIND_TRANSFER"
            or "SUCCESS" or "SYSTEM_SHUTDOWN" or "CRASH" => DialResult.Unknown,
        _ => DialResult.Unavailable,
    };

    /// <summary>What the end of a leg that called in says. Its cause lies in most cases; that the number does not exist is true.</summary>
    public static DialResult OfCaller(string? cause) =>
        cause is "NO_ROUTE_DESTINATION" or "UNALLOCATED_NUMBER" or "INVALID_NUMBER_FORMAT" ? DialResult.NoSuchNumber : DialResult.Unknown;

    /// <summary>A program asked for the end.</summary>
    public static bool IsByApplication(string? cause) => cause == "MANAGER_REQUEST";

    /// <summary>FreeSWITCH goes down.</summary>
    public static bool IsShutdown(string? cause) => cause is "SYSTEM_SHUTDOWN" or "CRASH";
}
