namespace CallTracking.Pbx.Asterisk;

/// <summary>Makes decoders for recorded or received AMI bytes, so that a host can replay a trace by the name <c>asterisk-ami</c>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class AmiDecoderFactory : IPbxDecoderFactory
{
    /// <summary>The name of the wire: <c>asterisk-ami</c>.</summary>
    public const string KindName = "asterisk-ami";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Whether <c>Cdr</c> events are read as finished records. Default false.</summary>
    public bool ReadsRecords { get; init; }

    /// <inheritdoc/>
    public IPbxDecoder Create() => new AmiDecoder(readsRecords: ReadsRecords);
}
