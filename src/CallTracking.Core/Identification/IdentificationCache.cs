namespace CallTracking.Identification;

/// <summary>Answers that were given a moment ago. Whoever asks for the same number while it is being looked up waits for that look-up: a
/// caller who rings fifty phones costs one.</summary>
/// <remarks>Thread-safe. Bounded: entries lie in a young and an old half; when the young one is full the old one goes, so that what was asked
/// for lately stays. A tenant's answers are dropped as a whole, because any change of a contact may touch several of them.</remarks>
internal sealed class IdentificationCache(int capacity, TimeSpan lifetime, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly int _half = Math.Max(1, (capacity + 1) / 2);
    private readonly Dictionary<string, long> _generations = new(StringComparer.Ordinal);
    private Dictionary<(string Tenant, string Number), Entry> _young = [];
    private Dictionary<(string Tenant, string Number), Entry> _old = [];
    private TaskCompletionSource? _quiet;
    private int _underWay;

    /// <summary>How many answers are kept, those that are too old included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _young.Count + _old.Count;
            }
        }
    }

    /// <summary>The answer that is kept, or the one that <paramref name="load"/> gives.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="number">The number's key.</param>
    /// <param name="load">Looks it up. It is not cancelled with the one who asked first, because others may wait for it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<CallerIdentity> GetAsync(
        string tenant, string number, Func<Task<CallerIdentity>> load, CancellationToken cancellationToken)
    {
        Entry entry;
        var isNew = false;
        lock (_lock)
        {
            var generation = _generations.GetValueOrDefault(tenant);
            if (!TryFind((tenant, number), generation, out entry!))
            {
                entry = new Entry(generation);
                isNew = true;
                _underWay++;
                if (capacity > 0)
                {
                    Keep((tenant, number), entry);
                }
            }
        }

        if (isNew)
        {
            _ = FillAsync((tenant, number), entry, load);
        }

        return entry.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Ends when nothing is being looked up: who waited first may have gone, and the look-up goes on without him.</summary>
    public Task WhenQuietAsync()
    {
        lock (_lock)
        {
            return _underWay == 0 ? Task.CompletedTask
                : (_quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Drops what is kept for a tenant, look-ups under way included.</summary>
    public void Forget(string tenant)
    {
        lock (_lock)
        {
            _generations[tenant] = _generations.GetValueOrDefault(tenant) + 1;
        }
    }

    private async Task FillAsync((string, string) key, Entry entry, Func<Task<CallerIdentity>> load)
    {
        try
        {
            var identity = await load().ConfigureAwait(false);
            if (identity.IsComplete)
            {
                entry.Live(time.GetTimestamp());
            }
            else
            {
                Drop(key, entry);
            }

            entry.Answer.TrySetResult(identity);
        }
#pragma warning disable CA1031 // Whatever it is, those who wait get it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Drop(key, entry);
            entry.Answer.TrySetException(exception);

            // Nobody may be waiting any more.
            _ = entry.Answer.Task.Exception;
        }
        finally
        {
            Done();
        }
    }

    private void Done()
    {
        TaskCompletionSource? quiet = null;
        lock (_lock)
        {
            if (--_underWay == 0)
            {
                (quiet, _quiet) = (_quiet, null);
            }
        }

        quiet?.SetResult();
    }

    private bool TryFind((string, string) key, long generation, out Entry? entry)
    {
        if (_young.TryGetValue(key, out entry) && IsGood(entry, generation))
        {
            return true;
        }

        if (_old.TryGetValue(key, out entry) && IsGood(entry, generation))
        {
            Keep(key, entry);
            return true;
        }

        entry = null;
        return false;
    }

    private bool IsGood(Entry entry, long generation) => entry.Generation == generation
        && (entry.Since == Entry.Loading || time.GetElapsedTime(entry.Since) < lifetime);

    private void Keep((string, string) key, Entry entry)
    {
        if (_young.Count >= _half && !_young.ContainsKey(key))
        {
            _old = _young;
            _young = [];
        }

        _young[key] = entry;
    }

    private void Drop((string, string) key, Entry entry)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(key, out var kept) && ReferenceEquals(kept, entry))
            {
                _young.Remove(key);
            }

            if (_old.TryGetValue(key, out kept) && ReferenceEquals(kept, entry))
            {
                _old.Remove(key);
            }
        }
    }

    private sealed class Entry(long generation)
    {
        public const long Loading = long.MinValue;

        private long _since = Loading;

        public long Generation { get; } = generation;

        public TaskCompletionSource<CallerIdentity> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Since => Volatile.Read(ref _since);

        public void Live(long since) => Volatile.Write(ref _since, since);
    }
}
