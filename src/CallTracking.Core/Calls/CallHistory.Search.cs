using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Calls;

/// <content>What has no index: the history is looked through stretch by stretch, and the contacts of what is shown.</content>
public sealed partial class CallHistory
{
    private const int StretchLength = 20_000;
    private const int LongestTerm = 200;

    /// <summary>Looks through the history for what no index answers, from the latest call back, until a page is full or the end is reached.
    /// It holds no transaction open, can be given up between two stretches of 20,000 calls, and tells how far it is.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which calls; a period makes it short.</param>
    /// <param name="terms">What else must hold.</param>
    /// <param name="after">The <see cref="CallHistoryPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="progress">Told after each stretch; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AccessDeniedException">Calls, or the dialled digits and names as sent where numbers are hidden from the caller.</exception>
    public async Task<CallHistoryPage> SearchAsync(
        Caller caller, CallHistoryFilter filter, CallHistoryTerms terms, CallHistoryCursor? after, int limit, IProgress<CallSearchProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        CallHistoryQuery.ThrowIfInvalid(filter);
        if (terms.CallerName?.Length > LongestTerm || terms.DialedNumber?.Length > LongestTerm)
        {
            throw new ArgumentException($"A fragment to search for has at most {LongestTerm} characters.", nameof(terms));
        }

        CallHistoryScope.Demand(caller, filter);
        if (terms.DialedNumber is not null || terms.CallerName is not null)
        {
            caller.DemandField(FieldMask.Numbers, "searched");
        }

        var found = new List<Call>();
        var looked = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var from = after;
            var (stretch, last) = await AskAsync(caller, async context =>
            {
                var whole = await WithContactAsync(context, filter, cancellationToken).ConfigureAwait(false);
                var end = await CallHistoryQuery.Ahead(context, whole, from, StretchLength).Select(cursor => (CallHistoryCursor?)cursor)
                    .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
                var calls = await CallHistoryQuery.Stretch(context, whole, terms, from, end, limit + 1 - found.Count)
                    .ToListAsync(cancellationToken).ConfigureAwait(false);
                return (calls.ConvertAll(call => CallMask.For(caller, call)), end);
            }).ConfigureAwait(false);
            found.AddRange(stretch);
            looked += StretchLength;
            progress?.Report(new CallSearchProgress(looked, Math.Min(found.Count, limit), last?.StartedAt));
            if (found.Count > limit || last is null)
            {
                break;
            }

            after = last;
        }

        var next = found.Count > limit ? new CallHistoryCursor(found[limit - 1].StartedAt, found[limit - 1].Id) : default(CallHistoryCursor?);
        return await AskAsync(caller, context => PageAsync(context, found.Count > limit ? found[..limit] : found, next, cancellationToken))
            .ConfigureAwait(false);
    }

    private static async Task<CallHistoryFilter> WithContactAsync(
        CallTrackingDbContext context, CallHistoryFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Contact is not { } contact)
        {
            return filter;
        }

        // A contact out of the caller's reach is as if it were not there.
        if (!await context.Set<Contact>().AnyAsync(one => one.Id == contact, cancellationToken).ConfigureAwait(false))
        {
            return filter with { ContactIds = [] };
        }

        List<Guid> all = [contact];
        for (var newest = all; newest.Count > 0;)
        {
            var into = newest;
            newest = (await context.Set<Contact>().Where(one => one.MergedIntoId != null && into.Contains(one.MergedIntoId.Value))
                .Select(one => one.Id).ToListAsync(cancellationToken).ConfigureAwait(false)).FindAll(id => !all.Contains(id));
            all.AddRange(newest);
        }

        return filter with { ContactIds = all };
    }

    private static async Task<CallHistoryPage> PageAsync(
        CallTrackingDbContext context, List<Call> calls, CallHistoryCursor? next, CancellationToken cancellationToken) =>
        new(calls, next)
        {
            Contacts = calls.Count == 0
                ? CallHistoryPage.NoContacts
                : await CallContacts.NamesAsync(context, [.. calls.Select(call => call.Id)], cancellationToken).ConfigureAwait(false),
        };
}
