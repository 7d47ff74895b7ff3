using System.Runtime.CompilerServices;
using CallTracking.Access;

namespace CallTracking.Staff;

/// <summary>Hands each notice to the buffer of every reader that it concerns.</summary>
internal sealed class EmployeeFeed : IEmployeeFeed, IDisposable
{
    // So many different notices may wait for one reader. A screen that has that many unread reads everything anew faster.
    private const int OwnNotices = 256;
    private const int NoticesOfAll = 16_384;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, Guid Employee), NoticeBuffer[]> _own = [];
    private readonly Dictionary<string, NoticeBuffer[]> _all = new(StringComparer.Ordinal);
    private bool _isOver;

    public void Publish(EmployeeNotice notice)
    {
        NoticeBuffer[]? own;
        NoticeBuffer[]? all;
        lock (_lock)
        {
            _own.TryGetValue((notice.Tenant, notice.Employee), out own);
            _all.TryGetValue(notice.Tenant, out all);
        }

        foreach (var buffer in own ?? [])
        {
            buffer.Post(notice);
        }

        foreach (var buffer in all ?? [])
        {
            buffer.Post(notice);
        }
    }

    public IAsyncEnumerable<EmployeeNotice> FollowAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var employee = caller.Employee
            ?? throw new ArgumentException("Only an employee has notices of his own: follow all of the tenant for the system.", nameof(caller));
        return ReadAsync(_own, (caller.Tenant, employee), () => new NoticeBuffer(caller.Tenant, employee, OwnNotices), cancellationToken);
    }

    public IAsyncEnumerable<EmployeeNotice> FollowAllAsync(string tenant, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        return ReadAsync(_all, tenant, () => new NoticeBuffer(tenant, Guid.Empty, NoticesOfAll), cancellationToken);
    }

    /// <summary>The host stops: readers get what waits and then the end.</summary>
    public void Dispose()
    {
        List<NoticeBuffer> buffers;
        lock (_lock)
        {
            _isOver = true;
            buffers = [.. _own.Values.SelectMany(some => some), .. _all.Values.SelectMany(some => some)];
        }

        buffers.ForEach(static buffer => buffer.Complete());
    }

    private async IAsyncEnumerable<EmployeeNotice> ReadAsync<TKey>(
        Dictionary<TKey, NoticeBuffer[]> readers, TKey key, Func<NoticeBuffer> create,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TKey : notnull
    {
        var buffer = create();
        lock (_lock)
        {
            if (_isOver)
            {
                yield break;
            }

            readers[key] = [.. readers.GetValueOrDefault(key, []), buffer];
        }

        try
        {
            while (await buffer.TakeAsync(cancellationToken).ConfigureAwait(false) is { } notice)
            {
                yield return notice;
            }
        }
        finally
        {
            lock (_lock)
            {
                var rest = readers.GetValueOrDefault(key, []).Where(other => other != buffer).ToArray();
                if (rest.Length > 0)
                {
                    readers[key] = rest;
                }
                else
                {
                    readers.Remove(key);
                }
            }
        }
    }
}
