using CallTracking.Calls;
using CallTracking.Pbx;

namespace CallTracking.Pipeline;

/// <summary>Applies one event of a link; see <see cref="CallTracker.Apply"/>.</summary>
internal delegate void TrackEvent(long epoch, PbxEvent pbxEvent, ICollection<CallChange> changes);

/// <summary>What the events of one link amount to so far: the tracker, and the calls that it has open.</summary>
/// <remarks>Not thread-safe: one ordered worker per link.</remarks>
internal sealed class LinkFold(TrackEvent track)
{
    private readonly Dictionary<Guid, Call> _open = [];
    private readonly List<CallChange> _new = [];

    /// <summary>The newest state of each call that has not ended.</summary>
    public IReadOnlyDictionary<Guid, Call> Open => _open;

    /// <summary>False after a <see cref="LinkDown"/>. True before the first of both: a log that begins amid a connection has
    /// neither.</summary>
    public bool LinkIsUp { get; private set; } = true;

    /// <summary>Applies one event and never throws.</summary>
    /// <returns>What the tracker threw; null when all is well. What it had told before it threw is true and counts.</returns>
    public Exception? Apply(long epoch, PbxEvent pbxEvent, List<CallChange> changes)
    {
        LinkIsUp = pbxEvent switch
        {
            LinkUp => true,
            LinkDown => false,
            _ => LinkIsUp,
        };
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

        _new.Clear();
        return error;
    }
}
