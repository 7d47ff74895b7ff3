using System.Globalization;
namespace CallTracking.Pbx.Records;

/// <summary>Keeps what a source hands over; positions are durable when <see cref="IsDurable"/> says so.</summary>
internal sealed class RecordSink(string? position = null) : IPbxRecordSink
{
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<FinishedRecord> Records { get; } = [];

    public string? Position { get; private set; } = position;

    /// <summary>Where <see cref="Position"/> is: behind the layout, bytes and the next line.</summary>
    public (long Offset, long Line) Place => Position!.Split(' ') is [_, var offset, var line, ..]
        ? (long.Parse(offset, CultureInfo.InvariantCulture), long.Parse(line, CultureInfo.InvariantCulture)) : default;

    public string? Trouble { get; private set; } = "not read yet";

    public bool IsDurable { get; init; } = true;

    public int Flushes { get; private set; }

    /// <summary>Called with the number of records before each is taken.</summary>
    public Action<int> Taking { get; init; } = static _ => { };

    /// <summary>The calling numbers of the records, in order: what tells them apart in these tests.</summary>
    public IEnumerable<int> Numbers => Records.Select(record => int.Parse(record.CallerNumber![^2..], CultureInfo.InvariantCulture));

    public ValueTask<string?> GetPositionAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Position);

    public ValueTask PublishAsync(FinishedRecord record, CancellationToken cancellationToken)
    {
        Taking(Records.Count);
        Records.Add(record);
        return ValueTask.CompletedTask;
    }

    public ValueTask PublishPositionAsync(string position, CancellationToken cancellationToken)
    {
        Position = position;
        return ValueTask.CompletedTask;
    }

    public Task FlushAsync(CancellationToken cancellationToken)
    {
        Flushes++;
        return IsDurable ? Task.CompletedTask : _flushed.Task.WaitAsync(cancellationToken);
    }

    public void BecomeDurable() => _flushed.SetResult();

    public void Report(string? trouble) => Trouble = trouble;
}
