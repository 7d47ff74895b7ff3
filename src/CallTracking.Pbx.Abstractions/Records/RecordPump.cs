using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Records;

/// <summary>Moves records of files to the engine, with positions now and then.</summary>
internal sealed class RecordPump(RecordFileSettings settings, ILogger logger)
{
    // What is read again after a crash, and known again by its keys.
    private const int RowsPerPosition = 500;

    // One file full of rubbish must not fill the log.
    private const int DamageLogged = 20;

    private string? _noticed;

    /// <summary>Reads what is there.</summary>
    /// <param name="file">The file, begun.</param>
    /// <param name="sink">Takes records and positions.</param>
    /// <param name="isEnd">Whether nobody writes into the file any more.</param>
    /// <param name="tally">Counts.</param>
    /// <param name="cancellationToken">Ends the reading between two rows.</param>
    public async ValueTask ReadAsync(
        RecordFile file, IPbxRecordSink sink, bool isEnd, RecordTally tally, CancellationToken cancellationToken)
    {
        var unsaid = 0;
        var began = file.Position.Offset;
        for (RecordRead read; (read = file.Read(isEnd)) != RecordRead.Incomplete;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (read == RecordRead.Record)
            {
                tally.Rows++;
                await sink.PublishAsync(file.Reader.Record!, cancellationToken).ConfigureAwait(false);
            }
            else if (read == RecordRead.Damaged)
            {
                Note(file, tally);
            }

            if (++unsaid >= RowsPerPosition)
            {
                unsaid = 0;
                await SayAsync(file, sink, tally, cancellationToken).ConfigureAwait(false);
            }
        }

        if (file.Reader.Notice is { } notice && notice != _noticed)
        {
            _noticed = notice;
            Log.Noticed(logger, file.Path, notice);
        }

        if (unsaid > 0 || file.Position.Offset != began)
        {
            await SayAsync(file, sink, tally, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SayAsync(RecordFile file, IPbxRecordSink sink, RecordTally tally, CancellationToken cancellationToken)
    {
        var position = file.Position;
        await sink.PublishPositionAsync(position.ToString(), cancellationToken).ConfigureAwait(false);
        settings.Progress?.Report(new RecordProgress(file.Path, position.Offset, file.Length, tally.Rows, tally.Damaged));
    }

    private void Note(RecordFile file, RecordTally tally)
    {
        var line = file.Reader.Line;
        var damage = file.Reader.Damage ?? "it is damaged";
        damage = damage.Contains(';', StringComparison.Ordinal) ? damage : damage + "; mend the line, or remove it";
        tally.Keep(line, damage);
        settings.Damage?.Report(new RecordDamage(file.Path, line, damage));
        if (tally.Damaged <= DamageLogged)
        {
            Log.LineDamaged(logger, file.Path, line, damage);
        }
        else if (tally.Damaged == DamageLogged + 1)
        {
            Log.FurtherLinesDamaged(logger, file.Path);
        }
    }
}
