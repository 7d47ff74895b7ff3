using System.Collections.Concurrent;
using CallTracking.Access;
using CallTracking.Calls;

namespace CallTracking.AspNetCore.Live;

/// <summary>The clients of this host, by what concerns them: a change goes to its groups only, never to everybody.</summary>
/// <remarks>Groups of our own and not SignalR's: a message to one of SignalR's waits for its slowest member, and nobody hears that he missed
/// something.</remarks>
internal sealed class LiveConnections
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, LiveConnection> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<LiveGroup, LiveConnection[]> _groups = new();

    public IReadOnlyCollection<LiveConnection> All => [.. _connections.Values];

    public LiveConnection? Find(string id) => _connections.GetValueOrDefault(id);

    public void Add(LiveConnection connection)
    {
        lock (_lock)
        {
            _connections[connection.Id] = connection;
            Place(connection);
        }
    }

    public LiveConnection? Remove(string id)
    {
        lock (_lock)
        {
            if (!_connections.TryRemove(id, out var connection))
            {
                return null;
            }

            Leave(connection);
            connection.Outbox.Complete();
            return connection;
        }
    }

    /// <summary>Puts a client where it belongs now: its rights changed, or what it follows.</summary>
    public void Regroup(LiveConnection connection)
    {
        lock (_lock)
        {
            if (_connections.ContainsKey(connection.Id))
            {
                Leave(connection);
                Place(connection);
            }
        }
    }

    /// <summary>The clients of a group.</summary>
    public IReadOnlyList<LiveConnection> In(LiveGroup group) => _groups.GetValueOrDefault(group, []);

    /// <summary>The clients that are told of a call, each once.</summary>
    public IReadOnlyCollection<LiveConnection> Of(Call call)
    {
        var found = new HashSet<LiveConnection>();
        Collect(new LiveGroup(call.Tenant, LiveGroupKind.AllCalls, Guid.Empty));
        if (Guid.TryParseExact(call.PlacedBy, "D", out var placer))
        {
            Collect(new LiveGroup(call.Tenant, LiveGroupKind.CallsOfEmployee, placer));
        }

        foreach (var participant in call.Participants)
        {
            if (participant.Employee is { } employee)
            {
                Collect(new LiveGroup(call.Tenant, LiveGroupKind.CallsOfEmployee, employee));
            }

            if (participant.Department is { } department)
            {
                Collect(new LiveGroup(call.Tenant, LiveGroupKind.CallsOfDepartment, department));
            }
        }

        return found;

        void Collect(LiveGroup group)
        {
            foreach (var connection in In(group))
            {
                found.Add(connection);
            }
        }
    }

    private static IEnumerable<LiveGroup> GroupsOf(LiveConnection connection)
    {
        var caller = connection.Caller;
        var employee = caller.Employee!.Value;
        yield return new LiveGroup(caller.Tenant, LiveGroupKind.Employee, employee);
        if (!connection.FollowsCalls)
        {
            yield break;
        }

        switch (caller.Access.ScopeOf(Permission.CallsRead))
        {
            case AccessScope.All:
                yield return new LiveGroup(caller.Tenant, LiveGroupKind.AllCalls, Guid.Empty);
                break;
            case AccessScope.Team:
                yield return new LiveGroup(caller.Tenant, LiveGroupKind.CallsOfEmployee, employee);
                foreach (var department in caller.Access.Departments)
                {
                    yield return new LiveGroup(caller.Tenant, LiveGroupKind.CallsOfDepartment, department);
                }

                break;
            case AccessScope.Own:
                yield return new LiveGroup(caller.Tenant, LiveGroupKind.CallsOfEmployee, employee);
                break;
            default:
                break;
        }
    }

    private void Place(LiveConnection connection)
    {
        connection.Groups = [.. GroupsOf(connection).Distinct()];
        foreach (var group in connection.Groups)
        {
            _groups[group] = [.. _groups.GetValueOrDefault(group, []), connection];
        }
    }

    private void Leave(LiveConnection connection)
    {
        foreach (var group in connection.Groups)
        {
            var rest = _groups.GetValueOrDefault(group, []).Where(other => other != connection).ToArray();
            if (rest.Length > 0)
            {
                _groups[group] = rest;
            }
            else
            {
                _groups.TryRemove(group, out _);
            }
        }

        connection.Groups = [];
    }
}
