using CallTracking.Calls;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.Live;

/// <summary>Counts calls that begin and end.</summary>
internal sealed class LiveCount
{
    public int Started { get; private set; }

    public int Ended { get; private set; }

    public override string ToString() => $"{Wording.Calls(Started)} began, {Wording.Calls(Ended)} ended";

    public void Add(CallChange change)
    {
        Started += change.Kind == CallChangeKind.Started ? 1 : 0;
        Ended += change.Kind == CallChangeKind.Ended ? 1 : 0;
    }
}
