namespace CallTracking.Pbx.Records;

/// <summary>Finds files that a file of records became when it was rotated: they lie beside it and their names begin with its own.</summary>
internal static class RecordRotation
{
    private static readonly string[] Packed = [".gz", ".bz2", ".xz", ".zst", ".lz4", ".zip"];

    /// <summary>Whether a file is there and what was read up to a position was read from it.</summary>
    public static bool IsAt(string path, in RecordPosition position)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = RecordFile.Open(path);
        return file.Holds(position);
    }

    /// <summary>The file that a position is in, and those put aside after it, oldest first; nothing when it is not there any more, or
    /// packed.</summary>
    public static IReadOnlyList<string> FilesSince(string path, RecordPosition position)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(path)!);
        if (!folder.Exists)
        {
            return [];
        }

        var name = Path.GetFileName(path);
        var aside = folder.EnumerateFiles()
            .Where(file => file.Name.Length > name.Length && file.Name.StartsWith(name, StringComparison.Ordinal)
                && !Packed.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal).ToList();
        var ours = aside.FindLastIndex(file => IsAt(file.FullName, position));
        return ours < 0 ? [] : [.. aside.Skip(ours).Select(file => file.FullName)];
    }
}
