using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.Samples.Console.Live;

/// <summary>A way to show calls while they happen. Changes of calls and of links come from different threads.</summary>
internal interface ILiveView
{
    void Show(CallChange change);

    void Show(LinkStatus link);

    /// <summary>Changes were left out because we were too slow; each call's newest state still comes.</summary>
    void ShowLag(long skipped);

    /// <summary>Draws until cancelled; views that write a line per change have nothing to do here.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
