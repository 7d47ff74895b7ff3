using CallTracking.Access;
using CallTracking.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <content>The calls, one by one.</content>
public sealed partial class LedgerCheck
{
    private async Task CheckCallsAsync(Caller caller, LedgerCheckReport.Builder report, CancellationToken cancellationToken)
    {
        var (at, after) = (DateTimeOffset.MinValue, Guid.Empty);
        while (true)
        {
            var keys = await AskAsync(caller, context => context.Set<Call>()
                .Where(call => call.StartedAt >= at && (call.StartedAt > at || call.Id > after))
                .OrderBy(call => call.StartedAt).ThenBy(call => call.Id).Take(Page)
                .Select(call => new { call.StartedAt, call.Id }).ToListAsync(cancellationToken)).ConfigureAwait(false);
            if (keys.Count == 0)
            {
                return;
            }

            (at, after) = (keys[^1].StartedAt, keys[^1].Id);
            await CheckCallsAsync(caller, [.. keys.Select(key => key.Id)], report, cancellationToken).ConfigureAwait(false);
            report.Looked(keys.Count);
        }
    }

    private async Task CheckCallsAsync(
        Caller caller, IReadOnlyList<Guid> ids, LedgerCheckReport.Builder report, CancellationToken cancellationToken)
    {
        try
        {
            var calls = await AskAsync(caller, context => context.Calls.Where(call => ids.Contains(call.Id)).ToListAsync(cancellationToken))
                .ConfigureAwait(false);
            foreach (var call in calls)
            {
                Check(call, report);
            }

            return;
        }
#pragma warning disable CA1031 // Whatever a converter throws on a damaged column: the others of the page are looked at one by one.
        catch (Exception exception) when (exception is not (OperationCanceledException or LedgerStoreException { IsTransient: true }))
#pragma warning restore CA1031
        {
            if (ids.Count == 1)
            {
                report.Calls++;
                report.Add(LedgerRule.CallUnreadable, $"call {ids[0]}");
                return;
            }
        }

        foreach (var id in ids)
        {
            await CheckCallsAsync(caller, [id], report, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Check(Call call, LedgerCheckReport.Builder report)
    {
        var isOpen = call.State != CallState.Ended;
        report.Calls++;
        report.OpenCalls += isOpen ? 1 : 0;
        var example = $"call {call.Id}";
        if (call.Wait < TimeSpan.Zero || call.Connected < TimeSpan.Zero || call.Talk < TimeSpan.Zero || call.Hold < TimeSpan.Zero
            || call.Participants.Any(p => p.Ring < TimeSpan.Zero || p.Talk < TimeSpan.Zero || p.Hold < TimeSpan.Zero))
        {
            report.Add(LedgerRule.NegativeTime, example);
        }

        if (call.EndedAt < call.StartedAt)
        {
            report.Add(LedgerRule.EndBeforeStart, example);
        }

        if (call.AnsweredAt < call.StartedAt || call.AnsweredAt > call.EndedAt)
        {
            report.Add(LedgerRule.AnswerOutside, example);
        }

        if (isOpen ? call.EndedAt is not null || call.Outcome is not null : call.EndedAt is null || call.Outcome is null)
        {
            report.Add(LedgerRule.StateContradicts, example);
        }
    }
}
