using System.Security.Claims;
using CallTracking.Access;

namespace CallTracking.AspNetCore.Live;

/// <summary>One client: who it is, what it follows and what waits for it.</summary>
internal sealed class LiveConnection(string id, ClaimsPrincipal user, Caller caller, int capacity, Action abort)
{
    private volatile Caller _caller = caller;

    public string Id => id;

    public ClaimsPrincipal User => user;

    public Outbox Outbox { get; } = new(capacity);

    /// <summary>Who it is, with what he may do as of the last check.</summary>
    public Caller Caller
    {
        get => _caller;
        set => _caller = value;
    }

    /// <summary>Whether the client wants to be told of calls.</summary>
    public volatile bool FollowsCalls;

    /// <summary>The groups that it is in; only <see cref="LiveConnections"/> changes it.</summary>
    public IReadOnlyList<LiveGroup> Groups { get; set; } = [];

    public void Abort() => abort();
}

/// <summary>Clients whom the same things concern.</summary>
internal readonly record struct LiveGroup(string Tenant, LiveGroupKind Kind, Guid Id);

internal enum LiveGroupKind
{
    /// <summary>The screens of an employee.</summary>
    Employee,

    /// <summary>Who is told of an employee's own calls.</summary>
    CallsOfEmployee,

    /// <summary>Who is told of a department's calls.</summary>
    CallsOfDepartment,

    /// <summary>Who is told of all calls of the tenant.</summary>
    AllCalls,
}
