using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;

namespace CallTracking.Pipeline;

/// <summary>Applies one event of a link; see <see cref="CallTracker.Apply"/>.</summary>
internal delegate void TrackEvent(long epoch, PbxEvent pbxEvent, ICollection<CallChange> changes);

/// <summary>What the events of one link amount to so far: the tracker, the calls that it has open, and where it was not observed.</summary>
/// <remarks>Not thread-safe: one ordered worker per link.</remarks>
internal sealed class LinkFold(TrackEvent track, CoverageGaps gaps)
{
    private readonly Dictionary<Guid, Call> _open = [];
    private readonly List<CallChange> _new = [];
    private readonly HashSet<Guid> _ignored = [];
    private readonly HashSet<Guid> _doubted = [];

    /// <summary>The newest state of each call that has not ended.</summary>
    public IReadOnlyDictionary<Guid, Call> Open => _open;

    /// <summary>Where the link was not observed.</summary>
    public CoverageGaps Gaps => gaps;

    /// <summary>The tracker's side for finished records; null for a tracker that knows none.</summary>
    public CallTracker? Records => track.Target as CallTracker;

    /// <summary>Applies one event and never throws.</summary>
    /// <param name="epoch">Epoch of the connection it came over.</param>
    /// <param name="pbxEvent">The event.</param>
    /// <param name="changes">Takes what became known of calls.</param>
    /// <param name="changedGaps">Takes what became known of coverage gaps.</param>
    /// <returns>What the tracker threw; null when all is well. What it had told before it threw is true and counts.</returns>
    public Exception? Apply(long epoch, PbxEvent pbxEvent, List<CallChange> changes, ICollection<CoverageGap> changedGaps)
    {
        Exception? error = null;
        try
        {
            track(epoch, pbxEvent, _new);
        }
#pragma warning disable CA1031 // One event that the rules cannot take must not stop a link: it is set aside, counted and kept in the log.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception;
        }

        CheckNew();
        foreach (var change in _new)
        {
            if (change.Kind == CallChangeKind.Withdrawn || change.Call.State == CallState.Ended)
            {
                _open.Remove(change.Call.Id);
            }
            else
            {
                _open[change.Call.Id] = change.Call;
            }

            changes.Add(change);
        }

        gaps.Apply(pbxEvent, _new, changedGaps);
        _new.Clear();
        return error;
    }

    /// <summary>A call is over although its events, as far as they can be read, do not say so: nothing is told of it any more.</summary>
    public void Ignore(Guid id)
    {
        _open.Remove(id);
        _ignored.Add(id);
    }

    /// <summary>Some events of a call cannot be read: whatever is told of it from now on says so.</summary>
    public void Doubt(Guid id)
    {
        _doubted.Add(id);
        _open[id] = WithDoubt(_open[id]);
    }

    private static Call WithDoubt(Call call) =>
        call with { Because = [.. call.Because, new Because("call", "eventsLost", [])] };

    private void CheckNew()
    {
        if (_ignored.Count > 0)
        {
            _new.RemoveAll(change => _ignored.Contains(change.Call.Id));
        }

        for (var index = 0; index < _new.Count && _doubted.Count > 0; index++)
        {
            if (_doubted.Contains(_new[index].Call.Id))
            {
                _new[index] = _new[index] with { Call = WithDoubt(_new[index].Call) };
            }
        }
    }
}
