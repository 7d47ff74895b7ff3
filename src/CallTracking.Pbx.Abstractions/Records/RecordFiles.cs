using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Records;

/// <summary>The ways in which a PBX leaves finished records in files. Each adapter brings the <see cref="RecordFormat"/>.</summary>
public static class RecordFiles
{
    /// <summary>Follows a file as it grows and over its rotation (renamed and begun anew, or copied and emptied). It need not be there
    /// yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">How it is read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public static IPbxRecordSource Follow(string path, RecordFileSettings settings, TimeProvider time, ILogger logger) =>
        new RecordTail(settings, Path.GetFullPath(path), time, logger);

    /// <summary>Imports the files that appear in a folder, each once, and moves them to its subfolders <c>done</c> and <c>failed</c>.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="settings">How they are read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public static IPbxRecordSource Collect(string path, RecordFileSettings settings, TimeProvider time, ILogger logger) =>
        new RecordFolder(settings, Path.GetFullPath(path), time, logger);

    /// <summary>Reads files once, each from where an earlier run had come to its end.</summary>
    /// <param name="paths">The files; one named twice counts once.</param>
    /// <param name="settings">How they are read.</param>
    /// <param name="logger">The log.</param>
    public static IEnumerable<IPbxRecordSource> Import(IEnumerable<string> paths, RecordFileSettings settings, ILogger logger) =>
        paths.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).Select(path => new RecordImport(settings, path, logger));
}
