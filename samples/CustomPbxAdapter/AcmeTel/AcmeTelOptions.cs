namespace AcmeTel;

/// <summary>How to reach one AcmeTel.</summary>
public sealed class AcmeTelOptions
{
    /// <summary>Host name or address.</summary>
    public string Host { get; set; } = string.Empty;

    /// <summary>TCP port of its event feed. Default 7070.</summary>
    public int Port { get; set; } = 7070;

    /// <summary>User of the feed.</summary>
    public string User { get; set; } = string.Empty;

    /// <summary>The user's secret. Never recorded, never logged.</summary>
    public string Secret { get; set; } = string.Empty;
}
