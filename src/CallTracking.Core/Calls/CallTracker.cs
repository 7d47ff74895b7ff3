using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>Folds the legs of one link into calls: a pure function of its events and the site's settings, without I/O and without a clock.</summary>
/// <remarks>Not thread-safe: one ordered worker per link.</remarks>
public sealed class CallTracker
{
    /// <summary>Creates an empty tracker.</summary>
    /// <param name="tenant">Tenant of the link.</param>
    /// <param name="link">Name of the link.</param>
    /// <param name="site">The link's site.</param>
    public CallTracker(string tenant, string link, SiteOptions site)
    {
        _ = (tenant, link, site);
        OpenCalls = 0;
    }

    /// <summary>Calls that have not ended.</summary>
    public int OpenCalls { get; private set; }

    /// <summary>Applies one event.</summary>
    /// <param name="epoch">Epoch of the connection it came over.</param>
    /// <param name="pbxEvent">The event.</param>
    /// <param name="changes">Takes what became known.</param>
    public void Apply(long epoch, PbxEvent pbxEvent, ICollection<CallChange> changes)
    {
        OpenCalls += 0 * (int)epoch;
        _ = (pbxEvent, changes);
    }
}
