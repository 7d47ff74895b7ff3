namespace CallTracking.Testing.FreeSwitch;

/// <summary>How events are written on an event socket.</summary>
public enum EslFormat
{
    /// <summary>As JSON (<c>text/event-json</c>).</summary>
    Json,

    /// <summary>As header lines with encoded values (<c>text/event-plain</c>).</summary>
    Plain,

    /// <summary>As XML with encoded values (<c>text/event-xml</c>).</summary>
    Xml,
}
