using Microsoft.Extensions.Logging;

namespace CallTracking.Identification;

/// <summary>The host's look-ups, asked in order until one knows somebody. None of them can hold up or spoil an identification.</summary>
internal sealed class HostLookups(
    IServiceProvider host, IEnumerable<CallerLookupRegistration> registrations, IdentificationMetrics metrics, TimeProvider time,
    ILogger<HostLookups> logger)
{
    private const int MostAtOnce = 16;
    private const int MostFailures = 3;
    private const int MostCandidates = 20;
    private const int NameLength = 200;
    private const double MostConfidence = 0.9;

    private static readonly TimeSpan Peace = TimeSpan.FromSeconds(30);

    // A stable sort: equal ones stay as they were registered.
    private readonly Asked[] _lookups =
    [
        .. registrations.OrderBy(registration => registration.Options.Order)
            .Select(registration => new Asked(registration, new Lazy<ICallerLookup>(() => registration.Create(host)))),
    ];

    /// <summary>Whether there is any.</summary>
    public bool Any => _lookups.Length > 0;

    /// <summary>Who it may be, and whether all that had to be asked have answered.</summary>
    public async Task<(IReadOnlyList<CallerCandidate> Candidates, bool IsComplete)> FindAsync(CallerLookupRequest request)
    {
        var isComplete = true;
        foreach (var lookup in _lookups)
        {
            var answer = await AskAsync(lookup, request).ConfigureAwait(false);
            isComplete &= answer is not null;
            if (answer is { Count: > 0 })
            {
                return (Candidates(lookup.Name, answer), isComplete);
            }
        }

        return ([], isComplete);
    }

    private async Task<IReadOnlyList<HostCaller>?> AskAsync(Asked lookup, CallerLookupRequest request)
    {
        if (lookup.IsAtPeace(time))
        {
            metrics.LookupSkipped(lookup.Name);
            return null;
        }

        if (!lookup.Room.Wait(0, CancellationToken.None))
        {
            metrics.LookupFailed(lookup.Name, "busy");
            return null;
        }

        using var limit = new CancellationTokenSource(lookup.Timeout, time);
        Task<IReadOnlyList<HostCaller>>? asking = null;
        try
        {
            asking = Task.Run(async () => await lookup.Host.Value.FindAsync(request, limit.Token).ConfigureAwait(false), CancellationToken.None);
            var answer = await asking.WaitAsync(lookup.Timeout, time, CancellationToken.None).ConfigureAwait(false);
            lookup.Worked();
            return answer ?? [];
        }
#pragma warning disable CA1031 // Code of the host: whatever it throws costs its answer and nothing else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failed(lookup, exception, isSlow: limit.IsCancellationRequested || exception is TimeoutException);
            return null;
        }
        finally
        {
            // Its place is free when it has really ended: one that never ends runs out of places and is not asked any more.
            if (asking is null)
            {
                lookup.Room.Release();
            }
            else
            {
                _ = asking.ContinueWith(
                    ended =>
                    {
                        _ = ended.Exception;
                        lookup.Room.Release();
                    },
                    CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    private void Failed(Asked lookup, Exception exception, bool isSlow)
    {
        metrics.LookupFailed(lookup.Name, isSlow ? "timeout" : "error");
        if (lookup.Failed(time))
        {
            Log.LookupLeftInPeace(logger, lookup.Name, MostFailures, Peace);
        }

        if (isSlow)
        {
            Log.LookupTooSlow(logger, lookup.Name, lookup.Timeout);
        }
        else
        {
            // The host's message may hold the number: its type says enough.
            Log.LookupFailed(logger, lookup.Name, exception.GetType().Name);
        }
    }

    private static List<CallerCandidate> Candidates(string lookup, IReadOnlyList<HostCaller> answer) =>
    [
        .. answer.Where(caller => caller is not null && !string.IsNullOrWhiteSpace(caller.Name)).Take(MostCandidates)
            .Select(caller => new CallerCandidate(
                caller.ContactId, Cut(caller.Name)!, double.IsNaN(caller.Confidence) ? 0 : Math.Clamp(caller.Confidence, 0, MostConfidence),
                IdentificationSource.Host)
            {
                AddressAs = Cut(caller.AddressAs),
                ExternalId = Cut(caller.ExternalId),
                Lookup = lookup,
            }),
    ];

    private static string? Cut(string? text) => text is null || text.Length <= NameLength
        ? text
        : text[..(char.IsHighSurrogate(text[NameLength - 1]) ? NameLength - 1 : NameLength)];

    private sealed class Asked(CallerLookupRegistration registration, Lazy<ICallerLookup> host)
    {
        private readonly Lock _lock = new();
        private int _failures;
        private long? _failedAt;

        public string Name => registration.Name;

        public TimeSpan Timeout => registration.Options.Timeout;

        public Lazy<ICallerLookup> Host => host;

        public SemaphoreSlim Room { get; } = new(MostAtOnce, MostAtOnce);

        public bool IsAtPeace(TimeProvider time)
        {
            lock (_lock)
            {
                return _failures >= MostFailures && _failedAt is { } at && time.GetElapsedTime(at) < Peace;
            }
        }

        public void Worked()
        {
            lock (_lock)
            {
                _failures = 0;
            }
        }

        /// <summary>Whether it is left in peace from now on.</summary>
        public bool Failed(TimeProvider time)
        {
            lock (_lock)
            {
                _failedAt = time.GetTimestamp();
                return ++_failures == MostFailures;
            }
        }
    }
}
