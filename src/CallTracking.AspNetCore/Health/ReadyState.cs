using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallTracking.AspNetCore.Health;

/// <summary>The checks' answer, kept for a second: strangers may ask, and must not be able to keep the store busy by it.</summary>
internal sealed class ReadyState(HealthCheckService checks, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private HealthReport? _report;
    private long _at;

    public async Task<HealthReport> AskAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_report is null || time.GetElapsedTime(_at) >= Kept)
            {
                _report = await checks.CheckHealthAsync(check => check.Tags.Contains(HealthEndpoints.Tag), cancellationToken).ConfigureAwait(false);
                _at = time.GetTimestamp();
            }

            return _report;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
