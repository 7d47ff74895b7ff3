using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Webhooks;

/// <summary>Writes the outbox from committed calls: each stage of a call is told once, in order, whatever comes again.</summary>
internal sealed class WebhookCalls(IOptions<WebhookOptions> options, WebhookSignal signal, TimeProvider time) : ICallProjection
{
    // A call that was amended so late is told of as amended, without asking what was told when it was new.
    private static readonly TimeSpan MarksKept = TimeSpan.FromDays(30);

    // Amendments come behind the stages of the call, a withdrawal behind everything.
    private const long AmendedRank = 1_000;
    private const long WithdrawnRank = long.MaxValue;

    private bool _told;

    public string Name => "webhooks";

    public int Order => 100;

    public bool WantsOpenCalls => true;

    public async ValueTask ApplyAsync(
        CallTrackingDbContext context, IReadOnlyList<Call> changed, IReadOnlyList<Guid> withdrawn, CancellationToken cancellationToken)
    {
        var subscriptions = await WebhookOutbox.SubscriptionsAsync(context, cancellationToken).ConfigureAwait(false);
        if (subscriptions.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var ids = changed.Select(call => call.Id).Concat(withdrawn).Distinct().ToArray();
        var marks = await context.Set<WebhookMark>().AsTracking().Where(mark => ids.Contains(mark.CallId))
            .ToDictionaryAsync(mark => mark.CallId, cancellationToken).ConfigureAwait(false);
        foreach (var call in changed)
        {
            if (!marks.TryGetValue(call.Id, out var mark))
            {
                mark = new WebhookMark { Tenant = call.Tenant, CallId = call.Id, StartedAt = call.StartedAt };
                if (call.EndedAt is { } ended && now - ended > MarksKept)
                {
                    (mark.Stages, mark.Revision) = (WebhookStages.Started | WebhookStages.Answered | WebhookStages.Ended, -1);
                }

                marks[call.Id] = mark;
                context.Add(mark);
            }

            Tell(context, subscriptions, call, mark, now);
        }

        foreach (var id in withdrawn)
        {
            if (marks.TryGetValue(id, out var mark) && !mark.Stages.HasFlag(WebhookStages.Withdrawn))
            {
                mark.Stages |= WebhookStages.Withdrawn;
                Add(context, subscriptions, new WebhookNews(WebhookEvents.CallWithdrawn, id, WithdrawnRank, now, $$"""{"id":"{{id:D}}"}"""), now);
            }
        }
    }

    public ValueTask OnAppliedAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _told, false))
        {
            signal.Set();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Removes marks that nothing asks for any more.</summary>
    public static Task<int> PruneAsync(CallTrackingDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - (2 * MarksKept);
        return context.Set<WebhookMark>().Where(mark => mark.StartedAt < before && mark.Stages >= WebhookStages.Ended).ExecuteDeleteAsync(cancellationToken);
    }

    private void Tell(
        CallTrackingDbContext context, List<WebhookSubscription> subscriptions, Call call, WebhookMark mark, DateTimeOffset now)
    {
        string? data = null;
        void Once(WebhookStages stage, string name, long rank, DateTimeOffset at)
        {
            if ((mark.Stages & stage) == 0)
            {
                mark.Stages |= stage;
                Add(context, subscriptions, new WebhookNews(name, call.Id, rank, at, data ??= LedgerCall.From(call).ToJson()), now);
            }
        }

        if (mark.Stages.HasFlag(WebhookStages.Ended))
        {
            if (call.State == CallState.Ended && call.Revision > mark.Revision)
            {
                // The time of what is told: more was learned now.
                Add(context, subscriptions, new WebhookNews(
                    WebhookEvents.CallAmended, call.Id, AmendedRank + call.Revision, now, LedgerCall.From(call).ToJson()), now);
                mark.Revision = call.Revision;
            }

            return;
        }

        Once(WebhookStages.Started, WebhookEvents.CallStarted, 1, call.StartedAt);
        if (call.AnsweredAt is not null || call.Outcome == CallOutcome.Answered)
        {
            Once(WebhookStages.Answered, WebhookEvents.CallAnswered, 2, call.AnsweredAt ?? call.StartedAt);
        }

        if (call.State == CallState.Ended)
        {
            Once(WebhookStages.Ended, WebhookEvents.CallEnded, 3, call.EndedAt ?? call.StartedAt);
        }

        mark.Revision = call.Revision;
    }

    private void Add(CallTrackingDbContext context, List<WebhookSubscription> subscriptions, in WebhookNews news, DateTimeOffset now)
    {
        WebhookOutbox.Add(context, subscriptions, news, now, options.Value.GiveUpAfter);
        _told = true;
    }
}
