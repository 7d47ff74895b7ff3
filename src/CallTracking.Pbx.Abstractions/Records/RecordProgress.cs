namespace CallTracking.Pbx.Records;

/// <summary>How far the reading of one file of records is.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Bytes">Bytes read, those of earlier runs included.</param>
/// <param name="Length">Bytes that the file has now.</param>
/// <param name="Rows">Records read from it in this run.</param>
/// <param name="Damaged">Lines of it that could not be read in this run.</param>
public readonly record struct RecordProgress(string File, long Bytes, long Length, long Rows, long Damaged);

/// <summary>A line of a file of records that was passed over.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Reason">Why, in one line that says what to do.</param>
public readonly record struct RecordDamage(string File, long Line, string Reason);
