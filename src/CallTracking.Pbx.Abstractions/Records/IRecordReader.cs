namespace CallTracking.Pbx.Records;

/// <summary>Reads the finished records in the bytes of one file: how records are told apart, and what each says. It does no I/O, so that a
/// file that grows, one that is imported and one that is replayed are read by the same code.</summary>
/// <remarks>Not thread-safe. One instance per file: what it learns (a line of names, a zone) may hold for the records below.</remarks>
public interface IRecordReader
{
    /// <summary>The longest record taken. With that many bytes to read, <see cref="Read"/> never says
    /// <see cref="RecordRead.Incomplete"/>.</summary>
    int MaxRecordBytes { get; }

    /// <summary>The record read last; null when the last reading was none.</summary>
    FinishedRecord? Record { get; }

    /// <summary>Why what was read last is no record, one sentence without the place and without a full stop; null when it is one. May say
    /// what to do behind a semicolon.</summary>
    string? Damage { get; }

    /// <summary>The line on which what was read last begins, from 1.</summary>
    long Line { get; }

    /// <summary>The line that comes next: what <see cref="Restart"/> takes to go on from here.</summary>
    long NextLine { get; }

    /// <summary>What the records of this file lack as a whole, one sentence with what to do and without a full stop; null (the default) when
    /// nothing. It is told once.</summary>
    string? Notice => null;

    /// <summary>Goes to another place of the file. What was learned of the file stays.</summary>
    /// <param name="line">The line that comes next.</param>
    void Restart(long line);

    /// <summary>Reads the next record.</summary>
    /// <param name="bytes">The array that the text lies in.</param>
    /// <param name="start">Where the unread text begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="isEnd">Whether nothing will follow: what stands at the end is then all there is of the last record.</param>
    /// <param name="consumed">How many bytes were used; to be passed over before the next call, whatever the result.</param>
    /// <returns>What was found.</returns>
    RecordRead Read(byte[] bytes, int start, int length, bool isEnd, out int consumed);
}

/// <summary>What <see cref="IRecordReader.Read"/> found.</summary>
public enum RecordRead
{
    /// <summary>No whole record: more bytes are needed, or the text is over.</summary>
    Incomplete,

    /// <summary>A record.</summary>
    Record,

    /// <summary>Something that cannot be a record; it is passed over.</summary>
    Damaged,

    /// <summary>Something that need not be one (a line of names, an empty one).</summary>
    Passed,
}
