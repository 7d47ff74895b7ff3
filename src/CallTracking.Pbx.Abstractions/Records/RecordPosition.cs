using System.Globalization;

namespace CallTracking.Pbx.Records;

/// <summary>How far a file of records was read, and by what it is known again after it was renamed.</summary>
/// <param name="File">Its name.</param>
/// <param name="Offset">Bytes read, up to the end of a row.</param>
/// <param name="Line">The line that comes next, from 1.</param>
/// <param name="Head">A hash of the file's beginning; empty when nothing was read.</param>
internal readonly record struct RecordPosition(string File, long Offset, long Line, string Head)
{
    // The first number tells the layout, should it ever change.
    private const string Layout = "1";

    /// <summary>At the start of a file.</summary>
    public static RecordPosition StartOf(string file) => new(file, 0, 1, string.Empty);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>Null when it is nothing of the kind: reading then begins at the start, which does no harm.</returns>
    public static RecordPosition? Parse(string? text)
    {
        // The name comes last: it may hold any character.
        var parts = text?.Split(' ', 5);
        return parts is [Layout, _, _, _, _]
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0
                ? new RecordPosition(parts[4], offset, line, parts[3] == "-" ? string.Empty : parts[3])
                : null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Layout} {Offset} {Line} {(Head.Length == 0 ? "-" : Head)} {File}");
}
