using System.Collections.Concurrent;
using CallTracking.Access;
using CallTracking.AspNetCore;
using CallTracking.Pbx.Simulator;
using CallTracking.Pipeline;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Web.Hosting.Demo;

/// <summary>Who looks at the demo now.</summary>
internal sealed class DemoVisitors
{
    private readonly ConcurrentDictionary<string, Guid> _circuits = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Guid> Employees => [.. _circuits.Values.Distinct()];

    public void Came(string circuit, Guid employee) => _circuits[circuit] = employee;

    public void Left(string circuit) => _circuits.TryRemove(circuit, out _);
}

/// <summary>Notes the employee of each circuit that is connected.</summary>
internal sealed class DemoVisits(DemoVisitors visitors, AuthenticationStateProvider authentication, ICallTrackingUser users) : CircuitHandler
{
    public override async Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        try
        {
            var user = (await authentication.GetAuthenticationStateAsync()).User;
            if (user.Identity is { IsAuthenticated: true } && (await users.FindAsync(user, cancellationToken))?.Employee is { } employee)
            {
                visitors.Came(circuit.Id, employee);
            }
        }
        catch (LedgerStoreException)
        {
            // He gets no call of his own; the page says why by itself.
        }
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        visitors.Left(circuit.Id);
        return Task.CompletedTask;
    }
}

/// <summary>Lets somebody call whoever looks at the demo: of twelve phones his own would ring every ten minutes otherwise.</summary>
internal sealed class DemoCalls(
    DemoVisitors visitors, SimulatedOutside outside, IStaffDirectory staff, IOpenCalls open, IOptions<CallTrackingOptions> tracking, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(40);

    private readonly Dictionary<Guid, long> _rang = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var employee in visitors.Employees)
                {
                    Ring(employee);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void Ring(Guid employee)
    {
        var tenant = tracking.Value.Tenant;
        if ((_rang.TryGetValue(employee, out var rang) && time.GetElapsedTime(rang) < Between)
            || staff.ExtensionsOf(tenant, employee, time.GetUtcNow()) is not [{ Extension: { } extension }, ..]
            || open.List(Caller.System(tenant)).Any(call => call.Participants.Any(one => one.Party == extension)))
        {
            return;
        }

        if (outside.Call(extension))
        {
            _rang[employee] = time.GetTimestamp();
        }
    }
}
