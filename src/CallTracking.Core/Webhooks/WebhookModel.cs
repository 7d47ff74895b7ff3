using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CallTracking.Webhooks;

/// <summary>The tables of the webhooks.</summary>
internal static class WebhookModel
{
    public static void Configure(ModelBuilder model)
    {
        var subscription = model.Entity<WebhookSubscription>();
        subscription.ToTable("ct_webhook_subscriptions");
        subscription.HasKey(s => new { s.Tenant, s.Id });
        subscription.Property(s => s.Tenant).HasMaxLength(64);
        subscription.Property(s => s.Name).HasMaxLength(100);
        subscription.Property(s => s.Url).HasMaxLength(2000);
        subscription.Property(s => s.DisabledReason).HasMaxLength(32);
        subscription.Property(s => s.Secrets).HasMaxLength(8000);
        subscription.Property(s => s.Revision).IsConcurrencyToken();
        subscription.Property(s => s.Events).HasMaxLength(1000).HasConversion(
            events => string.Join(' ', events), text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            new ValueComparer<IReadOnlyList<string>>(
                (one, other) => one!.SequenceEqual(other!), events => events.Count, events => events.ToArray()));

        var delivery = model.Entity<WebhookDelivery>();
        delivery.ToTable("ct_webhook_deliveries");
        delivery.HasKey(d => new { d.Tenant, d.Id });
        delivery.Property(d => d.Tenant).HasMaxLength(64);
        delivery.Property(d => d.Event).HasMaxLength(64);
        delivery.Property(d => d.LastError).HasMaxLength(32);

        // Unique: a change that is taken in twice is told once.
        delivery.HasIndex(d => new { d.Tenant, d.SubscriptionId, d.Subject, d.Rank }, "ix_ct_webhook_deliveries_subject").IsUnique();
        delivery.HasIndex(d => new { d.Tenant, d.State, d.SubscriptionId, d.NextAttemptAt }, "ix_ct_webhook_deliveries_due");
        delivery.HasIndex(d => new { d.Tenant, d.State, d.EndedAt }, "ix_ct_webhook_deliveries_ended");

        var mark = model.Entity<WebhookMark>();
        mark.ToTable("ct_webhook_marks");
        mark.HasKey(m => new { m.Tenant, m.CallId });
        mark.Property(m => m.Tenant).HasMaxLength(64);
        mark.HasIndex(m => new { m.Tenant, m.StartedAt }, "ix_ct_webhook_marks_started");
    }
}
