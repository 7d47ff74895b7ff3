namespace CallTracking;

/// <summary>
/// What to subscribe to with OpenTelemetry: one <see cref="System.Diagnostics.ActivitySource"/> and one
/// <see cref="System.Diagnostics.Metrics.Meter"/>, both of this name. Phone numbers, extensions and people's names are never attribute
/// values; the names of links are.
/// </summary>
public static class CallTrackingTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "CallTracking";
}
