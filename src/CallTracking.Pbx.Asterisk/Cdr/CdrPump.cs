using CallTracking.Pbx.Wire;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Moves rows of CDR files to the engine, with positions now and then.</summary>
internal sealed class CdrPump(AsteriskCdrOptions options, ILogger logger)
{
    // What is read again after a crash, and known again by its keys.
    private const int RowsPerPosition = 500;

    // One file full of rubbish must not fill the log.
    private const int DamageLogged = 20;

    private CdrRows _rows = new(options);

    /// <summary>Begins a file: what was learned of another one's columns does not hold.</summary>
    /// <param name="file">The file, at its start.</param>
    /// <param name="from">Where to go on.</param>
    public void Begin(CdrFile file, in CdrPosition from)
    {
        _rows = new CdrRows(options);
        if (from.Offset > 0 && file.Read(isEnd: false) == CsvRead.Row)
        {
            // A line of names at the top holds for all the rows below.
            _rows.TryReadHeader(file.Row);
        }

        file.GoTo(from);
    }

    /// <summary>Reads what is there.</summary>
    /// <param name="file">The file, begun.</param>
    /// <param name="sink">Takes records and positions.</param>
    /// <param name="isEnd">Whether nobody writes into the file any more.</param>
    /// <param name="tally">Counts.</param>
    /// <param name="cancellationToken">Ends the reading between two rows.</param>
    public async ValueTask ReadAsync(
        CdrFile file, IPbxRecordSink sink, bool isEnd, CdrTally tally, CancellationToken cancellationToken)
    {
        var unsaid = 0;
        var began = file.Position.Offset;
        for (CsvRead read; (read = file.Read(isEnd)) != CsvRead.Incomplete;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string? damage;
            FinishedRecord? record = null;
            if (read == CsvRead.Damaged)
            {
                damage = file.Row.Damage;
            }
            else
            {
                record = _rows.Read(file.Row, out damage);
            }

            if (record is not null)
            {
                tally.Rows++;
                await sink.PublishAsync(record, cancellationToken).ConfigureAwait(false);
            }
            else if (damage is not null)
            {
                Note(file, damage, tally);
            }

            if (++unsaid >= RowsPerPosition)
            {
                unsaid = 0;
                await SayAsync(file, sink, tally, cancellationToken).ConfigureAwait(false);
            }
        }

        if (unsaid > 0 || file.Position.Offset != began)
        {
            await SayAsync(file, sink, tally, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SayAsync(CdrFile file, IPbxRecordSink sink, CdrTally tally, CancellationToken cancellationToken)
    {
        var position = file.Position;
        await sink.PublishPositionAsync(position.ToString(), cancellationToken).ConfigureAwait(false);
        options.Progress?.Report(new CdrProgress(file.Path, position.Offset, file.Length, tally.Rows, tally.Damaged));
    }

    private void Note(CdrFile file, string damage, CdrTally tally)
    {
        tally.Damaged++;
        tally.Keep(file.Row.Line, damage);
        options.Damage?.Report(new CdrDamage(file.Path, file.Row.Line, damage));
        if (tally.Damaged <= DamageLogged)
        {
            Log.CdrLineDamaged(logger, file.Path, file.Row.Line, damage);
        }
        else if (tally.Damaged == DamageLogged + 1)
        {
            Log.CdrFurtherLinesDamaged(logger, file.Path);
        }
    }
}

/// <summary>What came of the reading of one file.</summary>
internal sealed class CdrTally
{
    private const int Kept = 1000;

    private readonly List<string> _damage = [];

    public long Rows { get; set; }

    public long Damaged { get; set; }

    /// <summary>Whether an earlier run had read a part of the file.</summary>
    public bool IsRest { get; init; }

    /// <summary>Not one line was a record.</summary>
    public bool IsForeign => Rows == 0 && Damaged > 0 && !IsRest;

    /// <summary>The first lines that were passed over, for people.</summary>
    public IReadOnlyList<string> Damage => _damage;

    public void Keep(long line, string damage)
    {
        if (_damage.Count < Kept)
        {
            _damage.Add($"line {line}: {damage}");
        }
    }
}
