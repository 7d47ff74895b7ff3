using CallTracking.Access;
using CallTracking.Dialing;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <content>Calling back.</content>
public sealed partial class ObligationBook
{
    /// <summary>Calls the customer from an open obligation: the employee's phone rings first. Whether he was reached the ledger tells, not this
    /// method: an answered call closes the obligation. One that nobody owned becomes the employee's. Needs
    /// <see cref="Permission.CallbacksWork"/>, and what dialling needs.</summary>
    /// <param name="caller">On whose behalf. He need not see the number.</param>
    /// <param name="id">The obligation.</param>
    /// <param name="employeeId">Whose phone rings; null for the caller's own.</param>
    /// <param name="cancellationToken">Gives up, as long as the PBX was not asked yet.</param>
    /// <returns>The call as it goes; null when the caller reaches no obligation with that id.</returns>
    /// <exception cref="ObligationRejectedException">It is not open, or no employee is named, or this host cannot dial.</exception>
    /// <exception cref="DialRefusedException">The call is not placed, and why.</exception>
    public async Task<DialHandle?> CallBackAsync(Caller caller, Guid id, Guid? employeeId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallbacksWork);
        var employee = employeeId ?? caller.Employee
            ?? throw new ObligationRejectedException("employee.missing", "Say whose phone is to ring: the system has none.");
        var dialer = _dialer() ?? throw new ObligationRejectedException("dialing.absent", "This host places no calls: ask one that runs the links.");
        var obligation = await StoreWork.ReadAsync(_contexts, caller, context => ObligationAccess.Reach(
            context, context.Set<Obligation>(), caller, Permission.CallbacksWork).SingleOrDefaultAsync(one => one.Id == id, cancellationToken))
            .ConfigureAwait(false);
        if (obligation is null)
        {
            return null;
        }

        if (!obligation.IsOpen)
        {
            throw NotOpen(obligation);
        }

        var handle = await dialer.DialAsync(
            caller, new DialRequest { Employee = employee, Number = obligation.Number, Obligation = id, Contact = obligation.ContactId }, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            await ChangeAsync(caller, Permission.CallbacksWork, id, null, async (context, one, now, token) =>
            {
                if (one is { IsOpen: true, OwnerId: null })
                {
                    await AssignAsync(context, caller, one, employee, one.DepartmentId, now, token).ConfigureAwait(false);
                }

                Note(context, caller, one, ObligationEventKind.Dialed, now, "dial", null);
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LedgerStoreException)
        {
            // The phone rings already; the dialler's own journal has the call, and the ledger will have it too.
        }

        return handle;
    }
}
