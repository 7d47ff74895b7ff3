using CallTracking.Pbx;

namespace CallTracking.Pipeline;

/// <summary>How many positions each source of records has handed over, and how many of them are durable.</summary>
/// <remarks>Thread-safe. Counts per source: what two sources hand over may overtake one another.</remarks>
internal sealed class RecordMarks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Marks> _sources = [];

    /// <summary>A position was handed over. It may be durable already.</summary>
    public void Handed(string source)
    {
        lock (_lock)
        {
            Of(source).Handed++;
        }
    }

    /// <summary>Completes when every position handed over so far is durable.</summary>
    public Task WhenDurableAsync(string source, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var marks = Of(source);
            if (marks.Durable >= marks.Handed)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            marks.Waiters.Add((marks.Handed, waiter));
            return waiter.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Positions became durable.</summary>
    public void Durable(IReadOnlyList<RecordsRead> positions)
    {
        if (positions.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var position in positions)
            {
                var marks = Of(position.Source);
                marks.Durable++;
                marks.Waiters.RemoveAll(waiter => waiter.Count <= marks.Durable && waiter.Completion.TrySetResult());
            }
        }
    }

    private Marks Of(string source)
    {
        if (!_sources.TryGetValue(source, out var marks))
        {
            _sources[source] = marks = new Marks();
        }

        return marks;
    }

    private sealed class Marks
    {
        public long Handed { get; set; }

        public long Durable { get; set; }

        public List<(long Count, TaskCompletionSource Completion)> Waiters { get; } = [];
    }
}
