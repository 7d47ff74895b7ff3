using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CallTracking.Callbacks;
using CallTracking.Contacts;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Webhooks;

/// <summary>
/// Writes the outbox from what is saved beside the calls: callbacks and contacts. It looks at what a context is about to save, so that whoever
/// writes (a screen, an import, the clock, the ledger's projections) tells of it in the transaction of the change itself.
/// </summary>
/// <remarks>Thread-safe. Kept beside the store's factory, because whoever writes has nothing else of the host in hand.</remarks>
internal sealed class WebhookChanges
{
    private static readonly ConditionalWeakTable<ICallTrackingDbContextFactory, WebhookChanges> Stores = [];

    private Host _host = new(TimeProvider.System, new WebhookOptions(), null);

    /// <summary>That of a store.</summary>
    public static WebhookChanges Of(ICallTrackingDbContextFactory contexts) => Stores.GetValue(contexts, static _ => new WebhookChanges());

    /// <summary>Goes by a host's clock and settings, and wakes its sender.</summary>
    public void Configure(TimeProvider time, WebhookOptions options, WebhookSignal signal) => Volatile.Write(ref _host, new Host(time, options, signal));

    /// <summary>Something that was written is durable.</summary>
    public void Wake() => _host.Signal?.Set();

    /// <summary>Adds what is to be told of a context's changes, which were detected.</summary>
    /// <returns>Whether anything was added.</returns>
    public async Task<bool> AddAsync(CallTrackingDbContext context, CancellationToken cancellationToken)
    {
        List<ObligationEvent>? events = null;
        HashSet<Guid>? contacts = null;
        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State == EntityState.Unchanged)
            {
                continue;
            }

