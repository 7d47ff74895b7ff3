using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <content>What is kept per link: event log, position, gaps.</content>
public sealed partial class LedgerCheck
{
    private async Task CheckLinksAsync(Caller caller, LedgerCheckReport.Builder report, CancellationToken cancellationToken)
    {
        var open = await AskAsync(caller, context => context.Set<Call>().Where(call => call.State != CallState.Ended)
            .Select(call => new OpenCall(call.Id, call.Link, call.FirstEpoch, call.FirstSeq)).ToListAsync(cancellationToken))
            .ConfigureAwait(false);
        var links = await AskAsync(caller, async context =>
            (await context.Set<EventLogRow>().Select(row => row.Link).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false))
            .Union(await context.Gaps.Select(gap => gap.Link).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false))
            .Union(open.Select(call => call.Link)).Order(StringComparer.Ordinal).ToList()).ConfigureAwait(false);
        foreach (var link in links)
        {
            await CheckLogAsync(caller, link, [.. open.Where(call => call.Link == link)], report, cancellationToken).ConfigureAwait(false);
            await CheckGapsAsync(caller, link, report, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CheckLogAsync(
        Caller caller, string link, List<OpenCall> open, LedgerCheckReport.Builder report, CancellationToken cancellationToken)
    {
        var last = (Epoch: 0L, Seq: 0L, Ordinal: 0L);
        while (true)
        {
            var (epoch, seq, ordinal) = last;
            var rows = await AskAsync(caller, context => context.Set<EventLogRow>()
                .Where(row => row.Link == link && row.Epoch >= epoch
                    && (row.Epoch > epoch || row.LastSeq > seq || (row.LastSeq == seq && row.Ordinal > ordinal)))
                .OrderBy(row => row.Epoch).ThenBy(row => row.LastSeq).ThenBy(row => row.Ordinal).Take(Page)
                .ToListAsync(cancellationToken)).ConfigureAwait(false);
            foreach (var row in rows)
            {
                Check(row, last, open, report);
                last = (row.Epoch, row.LastSeq, row.Ordinal);
            }

            report.Looked(rows.Count);
            if (rows.Count < Page)
            {
                break;
            }
        }

        // Read last: what was written since the log was read can only move it on.
        var position = await AskAsync(caller, context => context.Set<LinkRow>().SingleOrDefaultAsync(row => row.Link == link, cancellationToken))
            .ConfigureAwait(false);
        if (last.Epoch > 0 && (position is null || (position.Epoch, position.Ordinal).CompareTo((last.Epoch, last.Ordinal)) < 0))
        {
            report.Add(LedgerRule.PositionBehind, $"link {link}, epoch {last.Epoch}, commit {last.Ordinal}");
        }

        foreach (var call in open)
        {
            if (await IsOpenAsync(caller, call.Id, cancellationToken).ConfigureAwait(false))
            {
                report.Add(LedgerRule.OpenWithoutEvents, $"call {call.Id} of link {link}");
            }
        }
    }

    private static void Check(
        EventLogRow row, (long Epoch, long Seq, long Ordinal) last, List<OpenCall> open, LedgerCheckReport.Builder report)
    {
        var place = $"link {row.Link}, epoch {row.Epoch}, frames {row.FirstSeq} to {row.LastSeq}";
        report.EventLogEntries++;
        if (row.FirstSeq > row.LastSeq || (row.Epoch == last.Epoch && row.Ordinal <= last.Ordinal))
        {
            report.Add(LedgerRule.EventsOutOfOrder, place);
        }

        open.RemoveAll(call => call.Epoch == row.Epoch && call.Seq >= row.FirstSeq && call.Seq <= row.LastSeq);
        try
        {
            var events = new List<PbxEvent>();
            report.Events += EventLogCodec.Decode(row.Events, events) + events.Count;
        }
        catch (InvalidDataException)
        {
            report.Add(LedgerRule.EventsUnreadable, place);
        }
    }

    private async Task<bool> IsOpenAsync(Caller caller, Guid id, CancellationToken cancellationToken) => await AskAsync(
        caller, context => context.Set<Call>().AnyAsync(call => call.Id == id && call.State != CallState.Ended, cancellationToken))
        .ConfigureAwait(false);

    private async Task CheckGapsAsync(Caller caller, string link, LedgerCheckReport.Builder report, CancellationToken cancellationToken)
    {
        var gaps = await AskAsync(caller, context => context.Gaps.Where(gap => gap.Link == link).OrderBy(gap => gap.From)
            .Select(gap => new { gap.Id, gap.From, gap.To }).ToListAsync(cancellationToken)).ConfigureAwait(false);
        report.Gaps += gaps.Count;
        for (var index = 0; index < gaps.Count; index++)
        {
            var gap = gaps[index];
            var next = index + 1 < gaps.Count ? gaps[index + 1].From : (DateTimeOffset?)null;
            if (gap.To < gap.From || (next is not null && (gap.To is null || gap.To > next)))
            {
                report.Add(LedgerRule.GapContradicts, $"gap {gap.Id} of link {link}");
            }
        }
    }

    private sealed record OpenCall(Guid Id, string Link, long Epoch, long Seq);
}
