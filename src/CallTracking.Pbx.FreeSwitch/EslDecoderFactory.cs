namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Makes decoders for recorded or received bytes of an event socket, so that a host can replay a trace by the name
/// <c>freeswitch-esl</c>.</summary>
/// <remarks>Safe for concurrent use. Frames may be JSON, plain text or XML, in any mixture.</remarks>
public sealed class EslDecoderFactory : IPbxDecoderFactory
{
    /// <summary>The name of the wire: <c>freeswitch-esl</c>.</summary>
    public const string KindName = "freeswitch-esl";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public IPbxDecoder Create() => new EslDecoder();
}
