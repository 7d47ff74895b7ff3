using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Webhooks;

/// <summary>Subscriptions to what happens, and the messages that they were sent.</summary>
/// <remarks>Safe for concurrent use. Everything needs <see cref="Permission.WebhooksManage"/>. Throws <see cref="AccessDeniedException"/>,
/// <see cref="WebhookException"/>, <see cref="RevisionConflictException"/> and <see cref="LedgerStoreException"/>.</remarks>
public sealed class WebhookBook
{
    /// <summary>Most subscriptions of a tenant: 50.</summary>
    public const int MaxSubscriptions = 50;

    /// <summary>The largest page of messages: 500.</summary>
    public const int MaxLimit = 500;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly IOptions<WebhookOptions> _options;
    private readonly WebhookSignal _signal;
    private readonly TimeProvider _time;
    private readonly IWebhookSecrets? _secrets;

    internal WebhookBook(
        ICallTrackingDbContextFactory contexts, IOptions<WebhookOptions> options, WebhookSignal signal, TimeProvider time, IWebhookSecrets? secrets)
    {
        _contexts = contexts;
        _options = options;
        _signal = signal;
        _time = time;
        _secrets = secrets;
    }

    /// <summary>All subscriptions, the oldest first.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<WebhookSubscription>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        Demand(caller);
        return await StoreWork.ReadAsync(
            _contexts, caller, context => context.Set<WebhookSubscription>().OrderBy(one => one.CreatedAt).ThenBy(one => one.Id)
                .ToListAsync(cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>One subscription; null when there is none of that id.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WebhookSubscription?> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        Demand(caller);
        return StoreWork.ReadAsync(
            _contexts, caller, context => context.Set<WebhookSubscription>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken));
    }

