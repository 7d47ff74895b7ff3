using System.Buffers;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;

namespace CallTracking.Pipeline;

/// <summary>
/// Runs recorded traffic through decoder and tracker, the same two that serve a live link, without store, clock or subscribers: the
/// result depends on the traces and the site alone.
/// </summary>
/// <remarks>Stateless and safe for concurrent use; a decoder serves one run.</remarks>
public static class CallReplay
{
    // As often as a live link lets the time reach the decoder when the wire is silent.
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(5);

    /// <summary>Replays traces.</summary>
    /// <param name="decoder">A fresh decoder of the traces' wire.</param>
    /// <param name="connections">A trace per connection, in order of time; read lazily, once, chunk by chunk. Only received chunks
    /// are decoded; a trace that ends without <see cref="TraceChunk.EndOfConnection"/> ends its connection at the last time seen.</param>
    /// <param name="site">The site's settings.</param>
    /// <param name="link">Name of the link, part of every call's id. Default <c>replay</c>.</param>
    /// <param name="tenant">Tenant of the link, part of every call's id. Default <c>default</c>.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="PbxLinkException">A trace is not of the decoder's protocol.</exception>
    public static ReplayResult Run(
        IPbxDecoder decoder, IEnumerable<IEnumerable<TraceChunk>> connections, SiteOptions site, string link = "replay",
        string tenant = Caller.DefaultTenant)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(site);
        ArgumentException.ThrowIfNullOrEmpty(link);
        ArgumentException.ThrowIfNullOrEmpty(tenant);

        var ledger = new Ledger(new CallTracker(tenant, link, site), new CoverageGaps(tenant, link));
        var events = new List<PbxEvent>();
        foreach (var chunks in connections)
        {
            Replay(decoder, chunks, events, ledger);
        }

