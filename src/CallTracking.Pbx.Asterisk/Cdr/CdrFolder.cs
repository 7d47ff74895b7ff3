using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Imports CDR files that somebody puts into a folder, each once: what is in the ledger is moved to <c>done</c>, what is no CDR file to
/// <c>failed</c>, with a text beside it that says why.
/// </summary>
internal sealed class CdrFolder : IPbxRecordSource
{
    private readonly AsteriskCdrOptions _options;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    public CdrFolder(AsteriskCdrOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _path = Path.GetFullPath(options.Folder!);
        _time = time;
        _logger = logger;
        Name = CdrSourceName.Of("folder", _path);
    }

    public string Name { get; }

    public async Task RunAsync(IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var position = CdrPosition.Parse(await sink.GetPositionAsync(cancellationToken).ConfigureAwait(false));
        var imported = new Dictionary<string, CdrTally>(StringComparer.Ordinal);
        while (true)
        {
            var trouble = default(string);
            foreach (var path in Ready(ref trouble))
            {
                try
                {
                    position = await ImportAsync(path, position, imported, sink, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // The others can still be imported; this one is tried again.
                    trouble = CdrTrouble.Of(path, exception);
                }
            }

            sink.Report(trouble);
            await Task.Delay(_options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The files that nobody has written into for a while, oldest first.</summary>
    private IReadOnlyList<string> Ready(ref string? trouble)
    {
        try
        {
            var now = _time.GetTimestamp();
            var files = new DirectoryInfo(_path).EnumerateFiles(_options.FolderPattern)
                .Where(static file => !file.Name.StartsWith('.')).ToList();
            var ready = new List<FileInfo>();
            foreach (var file in files)
            {
                var look = new Seen(file.Length, file.LastWriteTimeUtc, now);
                if (_seen.TryGetValue(file.Name, out var before) && before.Length == look.Length && before.Written == look.Written)
                {
                    if (_time.GetElapsedTime(before.Since, now) >= _options.SettleTime)
                    {
                        ready.Add(file);
                    }

                    continue;
                }

                _seen[file.Name] = look;
            }

            foreach (var gone in _seen.Keys.Except(files.Select(static file => file.Name)).ToList())
            {
                _seen.Remove(gone);
            }

            return [.. ready.OrderBy(static file => file.LastWriteTimeUtc).ThenBy(static file => file.Name, StringComparer.Ordinal)
                .Select(static file => file.FullName)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            trouble = CdrTrouble.Of(_path, exception);
            return [];
        }
    }

    private async ValueTask<CdrPosition?> ImportAsync(
        string path, CdrPosition? position, Dictionary<string, CdrTally> imported, IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        if (!imported.TryGetValue(name, out var tally))
        {
            using var file = CdrFile.Open(path);
            var from = position is { } known && known.File == name && file.Holds(known) ? known : CdrPosition.StartOf(name);
            var pump = new CdrPump(_options, _logger);
            tally = new CdrTally { IsRest = from.Offset > 0 };
            pump.Begin(file, from);
            await pump.ReadAsync(file, sink, isEnd: true, tally, cancellationToken).ConfigureAwait(false);
            await sink.FlushAsync(cancellationToken).ConfigureAwait(false);
            position = file.Position;
            imported.Add(name, tally);
        }

        // From here on the file is in the ledger: if it cannot be moved, only the moving is tried again.
        PutAside(path, name, tally);
        imported.Remove(name);
        return position;
    }

    private void PutAside(string path, string name, CdrTally tally)
    {
        var failed = tally.IsForeign;
        var folder = Path.Combine(_path, failed ? "failed" : "done");
        Directory.CreateDirectory(folder);
        var target = Path.Combine(folder, name);
        for (var number = 1; File.Exists(target); number++)
        {
            target = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(name)}-{number}{Path.GetExtension(name)}");
        }

        if (tally.Damaged > 0)
        {
            string[] text =
            [
                failed ? $"{name} was not imported: not one of its lines is a CDR." : $"{name} was imported, but for {tally.Damaged} lines.",
                .. tally.Damage,
                .. tally.Damaged > tally.Damage.Count ? ["and more"] : Array.Empty<string>(),
            ];
            File.WriteAllLines(target + ".why.txt", text);
        }

        File.Move(path, target);
        _seen.Remove(name);
        if (failed)
        {
            Log.CdrFileRefused(_logger, path, target);
        }
        else
        {
            Log.CdrFileImported(_logger, path, tally.Rows, tally.Damaged);
        }
    }

    /// <summary>How a file looked, and since when.</summary>
    private readonly record struct Seen(long Length, DateTime Written, long Since);
}