            switch (entry.Entity)
            {
                case ObligationEvent one when entry.State == EntityState.Added && NameOf(one.Kind) is not null:
                    (events ??= []).Add(one);
                    break;
                case Contact contact:
                    (contacts ??= []).Add(contact.Id);
                    break;
                case ContactNumber number:
                    (contacts ??= []).Add(number.ContactId);
                    break;
                case ContactEmail email:
                    (contacts ??= []).Add(email.ContactId);
                    break;
            }
        }

        if (events is null && contacts is null)
        {
            return false;
        }

        var subscriptions = await WebhookOutbox.SubscriptionsAsync(context, cancellationToken).ConfigureAwait(false);
        if (subscriptions.Count == 0)
        {
            return false;
        }

        var host = Volatile.Read(ref _host);
        var now = host.Time.GetUtcNow();
        foreach (var one in events ?? [])
        {
            var obligation = context.ChangeTracker.Entries<Obligation>().FirstOrDefault(entry => entry.Entity.Id == one.ObligationId)?.Entity
                ?? await context.Set<Obligation>().SingleAsync(row => row.Id == one.ObligationId, cancellationToken).ConfigureAwait(false);
            Add(new WebhookNews(NameOf(one.Kind)!, obligation.Id, one.Ordinal, one.At, Write(json => Write(json, obligation, one))));
        }

        if (contacts is not null && subscriptions.Exists(static one => one.Events.Contains(WebhookEvents.ContactChanged)))
        {
            await AddAsync(context, [.. contacts], news => Add(news), now, cancellationToken).ConfigureAwait(false);
        }

        return true;

        void Add(in WebhookNews news) => WebhookOutbox.Add(context, subscriptions, news, now, host.Options.GiveUpAfter);
    }

    private static async Task AddAsync(
        CallTrackingDbContext context, Guid[] ids, Action<WebhookNews> add, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A contact that is saved in two steps of one transaction is told of once: its revision is the same.
        var told = await context.Set<WebhookDelivery>().Where(one => one.Event == WebhookEvents.ContactChanged && ids.Contains(one.Subject))
            .Select(one => new { one.Subject, one.Rank }).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false);
        var known = told.Select(static one => (one.Subject, one.Rank)).ToHashSet();
        known.UnionWith(context.ChangeTracker.Entries<WebhookDelivery>().Select(static entry => (entry.Entity.Subject, entry.Entity.Rank)));
        foreach (var id in ids)
        {
            var entry = context.ChangeTracker.Entries<Contact>().FirstOrDefault(one => one.Entity.Id == id);
            var contact = entry?.Entity ?? await context.Set<Contact>().IgnoreQueryFilters([CallTrackingDbContext.ScopeFilter])
                .SingleOrDefaultAsync(one => one.Id == id, cancellationToken).ConfigureAwait(false);
            if (contact is null)
            {
                continue;
            }

            // What is removed for good has no revision any more that could be the next one.
            var rank = entry?.State == EntityState.Deleted ? contact.Revision + 1 : contact.Revision;
            if (known.Add((id, rank)))
            {
                var change = entry?.State == EntityState.Deleted || contact.DeletedAt is not null ? "deleted"
                    : contact.MergedIntoId is not null ? "merged" : entry?.State == EntityState.Added ? "created" : "updated";
                add(new WebhookNews(WebhookEvents.ContactChanged, id, rank, now, Write(json => Write(json, contact, rank, change))));
            }
        }
    }

    private static string? NameOf(ObligationEventKind kind) => kind switch
    {
        ObligationEventKind.Opened => WebhookEvents.ObligationOpened,
        ObligationEventKind.Assigned => WebhookEvents.ObligationAssigned,
        ObligationEventKind.Tried => WebhookEvents.ObligationTried,
        ObligationEventKind.Reached or ObligationEventKind.Returned or ObligationEventKind.Closed => WebhookEvents.ObligationClosed,
        ObligationEventKind.Waived => WebhookEvents.ObligationWaived,
        ObligationEventKind.Reopened => WebhookEvents.ObligationReopened,
        ObligationEventKind.Escalated => WebhookEvents.ObligationEscalated,
        ObligationEventKind.Merged => WebhookEvents.ObligationMerged,
        ObligationEventKind.Voided => WebhookEvents.ObligationVoided,
        _ => null,
    };

    // Who it is and how it stands, without what the customer's card holds: a receiver that may know more asks for it with rights of its own.
    private static void Write(Utf8JsonWriter json, Contact contact, long revision, string change)
    {
        json.WriteString("id", contact.Id);
        json.WriteString("change", change);
        json.WriteNumber("revision", revision);
        Id(json, "mergedInto", contact.MergedIntoId);
    }

    private static void Write(Utf8JsonWriter json, Obligation obligation, ObligationEvent what)
    {
        json.WriteString("id", obligation.Id);
        json.WriteString("state", Word(obligation.State.ToString()));
        json.WriteString("because", Word(what.Kind.ToString()));
        json.WriteNumber("ordinal", what.Ordinal);
        Id(json, "contactId", obligation.ContactId);
        json.WriteString("number", obligation.Number);
        json.WriteString("openedAt", obligation.OpenedAt.UtcDateTime);
        json.WriteString("dueAt", obligation.DueAt.UtcDateTime);
        json.WriteNumber("calls", obligation.Calls);
        json.WriteNumber("attempts", obligation.Attempts);
        json.WriteString("link", obligation.Link);
        json.WriteString("queue", obligation.Queue);
        Id(json, "ownerId", obligation.OwnerId);
        Id(json, "departmentId", obligation.DepartmentId);
        Id(json, "callId", what.CallId);
        Id(json, "employeeId", what.EmployeeId);
        json.WriteString("reason", obligation.Reason);
        Id(json, "mergedIntoId", obligation.MergedIntoId);
    }

    private static void Id(Utf8JsonWriter json, string name, Guid? id)
    {
        if (id is { } value)
        {
            json.WriteString(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Word(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private sealed record Host(TimeProvider Time, WebhookOptions Options, WebhookSignal? Signal);
}
