using System.Buffers;
using System.Buffers.Binary;
using CallTracking.Calls;
using CallTracking.LoadLab.Tracking;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pipeline;
using CallTracking.Storage;

namespace CallTracking.LoadLab.Ledger;

/// <summary>Ended calls with the events behind them, as the pipeline hands them to a writer; told apart by id, place and time.</summary>
internal sealed class LedgerSample
{
    public const string Tenant = "default";
    public const string Link = "lab";

    private readonly List<(Call Call, byte[] Events)> _calls;

    private LedgerSample(List<(Call, byte[])> calls, int eventsPerCall)
    {
        _calls = calls;
        EventsPerCall = eventsPerCall;
    }

    /// <summary>How many different ones there are.</summary>
    public int Count => _calls.Count;

    /// <summary>Events in each blob.</summary>
    public int EventsPerCall { get; }

    /// <summary>Length of the first blob.</summary>
    public int BlobLength => _calls[0].Events.Length;

    /// <summary>Takes the ended calls of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="eventsPerCall">How many of its events go into a call's blob.</param>
    public static LedgerSample Of(byte[] stream, int eventsPerCall = 12)
    {
        var decoder = new AmiDecoderFactory().Create();
        var tracker = new CallTracker(Tenant, Link, LoadSite.Options);
        var events = new List<PbxEvent>();
        decoder.Open(null);
        decoder.Decode(new ReadOnlySequence<byte>(stream), null, events);
        var behind = new Dictionary<Guid, List<PbxEvent>>();
        var changes = new List<CallChange>();
        var calls = new List<(Call, byte[])>();
        var writer = new EventLogWriter();
        foreach (var pbxEvent in events)
        {
            tracker.Apply(1, pbxEvent, changes);
            foreach (var change in changes)
            {
                var own = behind.TryGetValue(change.Call.Id, out var known) ? known : behind[change.Call.Id] = [];
                own.Add(pbxEvent);
                if (change.Kind == CallChangeKind.Ended)
                {
                    own.Take(eventsPerCall).ToList().ForEach(one => EventLogCodec.Write(writer, one));
                    calls.Add((change.Call, writer.Finish().ToArray()));
                }
            }

            changes.Clear();
        }

        return new LedgerSample(calls, eventsPerCall);
    }

    /// <summary>The commit of the n-th call, n from 0. Its ordinal is n + 1.</summary>
    public LedgerCommit Commit(long n)
    {
        var (call, events) = _calls[(int)(n % _calls.Count)];
        var mine = call with { Id = Id(n), StartedAt = At(n), EndedAt = At(n).AddSeconds(20), FirstSeq = Seq(n) };
        return new LedgerCommit(Tenant, Link, 1, n + 1, Seq(n), Seq(n) + 99, At(n).AddSeconds(20), events, [mine], []);
    }

    public byte[] Events(long n) => _calls[(int)(n % _calls.Count)].Events;

    /// <summary>In order of time, as derived ids are.</summary>
    public static Guid Id(long n)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, 0x0193_8A5C_0000_7000 + (n << 16));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 | (((ulong)n * 0x9E3779B97F4A7C15) >> 2));
        return new Guid(bytes, bigEndian: true);
    }

    public static DateTimeOffset At(long n) => new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero).AddMilliseconds(n * 25);

    public static long Seq(long n) => n * 100;
}
