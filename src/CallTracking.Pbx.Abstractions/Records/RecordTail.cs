using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Records;

/// <summary>
/// Follows the file that a PBX writes its records to, also over its rotation: renamed and begun anew, or copied and emptied. What was read
/// is known again by the file's beginning; what stands in the old file behind it is read before the new one is begun.
/// </summary>
internal sealed class RecordTail : IPbxRecordSource
{
    private readonly RecordFileSettings _settings;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public RecordTail(RecordFileSettings settings, string path, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _path = path;
        _time = time;
        _logger = logger;
        Name = RecordSourceName.Of("tail", _path);
    }

    public string Name { get; }

    private RecordPosition Start => RecordPosition.StartOf(Path.GetFileName(_path));

    public async Task RunAsync(IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var reading = new Reading(new RecordPump(_settings, _logger), sink, new RecordTally());
        var position = await BeginAsync(sink, cancellationToken).ConfigureAwait(false);
        RecordFile? file = null;
        try
        {
            while (true)
            {
                try
                {
                    if (file is not null && IsReplaced(file))
                    {
                        position = await LeaveAsync(file, reading, cancellationToken).ConfigureAwait(false);
                        file.Dispose();
                        file = null;
                    }

                    if (file is null)
                    {
                        position = await FinishOldAsync(position, reading, cancellationToken).ConfigureAwait(false);
                        file = RecordFile.Open(_path);
                        file.Begin(_settings.Format.Open(), file.Holds(position) ? position : Start);
                    }

                    sink.Report(null);
                    await reading.RestOfAsync(file, isEnd: false, cancellationToken).ConfigureAwait(false);
                    position = file.Position;
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    file?.Dispose();
                    file = null;
                    sink.Report(RecordTrouble.Of(_path, _settings.Format, exception));
                }

                await Task.Delay(_settings.PollInterval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            file?.Dispose();
        }
    }

    private async ValueTask<RecordPosition> BeginAsync(IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        if (RecordPosition.Parse(await sink.GetPositionAsync(cancellationToken).ConfigureAwait(false)) is { } durable)
        {
            return durable;
        }

        if (!_settings.SkipExisting || !File.Exists(_path))
        {
            return Start;
        }

        using var file = RecordFile.Open(_path);
        file.Begin(_settings.Format.Open(), Start);
        while (file.Read(isEnd: false) != RecordRead.Incomplete)
        {
            // Whole rows are passed over; a last one that is being written is ours.
        }

        await sink.PublishPositionAsync(file.Position.ToString(), cancellationToken).ConfigureAwait(false);
        return file.Position;
    }

    /// <summary>Whether the path leads to another file by now, or to the same one that was emptied. Where it leads nowhere, the file was
    /// put aside, and may still get a row.</summary>
    private bool IsReplaced(RecordFile file)
    {
        if (!File.Exists(_path))
        {
            return false;
        }

        using var current = RecordFile.Open(_path);
        return !current.Holds(file.Position) || !current.Holds(file.Beginning);
    }

    /// <summary>A file that was renamed is still open: its last rows are read by way of that.</summary>
    private static async ValueTask<RecordPosition> LeaveAsync(RecordFile file, Reading reading, CancellationToken cancellationToken)
    {
        if (file.Holds(file.Position))
        {
            await reading.RestOfAsync(file, isEnd: true, cancellationToken).ConfigureAwait(false);
        }

        return file.Position;
    }

    /// <summary>Reads the rest of a file that was put aside, and whole files that came and went since.</summary>
    /// <returns>Where the current file is to be begun.</returns>
    private async ValueTask<RecordPosition> FinishOldAsync(RecordPosition from, Reading reading, CancellationToken cancellationToken)
    {
        if (from.Offset == 0 || RecordRotation.IsAt(_path, from))
        {
            return from;
        }

        var rotated = RecordRotation.FilesSince(_path, from);
        foreach (var path in rotated)
        {
            using var old = RecordFile.Open(path);
            old.Begin(_settings.Format.Open(), old.Holds(from) ? from : RecordPosition.StartOf(Path.GetFileName(path)));
            await reading.RestOfAsync(old, isEnd: true, cancellationToken).ConfigureAwait(false);
            Log.Rotated(_logger, _path, path);
        }

        if (rotated.Count == 0 && File.Exists(_path))
        {
            Log.RotatedAway(_logger, _path, from.Offset);
        }

        // Until there is a new file, the old one may come to light again.
        return rotated.Count > 0 || File.Exists(_path) ? Start : from;
    }

    private sealed record Reading(RecordPump Pump, IPbxRecordSink Sink, RecordTally Tally)
    {
        public ValueTask RestOfAsync(RecordFile file, bool isEnd, CancellationToken cancellationToken) =>
            Pump.ReadAsync(file, Sink, isEnd, Tally, cancellationToken);
    }
}
