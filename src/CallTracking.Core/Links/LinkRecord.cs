using CallTracking.Pbx;

namespace CallTracking.Links;

/// <summary>State and figures of one link. Runner, adapter and pipeline write into it from their own threads.</summary>
internal sealed class LinkRecord
{
    private const int UnknownNames = 1_000;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private readonly Dictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private LinkStatus _status;
    private Func<int> _backlog = () => 0;
    private DateTimeOffset _inboxFullUntil = DateTimeOffset.MinValue;
    private long _version;

    public LinkRecord(string name, TimeProvider time, Action changed)
    {
        Name = name;
        _time = time;
        _changed = changed;
        _status = new LinkStatus { Link = name, State = LinkState.Starting, Since = time.GetUtcNow() };
    }

    public string Name { get; }

    /// <summary>Moves with every change that a reader is told of.</summary>
    public long Version => Interlocked.Read(ref _version);

    public int Backlog => _backlog();

    public int OpenCalls => _status.OpenCalls;

    public bool IsUnobserved => _status.GapSince is not null;

    public long SpoolBytes => _status.SpoolBytes;

    public LinkStatus ToStatus()
    {
        lock (_lock)
        {
            return _status with { Backlog = _backlog(), UnknownEvents = new Dictionary<string, long>(_unknown) };
        }
    }

    /// <summary>By what the PBX is asked to do something; null when it cannot be asked.</summary>
    public IPbxCallControl? Control { get; private set; }

    public void Speaks(IPbxAdapter adapter)
    {
        Control = adapter.Control;
        Tell(status => status with { Abilities = adapter.Abilities });
    }

    public void ReadsBacklogFrom(Func<int> backlog) => _backlog = backlog;

    public void Connecting(int attempt) =>
        Tell(status => Enter(status, LinkState.Connecting) with { Attempt = attempt, RetryAt = null });

    public void Up(string? product) =>
        Tell(status => Enter(status, LinkState.Up) with { Product = product, Failure = null, LastError = null, RetryAt = null });

    /// <summary>Connected; which calls there are is being asked.</summary>
    public void Resyncing(string? product) => Tell(status =>
        Enter(status, LinkState.Resyncing) with { Product = product, Failure = null, LastError = null, RetryAt = null, Hint = null });

    /// <summary>What the PBX has is known and stored, or it does not say it.</summary>
    public void Resynced(string? hint = null)
    {
        if (_status.State == LinkState.Resyncing || _status.Hint != hint)
        {
            Tell(status => (status.State == LinkState.Resyncing ? Enter(status, LinkState.Up) : status) with { Hint = hint });
        }
    }

    /// <summary>The connection is gone; why and when it is tried again is said when the adapter has returned.</summary>
    /// <summary>Another host has the link.</summary>
    public void Standby(string? holder)
    {
        if (_status.State != LinkState.Standby || _status.LeaseHolder != holder)
        {
            Tell(status => Enter(status, LinkState.Standby) with { LeaseHolder = holder, RetryAt = null, LastError = null, Failure = null });
        }
    }

    public void Lost() => Tell(status => Enter(status, LinkState.Down));

    public void Down(PbxLinkFailure? failure, string error, DateTimeOffset? retryAt) =>
        Tell(status => Enter(status, LinkState.Down) with { Failure = failure, LastError = error, RetryAt = retryAt });

    public void Failed(PbxLinkFailure? failure, string error, DateTimeOffset? retryAt) =>
        Tell(status => Enter(status, LinkState.Failed) with { Failure = failure, LastError = error, RetryAt = retryAt });

    public void RecordsRead(string? error)
    {
        if (_status.RecordsError != error)
        {
            Tell(status => status with { RecordsError = error });
        }
    }

    public void Finished() => Tell(status => Enter(status, LinkState.Finished) with { RetryAt = null });

    public void Stopped() => Tell(status => Enter(status, LinkState.Stopped) with { RetryAt = null });

    public void Tracked(DateTimeOffset? lastEventAt, int openCalls, CoverageGap? openGap)
    {
        var isNews = false;
        lock (_lock)
        {
            isNews = openGap?.From != _status.GapSince;
            _status = _status with
            {
                LastEventAt = lastEventAt ?? _status.LastEventAt,
                OpenCalls = openCalls,
                GapSince = openGap?.From,
                GapCause = openGap?.Cause,
            };
            _version += isNews ? 1 : 0;
        }

        if (isNews)
        {
            _changed();
        }
    }

    public void StoreRefused(string error) => Tell(status => status with { StoreError = error });

    public void StoreAnswered()
    {
        if (_status.StoreError is not null)
        {
            Tell(status => status with { StoreError = null });
        }
    }

    /// <summary>So much waits on disk for the store.</summary>
    public void Spooled(long bytes)
    {
        if (_status.SpooledSince is null || _status.SpoolError is not null)
        {
            Tell(status => status with { SpooledSince = status.SpooledSince ?? _time.GetUtcNow(), SpoolBytes = bytes, SpoolError = null });
            return;
        }

        lock (_lock)
        {
            _status = _status with { SpoolBytes = bytes };
        }
    }

    /// <summary>The spool takes nothing.</summary>
    /// <returns>True when that is news.</returns>
    public bool SpoolRefused(string error)
    {
        if (_status.SpoolError == error)
        {
            return false;
        }

        var first = _status.SpoolError is null;
        Tell(status => status with { SpoolError = error });
        return first;
    }

    public void SpoolDrained() => Tell(status => status with { SpooledSince = null, SpoolBytes = 0, SpoolError = null });

    /// <summary>The adapter has to wait for room.</summary>
    /// <returns>True for the first time since there was room.</returns>
    public bool InboxFilled()
    {
        if (_status.InboxFullSince is not null)
        {
            return false;
        }

        Tell(status => status with { InboxFullSince = _time.GetUtcNow() });
        return true;
    }

    public void InboxHasRoom()
    {
        if (_status.InboxFullSince is not null)
        {
            _inboxFullUntil = _time.GetUtcNow();
            Tell(status => status with { InboxFullSince = null });
        }
    }

    /// <summary>Whether the inbox is full, or was so a short while ago.</summary>
    public bool WasInboxFull(TimeSpan within) => _status.InboxFullSince is not null || _time.GetUtcNow() - _inboxFullUntil <= within;

    public void Quarantined() => Tell(status => status with { QuarantinedEvents = status.QuarantinedEvents + 1 });

    /// <summary>Counts a wire event that the adapter does not know.</summary>
    /// <returns>True for the first of its name.</returns>
    public bool CountUnknown(string name)
    {
        lock (_lock)
        {
            var known = _unknown.TryGetValue(name, out var count);
            if (!known && _unknown.Count >= UnknownNames)
            {
                _unknown["other"] = _unknown.GetValueOrDefault("other") + 1;
                return false;
            }

            _unknown[name] = count + 1;
            return !known;
        }
    }

    private LinkStatus Enter(LinkStatus status, LinkState state) =>
        status.State == state ? status : status with { State = state, Since = _time.GetUtcNow(), LeaseHolder = null };

    private void Tell(Func<LinkStatus, LinkStatus> change)
    {
        lock (_lock)
        {
            _status = change(_status);
            _version++;
        }

        _changed();
    }
}