        return ledger.ToResult(decoder.Frames, new Dictionary<string, long>(decoder.UnknownEvents));
    }

    /// <summary>Replays events that are mapped already; each <see cref="LinkUp"/> begins a connection.</summary>
    /// <param name="events">The events, in order; read once.</param>
    /// <param name="site">The site's settings.</param>
    /// <param name="link">Name of the link, part of every call's id. Default <c>replay</c>.</param>
    /// <param name="tenant">Tenant of the link, part of every call's id. Default <c>default</c>.</param>
    /// <returns>The ledger.</returns>
    public static ReplayResult RunEvents(
        IEnumerable<PbxEvent> events, SiteOptions site, string link = "replay", string tenant = Caller.DefaultTenant)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(site);
        ArgumentException.ThrowIfNullOrEmpty(link);
        ArgumentException.ThrowIfNullOrEmpty(tenant);

        var ledger = new Ledger(new CallTracker(tenant, link, site), new CoverageGaps(tenant, link)) { Epoch = 1 };
        var frames = 0L;
        var begun = false;
        foreach (var pbxEvent in events)
        {
            ledger.Epoch += begun && pbxEvent is LinkUp ? 1 : 0;
            begun = true;
            frames = Math.Max(frames, pbxEvent.Seq);
            ledger.Apply(pbxEvent);
        }

        return ledger.ToResult(frames, new Dictionary<string, long>());
    }

    private static void Replay(
        IPbxDecoder decoder, IEnumerable<TraceChunk> chunks, List<PbxEvent> events, Ledger ledger)
    {
        var pending = new PendingBytes();
        var open = false;
        DateTimeOffset? last = null;
        foreach (var chunk in chunks)
        {
            if (!open)
            {
                // Something after the end is a further connection in the same trace.
                decoder.Open(chunk.At);
                ledger.Epoch++;
                open = true;
                last = null;
            }

            if (chunk.At is { } at && last is { } before && at - before >= TickEvery)
            {
                decoder.Advance(at, events);
            }

            last = chunk.At ?? last;
            if (chunk.Direction == TraceDirection.Received && !chunk.Bytes.IsEmpty)
            {
                pending.Decode(decoder, chunk, events);
            }

            if (chunk.EndOfConnection)
            {
                decoder.Close(chunk.At, events);
                pending.Clear();
                open = false;
            }

            ledger.ApplyAll(events);
        }

        if (open)
        {
            decoder.Close(null, events);
            ledger.ApplyAll(events);
        }
    }

    // What the decoder has not consumed comes again in front of the next chunk, whose memory is only lent to us.
    private sealed class PendingBytes
    {
        private byte[] _bytes = new byte[4096];
        private int _start;
        private int _end;

        public void Decode(IPbxDecoder decoder, TraceChunk chunk, List<PbxEvent> events)
        {
            if (_start == _end)
            {
                var direct = new ReadOnlySequence<byte>(chunk.Bytes);
                Append(direct.Slice(decoder.Decode(direct, chunk.At, events)).First.Span);
                return;
            }

            Append(chunk.Bytes.Span);
            var whole = new ReadOnlySequence<byte>(_bytes, _start, _end - _start);
            _start += (int)whole.Slice(0, decoder.Decode(whole, chunk.At, events)).Length;
        }

        public void Clear() => _start = _end = 0;

        private void Append(ReadOnlySpan<byte> bytes)
        {
            if (_start == _end)
            {
                Clear();
            }

            if (_end + bytes.Length > _bytes.Length)
            {
                var held = _end - _start;
                var target = held + bytes.Length > _bytes.Length ? new byte[Math.Max(held + bytes.Length, 2 * _bytes.Length)] : _bytes;
                Buffer.BlockCopy(_bytes, _start, target, 0, held);
                (_bytes, _start, _end) = (target, 0, held);
            }

            bytes.CopyTo(_bytes.AsSpan(_end));
            _end += bytes.Length;
        }
    }

    private sealed class Ledger(CallTracker tracker, CoverageGaps gaps)
    {
        private readonly Dictionary<Guid, Call> _calls = [];
        private readonly List<CallChange> _changes = [];
        private readonly List<QuarantinedEvent> _quarantined = [];
        private readonly Dictionary<Guid, CoverageGap> _gaps = [];
        private readonly List<CoverageGap> _changedGaps = [];

        public long Epoch { get; set; }

        public void ApplyAll(List<PbxEvent> events)
        {
            foreach (var pbxEvent in events)
            {
                Apply(pbxEvent);
            }

            events.Clear();
        }

        public void Apply(PbxEvent pbxEvent)
        {
            try
            {
                tracker.ApplyOrSetAside(Epoch, pbxEvent, _changes);
            }
#pragma warning disable CA1031 // A bug of the rules must not hide the rest of the ledger: the event is set aside and named.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _quarantined.Add(new QuarantinedEvent(pbxEvent, exception));
            }

            foreach (var change in _changes)
            {
                if (change.Kind == CallChangeKind.Withdrawn)
                {
                    _calls.Remove(change.Call.Id);
                }
                else
                {
                    _calls[change.Call.Id] = change.Call;
                }
            }

            gaps.Apply(pbxEvent, _changes, _changedGaps);
            foreach (var gap in _changedGaps)
            {
                _gaps[gap.Id] = gap;
            }

            _changes.Clear();
            _changedGaps.Clear();
        }

        // Where the recording itself is over nobody looked any more, which is no gap in what was looked at.
        public ReplayResult ToResult(long frames, IReadOnlyDictionary<string, long> unknownEvents) => new(
            [.. _calls.Values.OrderBy(call => call.StartedAt).ThenBy(call => call.FirstEpoch).ThenBy(call => call.FirstSeq)],
            tracker.OpenCalls, frames, unknownEvents, _quarantined)
        {
            Gaps = [.. _gaps.Values.Where(gap => gap.To is not null).OrderBy(gap => gap.From)],
        };
    }
}

/// <summary>What a replay found.</summary>
/// <param name="Calls">The newest instance of every call, in order of start.</param>
/// <param name="OpenCalls">How many of them have not ended.</param>
/// <param name="Frames">Wire frames read.</param>
/// <param name="UnknownEvents">Wire events that the mapping does not know, by name.</param>
/// <param name="Quarantined">Events on which the tracker failed: bugs to report, with the trace. Normally empty.</param>
public sealed record ReplayResult(
    IReadOnlyList<Call> Calls, int OpenCalls, long Frames, IReadOnlyDictionary<string, long> UnknownEvents,
    IReadOnlyList<QuarantinedEvent> Quarantined)
{
    /// <summary>Periods between connections, in which the link was not observed, in order.</summary>
    public IReadOnlyList<CoverageGap> Gaps { get; init; } = [];
}

/// <summary>An event on which the tracker failed. It is set aside; the events after it are applied.</summary>
/// <param name="Event">The event.</param>
/// <param name="Error">What the tracker threw.</param>
public sealed record QuarantinedEvent(PbxEvent Event, Exception Error);
