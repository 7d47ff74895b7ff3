namespace CallTracking.Pbx.Asterisk;

/// <summary>Decoders for recorded streams of Asterisk.</summary>
public static class AsteriskDecoders
{
    /// <summary>The manager interface (AMI): kind <c>asterisk-ami</c>. The same decoder as on a live link.</summary>
    public static IPbxDecoderFactory Ami { get; } = new AmiDecoderFactory();
}

internal sealed class AmiDecoderFactory : IPbxDecoderFactory
{
    public string Kind => "asterisk-ami";

    public IPbxDecoder Create() => new AmiDecoder();
}
