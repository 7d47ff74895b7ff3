using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Links;

/// <summary>What a live link wants to know of its decoder beyond what a replay does.</summary>
internal interface ILinkDecoder : IPbxDecoder
{
    /// <summary>The time of what came last.</summary>
    DateTimeOffset LastTime { get; }

    /// <summary>Messages dropped for their length.</summary>
    long Oversize { get; }

    /// <summary>The length beyond which a message is dropped.</summary>
    int OversizeLimit { get; }

    /// <summary>Channels that the PBX has, as far as was seen.</summary>
    int Channels { get; }

    /// <summary>Events about channels that nobody knows: something passed unseen.</summary>
    long Strays { get; }

    /// <summary>Counts the unknown events; a cheap look whether <see cref="IPbxDecoder.UnknownEvents"/> has news.</summary>
    EventNames Names { get; }
}
