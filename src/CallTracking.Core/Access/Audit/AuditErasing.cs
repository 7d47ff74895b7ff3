using System.Text.Json;
using CallTracking.Privacy;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Access;

/// <summary>Erases payloads of the audit trail, by order of the trail: a row says which, so that whatever else goes is found.</summary>
internal static class AuditErasing
{
    private const int Batch = 500;

    /// <summary>Replaces payloads, or takes them away.</summary>
    /// <param name="contexts">The store.</param>
    /// <param name="caller">By whose order.</param>
    /// <param name="at">When.</param>
    /// <param name="before">Only rows before this instant; null for all.</param>
    /// <param name="replace">Gives what takes a payload's place; the same text when it stays, null when nothing does.</param>
    /// <param name="onlyLook">Whether to count only.</param>
    /// <param name="cancellationToken">Gives up; batches that are done stay done.</param>
    public static async Task<(long Looked, long Changed)> RunAsync(
        ICallTrackingDbContextFactory contexts, Caller caller, DateTimeOffset at, DateTimeOffset? before, Func<string, string?> replace,
        bool onlyLook, CancellationToken cancellationToken)
    {
        var (looked, changed) = (0L, 0L);
        var (day, number) = (0, 0L);
        while (true)
        {
            var (afterDay, afterNumber) = (day, number);
            var page = await StoreWork.ReadAsync(contexts, caller, context => Wanted(context, before)
                .Where(row => row.Day >= afterDay && (row.Day > afterDay || row.Number > afterNumber))
                .OrderBy(row => row.Day).ThenBy(row => row.Number).Take(Batch).ToListAsync(cancellationToken)).ConfigureAwait(false);
            if (page.Count == 0)
            {
                return (looked, changed);
            }

            looked += page.Count;
            (day, number) = (page[^1].Day, page[^1].Number);
            var rows = page.FindAll(row => replace(row.Payload!) != row.Payload);
            changed += rows.Count;
            if (!onlyLook && rows.Count > 0)
            {
                await EraseAsync(contexts, caller, at, rows, replace, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static IQueryable<AuditEntry> Wanted(CallTrackingDbContext context, DateTimeOffset? before)
    {
        var rows = context.Set<AuditEntry>().Where(row => row.Payload != null && row.Action != AuditErasures.Action);
        return before is { } limit ? rows.Where(row => row.At < limit) : rows;
    }

    private static Task<bool> EraseAsync(
        ICallTrackingDbContextFactory contexts, Caller caller, DateTimeOffset at, List<AuditEntry> rows, Func<string, string?> replace,
        CancellationToken cancellationToken) => StoreWork.WriteAsync(contexts, caller, async (context, token) =>
    {
        await FreeSpace.OverwriteAsync(context, token).ConfigureAwait(false);
        var order = new List<AuditEraseRows>();
        foreach (var row in rows)
        {
            var replacement = replace(row.Payload!);
            var (day, number) = (row.Day, row.Number);
            await context.Set<AuditEntry>().Where(one => one.Day == day && one.Number == number)
                .ExecuteUpdateAsync(one => one.SetProperty(r => r.Payload, replacement).SetProperty(r => r.Salt, (byte[]?)null), token)
                .ConfigureAwait(false);
            var digest = replacement is null ? null : AuditChain.DigestOfReplacement(replacement);
            if (digest is null && order is [.., { Sha256: null } last] && last.Day == day && last.To == number - 1)
            {
                order[^1] = last with { To = number };
            }
            else
            {
                order.Add(new AuditEraseRows(day, number, number, digest));
            }
        }

        AuditTrail.Add(
            context, caller, at, AuditErasures.Action, "audit", null,
            JsonSerializer.Serialize(new AuditEraseOrder(order), AuditJson.Default.AuditEraseOrder));
        return true;
    }, cancellationToken);
}
