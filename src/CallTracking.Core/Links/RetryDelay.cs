namespace CallTracking.Links;

/// <summary>
/// Pauses between attempts: half a second, doubling up to a limit, each shortened by up to half at random so that many links which lost
/// the same PBX do not come back in one moment.
/// </summary>
internal sealed class RetryDelay(TimeSpan longest, Func<double>? random = null)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    // Spreading load is no secret.
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;
    private TimeSpan _next = First;

    /// <summary>The pause before the next attempt.</summary>
    public TimeSpan Next()
    {
        var pause = Jitter(_next < longest ? _next : longest);
        _next = _next < longest ? 2 * _next : longest;
        return pause;
    }

    /// <summary>The pause where trying soon is of no use because somebody has to mend something first. Twelve times the limit: two minutes by default.</summary>
    public TimeSpan NextSlow() => Jitter(12 * longest);

    /// <summary>All went well for a while: the next pause is short again.</summary>
    public void Reset() => _next = First;

    private TimeSpan Jitter(TimeSpan pause) => pause * (0.5 + (0.5 * _random()));
}