    /// <summary>Adds a subscription: it is told of what happens from now on.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="draft">What.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The subscription and its secret, which is never shown again.</returns>
    public Task<NewWebhookSecret> CreateAsync(Caller caller, WebhookDraft draft, CancellationToken cancellationToken)
    {
        Demand(caller);
        Check(draft);
        var secret = WebhookSignature.NewSecret();
        var key = Protect(secret);
        var now = _time.GetUtcNow();
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            if (await context.Set<WebhookSubscription>().CountAsync(token).ConfigureAwait(false) >= MaxSubscriptions)
            {
                throw new WebhookException(WebhookFault.TooMany, $"There are {MaxSubscriptions} webhooks already: remove one first.");
            }

            var subscription = new WebhookSubscription
            {
                Tenant = caller.Tenant,
                Id = Guid.CreateVersion7(now),
                Name = draft.Name,
                Url = draft.Url,
                Events = Sorted(draft.Events),
                State = draft.IsPaused ? WebhookState.Paused : WebhookState.Active,
                CreatedAt = now,
                UpdatedAt = now,
                Revision = 1,
                Secrets = WebhookKey.Write([new WebhookKey(key, null)]),
            };
            context.Add(subscription);
            Audit(context, caller, now, "webhook.create", subscription.Id);
            return new NewWebhookSecret(subscription, secret);
        }, cancellationToken);
    }

    /// <summary>Changes a subscription. One that was disabled is active again when it is not paused.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">Which.</param>
    /// <param name="draft">What it is from now on.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WebhookSubscription> UpdateAsync(
        Caller caller, Guid id, WebhookDraft draft, long? expectedRevision, CancellationToken cancellationToken)
    {
        Demand(caller);
        Check(draft);
        var changed = await ChangeAsync(caller, id, expectedRevision, "webhook.update", subscription =>
        {
            (subscription.Name, subscription.Url, subscription.Events) = (draft.Name, draft.Url, Sorted(draft.Events));
            subscription.State = draft.IsPaused ? WebhookState.Paused : WebhookState.Active;
            subscription.DisabledReason = null;
        }, cancellationToken).ConfigureAwait(false);
        _signal.Set();
        return changed;
    }

    /// <summary>Gives a subscription a new secret. Messages are signed with the old one too for a while, so that nothing is refused while the
    /// receiver changes over.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">Which.</param>
    /// <param name="keepOld">For how long the old ones sign too, zero to 30 days.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The secret, which is never shown again.</returns>
    public async Task<NewWebhookSecret> RotateSecretAsync(Caller caller, Guid id, TimeSpan keepOld, CancellationToken cancellationToken)
    {
        Demand(caller);
        if (keepOld < TimeSpan.Zero || keepOld > TimeSpan.FromDays(30))
        {
            throw new WebhookException(WebhookFault.Invalid, "Old secrets count for zero to 30 days: give such a time.");
        }

        var secret = WebhookSignature.NewSecret();
        var key = Protect(secret);
        var until = _time.GetUtcNow() + keepOld;
        var changed = await ChangeAsync(caller, id, null, "webhook.secret", subscription =>
        {
            // Two old ones at most: a header with more signatures is refused by some receivers.
            var old = WebhookKey.Read(subscription.Secrets).Where(one => one.Until is null || one.Until > _time.GetUtcNow())
                .Select(one => one with { Until = one.Until is { } end && end < until ? end : until }).Where(one => one.Until > _time.GetUtcNow()).Take(2);
            subscription.Secrets = WebhookKey.Write([new WebhookKey(key, null), .. old]);
        }, cancellationToken).ConfigureAwait(false);
        return new NewWebhookSecret(changed, secret);
    }

    /// <summary>Removes a subscription and its messages.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">Which.</param>
    /// <param name="expectedRevision">The revision that was read; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task DeleteAsync(Caller caller, Guid id, long? expectedRevision, CancellationToken cancellationToken)
    {
        Demand(caller);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var subscription = await LoadAsync(context, id, expectedRevision, token).ConfigureAwait(false);
            await context.Set<WebhookDelivery>().Where(one => one.SubscriptionId == id).ExecuteDeleteAsync(token).ConfigureAwait(false);
            context.Remove(subscription);
            Audit(context, caller, _time.GetUtcNow(), "webhook.delete", id);
            return true;
        }, cancellationToken);
    }

    /// <summary>Sends a message to try a subscription out.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The message's id.</returns>
    public async Task<Guid> TestAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        Demand(caller);
        var now = _time.GetUtcNow();
        var subject = Guid.CreateVersion7(now);
        var delivery = await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var subscription = await LoadAsync(context, id, null, token).ConfigureAwait(false);
            WebhookOutbox.Add(context, [subscription], new WebhookNews(WebhookEvents.Test, subject, 1, now, "{}"), now, _options.Value.GiveUpAfter);
            return context.ChangeTracker.Entries<WebhookDelivery>().Single().Entity.Id;
        }, cancellationToken).ConfigureAwait(false);
        _signal.Set();
        return delivery;
    }

    /// <summary>Messages of a subscription, the newest first.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The subscription.</param>
    /// <param name="state">Only such; null for all.</param>
    /// <param name="after">The <see cref="WebhookDeliveryPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Without the bodies, which name customers.</returns>
    public async Task<WebhookDeliveryPage> ListDeliveriesAsync(
        Caller caller, Guid id, WebhookDeliveryState? state, WebhookCursor? after, int limit, CancellationToken cancellationToken)
    {
        Demand(caller);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        var rows = await StoreWork.ReadAsync(_contexts, caller, context =>
        {
            var deliveries = context.Set<WebhookDelivery>().Where(one => one.SubscriptionId == id);
            if (state is { } wanted)
            {
                deliveries = deliveries.Where(one => one.State == wanted);
            }

            if (after is { } cursor)
            {
                var (at, last) = cursor;
                deliveries = deliveries.Where(one => one.OccurredAt <= at && (one.OccurredAt < at || one.Id < last));
            }

            return deliveries.OrderByDescending(one => one.OccurredAt).ThenByDescending(one => one.Id).Take(limit + 1).ToListAsync(cancellationToken);
        }).ConfigureAwait(false);
        var isMore = rows.Count > limit;
        var shown = rows.Take(limit).ToList();
        shown.ForEach(row => row.Payload = null);
        return new WebhookDeliveryPage(shown, isMore ? new WebhookCursor(shown[^1].OccurredAt, shown[^1].Id) : null);
    }

    /// <summary>Sends messages again that were taken or given up.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="id">The subscription.</param>
    /// <param name="delivery">One message; null for all of a state since a time.</param>
    /// <param name="state">Without a message: which ones, those that were taken or those that were given up.</param>
    /// <param name="since">Without a message: those that happened since.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many are sent again.</returns>
    public async Task<int> ReplayAsync(
        Caller caller, Guid id, Guid? delivery, WebhookDeliveryState state, DateTimeOffset since, CancellationToken cancellationToken)
    {
        Demand(caller);
        var now = _time.GetUtcNow();
        var giveUpAt = now + _options.Value.GiveUpAfter;
        var count = await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            await LoadAsync(context, id, null, token).ConfigureAwait(false);
            var wanted = context.Set<WebhookDelivery>().Where(one => one.SubscriptionId == id && one.State != WebhookDeliveryState.Pending && one.Payload != null);
            wanted = delivery is { } single
                ? wanted.Where(one => one.Id == single)
                : wanted.Where(one => one.State == state && one.OccurredAt >= since);
            var again = await wanted.ExecuteUpdateAsync(
                set => set.SetProperty(one => one.State, WebhookDeliveryState.Pending).SetProperty(one => one.Attempts, 0)
                    .SetProperty(one => one.NextAttemptAt, now).SetProperty(one => one.GiveUpAt, giveUpAt)
                    .SetProperty(one => one.EndedAt, (DateTimeOffset?)null).SetProperty(one => one.ClaimedUntil, (DateTimeOffset?)null),
                token).ConfigureAwait(false);
            Audit(context, caller, now, "webhook.replay", id);
            return again;
        }, cancellationToken).ConfigureAwait(false);
        _signal.Set();
        return count;
    }

    private static void Demand(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.WebhooksManage);
    }

    private static string[] Sorted(IEnumerable<string> events) => [.. events.Distinct().Order(StringComparer.Ordinal)];

    private static void Audit(CallTrackingDbContext context, Caller caller, DateTimeOffset at, string action, Guid id) =>
        AuditTrail.Add(context, caller, at, action, "webhook", id.ToString());

    private static async Task<WebhookSubscription> LoadAsync(
        CallTrackingDbContext context, Guid id, long? expectedRevision, CancellationToken cancellationToken)
    {
        var subscription = await context.Set<WebhookSubscription>().AsTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken)
            .ConfigureAwait(false) ?? throw new WebhookException(WebhookFault.NotFound, "There is no such webhook: list them for their ids.");
        return expectedRevision is { } expected && expected != subscription.Revision
            ? throw new RevisionConflictException("webhook", id, expected, subscription.Revision) : subscription;
    }

    private Task<WebhookSubscription> ChangeAsync(
        Caller caller, Guid id, long? expectedRevision, string action, Action<WebhookSubscription> change, CancellationToken cancellationToken) =>
        StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var subscription = await LoadAsync(context, id, expectedRevision, token).ConfigureAwait(false);
            change(subscription);
            subscription.Revision++;
            subscription.UpdatedAt = _time.GetUtcNow();
            Audit(context, caller, subscription.UpdatedAt, action, id);
            return subscription;
        }, cancellationToken);

    private string Protect(string secret) => _secrets?.Protect(secret) ?? throw new WebhookException(
        WebhookFault.NoSecrets, "The host keeps no secrets: register an IWebhookSecrets, as AddCallTrackingApi does.");

    private void Check(WebhookDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var problem = draft switch
        {
            { Name: null } or { Name.Length: 0 or > 100 } => "The webhook needs a name of 1 to 100 characters.",
            { Events: null or { Count: 0 } } => $"The webhook is told of nothing: name some of {string.Join(", ", WebhookEvents.All)}.",
            _ when draft.Events.Except(WebhookEvents.All).Any() => $"There is no such event: name some of {string.Join(", ", WebhookEvents.All)}.",
            _ => WebhookAddress.Problem(draft.Url, _options.Value),
        };
        if (problem is not null)
        {
            throw new WebhookException(WebhookFault.Invalid, problem);
        }
    }
}

