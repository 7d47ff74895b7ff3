using System.Collections.Concurrent;
using CallTracking.Pbx;

namespace CallTracking.Dialing;

/// <summary>The calls that a host has asked for and whose agent leg nobody has heard of yet. When a link's events first name such a leg, our own
/// word for it is put behind.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PlacedCalls
{
    private readonly ConcurrentDictionary<(string Link, LegId Leg), CallPlaced> _awaited = new();

    /// <summary>Watches for a leg, before the PBX is asked for it.</summary>
    /// <param name="link">The link.</param>
    /// <param name="placed">What is to be said of it.</param>
    public void Await(string link, CallPlaced placed) => _awaited[(link, placed.Leg)] = placed;

    /// <summary>Watches no longer.</summary>
    public void Forget(string link, LegId leg) => _awaited.TryRemove((link, leg), out _);

    /// <summary>What is to be put behind an event.</summary>
    /// <param name="link">The link.</param>
    /// <param name="pbxEvent">The event.</param>
    public IReadOnlyList<PbxEvent> TakeFor(string link, PbxEvent pbxEvent)
    {
        if (_awaited.IsEmpty)
        {
            return [];
        }

        return pbxEvent switch
        {
            LegStarted started => TakeFor(link, pbxEvent, started.Leg) is { } placed ? [placed] : [],
            Snapshot snapshot => [.. snapshot.Legs.Select(leg => TakeFor(link, pbxEvent, leg.Leg)).OfType<CallPlaced>()],
            _ => [],
        };
    }

    private CallPlaced? TakeFor(string link, PbxEvent pbxEvent, LegId leg) =>
        _awaited.TryRemove((link, leg), out var placed) ? placed with { Seq = pbxEvent.Seq, At = pbxEvent.At } : null;
}
