namespace CallTracking.Pbx.Wire;

/// <summary>What ends a line of a header block.</summary>
public enum LineEnd
{
    /// <summary>CR LF. A lone LF belongs to the value it stands in.</summary>
    CrLf,

    /// <summary>LF; a CR before it is dropped.</summary>
    Lf,
}