/// <summary>What a subscription is to be.</summary>
/// <param name="Name">What people call it, 1 to 100 characters.</param>
/// <param name="Url">Where to, https.</param>
/// <param name="Events">What is told: members of <see cref="WebhookEvents.All"/>.</param>
/// <param name="IsPaused">Whether it waits. Default false.</param>
public sealed record WebhookDraft(string Name, string Url, IReadOnlyList<string> Events, bool IsPaused = false);

/// <summary>A subscription and a secret of it that is shown once.</summary>
/// <param name="Subscription">The subscription.</param>
/// <param name="Secret">The secret, <c>whsec_…</c>.</param>
public sealed record NewWebhookSecret(WebhookSubscription Subscription, string Secret)
{
    /// <summary>Without the secret: a record would tell it to whatever writes objects into logs.</summary>
    public override string ToString() => $"{nameof(NewWebhookSecret)} {Subscription.Id}";
}

/// <summary>A page of messages.</summary>
/// <param name="Deliveries">The messages, the newest first.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record WebhookDeliveryPage(IReadOnlyList<WebhookDelivery> Deliveries, WebhookCursor? Next);

/// <summary>A place in the list of messages.</summary>
/// <param name="At">When the message happened.</param>
/// <param name="Id">The message.</param>
public readonly record struct WebhookCursor(DateTimeOffset At, Guid Id)
{
    private const int Size = sizeof(long) + 16;

    /// <summary>Text that <see cref="TryParse"/> reads, fit for a URL.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.UtcTicks);
        Id.TryWriteBytes(bytes[sizeof(long)..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text; may come from outside.</param>
    /// <param name="cursor">The cursor.</param>
    /// <returns>False when the text is none.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out WebhookCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is null || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != Size)
        {
            return false;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        cursor = new WebhookCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[sizeof(long)..], bigEndian: true));
        return true;
    }
}
