using System.Runtime.CompilerServices;
using CallTracking.Pbx;

namespace CallTracking.Links;

/// <summary>The records of all links of a host.</summary>
internal sealed class LinkBoard(TimeProvider time) : ILinkMonitor, ILinkControls
{
    private readonly Lock _lock = new();
    private volatile LinkRecord[] _entries = [];
    private TaskCompletionSource _changed = NewSignal();

    public IReadOnlyList<LinkRecord> Entries => _entries;

    public IReadOnlyList<LinkStatus> List() => [.. _entries.Select(entry => entry.ToStatus())];

    public LinkStatus? Find(string link) => _entries.FirstOrDefault(entry => entry.Name == link)?.ToStatus();

    IPbxCallControl? ILinkControls.Find(string link) => _entries.FirstOrDefault(entry => entry.Name == link)?.Control;

    public LinkRecord Add(string link)
    {
        var entry = new LinkRecord(link, time, Changed);
        lock (_lock)
        {
            _entries = [.. _entries, entry];
        }

        Changed();
        return entry;
    }

    public async IAsyncEnumerable<LinkStatus> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = new Dictionary<LinkRecord, long>();
        while (true)
        {
            // Taken before looking, so that what changes meanwhile wakes us again.
            var changed = Volatile.Read(ref _changed).Task;
            foreach (var entry in _entries)
            {
                var version = entry.Version;
                if (!seen.TryGetValue(entry, out var last) || last != version)
                {
                    seen[entry] = version;
                    yield return entry.ToStatus();
                }
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Changed() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
}
