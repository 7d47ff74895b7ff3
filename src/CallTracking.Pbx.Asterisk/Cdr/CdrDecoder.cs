using System.Buffers;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Bytes of a CDR file in, records out: <see cref="CsvReader"/>, <see cref="CdrColumns"/> and <see cref="CdrMapping"/>. A record
/// becomes known when it ends.</summary>
internal sealed class CdrDecoder : IPbxDecoder
{
    private const int WarningsMost = 5;
    private const int StrangersThatProveAnotherFormat = 3;

    private readonly CsvReader _csv = new();
    private readonly CdrMapping _mapping;
    private readonly List<string> _warnings = [];
    private CdrColumns _columns = new();
    private byte[] _last = [];
    private long _damaged;
    private DateTimeOffset _lastAt = DateTimeOffset.UnixEpoch;

    public CdrDecoder(CdrMapping mapping) => _mapping = mapping;

    /// <inheritdoc/>
    public long Frames { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> UnknownEvents =>
        _damaged == 0 ? new Dictionary<string, long>() : new Dictionary<string, long> { ["damagedRow"] = _damaged };

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings =>
        _damaged <= WarningsMost ? _warnings : [.. _warnings, $"{_damaged - WarningsMost} more rows could not be read."];

    /// <inheritdoc/>
    public void Open(DateTimeOffset? at)
    {
        _columns = new CdrColumns();
        _csv.Restart(line: 1);
        _last = [];
    }

    /// <inheritdoc/>
    public SequencePosition Decode(in ReadOnlySequence<byte> buffer, DateTimeOffset? at, ICollection<PbxEvent> events)
    {
        var bytes = buffer.ToArray();
        var used = Read(bytes, isEnd: false, events);
        _last = bytes[used..];
        return buffer.GetPosition(used);
    }

    /// <summary>The last row may lack its line break.</summary>
    /// <inheritdoc/>
    public void Close(DateTimeOffset? at, ICollection<PbxEvent> events)
    {
        Read(_last, isEnd: true, events);
        _last = [];
    }

    /// <inheritdoc/>
    public void Advance(DateTimeOffset at, ICollection<PbxEvent> events)
    {
        // A file has no time of its own.
    }

    private int Read(byte[] bytes, bool isEnd, ICollection<PbxEvent> events)
    {
        var start = 0;
        while (true)
        {
            var read = _csv.Read(bytes, start, bytes.Length - start, isEnd, out var consumed);
            start += consumed;
            switch (read)
            {
                case CsvRead.Row:
                    Take(events);
                    break;
                case CsvRead.Damaged:
                    Reject(_csv.Damage ?? "it is damaged");
                    break;
                default:
                    return start;
            }
        }
    }

    private void Take(ICollection<PbxEvent> events)
    {
        if (_columns.TryRead(_csv, out var values) && _mapping.Map(values) is { } record)
        {
            Frames++;
            var at = record.EndedAt ?? record.StartedAt;
            _lastAt = at > _lastAt ? at : _lastAt;
            events.Add(new RecordReceived(_csv.Line, at, record));
        }
        else if (!_columns.TryReadHeader(_csv))
        {
            Reject(_csv.Count < CdrColumns.Least
                ? $"it has {_csv.Count} values where a CDR has at least {CdrColumns.Least}" : "its channel or its times cannot be read");
        }
    }

    private void Reject(string why)
    {
        if (++_damaged <= WarningsMost)
        {
            _warnings.Add($"Line {_csv.Line} is no CDR and was passed over: {why.TrimEnd('.')}.");
        }

        if (Frames == 0 && _damaged >= StrangersThatProveAnotherFormat)
        {
            throw new PbxLinkException(
                PbxLinkFailure.Protocol,
                $"This is no CDR file: line {_csv.Line} and all before are none ({why.TrimEnd('.')}). Give Asterisk's Master.csv "
                + "(cdr_csv), or a CSV file whose first line names its columns (calldate, src, dst, channel, ...).");
        }
    }
}
