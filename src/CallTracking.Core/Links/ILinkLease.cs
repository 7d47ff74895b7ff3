namespace CallTracking.Links;

/// <summary>
/// Says which host has a link, where several share a store: one at a time hears the PBX and writes. A store package registers it; without
/// one, exactly one host may own a link. Time alone never makes two writers: the store rejects every commit whose lease is not the link's
/// (<see cref="Storage.LedgerStoreException.IsLeaseLost"/>).
/// </summary>
/// <remarks>Safe for concurrent use. All methods throw <see cref="Storage.LedgerStoreException"/> when the store cannot be asked.</remarks>
public interface ILinkLease
{
    /// <summary>How often a lease must be renewed; <see cref="Timeout.InfiniteTimeSpan"/> when it holds as long as the process.</summary>
    TimeSpan RenewEvery { get; }

    /// <summary>How often a host that waits tries to get a link.</summary>
    TimeSpan RetryEvery { get; }

    /// <summary>Takes a link that nobody holds, or whose holder has not renewed in time.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LeaseAttempt> AcquireAsync(string tenant, string link, CancellationToken cancellationToken);

    /// <summary>Keeps a link.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="epoch">Of the lease.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when another host has it by now.</returns>
    Task<bool> RenewAsync(string tenant, string link, long epoch, CancellationToken cancellationToken);

    /// <summary>Gives a link back, so that another host need not wait. Does nothing when the lease is lost already.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link.</param>
    /// <param name="epoch">Of the lease.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task ReleaseAsync(string tenant, string link, long epoch, CancellationToken cancellationToken);
}

/// <summary>What came of an attempt to take a link.</summary>
/// <param name="Epoch">Epoch of the lease that was got, which every commit carries; 0 when another host has the link.</param>
/// <param name="Holder">Who has the link, for people; null when it was got.</param>
/// <param name="Until">Until when the holder has it, by the store's clock; null when it was got. It moves while the holder is alive.</param>
public readonly record struct LeaseAttempt(long Epoch, string? Holder, DateTimeOffset? Until)
{
    /// <summary>Whether the link was got.</summary>
    public bool IsHeld => Epoch > 0;
}
