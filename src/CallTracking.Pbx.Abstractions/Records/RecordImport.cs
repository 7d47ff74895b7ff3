using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Records;

/// <summary>Reads one file of records to its end, from where an earlier run had come.</summary>
internal sealed class RecordImport(RecordFileSettings settings, string path, ILogger logger) : IPbxRecordSource
{
    public string Name { get; } = RecordSourceName.Of("import", path);

    public async Task RunAsync(IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var durable = settings.ReadAgain ? null : RecordPosition.Parse(await sink.GetPositionAsync(cancellationToken).ConfigureAwait(false));
        try
        {
            using var file = RecordFile.Open(path);
            var start = RecordPosition.StartOf(Path.GetFileName(path));
            var from = durable is { } known && file.Holds(known) ? known : start;
            var tally = new RecordTally { IsRest = from.Offset > 0 };
            file.Begin(settings.Format.Open(), from);
            sink.Report(null);
            settings.Progress?.Report(new RecordProgress(path, from.Offset, file.Length, 0, 0));
            await new RecordPump(settings, logger).ReadAsync(file, sink, isEnd: true, tally, cancellationToken).ConfigureAwait(false);
            if (tally.IsForeign)
            {
                throw new PbxLinkException(PbxLinkFailure.Protocol, $"{path} is no {settings.Format.FileName}: {tally.Damage[0]}");
            }

            await sink.FlushAsync(cancellationToken).ConfigureAwait(false);
            settings.Progress?.Report(new RecordProgress(path, file.Position.Offset, file.Length, tally.Rows, tally.Damaged));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PbxLinkException(PbxLinkFailure.Unreachable, RecordTrouble.Of(path, settings.Format, exception), exception);
        }
    }
}
