using System.Globalization;
using System.Text;
using System.Text.Json;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Webhooks;

/// <summary>Writes what is to be told, in the transaction of what happened: neither is there without the other.</summary>
internal static class WebhookOutbox
{
    /// <summary>Subscriptions that are told of what happens now; those that wait get it later.</summary>
    public static Task<List<WebhookSubscription>> SubscriptionsAsync(CallTrackingDbContext context, CancellationToken cancellationToken) =>
        context.Set<WebhookSubscription>().AsNoTracking().Where(one => one.State != WebhookState.Disabled).ToListAsync(cancellationToken);

    /// <summary>Adds a message for each subscription that wants it.</summary>
    public static void Add(
        CallTrackingDbContext context, IEnumerable<WebhookSubscription> subscriptions, in WebhookNews news, DateTimeOffset now, TimeSpan giveUpAfter)
    {
        string? payload = null;
        foreach (var subscription in subscriptions)
        {
            if (news.Event != WebhookEvents.Test && (!subscription.Events.Contains(news.Event) || news.At < subscription.CreatedAt))
            {
                continue;
            }

            payload ??= Envelope(news);
            context.Add(new WebhookDelivery
            {
                Tenant = context.Caller.Tenant,
                Id = Guid.CreateVersion7(now),
                SubscriptionId = subscription.Id,
                Event = news.Event,
                Subject = news.Subject,
                Rank = news.Rank,
                Payload = payload,
                OccurredAt = news.At,
                NextAttemptAt = now,
                GiveUpAt = now + giveUpAfter,
            });
        }
    }

    private static string Envelope(in WebhookNews news)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", news.Event);
            json.WriteString("timestamp", news.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WritePropertyName("data");
            json.WriteRawValue(news.Data, skipInputValidation: true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}

/// <summary>Something to be told.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Rank">The order among the news of it; a rank that was told is not told again.</param>
/// <param name="At">When.</param>
/// <param name="Data">The event's data, JSON.</param>
internal readonly record struct WebhookNews(string Event, Guid Subject, long Rank, DateTimeOffset At, string Data);
