using System.Runtime.CompilerServices;
using CallTracking.Access;

namespace CallTracking.ScreenPop;

/// <summary>The pops of calls on employees' screens: who rings now, and who talks.</summary>
/// <remarks>
/// Thread-safe. Kept in memory in step with the calls in progress, never behind what a subscriber of the calls was told, and there again after a
/// restart. A pop comes at once with what the PBX says; who calls is looked up beside it and comes as the same pop's next version.
/// A screen that was away reads <see cref="List"/> and is right.
/// </remarks>
public sealed class ScreenPops
{
    private readonly PopBoard _board;
    private readonly CardReader _cards;

    internal ScreenPops(PopBoard board, CardReader cards)
    {
        _board = board;
        _cards = cards;
    }

    /// <summary>The caller's pops now, the oldest first; those of everybody when the system asks.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <exception cref="AccessDeniedException">The caller may not see calls.</exception>
    public IReadOnlyList<CallPop> List(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        return _board.List(caller.Tenant, caller.Employee).ConvertAll(pop => PopMasks.Of(pop, caller.Access));
    }

    /// <summary>The caller's pop of one call.</summary>
    /// <param name="caller">On whose behalf: an employee.</param>
    /// <param name="callId">The call.</param>
    /// <returns>Null when the call is not on the caller's screens.</returns>
    /// <exception cref="AccessDeniedException">The caller may not see calls.</exception>
    public CallPop? Find(Caller caller, Guid callId)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        return caller.Employee is { } employee && _board.Find(caller.Tenant, employee, callId) is { } pop
            ? PopMasks.Of(pop, caller.Access) : null;
    }

    /// <summary>Follows the caller's pops until the host stops: those there are now, and then each pop whenever it is new, says something new or
    /// is gone.</summary>
    /// <param name="caller">On whose behalf; the system follows everybody's.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Each pop in order. A slow reader gets the newest state of a pop and never hears of one that came and went
    /// meanwhile; that a pop is gone which it knows it is always told.</returns>
    /// <exception cref="AccessDeniedException">The caller may not see calls.</exception>
    public IAsyncEnumerable<CallPop> FollowAsync(Caller caller, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        return Follow(cancellationToken);

        async IAsyncEnumerable<CallPop> Follow([EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var pop in ReadAsync(caller.Tenant, caller.Employee, token).ConfigureAwait(false))
            {
                yield return PopMasks.Of(pop, caller.Access);
            }
        }
    }

    /// <summary>Follows the pops of all employees of a tenant: for a push channel. It hands each change to the employee's screens, which read
    /// the pop itself, or reads it for them with <see cref="Find"/> and the rights that they have.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Changes like those of <see cref="FollowAsync"/>, those there are now first.</returns>
    public async IAsyncEnumerable<CallPopChange> FollowAllAsync(
        string tenant, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        await foreach (var pop in ReadAsync(tenant, null, cancellationToken).ConfigureAwait(false))
        {
            yield return new CallPopChange(pop.Employee, pop.CallId, pop.State, pop.End, pop.Version);
        }
    }

    /// <summary>Everything that helps to talk with the caller of a call. While the call rings or is talked on the caller's own screens, he
    /// gets the card whatever rows his roles reach, which is audited where they would not have; else the call has to be one that he may see.
    /// Parts that he has no permission for are left out, fields that are hidden from him are masked.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="callId">The call, in progress or over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is no such call for the caller.</returns>
    /// <exception cref="AccessDeniedException">The caller may not see calls.</exception>
    /// <exception cref="CallTracking.Storage.LedgerStoreException">The store cannot be read.</exception>
    public Task<PopCard?> GetCardAsync(Caller caller, Guid callId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        return _cards.ReadAsync(caller, callId, cancellationToken);
    }

    private async IAsyncEnumerable<CallPop> ReadAsync(
        string tenant, Guid? employee, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = _board.Follow(tenant, employee);
        try
        {
            while (await reader.TakeAsync(cancellationToken).ConfigureAwait(false) is { } pop)
            {
                yield return pop;
            }
        }
        finally
        {
            _board.Unfollow(tenant, employee, reader);
        }
    }
}
