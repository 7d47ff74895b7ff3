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
    /// <param name="records">Finished records of the same PBX, the second witness: see <see cref="ReadRecords"/>. They are read after the
    /// traces; when they become known makes no difference to the ledger. Default none.</param>
    /// <returns>The ledger.</returns>
    /// <exception cref="PbxLinkException">A trace is not of the decoder's protocol.</exception>
    public static ReplayResult Run(
        IPbxDecoder decoder, IEnumerable<IEnumerable<TraceChunk>> connections, SiteOptions site, string link = "replay",
        string tenant = Caller.DefaultTenant, IEnumerable<RecordReceived>? records = null)
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

        foreach (var record in records ?? [])
        {
            ledger.Apply(record);
        }

        return ledger.ToResult(decoder.Frames, new Dictionary<string, long>(decoder.UnknownEvents));
    }

    /// <summary>Reads a file of finished records.</summary>
    /// <param name="decoder">A fresh decoder of the file's format.</param>
    /// <param name="chunks">The file, read lazily, once, chunk by chunk.</param>
    /// <returns>Its records, in its order.</returns>
    /// <exception cref="PbxLinkException">The file is not of the decoder's format; thrown while it is read.</exception>
    public static IEnumerable<RecordReceived> ReadRecords(IPbxDecoder decoder, IEnumerable<TraceChunk> chunks)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(chunks);
        return Read();

        IEnumerable<RecordReceived> Read()
        {
            var pending = new PendingBytes();
            var events = new List<PbxEvent>();
            decoder.Open(null);
            foreach (var chunk in chunks)
            {
                pending.Decode(decoder, chunk, events);
                foreach (var record in events.OfType<RecordReceived>())
                {
                    yield return record;
                }

                events.Clear();
            }

            decoder.Close(null, events);
            foreach (var record in events.OfType<RecordReceived>())
            {
                yield return record;
            }
        }
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

    private sealed class Ledger
    {
        private readonly CallTracker _tracker;
        private readonly CoverageGaps _coverage;
        private readonly HashSet<string> _records = new(StringComparer.Ordinal);
        private Dictionary<string, List<Guid>>? _byFamily;
        private readonly Dictionary<Guid, Call> _calls = [];
        private readonly List<CallChange> _changes = [];
        private readonly List<QuarantinedEvent> _quarantined = [];
        private readonly Dictionary<Guid, CoverageGap> _gaps = [];
        private readonly List<CoverageGap> _changedGaps = [];

        public Ledger(CallTracker tracker, CoverageGaps coverage)
        {
            (_tracker, _coverage) = (tracker, coverage);
            tracker.Recall = Recall;
        }

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
                _tracker.ApplyOrSetAside(Epoch, pbxEvent, _changes);
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
                    Index(change.Call);
                }
            }

            if (pbxEvent is RecordReceived { Record.Key: var key })
            {
                _records.Add(key);
                _tracker.TakeSettled();
            }

            _coverage.Apply(pbxEvent, _changes, _changedGaps);
            foreach (var gap in _changedGaps)
            {
                _gaps[gap.Id] = gap;
            }

            _changes.Clear();
            _changedGaps.Clear();
        }

        // Where the recording itself is over nobody looked any more, which is no gap in what was looked at.
        public ReplayResult ToResult(long frames, IReadOnlyDictionary<string, long> unknownEvents) => new(
            [.. _calls.Values.OrderBy(call => call.StartedAt).ThenBy(IsOnlyRecorded).ThenBy(EpochOf).ThenBy(SeqOf).ThenBy(call => call.Id)],
            _tracker.OpenCalls, frames, unknownEvents, _quarantined)
        {
            Gaps = [.. _gaps.Values.Where(gap => gap.To is not null).OrderBy(gap => gap.From)],
            Records = _records.Count,
        };

        // Calls that only records tell of begin in the same second by the dozen, and when they became known is no order.
        private static bool IsOnlyRecorded(Call call) => call.Witnesses == CallWitness.Cdr;

        private static long EpochOf(Call call) => IsOnlyRecorded(call) ? 0 : call.FirstEpoch;

        private static long SeqOf(Call call) => IsOnlyRecorded(call) ? 0 : call.FirstSeq;

        // The tracker forgets calls half a minute after their end; records may come long after that.
        private RecalledFamily? Recall(FinishedRecord record)
        {
            if (_byFamily is null)
            {
                _byFamily = new Dictionary<string, List<Guid>>(StringComparer.Ordinal);
                foreach (var call in _calls.Values)
                {
                    Index(call);
                }
            }

            var found = new List<Call>();
            foreach (var name in (ReadOnlySpan<LegId?>)[record.Family, record.Leg])
            {
                if (name is { } family && _byFamily.TryGetValue(family.Value, out var ids))
                {
                    found.AddRange(ids.Where(id => _calls.ContainsKey(id) && !found.Exists(one => one.Id == id)).Select(id => _calls[id]));
                }
            }

            return found.Count == 0 ? null : new RecalledFamily(found, []);
        }

        private void Index(Call call)
        {
            if (_byFamily is null)
            {
                return;
            }

            foreach (var family in call.Families)
            {
                if (!_byFamily.TryGetValue(family, out var ids))
                {
                    _byFamily[family] = ids = [];
                }

                if (!ids.Contains(call.Id))
                {
                    ids.Add(call.Id);
                }
            }
        }
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

    /// <summary>Finished records read, each counted once.</summary>
    public int Records { get; init; }
}

/// <summary>An event on which the tracker failed. It is set aside; the events after it are applied.</summary>
/// <param name="Event">The event.</param>
/// <param name="Error">What the tracker threw.</param>
public sealed record QuarantinedEvent(PbxEvent Event, Exception Error);
