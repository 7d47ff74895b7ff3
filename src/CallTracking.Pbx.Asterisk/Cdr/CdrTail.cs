using CallTracking.Pbx.Wire;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Follows the file that Asterisk writes its CDRs to, also over its rotation: renamed and begun anew, or copied and emptied. What was read
/// is known again by the file's beginning; what stands in the old file behind it is read before the new one is begun.
/// </summary>
internal sealed class CdrTail : IPbxRecordSource
{
    private readonly AsteriskCdrOptions _options;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public CdrTail(AsteriskCdrOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _path = Path.GetFullPath(options.File!);
        _time = time;
        _logger = logger;
        Name = CdrSourceName.Of("tail", _path);
    }

    public string Name { get; }

    private CdrPosition Start => CdrPosition.StartOf(Path.GetFileName(_path));

    public async Task RunAsync(IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var reading = new Reading(new CdrPump(_options, _logger), sink, new CdrTally());
        var position = await BeginAsync(sink, cancellationToken).ConfigureAwait(false);
        CdrFile? file = null;
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
                        file = CdrFile.Open(_path);
                        reading.Pump.Begin(file, file.Holds(position) ? position : Start);
                    }

                    sink.Report(null);
                    await reading.RestOfAsync(file, isEnd: false, cancellationToken).ConfigureAwait(false);
                    position = file.Position;
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    file?.Dispose();
                    file = null;
                    sink.Report(CdrTrouble.Of(_path, exception));
                }

                await Task.Delay(_options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            file?.Dispose();
        }
    }

    private async ValueTask<CdrPosition> BeginAsync(IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        if (CdrPosition.Parse(await sink.GetPositionAsync(cancellationToken).ConfigureAwait(false)) is { } durable)
        {
            return durable;
        }

        if (!_options.SkipExisting || !File.Exists(_path))
        {
            return Start;
        }

        using var file = CdrFile.Open(_path);
        while (file.Read(isEnd: false) != CsvRead.Incomplete)
        {
            // Whole rows are passed over; a last one that is being written is ours.
        }

        await sink.PublishPositionAsync(file.Position.ToString(), cancellationToken).ConfigureAwait(false);
        return file.Position;
    }

    /// <summary>Whether the path leads to another file by now, or to the same one that was emptied. Where it leads nowhere, the file was
    /// put aside, and may still get a row.</summary>
    private bool IsReplaced(CdrFile file)
    {
        if (!File.Exists(_path))
        {
            return false;
        }

        using var current = CdrFile.Open(_path);
        return !current.Holds(file.Position) || !current.Holds(file.Beginning);
    }

    /// <summary>A file that was renamed is still open: its last rows are read by way of that.</summary>
    private static async ValueTask<CdrPosition> LeaveAsync(CdrFile file, Reading reading, CancellationToken cancellationToken)
    {
        if (file.Holds(file.Position))
        {
            await reading.RestOfAsync(file, isEnd: true, cancellationToken).ConfigureAwait(false);
        }

        return file.Position;
    }

    /// <summary>Reads the rest of a file that was put aside, and whole files that came and went since.</summary>
    /// <returns>Where the current file is to be begun.</returns>
    private async ValueTask<CdrPosition> FinishOldAsync(CdrPosition from, Reading reading, CancellationToken cancellationToken)
    {
        if (from.Offset == 0 || CdrRotation.IsAt(_path, from))
        {
            return from;
        }

        var rotated = CdrRotation.FilesSince(_path, from);
        foreach (var path in rotated)
        {
            using var old = CdrFile.Open(path);
            reading.Pump.Begin(old, old.Holds(from) ? from : CdrPosition.StartOf(Path.GetFileName(path)));
            await reading.RestOfAsync(old, isEnd: true, cancellationToken).ConfigureAwait(false);
            Log.CdrRotated(_logger, _path, path);
        }

        if (rotated.Count == 0 && File.Exists(_path))
        {
            Log.CdrRotatedAway(_logger, _path, from.Offset);
        }

        // Until there is a new file, the old one may come to light again.
        return rotated.Count > 0 || File.Exists(_path) ? Start : from;
    }

    private sealed record Reading(CdrPump Pump, IPbxRecordSink Sink, CdrTally Tally)
    {
        public ValueTask RestOfAsync(CdrFile file, bool isEnd, CancellationToken cancellationToken) =>
            Pump.ReadAsync(file, Sink, isEnd, Tally, cancellationToken);
    }
}
