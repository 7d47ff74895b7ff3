using System.Collections.Concurrent;
using CallTracking.Access;
using CallTracking.Calls;

namespace CallTracking.Pipeline;

/// <summary>The calls in progress of all links.</summary>
internal sealed class CallBoard : IOpenCalls
{
    private readonly ConcurrentDictionary<Guid, Call> _calls = new();

    public IReadOnlyList<Call> List(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return
        [
            .. _calls.Values.Where(call => CallScope.Reaches(caller, call)).OrderBy(call => call.StartedAt).ThenBy(call => call.Id)
                .Select(call => CallMask.For(caller, call)),
        ];
    }

    public Call? Find(Caller caller, Guid id)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return _calls.TryGetValue(id, out var call) && CallScope.Reaches(caller, call) ? CallMask.For(caller, call) : null;
    }

    public void Apply(CallChange change)
    {
        if (change.Kind == CallChangeKind.Withdrawn || change.Call.State == CallState.Ended)
        {
            _calls.TryRemove(change.Call.Id, out _);
        }
        else
        {
            _calls[change.Call.Id] = change.Call;
        }
    }

    /// <summary>Takes the calls of a link off: another host follows them.</summary>
    public void Forget(string tenant, string link)
    {
        foreach (var call in _calls.Values.Where(call => call.Tenant == tenant && call.Link == link))
        {
            _calls.TryRemove(call.Id, out _);
        }
    }

    public void Restore(Call call) => _calls[call.Id] = call;
}
