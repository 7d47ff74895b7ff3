using System.Globalization;
using System.Text.Json;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Identification;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>Notes on the timeline.</summary>
internal sealed class NoteTimeline : IContactTimelineSource
{
    public string Kind => "note";

    public async Task<IReadOnlyList<ContactTimelineEntry>> ReadAsync(
        CallTrackingDbContext context, Caller caller, IReadOnlyList<Guid> contacts, ContactTimelinePlace? before, int limit,
        CancellationToken cancellationToken)
    {
        var notes = context.Set<ContactNote>().Where(n => contacts.Contains(n.ContactId));
        if (before is { } place)
        {
            var (at, id) = place;
            notes = notes.Where(n => n.At <= at && (n.At < at || n.Id < id));
        }

        var page = await notes.OrderByDescending(n => n.At).ThenByDescending(n => n.Id).Take(limit).ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. page.Select(n => new ContactTimelineEntry(
            Kind, n.Id, n.At, n.ByEmployee, n.EditedAt is null ? "written" : "edited", n.Text,
            n.CallId is { } call ? new Dictionary<string, string> { ["callId"] = call.ToString() } : null))];
    }
}

/// <summary>Changes of status on the timeline.</summary>
internal sealed class StatusTimeline : IContactTimelineSource
{
    public string Kind => "status";

    public async Task<IReadOnlyList<ContactTimelineEntry>> ReadAsync(
        CallTrackingDbContext context, Caller caller, IReadOnlyList<Guid> contacts, ContactTimelinePlace? before, int limit,
        CancellationToken cancellationToken)
    {
        var changes = context.Set<ContactStatusChange>().Where(c => contacts.Contains(c.ContactId));
        if (before is { } place)
        {
            var (at, id) = place;
            changes = changes.Where(c => c.At <= at && (c.At < at || c.Id < id));
        }

        var page = await changes.OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(limit).ToListAsync(cancellationToken).ConfigureAwait(false);
        var names = page.Count == 0
            ? []
            : await context.Set<ContactStatus>().ToDictionaryAsync(s => s.Id, s => s.Code, cancellationToken).ConfigureAwait(false);
        return [.. page.Select(c => new ContactTimelineEntry(Kind, c.Id, c.At, c.ByEmployee, "changed", c.Reason, Details(c, names)))];
    }

    private static Dictionary<string, string> Details(ContactStatusChange change, Dictionary<Guid, string> names)
    {
        var details = new Dictionary<string, string>();
        if (change.FromStatusId is { } from && names.TryGetValue(from, out var before))
        {
            details["from"] = before;
        }

        if (change.ToStatusId is { } to && names.TryGetValue(to, out var after))
        {
            details["to"] = after;
        }

        return details;
    }
}

/// <summary>Merges and splits on the timeline.</summary>
internal sealed class MergeTimeline : IContactTimelineSource
{
    public string Kind => "merge";

    public async Task<IReadOnlyList<ContactTimelineEntry>> ReadAsync(
        CallTrackingDbContext context, Caller caller, IReadOnlyList<Guid> contacts, ContactTimelinePlace? before, int limit,
        CancellationToken cancellationToken)
    {
        var merges = context.Set<ContactMerge>().Where(m => contacts.Contains(m.ContactId) || contacts.Contains(m.OtherId));
        if (before is { } place)
        {
            var (at, id) = place;
            merges = merges.Where(m => m.At <= at && (m.At < at || m.Id < id));
        }

        var page = await merges.OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(limit)
            .Select(m => new { m.Id, m.At, m.ByEmployee, m.Kind, m.UndoneAt, m.ContactId, m.OtherId }).ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. page.Select(m => new ContactTimelineEntry(
            Kind, m.Id, m.At, m.ByEmployee, (m.Kind == ContactMergeKind.Merge ? "merged" : "split") + (m.UndoneAt is null ? "" : "Undone"), null,
            new Dictionary<string, string> { ["contactId"] = m.ContactId.ToString(), ["otherId"] = m.OtherId.ToString() }))];
    }
}

/// <summary>Calls on the timeline: those whose contact this is, as far as the caller reaches calls.</summary>
internal sealed class CallTimeline : IContactTimelineSource
{
    public string Kind => "call";

    public async Task<IReadOnlyList<ContactTimelineEntry>> ReadAsync(
        CallTrackingDbContext context, Caller caller, IReadOnlyList<Guid> contacts, ContactTimelinePlace? before, int limit,
        CancellationToken cancellationToken)
    {
        if (!caller.Access.Allows(Permission.CallsRead))
        {
            return [];
        }

        // From the contact's own index; the calls of one contact are few, so a narrower scope may well be a filter on top of it.
        var links = context.Set<CallContact>().Where(link => contacts.Contains(link.ContactId));
        if (before is { } place)
        {
            var (at, id) = place;
            links = links.Where(link => link.StartedAt <= at && (link.StartedAt < at || link.CallId < id));
        }

        var page = await InScope(context, caller, links).OrderByDescending(link => link.StartedAt).ThenByDescending(link => link.CallId).Take(limit)
            .Join(
                context.Set<Call>(), link => link.CallId, call => call.Id,
                (link, call) => new { call.Id, link.StartedAt, call.Direction, call.State, call.Outcome, call.MissedReason, call.Talk, link.How })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. page.OrderByDescending(call => call.StartedAt).ThenByDescending(call => call.Id).Select(call => new ContactTimelineEntry(
            Kind, call.Id, call.StartedAt, null, Word(call.Outcome?.ToString() ?? call.State.ToString()), null,
            new Dictionary<string, string>
            {
                ["direction"] = Word(call.Direction.ToString()),
                ["talkSeconds"] = call.Talk.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture),
                ["how"] = Word(call.How.ToString()),
            }))];
    }

    /// <summary>Those of some links whose calls the caller reaches.</summary>
    internal static IQueryable<CallContact> InScope(CallTrackingDbContext context, Caller caller, IQueryable<CallContact> links)
    {
        var (employee, departments) = (caller.Employee, caller.Access.Departments);
        var scope = caller.Access.ScopeOf(Permission.CallsRead);
        return scope switch
        {
            AccessScope.All => links,
            AccessScope.Team when departments.Count > 0 => links.Where(link => context.Set<Participant>().Any(
                p => EF.Property<Guid>(p, LedgerModel.CallId) == link.CallId
                    && (p.Employee == employee || (p.Department != null && departments.Contains(p.Department.Value))))),
            _ => links.Where(link => context.Set<Participant>().Any(
                p => EF.Property<Guid>(p, LedgerModel.CallId) == link.CallId && p.Employee == employee)),
        };
    }

    private static string Word(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
