using System.Security.Cryptography;
using System.Text;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <summary>Where a host's spools lie, and how large each may become.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="MaxBytes">Most bytes of one link's entries.</param>
/// <param name="SegmentBytes">From this size on a file takes no further entries: it goes when its entries are stored.</param>
/// <param name="Open">Opens or creates a file.</param>
internal sealed record SpoolFolder(string Directory, long MaxBytes, long SegmentBytes, Func<string, SpoolFile> Open)
{
    private const long LargestSegment = 8 << 20;

    public SpoolFolder(string directory, long maxBytes)
        : this(directory, maxBytes, Math.Min(LargestSegment, maxBytes / 4), static path => new SpoolFile(path))
    {
    }
}

/// <summary>Commits of one link that the store has not taken, in order, durable on disk. The first ones in are the first ones out.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Spool : IDisposable
{
    private const string Extension = ".spool";

    private readonly Lock _lock = new();
    private readonly SpoolFolder _folder;
    private readonly string _prefix;
    private readonly string _owner;
    private readonly SpoolCodec _codec = new();
    private readonly LinkedList<SpoolSegment> _segments = new();
    private long _last;

    private Spool(SpoolFolder folder, string tenant, string link)
    {
        _folder = folder;
        _owner = $"{tenant}\n{link}";
        _prefix = FilePrefix(tenant, link);
    }

    /// <summary>Bytes of entries.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _segments.Sum(static segment => segment.Bytes);
            }
        }
    }

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _segments.All(static segment => segment.IsEmpty);
            }
        }
    }

    /// <summary>Opens the spool of a link, and creates its first file so that an outage finds it ready.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="tenant">The link's tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="flaws">Takes what was wrong with its files.</param>
    /// <exception cref="IOException">A file cannot be read or created.</exception>
    /// <exception cref="UnauthorizedAccessException">Neither.</exception>
    /// <exception cref="InvalidDataException">A file is not a spool of this link that this program can read.</exception>
    public static Spool Open(SpoolFolder folder, string tenant, string link, ICollection<SpoolFlaw> flaws)
    {
        var spool = new Spool(folder, tenant, link);
        try
        {
            Directory.CreateDirectory(folder.Directory);
            foreach (var number in spool.Numbers().Order())
            {
                spool.OpenSegment(number, flaws);
            }

            if (spool._segments.Count == 0)
            {
                spool.OpenSegment(1, flaws);
            }

            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Whether files of a link lie in a folder, readable or not.</summary>
    public static bool Exists(SpoolFolder folder, string tenant, string link) =>
        Directory.Exists(folder.Directory) && new Spool(folder, tenant, link).Numbers().Any();

    /// <summary>Begins the names of a link's files: what of its name is safe everywhere, and what tells it from all others.</summary>
    public static string FilePrefix(string tenant, string link)
    {
        var safe = new string([.. link.Take(32).Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-')]);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{link}"));
        return $"{safe}-{Convert.ToHexStringLower(hash.AsSpan(0, 6))}-";
    }

    /// <summary>Makes commits durable behind all that wait.</summary>
    /// <returns>False when the spool is full: nothing was appended.</returns>
    /// <exception cref="IOException">The disk does not take them (it is full, for instance): nothing was appended.</exception>
    public bool TryAppend(IReadOnlyList<LedgerCommit> commits)
    {
        using var frames = new MemoryStream();
        lock (_lock)
        {
            foreach (var commit in commits)
            {
                SpoolSegment.WriteFrame(frames, _codec.Encode(commit));
            }

            if (Bytes + frames.Length > _folder.MaxBytes && !IsEmpty)
            {
                return false;
            }

            var segment = _segments.Last!.Value;
            if (segment.Bytes > 0 && segment.Bytes + frames.Length > _folder.SegmentBytes)
            {
                segment = OpenSegment(_last + 1, []);
            }

            Append(segment, frames.GetBuffer().AsSpan(0, (int)frames.Length));
            return true;
        }
    }

    /// <summary>The oldest commits, all of one file.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="mostBytes">Stops after the one that reaches this size.</param>
    /// <returns>Null when nothing waits.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds what this program cannot read.</exception>
    public SpoolBatch? Peek(int most, long mostBytes)
    {
        lock (_lock)
        {
            foreach (var segment in _segments.Where(static segment => !segment.IsEmpty))
            {
                var commits = new List<LedgerCommit>();
                var offset = segment.First;
                while (commits.Count < most && offset - segment.First < mostBytes && segment.Read(ref offset) is { } entry)
                {
                    commits.Add(SpoolCodec.Decode(entry));
                }

                if (commits.Count > 0)
                {
                    return new SpoolBatch(commits, segment, offset);
                }

                // Nothing but damage was left in it.
                segment.DropBefore(segment.End);
            }

            return null;
        }
    }

    /// <summary>The commits of a batch are stored. What is empty then gives its space back.</summary>
    public void Drop(SpoolBatch batch)
    {
        lock (_lock)
        {
            batch.Segment.DropBefore(batch.Behind);
            while (_segments.First!.Value is { IsEmpty: true } empty && _segments.Count > 1)
            {
                _segments.RemoveFirst();
                empty.Dispose();
                File.Delete(empty.Path);
            }

            if (_segments.First.Value is { IsEmpty: true } last)
            {
                last.Clear();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var segment in _segments)
            {
                segment.Dispose();
            }

            _segments.Clear();
        }
    }

    private static void Append(SpoolSegment segment, ReadOnlySpan<byte> frames)
    {
        try
        {
            segment.Append(frames);
        }
        catch
        {
            segment.CutRest();
            throw;
        }
    }

    private IEnumerable<long> Numbers() => Directory.EnumerateFiles(_folder.Directory, $"{_prefix}*{Extension}")
        .Select(path => Path.GetFileNameWithoutExtension(path)[_prefix.Length..])
        .Where(text => text.Length > 0 && text.All(char.IsAsciiDigit)).Select(long.Parse);

    private SpoolSegment OpenSegment(long number, ICollection<SpoolFlaw> flaws)
    {
        var file = _folder.Open(Path.Combine(_folder.Directory, $"{_prefix}{number:D8}{Extension}"));
        try
        {
            var segment = SpoolSegment.Open(file, _owner, flaws);
            _segments.AddLast(segment);
            _last = number;
            return segment;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}

/// <summary>The oldest commits of a spool.</summary>
/// <param name="Commits">The commits, in order.</param>
/// <param name="Segment">The file that holds them.</param>
/// <param name="Behind">Where the next ones begin in it.</param>
internal sealed record SpoolBatch(IReadOnlyList<LedgerCommit> Commits, SpoolSegment Segment, long Behind);
