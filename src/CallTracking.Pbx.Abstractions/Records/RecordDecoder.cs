using System.Buffers;

namespace CallTracking.Pbx.Records;

/// <summary>Replays files of finished records: bytes in, records out. A record becomes known when it ends.</summary>
/// <remarks>Not thread-safe. Each connection is a file of its own.</remarks>
public sealed class RecordDecoder : IPbxDecoder
{
    private const int WarningsMost = 5;
    private const int StrangersThatProveAnotherFormat = 3;

    private readonly RecordFormat _format;
    private readonly List<string> _warnings = [];
    private IRecordReader _reader;
    private byte[] _last = [];
    private long _damaged;

    /// <summary>Creates a decoder.</summary>
    /// <param name="format">What the files hold.</param>
    public RecordDecoder(RecordFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        _format = format;
        _reader = format.Open();
    }

    /// <inheritdoc/>
    public long Frames { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> UnknownEvents =>
        _damaged == 0 ? new Dictionary<string, long>() : new Dictionary<string, long> { ["damagedRow"] = _damaged };

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _damaged <= WarningsMost && _reader.Notice is null ? _warnings :
    [
        .. _warnings,
        .. _damaged > WarningsMost ? [$"{_damaged - WarningsMost} more rows could not be read."] : Array.Empty<string>(),
        .. _reader.Notice is { } notice ? [$"{notice}."] : Array.Empty<string>(),
    ];

    /// <inheritdoc/>
    public void Open(DateTimeOffset? at)
    {
        _reader = _format.Open();
        _last = [];
    }

    /// <inheritdoc/>
    public SequencePosition Decode(in ReadOnlySequence<byte> buffer, DateTimeOffset? at, ICollection<PbxEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var bytes = buffer.ToArray();
        var used = Read(bytes, isEnd: false, events);
        _last = bytes[used..];
        return buffer.GetPosition(used);
    }

    /// <summary>The last record may lack its end.</summary>
    /// <inheritdoc/>
    public void Close(DateTimeOffset? at, ICollection<PbxEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
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
            var read = _reader.Read(bytes, start, bytes.Length - start, isEnd, out var consumed);
            start += consumed;
            switch (read)
            {
                case RecordRead.Record:
                    Frames++;
                    var record = _reader.Record!;
                    events.Add(new RecordReceived(_reader.Line, record.EndedAt ?? record.StartedAt, record));
                    break;
                case RecordRead.Damaged:
                    Reject(_reader.Damage ?? "it is damaged");
                    break;
                case RecordRead.Incomplete:
                    return start;
                default:
                    break;
            }
        }
    }

    private void Reject(string why)
    {
        if (++_damaged <= WarningsMost)
        {
            _warnings.Add($"Line {_reader.Line} is no {_format.RecordName} and was passed over: {why}.");
        }

        if (Frames == 0 && _damaged >= StrangersThatProveAnotherFormat)
        {
            throw new PbxLinkException(
                PbxLinkFailure.Protocol,
                $"This is no {_format.FileName}: line {_reader.Line} and all before are none ({why}). {_format.Expected}");
        }
    }
}
