using CallTracking.Pbx;

namespace CallTracking.Links;

/// <summary>The way to ask the PBX of a link to do something with calls: place one, end one, hand one over. The ledger learns of it as of
/// everything, by what the PBX then tells.</summary>
/// <remarks>Thread-safe. What a link can do is in <see cref="LinkStatus.Abilities"/>. Who may do it is the host's to check.</remarks>
public interface ILinkControls
{
    /// <summary>By what the PBX of a link is asked; null when there is no link of that name, the host has not started, or its PBX cannot be
    /// asked anything. While the link is down, or held by another host, its methods throw <see cref="PbxControlException"/>.</summary>
    /// <param name="link">Name of the link.</param>
    IPbxCallControl? Find(string link);
}
