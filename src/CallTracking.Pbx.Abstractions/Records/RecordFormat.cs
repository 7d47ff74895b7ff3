namespace CallTracking.Pbx.Records;

/// <summary>One format of record files: how it is read, and the words for it that people know.</summary>
/// <remarks>Immutable; safe for concurrent use when <see cref="Open"/> is.</remarks>
public sealed class RecordFormat
{
    /// <summary>Makes a reader for one file.</summary>
    public required Func<IRecordReader> Open { get; init; }

    /// <summary>What a file of this format is called, for instance <c>CDR file</c>.</summary>
    public required string FileName { get; init; }

    /// <summary>What one record is called, for instance <c>CDR</c>.</summary>
    public required string RecordName { get; init; }

    /// <summary>Why a file of this format may not be there, behind "there is no such file yet; ".</summary>
    public required string Absence { get; init; }

    /// <summary>What to give instead of a file of another format: a sentence.</summary>
    public required string Expected { get; init; }
}
