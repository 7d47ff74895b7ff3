using System.Globalization;
using System.Numerics;

namespace CallTracking.LoadLab.Load;

/// <summary>Counts latencies in buckets about one per cent wide, from a microsecond to hours, in a fixed amount of memory.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class LatencyHistogram
{
    // A power of two: buckets per doubling.
    private const int Fine = 64;
    private const int FineBits = 6;

    private readonly long[] _buckets = new long[Fine * 40];
    private long _count;
    private long _most;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Counts one; a negative one counts as zero, since two clocks read one after the other may disagree.</summary>
    public void Add(TimeSpan latency)
    {
        var micros = Math.Max(0, latency.Ticks / TimeSpan.TicksPerMicrosecond);
        Interlocked.Increment(ref _buckets[Math.Min(Bucket(micros), _buckets.Length - 1)]);
        Interlocked.Increment(ref _count);
        var most = Interlocked.Read(ref _most);
        while (micros > most && Interlocked.CompareExchange(ref _most, micros, most) is var seen && seen != most)
        {
            most = seen;
        }
    }

    public Latencies ToLatencies() => new(Count, At(0.5), At(0.9), At(0.99), At(0.999), Interlocked.Read(ref _most) / 1000.0);

    private double At(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        var seen = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += Interlocked.Read(ref _buckets[i]);
            if (seen >= wanted && seen > 0)
            {
                return Math.Min(Upper(i), Interlocked.Read(ref _most)) / 1000.0;
            }
        }

        return 0;
    }

    private static int Bucket(long micros)
    {
        if (micros < Fine)
        {
            return (int)micros;
        }

        var exponent = BitOperations.Log2((ulong)micros) - FineBits;
        return ((exponent + 1) * Fine) + (int)((micros >> exponent) - Fine);
    }

    private static long Upper(int bucket)
    {
        if (bucket < Fine)
        {
            return bucket;
        }

        var exponent = (bucket / Fine) - 1;
        return ((long)(Fine + (bucket % Fine) + 1) << exponent) - 1;
    }
}

/// <summary>Quantiles in milliseconds.</summary>
internal sealed record Latencies(long Count, double P50, double P90, double P99, double P999, double Most)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"p50 {P50:0.##} ms, p90 {P90:0.##} ms, p99 {P99:0.##} ms, p99.9 {P999:0.##} ms, most {Most:0.#} ms ({Count:N0} measured)");
}
