namespace CallTracking.Pbx.Traces;

/// <summary>What a trace says about itself.</summary>
/// <param name="Kind">The wire, as <see cref="IPbxDecoderFactory.Kind"/> spells it, for instance <c>smdr</c>; null when the trace
/// does not say.</param>
/// <param name="CreatedAt">When it was begun; null when it does not say.</param>
/// <param name="Product">What the PBX calls itself; null when it does not say.</param>
public sealed record TraceHeader(string? Kind, DateTimeOffset? CreatedAt, string? Product)
{
    /// <summary>Name of the file whose connection goes on in this one, because that file had become large or old; null when a connection
    /// begins here.</summary>
    public string? Continues { get; init; }
}
