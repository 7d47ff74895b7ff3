using CallTracking.Calls;

namespace CallTracking.Pipeline;

/// <summary>A picture of the calls in progress that is kept in step with the board: it is told of each change at once and before any subscriber,
/// so that whoever is told of a change and looks finds it there.</summary>
/// <remarks>Called on the pipelines' own threads, for one call never twice at the same time: it has to be quick and may not wait.</remarks>
internal interface ICallView
{
    /// <summary>Something was learned about a call.</summary>
    void Apply(CallChange change);

    /// <summary>A call is in progress; nothing happened to it just now: it was open when the process ended.</summary>
    void Restore(Call call);

    /// <summary>This host follows a link's calls no more.</summary>
    void Forget(string tenant, string link);
}
