using System.Buffers;
using System.Globalization;
using System.Text;

namespace CallTracking.LoadLab.Streams;

/// <summary>
/// A seeded stream of calls as Asterisk sends it: answered two-leg calls that begin at a mean rate and overlap. The same seed, rate and
/// start give the same bytes; no two calls share an id.
/// </summary>
/// <remarks>Not thread-safe. After its first calls it allocates nothing, so that it does not disturb what it feeds.</remarks>
internal sealed class CallStream
{
    private const string DateFormat = "yyyy-MM-dd HH:mm:ss";

    private readonly TemplateEvent[] _events = [.. CallTemplate.Load().Events];
    private readonly PriorityQueue<RunningCall, long> _running = new();
    private readonly Stack<RunningCall> _spare = new();
    private readonly double _microsecondsBetweenCalls;
    private readonly long _lastCall;
    private readonly byte[] _time = [.. "0000000000.000000"u8];
    private readonly byte[] _now = new byte[19];
    private long _nowSecond = -1;
    private ulong _random;
    private double _nextStart;

    /// <summary>Begins a stream.</summary>
    /// <param name="seed">Makes gaps and ids.</param>
    /// <param name="callsPerSecond">Mean rate.</param>
    /// <param name="start">Time of the first call.</param>
    /// <param name="calls">How many calls; the default never ends.</param>
    public CallStream(int seed, double callsPerSecond, DateTimeOffset start, long calls = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(callsPerSecond);
        _random = ((ulong)seed * 2) + 1;
        _microsecondsBetweenCalls = 1_000_000 / callsPerSecond;
        _nextStart = Microseconds(start);
        _lastCall = calls;
    }

    /// <summary>What Asterisk sends before the first event: banner, the answer to the login, and that it is fully booted.</summary>
    public static byte[] Greeting { get; } = Encoding.ASCII.GetBytes(
        "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n"
        + "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 601\r\nLastReload: 601\r\nStatus: Fully Booted\r\n\r\n");

    /// <summary>Calls begun.</summary>
    public long Calls { get; private set; }

    /// <summary>Events written.</summary>
    public long Events { get; private set; }

    /// <summary>Whether all calls are over.</summary>
    public bool IsOver => Calls == _lastCall && _running.Count == 0;

    /// <summary>A whole stream at once: the greeting and all its calls, about 40 of them a second.</summary>
    public static byte[] Make(int seed, long calls, double callsPerSecond = 40)
    {
        var start = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        var stream = new CallStream(seed, callsPerSecond, start, calls);
        var output = new ArrayBufferWriter<byte>((int)Math.Min((calls * 48_000) + 4096, Array.MaxLength));
        output.Write(Greeting);
        stream.Write(output, DateTimeOffset.MaxValue);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Appends the events up to a time.</summary>
    /// <param name="output">Takes the bytes.</param>
    /// <param name="until">The time.</param>
    /// <param name="mostBytes">Stops soon after so many bytes; call it again for the rest.</param>
    public void Write(IBufferWriter<byte> output, DateTimeOffset until, long mostBytes = long.MaxValue)
    {
        var limit = Microseconds(until);
        var written = 0L;
        while (written < mostBytes)
        {
            if (Calls < _lastCall && _nextStart <= limit
                && (!_running.TryPeek(out _, out var next) || _nextStart <= next))
            {
                Begin();
                continue;
            }

            if (!_running.TryPeek(out var call, out var at) || at > limit)
            {
                return;
            }

            written += Write(output, call, at);
        }
    }

    private void Begin()
    {
        if (!_spare.TryPop(out var call))
        {
            call = new RunningCall();
        }

        Calls++;
        call.Start = (long)_nextStart;
        call.Next = 0;
        call.HasOptional = Random() % 5 != 0;
        var second = call.Start / 1_000_000;
        call.Clear();
        call.Append(Slot.A, Calls * 2, "x8");
        call.Append(Slot.B, (Calls * 2) + 1, "x8");
        call.Append(Slot.U, second);
        call.Append(Slot.U, '.');
        call.Append(Slot.U, Calls * 2);
        call.Append(Slot.V, second);
        call.Append(Slot.V, '.');
        call.Append(Slot.V, (Calls * 2) + 1);
        call.Append(Slot.N, Calls);
        call.Append(Slot.Num, 1202);
        call.Append(Slot.Num, Calls);
        call.Append(Slot.Call, Calls, "x8");
        call.Append(Slot.Seq, Calls);
        call.Append(Slot.Bridge, Uuid());
        call.Append(Slot.Sip1, Uuid());
        call.Append(Slot.Port1, 20_000 + (Random() % 10_000));
        call.Append(Slot.Port2, 20_000 + (Random() % 10_000));
        call.Append(Slot.Start, DateTimeOffset.FromUnixTimeSeconds(second), DateFormat);
        _running.Enqueue(call, call.Start + _events[0].Offset);
        _nextStart += _microsecondsBetweenCalls * (0.5 + ((Random() & 0xFFFF) / 65536.0));
    }

    private int Write(IBufferWriter<byte> output, RunningCall call, long at)
    {
        var length = 0;
        SetClock(at);
        foreach (var piece in _events[call.Next].Pieces)
        {
            output.Write(piece.Text);
            length += piece.Text.Length;
            if (piece.Then is { } slot)
            {
                var value = slot switch
                {
                    Slot.Time => _time,
                    Slot.Now => _now,
                    _ => call.Value(slot),
                };
                output.Write(value);
                length += value.Length;
            }
        }

        Events++;
        _running.Dequeue();
        do
        {
            call.Next++;
        }
        while (call.Next < _events.Length && _events[call.Next].IsOptional && !call.HasOptional);
        if (call.Next < _events.Length)
        {
            _running.Enqueue(call, call.Start + _events[call.Next].Offset);
        }
        else
        {
            _spare.Push(call);
        }

        return length;
    }

    private void SetClock(long at)
    {
        var (second, rest) = Math.DivRem(at, 1_000_000);
        if (second != _nowSecond)
        {
            _nowSecond = second;
            _ = second.TryFormat(_time, out _, default, CultureInfo.InvariantCulture);
            _ = DateTimeOffset.FromUnixTimeSeconds(second).TryFormat(_now, out _, DateFormat, CultureInfo.InvariantCulture);
        }

        _ = rest.TryFormat(_time.AsSpan(11), out _, "000000", CultureInfo.InvariantCulture);
    }

    private Guid Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Random());
        BitConverter.TryWriteBytes(bytes[8..], Random());
        return new Guid(bytes);
    }

    // SplitMix64: the same numbers on every run time, which System.Random does not promise.
    private ulong Random()
    {
        _random += 0x9E3779B97F4A7C15;
        var mixed = (_random ^ (_random >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    private static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
