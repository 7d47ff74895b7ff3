using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Replay;

/// <summary>Files of finished records, the second witness of a recorded link or its only one.</summary>
internal sealed class RecordFiles
{
    private const int ChunkBytes = 64 * 1024;

    private readonly IReadOnlyList<string> _paths;
    private readonly List<string> _warnings = [];

    private RecordFiles(IReadOnlyList<string> paths) => _paths = paths;

    /// <summary>After the reading: what was passed over, a line each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Checks that the files can be read.</summary>
    /// <param name="paths">Files, or folders of which all files that look like records are meant, in the order of their names.</param>
    /// <exception cref="CommandException">One cannot.</exception>
    public static RecordFiles Open(IReadOnlyList<string> paths)
    {
        var files = paths.SelectMany(FilesOf).ToList();
        foreach (var path in files)
        {
            using var file = OpenFile(path);
        }

        return new RecordFiles(files);
    }

    /// <summary>The file itself, or the files of a folder.</summary>
    /// <exception cref="CommandException">There is none in it.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [.. Directory.EnumerateFiles(path).Where(static file => !Path.GetFileName(file).StartsWith('.')
            && Path.GetExtension(file).ToUpperInvariant() is ".CSV" or ".JSON").Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new CommandException(
            ExitCode.Input, $"{path}: no file in this folder is named *.csv or *.json; check the path");
    }

    /// <summary>Reads the records of all files, in order.</summary>
    /// <param name="kind">What kind of records they are.</param>
    /// <param name="site">The site; the zone of the PBX's host is taken to be its.</param>
    /// <param name="template">The template of FreeSWITCH's CSV files; null for the usual one.</param>
    /// <exception cref="CommandException">A file holds no such records, or cannot be read.</exception>
    public IEnumerable<RecordReceived> Read(string kind, SiteOptions site, string? template)
    {
        var format = Formats.Records(kind, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone), template);
        foreach (var path in _paths)
        {
            var decoder = format.Create();
            using var records = CallReplay.ReadRecords(decoder, Chunks(path)).GetEnumerator();
            while (Next(path, records))
            {
                yield return records.Current;
            }

            _warnings.AddRange(decoder.Warnings.Select(warning => $"{path}: {warning}"));
            if (decoder.Frames == 0 && decoder.Warnings.Count == 0)
            {
                _warnings.Add($"{path} holds no records; check that the PBX writes them there.");
            }
        }
    }

    private static bool Next(string path, IEnumerator<RecordReceived> records)
    {
        try
        {
            return records.MoveNext();
        }
        catch (PbxLinkException exception)
        {
            throw new CommandException(ExitCode.Input, $"{path}: {exception.Message}");
        }
        catch (IOException exception)
        {
            throw new CommandException(ExitCode.Input, $"{path}: {exception.Message}");
        }
    }

    private static IEnumerable<TraceChunk> Chunks(string path)
    {
        using var file = OpenFile(path);
        var buffer = new byte[ChunkBytes];
        for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            yield return new TraceChunk(null, TraceDirection.Received, buffer.AsMemory(0, read), false);
        }
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, ChunkBytes, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(ExitCode.Input, $"{path}: there is no such file; check the path");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new CommandException(ExitCode.Input, $"{path}: it may not be read (a folder, or no permission)");
        }
    }
}
