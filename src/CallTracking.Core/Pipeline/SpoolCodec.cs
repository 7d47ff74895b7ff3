using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <summary>
/// One commit as bytes, complete: what the spool gives back is what was to be written. Framed like the event log's blob (a table of texts,
/// then records with a kind and a length each) and grown by the same rules: new kinds take new numbers, new members go to the end of a
/// record or group, and nothing ever changes its meaning.
/// </summary>
/// <remarks>Not thread-safe: it keeps its memory from commit to commit.</remarks>
internal sealed partial class SpoolCodec
{
    private const byte Version = 1;

    private readonly EventLogWriter _writer = new();

    // Numbers are never used again.
    private enum RecordKind
    {
        Commit = 1,
        Call = 2,
        Withdrawn = 3,
        Gap = 4,
        FinishedRecord = 5,
        Quarantined = 6,
        RecordPosition = 7,
    }

    /// <summary>Writes a commit.</summary>
    public byte[] Encode(LedgerCommit commit)
    {
        Begin(RecordKind.Commit, commit.Ordinal, commit.At).Text(commit.Tenant).Text(commit.Link).Long(commit.Epoch).Long(commit.FirstSeq)
            .Long(commit.LastSeq).Long(commit.Lease).Blob(commit.Events.Span).End();
        foreach (var call in commit.Calls)
        {
            WriteCall(call);
        }

        foreach (var id in commit.Withdrawn)
        {
            WriteId(Begin(RecordKind.Withdrawn, 0, commit.At), id).End();
        }

        foreach (var gap in commit.Gaps)
        {
            WriteGap(gap);
        }

        foreach (var record in commit.Records)
        {
            WriteId(Begin(RecordKind.FinishedRecord, 0, record.StartedAt).Text(record.Key).Text(record.Family), record.CallId)
                .Blob(record.Record.Span).End();
        }

        foreach (var row in commit.Quarantined)
        {
            Begin(RecordKind.Quarantined, row.Seq, row.At).Long(row.Epoch).Text(row.Kind).Text(row.Error).Blob(row.Event.Span).End();
        }

        foreach (var position in commit.RecordPositions)
        {
            Begin(RecordKind.RecordPosition, 0, commit.At).Text(position.Source).Text(position.Position).End();
        }

        return _writer.Finish(Version);
    }

    /// <summary>Reads a commit.</summary>
    /// <param name="bytes">What <see cref="Encode"/> wrote.</param>
    /// <exception cref="InvalidDataException">The bytes are no commit, or of a newer program.</exception>
    public static LedgerCommit Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Version)
        {
            throw new InvalidDataException($"The spool entry has format {(bytes.IsEmpty ? 0 : bytes[0])}; this program reads format {Version}.");
        }

        var reader = new EventLogReader(bytes[1..]);
        var commit = reader.NextEvent(out var first) && (RecordKind)first == RecordKind.Commit
            ? ReadCommit(ref reader) : throw new InvalidDataException("The spool entry holds no commit.");
        var parts = new Parts();
        while (reader.NextEvent(out var kind))
        {
            Read(ref reader, (RecordKind)kind, commit, parts);
        }

        return commit with
        {
            Calls = parts.Calls,
            Withdrawn = parts.Withdrawn,
            Gaps = parts.Gaps,
            Records = parts.Records,
            Quarantined = parts.Quarantined,
            RecordPositions = parts.RecordPositions,
        };
    }

    private EventLogWriter Begin(RecordKind kind, long seq, DateTimeOffset at) => _writer.Begin((int)kind, seq, at);

    private static EventLogWriter WriteId(EventLogWriter writer, Guid? id)
    {
        Span<byte> bytes = stackalloc byte[16];
        return id is { } known && known.TryWriteBytes(bytes, bigEndian: true, out _) ? writer.Blob(bytes) : writer.Blob([]);
    }
}
