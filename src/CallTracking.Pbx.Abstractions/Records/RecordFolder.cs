using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Records;

/// <summary>
/// Imports files of records that somebody puts into a folder, each once: what is in the ledger is moved to <c>done</c>, what is no such file
/// to <c>failed</c>, with a text beside it that says why.
/// </summary>
internal sealed class RecordFolder : IPbxRecordSource
{
    // PBXes that write a file per record write many: what is durable together is stored together.
    private const int FilesPerFlush = 256;

    private readonly RecordFileSettings _settings;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RecordPump _pump;
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    // Files whose records were handed over: if one cannot be moved, only the moving is tried again.
    private readonly Dictionary<string, RecordTally> _imported = new(StringComparer.Ordinal);

    public RecordFolder(RecordFileSettings settings, string path, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _path = path;
        _time = time;
        _logger = logger;
        _pump = new RecordPump(settings, logger);
        Name = RecordSourceName.Of("folder", _path);
    }

    public string Name { get; }

    public async Task RunAsync(IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        await Task.Yield();
        _imported.Clear();
        var position = RecordPosition.Parse(await sink.GetPositionAsync(cancellationToken).ConfigureAwait(false));
        while (true)
        {
            var trouble = default(string);
            foreach (var batch in Ready(ref trouble).Chunk(FilesPerFlush))
            {
                var whole = new List<Settled>();
                foreach (var file in batch)
                {
                    try
                    {
                        if (_imported.ContainsKey(file.Name))
                        {
                            whole.Add(file);
                        }
                        else if (await ImportAsync(file, position, sink, cancellationToken).ConfigureAwait(false) is { } read)
                        {
                            position = read;
                            whole.Add(file);
                        }
                    }
                    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                    {
                        // The others can still be imported; this one is tried again.
                        trouble = RecordTrouble.Of(file.Path, _settings.Format, exception);
                    }
                }

                trouble = await PutAsideAsync(whole, sink, cancellationToken).ConfigureAwait(false) ?? trouble;
            }

            sink.Report(trouble);
            await Task.Delay(_settings.PollInterval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The files that nobody has written into for a while, oldest first.</summary>
    private List<Settled> Ready(ref string? trouble)
    {
        try
        {
            var now = _time.GetTimestamp();
            var ready = new List<(Settled File, DateTime Written)>();
            var there = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in new DirectoryInfo(_path).EnumerateFiles(_settings.FolderPattern))
            {
                if (file.Name.StartsWith('.'))
                {
                    continue;
                }

                there.Add(file.Name);
                var look = new Seen(file.Length, file.LastWriteTimeUtc, now);
                if (!_seen.TryGetValue(file.Name, out var before) || before.Length != look.Length || before.Written != look.Written)
                {
                    _seen[file.Name] = look;
                    _imported.Remove(file.Name);
                }
                else if (_time.GetElapsedTime(before.Since, now) is var rest && rest >= _settings.SettleTime)
                {
                    ready.Add((new Settled(file.FullName, file.Name, rest >= _settings.TornTime), look.Written));
                }
            }

            foreach (var gone in _seen.Keys.Where(name => !there.Contains(name)).ToList())
            {
                _seen.Remove(gone);
                _imported.Remove(gone);
            }

            return [.. ready.OrderBy(static one => one.Written).ThenBy(static one => one.File.Name, StringComparer.Ordinal)
                .Select(static one => one.File)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            trouble = RecordTrouble.Of(_path, _settings.Format, exception);
            return [];
        }
    }

    /// <summary>Hands over the records of a file.</summary>
    /// <returns>How far it was read; null when it ends amid a record and may still grow.</returns>
    private async ValueTask<RecordPosition?> ImportAsync(
        Settled settled, RecordPosition? position, IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        using var file = RecordFile.Open(settled.Path);
        var from = position is { } known && known.File == settled.Name && file.Holds(known) ? known : RecordPosition.StartOf(settled.Name);
        var tally = new RecordTally { IsRest = from.Offset > 0 };
        file.Begin(_settings.Format.Open(), from);
        await _pump.ReadAsync(file, sink, settled.IsWhole, tally, cancellationToken).ConfigureAwait(false);
        if (!settled.IsWhole && (file.Position.Offset < file.Length || tally is { Rows: 0, Damaged: 0, IsRest: false }))
        {
            return null;
        }

        if (_settings.TornTime > TimeSpan.Zero && tally is { Rows: 0, Damaged: 0, IsRest: false })
        {
            tally.Keep(1, "the file is empty; whoever wrote it had no room, or died");
        }

        _imported.Add(settled.Name, tally);
        return file.Position;
    }

    /// <summary>From here on the files are in the ledger.</summary>
    private async ValueTask<string?> PutAsideAsync(List<Settled> files, IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            return null;
        }

        await sink.FlushAsync(cancellationToken).ConfigureAwait(false);
        string? trouble = null;
        foreach (var file in files)
        {
            try
            {
                PutAside(file.Path, file.Name, _imported[file.Name]);
                _imported.Remove(file.Name);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                trouble = RecordTrouble.Of(file.Path, _settings.Format, exception);
            }
        }

        return trouble;
    }

    private void PutAside(string path, string name, RecordTally tally)
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
                failed ? $"{name} was not imported: not one of its lines is a {_settings.Format.RecordName}."
                    : $"{name} was imported, but for {tally.Damaged} lines.",
                .. tally.Damage,
                .. tally.Damaged > tally.Damage.Count ? ["and more"] : Array.Empty<string>(),
            ];
            File.WriteAllLines(target + ".why.txt", text);
        }

        File.Move(path, target);
        _seen.Remove(name);
        if (failed)
        {
            Log.FileRefused(_logger, path, _settings.Format.FileName, target);
        }
        else if (tally is { Rows: <= 1, Damaged: 0 })
        {
            Log.FileTaken(_logger, path);
        }
        else
        {
            Log.FileImported(_logger, path, tally.Rows, tally.Damaged);
        }
    }

    /// <summary>How a file looked, and since when.</summary>
    private readonly record struct Seen(long Length, DateTime Written, long Since);

    /// <summary>A file at rest.</summary>
    /// <param name="Path">Where it is.</param>
    /// <param name="Name">Its name in the folder.</param>
    /// <param name="IsWhole">Whether it is so for so long that it will not grow any more.</param>
    private readonly record struct Settled(string Path, string Name, bool IsWhole);
}
