namespace CallTracking.Pbx.Asterisk;

/// <summary>What an <c>OriginateResponse</c> says of the leg that was called.</summary>
internal static class OriginateReasons
{
    private const long Ringing = 3;
    private const long Busy = 5;
    private const long Congestion = 8;

    /// <summary>Whether the leg's end can add nothing.</summary>
    /// <param name="succeeded">Whether the leg was lifted.</param>
    /// <param name="reason">The reason: a control frame of Asterisk's.</param>
    /// <param name="told">What the leg's end told, if it was heard before.</param>
    public static bool IsTold(bool succeeded, long? reason, DialResult told) =>
        succeeded || told != DialResult.Unknown || reason is Ringing or Busy or Congestion;

    /// <summary>Reads response and reason.</summary>
    /// <param name="succeeded">Whether the leg was lifted.</param>
    /// <param name="reason">The reason: a control frame of Asterisk's.</param>
    /// <param name="told">What the leg's end told, if it was heard before.</param>
    public static DialResult Of(bool succeeded, long? reason, DialResult told)
    {
        if (succeeded)
        {
            return DialResult.Answered;
        }

        // A phone that declines is told as a failure like any other, with Asterisk 16 also one that is busy; the end of its leg knows better.
        return reason switch
        {
            Ringing when told is DialResult.Unknown or DialResult.Cancelled => DialResult.NoAnswer,
            Busy => DialResult.Busy,
            _ when told != DialResult.Unknown => told,
            Congestion => DialResult.Congested,
            0 => DialResult.Unavailable,
            _ => DialResult.Unknown,
        };
    }
}
