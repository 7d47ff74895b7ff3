using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CallTracking.Links;

/// <summary>Says of one link whether its calls are heard and kept.</summary>
internal sealed class LinkHealthCheck(LinkBoard board, string link) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = board.Find(link);
        return Task.FromResult(status is null
            ? HealthCheckResult.Degraded("The link has not been started.")
            : Judge(status, context.Registration.FailureStatus));
    }

    internal static HealthCheckResult Judge(LinkStatus status, HealthStatus failure)
    {
        var data = new Dictionary<string, object>
        {
            ["state"] = status.State.ToString(),
            ["since"] = status.Since,
            ["attempt"] = status.Attempt,
            ["openCalls"] = status.OpenCalls,
            ["backlog"] = status.Backlog,
            ["quarantinedEvents"] = status.QuarantinedEvents,
            ["gapSince"] = status.GapSince?.ToString("u", System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty,
            ["spoolBytes"] = status.SpoolBytes,
        };
        return status switch
        {
            { State: LinkState.Down or LinkState.Failed } =>
                new HealthCheckResult(failure, status.LastError ?? "Not connected.", null, data),
            { State: LinkState.Starting, StoreError: { } error } =>
                new HealthCheckResult(failure, $"Not connected before the store answers: {error}", null, data),
            { SpoolError: { } error, StoreError: not null } =>
                new HealthCheckResult(failure, $"Calls are not kept, neither the store nor the spool takes them: {error}", null, data),
            { SpooledSince: { } since, StoreError: { } error } => HealthCheckResult.Degraded(
                $"The store does not take calls, they wait in the spool since {since:u}: {error}", null, data),
            { SpooledSince: { } since } => HealthCheckResult.Degraded($"The store catches up with the spool of {since:u}.", null, data),
            { StoreError: { } error } => HealthCheckResult.Degraded($"The store does not take calls: {error}", null, data),
            { RecordsError: { } error } => HealthCheckResult.Degraded($"Finished records are not read: {error}", null, data),
            { InboxFullSince: { } since } =>
                HealthCheckResult.Degraded($"The inbox is full since {since:u}; the PBX is not read.", null, data),
            { SpoolError: { } error } =>
                HealthCheckResult.Degraded($"Nothing would keep calls while the store is away: {error}", null, data),
            { State: LinkState.Resyncing } => HealthCheckResult.Degraded("Asking the PBX which calls it has.", null, data),
            { State: LinkState.Up, Hint: { } hint } => HealthCheckResult.Degraded(hint, null, data),
            { State: LinkState.Starting or LinkState.Connecting } => HealthCheckResult.Degraded("Connecting.", null, data),
            _ => HealthCheckResult.Healthy(status.State.ToString(), data),
        };
    }
}

/// <summary>Registers a health check named <c>calltracking:link</c> for each link.</summary>
internal sealed class LinkHealthChecks(IEnumerable<LinkRegistration> links, LinkBoard board) : IConfigureOptions<HealthCheckServiceOptions>
{
    public void Configure(HealthCheckServiceOptions options)
    {
        foreach (var link in links)
        {
            options.Registrations.Add(new HealthCheckRegistration(
                $"calltracking:{link.Name}", new LinkHealthCheck(board, link.Name), HealthStatus.Unhealthy, ["calltracking"]));
        }
    }
}
