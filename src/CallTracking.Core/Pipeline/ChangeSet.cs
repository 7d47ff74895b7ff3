using CallTracking.Calls;

namespace CallTracking.Pipeline;

/// <summary>
/// The changes of one step, folded per call. The store gets the newest state of each call. Subscribers get it too, once, and before it
/// the state in which a call began or as which it ended, so that nobody who keeps up misses a beginning or an end.
/// </summary>
internal sealed class ChangeSet
{
    private readonly Dictionary<Guid, Folded> _calls = [];
    private readonly List<Guid> _order = [];

    public void Add(CallChange change)
    {
        if (!_calls.TryGetValue(change.Call.Id, out var folded))
        {
            _order.Add(change.Call.Id);
            _calls.Add(change.Call.Id, new Folded(change.Kind == CallChangeKind.Started ? change : null, change));
        }
        else
        {
            _calls[change.Call.Id] = folded with { Newest = Fold(folded.Newest, change) };
        }
    }

    /// <summary>The newer state under the kind that must not be missed: an end is not hidden by an amendment, a beginning not by
    /// news.</summary>
    public static CallChange Fold(CallChange older, CallChange newer) => (older.Kind, newer.Kind) switch
    {
        (CallChangeKind.Ended, CallChangeKind.Amended) => newer with { Kind = CallChangeKind.Ended },
        (CallChangeKind.Started, CallChangeKind.Updated) => newer with { Kind = CallChangeKind.Started },
        _ => newer,
    };

    /// <summary>Rows to write and rows to remove.</summary>
    public (IReadOnlyList<Call> Calls, IReadOnlyList<Guid> Withdrawn) ToStore()
    {
        var calls = new List<Call>(_order.Count);
        var withdrawn = new List<Guid>();
        foreach (var id in _order)
        {
            var newest = _calls[id].Newest;
            if (newest.Kind == CallChangeKind.Withdrawn)
            {
                withdrawn.Add(id);
            }
            else
            {
                calls.Add(newest.Call);
            }
        }

        return (calls, withdrawn);
    }

    /// <summary>Changes for subscribers, calls in the order in which they first changed.</summary>
    public IEnumerable<CallChange> ToPublish()
    {
        foreach (var id in _order)
        {
            var (began, newest) = _calls[id];
            if (began is not null && newest.Kind == CallChangeKind.Withdrawn)
            {
                // Nobody has heard of it.
                continue;
            }

            if (began is not null && newest.Kind != CallChangeKind.Started)
            {
                yield return began;
            }

            yield return newest;
        }
    }

    private readonly record struct Folded(CallChange? Began, CallChange Newest);
}
