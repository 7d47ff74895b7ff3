using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.Options;

namespace CallTracking.Callbacks;

/// <summary>Keeps the obligations up to what is committed of calls.</summary>
internal sealed class ObligationProjection(
    IOptions<CallbackOptions> options, IOptions<CallTrackingOptions> tracking, IEmployeeFeed feed, TimeProvider time) : ICallProjection
{
    private IReadOnlyList<(Guid Obligation, Guid? Owner, Guid? Department)> _assigned = [];

    public string Name => "callbacks";

    public async ValueTask ApplyAsync(
        CallTrackingDbContext context, IReadOnlyList<Call> changed, IReadOnlyList<Guid> withdrawn, CancellationToken cancellationToken)
    {
        var ledger = new ObligationLedger(context, options.Value);
        await ledger.ApplyAsync(changed, withdrawn, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        _assigned = ledger.Assigned;
    }

    public ValueTask OnAppliedAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (obligation, owner, _) in Interlocked.Exchange(ref _assigned, []))
        {
            if (owner is { } employee)
            {
                feed.Publish(new EmployeeNotice(tracking.Value.Tenant, employee, EmployeeNoticeKind.ObligationAssigned, obligation, now));
            }
        }

        return ValueTask.CompletedTask;
    }
}
