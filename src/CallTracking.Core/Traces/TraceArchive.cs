using System.Globalization;
using System.Text.RegularExpressions;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Traces;

/// <summary>The folder of all traces of a host: names the files, and keeps them within their bounds.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class TraceArchive(TracingOptions options, TimeProvider time, ILogger logger)
{
    private const string Ending = ".cttrace";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _links;

    /// <summary>The size at which a file is full.</summary>
    public long FileBytes => Math.Min(options.MaxFileBytes, options.MaxTotalBytes / (2 * Math.Max(1, Volatile.Read(ref _links))));

    /// <summary>One more link is recorded.</summary>
    public void AddLink() => Interlocked.Increment(ref _links);

    /// <summary>Begins a file.</summary>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public TraceWriter Begin(string link, TraceHeader header, out string name)
    {
        lock (_lock)
        {
            MakeFolder();
            Prune();
            // Names sort in the order of their beginnings.
            var stem = string.Create(
                CultureInfo.InvariantCulture, $"{SafeName(link)}-{header.CreatedAt!.Value.UtcDateTime:yyyyMMdd'T'HHmmss.fff}Z");
            var number = 0;
            do
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number++:000}{Ending}");
            }
            while (File.Exists(Path.Combine(options.Directory, name)));

            var path = Path.Combine(options.Directory, name);
            var writer = TraceWriter.Create(path, header, TraceFlush.Buffered);
            _open.Add(name);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return writer;
        }
    }

    /// <summary>A file is not written any more.</summary>
    public void End(string name)
    {
        lock (_lock)
        {
            _open.Remove(name);
        }
    }

    // Traces hold who called whom: nobody but the host's user.
    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(options.Directory);
        }
        else
        {
            Directory.CreateDirectory(options.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void Prune()
    {
        var oldest = time.GetUtcNow() - options.KeepFor;
        var closed = new DirectoryInfo(options.Directory).EnumerateFiles("*" + Ending)
            .Select(static file => (File: file, Begun: BegunAt(file.Name)))
            .Where(one => one.Begun is not null && !_open.Contains(one.File.Name))
            .OrderBy(static one => one.Begun).ThenBy(static one => one.File.Name, StringComparer.Ordinal).ToList();
        var total = closed.Sum(static one => one.File.Length);

        // The files that are open, and the one to be begun, may still become full.
        var most = options.MaxTotalBytes - ((_open.Count + 1) * FileBytes);
        foreach (var (file, begun) in closed)
        {
            if (total <= most && begun >= oldest)
            {
                return;
            }

            total -= file.Length;
            try
            {
                file.Delete();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Log.NotDeleted(logger, file.FullName, exception);
            }
        }
    }

    /// <summary>When a file of ours was begun; null for other people's.</summary>
    private static DateTimeOffset? BegunAt(string name) =>
        OurName().Match(name) is { Success: true } match && DateTimeOffset.TryParseExact(
            match.Groups[1].Value, "yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var begun) ? begun : null;

    private static string SafeName(string link) =>
        string.Concat(link.Select(static one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.' ? one : '_'));

    [GeneratedRegex(@"-(\d{8}T\d{6}\.\d{3}Z)-\d{3,}\.cttrace$", RegexOptions.CultureInvariant)]
    private static partial Regex OurName();
}
