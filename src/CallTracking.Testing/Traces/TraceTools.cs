using CallTracking.Pbx.Traces;

namespace CallTracking.Testing.Traces;

/// <summary>Cuts a recording down to what a test needs, and says what is in one.</summary>
/// <remarks>Everything streams: a trace of any size takes bounded memory, and chunks are valid until the next one is read, as
/// <see cref="TraceReader.ReadChunks"/> gives them. What is cut is cut between chunks as they were recorded; bytes are never changed.</remarks>
public static class TraceTools
{
    /// <summary>Reads a recording through and says what is in it.</summary>
    /// <param name="chunks">The recording.</param>
    public static TraceSummary Inspect(IEnumerable<TraceChunk> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        var connections = new List<TraceConnectionSummary>();
        TraceConnectionSummary? current = null;
        foreach (var chunk in chunks)
        {
            current ??= new TraceConnectionSummary(chunk.At, chunk.At, 0, 0, 0, IsEnded: false);
            var isReceived = chunk.Direction == TraceDirection.Received;
            current = current with
            {
                From = current.From ?? chunk.At,
                To = chunk.At ?? current.To,
                Chunks = current.Chunks + (chunk.Bytes.IsEmpty ? 0 : 1),
                Received = current.Received + (isReceived ? chunk.Bytes.Length : 0),
                Sent = current.Sent + (isReceived ? 0 : chunk.Bytes.Length),
                IsEnded = chunk.EndOfConnection,
            };
            if (chunk.EndOfConnection)
            {
                connections.Add(current);
                current = null;
            }
        }

        return new TraceSummary(current is null ? connections : [.. connections, current]);
    }

    /// <summary>The part of a recording that lies in a period.</summary>
    /// <param name="chunks">The recording; it must have times.</param>
    /// <param name="from">The period's beginning.</param>
    /// <param name="to">The instant after its end.</param>
    /// <param name="keepGreeting">Whether the first bytes received of each connection are kept wherever they lie, so that a protocol
    /// that begins with a greeting can still be decoded. Default true.</param>
    /// <exception cref="InvalidDataException">The recording has no times; thrown while it is read.</exception>
    public static IEnumerable<TraceChunk> Cut(IEnumerable<TraceChunk> chunks, DateTimeOffset from, DateTimeOffset to, bool keepGreeting = true)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return Filter();

        IEnumerable<TraceChunk> Filter()
        {
            var isGreeting = true;
            var isOpen = false;
            foreach (var chunk in chunks)
            {
                var at = chunk.At ?? throw new InvalidDataException("A recording without times cannot be cut by time.");
                var isInside = at >= from && at < to;
                var isWanted = isInside || (keepGreeting && isGreeting && at < to && chunk.Direction == TraceDirection.Received);
                isGreeting = chunk.EndOfConnection || (isGreeting && chunk.Direction != TraceDirection.Received);
                isOpen |= isWanted && !chunk.EndOfConnection;

                // A connection that ended before the period leaves nothing but its greeting: not worth its end.
                if (isWanted && (!chunk.EndOfConnection || isOpen))
                {
                    yield return chunk;
                }

                isOpen = isOpen && !chunk.EndOfConnection;
            }
        }
    }

    /// <summary>The connections of a recording, one after the other. Each must be read before the next one is asked for.</summary>
    /// <param name="chunks">The recording.</param>
    public static IEnumerable<IEnumerable<TraceChunk>> Split(IEnumerable<TraceChunk> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        return Connections();

        IEnumerable<IEnumerable<TraceChunk>> Connections()
        {
            using var source = chunks.GetEnumerator();
            while (source.MoveNext())
            {
                yield return Connection(source);
            }
        }

        static IEnumerable<TraceChunk> Connection(IEnumerator<TraceChunk> source)
        {
            do
            {
                yield return source.Current;
            }
            while (!source.Current.EndOfConnection && source.MoveNext());
        }
    }

    /// <summary>Puts recordings of one link behind one another, as successive connections; one that has no end gets one at its last time.</summary>
    /// <param name="recordings">The recordings, in order of time.</param>
    public static IEnumerable<TraceChunk> Join(params IEnumerable<IEnumerable<TraceChunk>> recordings)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        return All();

        IEnumerable<TraceChunk> All()
        {
            foreach (var recording in recordings)
            {
                var (last, isOpen) = ((DateTimeOffset?)null, false);
                foreach (var chunk in recording)
                {
                    (last, isOpen) = (chunk.At ?? last, !chunk.EndOfConnection);
                    yield return chunk;
                }

                if (isOpen)
                {
                    yield return new TraceChunk(last, TraceDirection.Received, default, EndOfConnection: true);
                }
            }
        }
    }

    /// <summary>Puts recordings of one connection together that were made side by side, such as one of each direction: by time, and where times
    /// are equal in the order given.</summary>
    /// <param name="recordings">The recordings; they must have times.</param>
    /// <exception cref="InvalidDataException">A recording has no times; thrown while it is read.</exception>
    public static IEnumerable<TraceChunk> Merge(params IEnumerable<IEnumerable<TraceChunk>> recordings)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        return InOrder();

        IEnumerable<TraceChunk> InOrder()
        {
            var sources = recordings.Select(static recording => recording.GetEnumerator()).ToList();
            try
            {
                sources.RemoveAll(static source => !source.MoveNext());
                while (sources.Count > 0)
                {
                    var next = sources.MinBy(static source =>
                        source.Current.At ?? throw new InvalidDataException("A recording without times cannot be merged by time."))!;
                    yield return next.Current;
                    if (!next.MoveNext())
                    {
                        sources.Remove(next);
                        next.Dispose();
                    }
                }
            }
            finally
            {
                sources.ForEach(static source => source.Dispose());
            }
        }
    }

    /// <summary>Writes a recording as a trace file.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="header">What the trace says about itself.</param>
    /// <param name="chunks">The recording.</param>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    public static void Write(string path, TraceHeader header, IEnumerable<TraceChunk> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        using var writer = TraceWriter.Create(path, header, TraceFlush.Buffered);
        foreach (var chunk in chunks)
        {
            writer.Append(chunk);
        }
    }
}

/// <summary>What is in a recording.</summary>
/// <param name="Connections">Its connections, in order.</param>
public sealed record TraceSummary(IReadOnlyList<TraceConnectionSummary> Connections)
{
    /// <summary>Time of the first chunk that has one.</summary>
    public DateTimeOffset? From => Connections.Select(static one => one.From).FirstOrDefault(static at => at is not null);

    /// <summary>Time of the last chunk that has one.</summary>
    public DateTimeOffset? To => Connections.Select(static one => one.To).LastOrDefault(static at => at is not null);

    /// <summary>Bytes received, over all connections.</summary>
    public long Received => Connections.Sum(static one => one.Received);

    /// <summary>Bytes sent, over all connections.</summary>
    public long Sent => Connections.Sum(static one => one.Sent);
}

/// <summary>What is in one connection of a recording.</summary>
/// <param name="From">Its first time; null when none is known.</param>
/// <param name="To">Its last time; null when none is known.</param>
/// <param name="Chunks">Reads and writes.</param>
/// <param name="Received">Bytes received.</param>
/// <param name="Sent">Bytes sent.</param>
/// <param name="IsEnded">Whether its end was recorded.</param>
public sealed record TraceConnectionSummary(DateTimeOffset? From, DateTimeOffset? To, long Chunks, long Received, long Sent, bool IsEnded);
