using System.Collections.Concurrent;
using CallTracking.Access;

namespace CallTracking.Samples.Web.Notices;

/// <summary>When somebody had a screen open last: who comes back from another page or tab was not away.</summary>
/// <remarks>Thread-safe. It holds an instant for each employee who signed in since the host started.</remarks>
internal sealed class Presence(TimeProvider time)
{
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Tenant, Guid Employee), DateTimeOffset> _seen = new();

    /// <summary>Somebody opened a screen.</summary>
    /// <returns>Whether he was away before.</returns>
    public bool Arrive(Caller caller)
    {
        var now = time.GetUtcNow();
        var wasAway = caller.Employee is { } employee && (!_seen.TryGetValue((caller.Tenant, employee), out var seen) || now - seen >= Away);
        Stay(caller);
        return wasAway;
    }

    /// <summary>His screen is still open.</summary>
    public void Stay(Caller caller)
    {
        if (caller.Employee is { } employee)
        {
            _seen[(caller.Tenant, employee)] = time.GetUtcNow();
        }
    }
}
