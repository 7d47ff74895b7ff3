using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Identification;

/// <summary>Gives each call its contact, where its number leaves no doubt. A call that has one keeps it, whoever has the number later.</summary>
/// <remarks>Only the store is asked: a look-up of the host would hold the transaction up.</remarks>
internal sealed class CallContactProjection(CallerIdentification identification, TimeProvider time) : ICallProjection
{
    public string Name => "call-contacts";

    /// <summary>Before callbacks and everything else that asks for the contact of a call.</summary>
    public int Order => -100;

    public bool WantsOpenCalls => true;

    public async ValueTask ApplyAsync(
        CallTrackingDbContext context, IReadOnlyList<Call> changed, IReadOnlyList<Guid> withdrawn, CancellationToken cancellationToken)
    {
        await DropAsync(context, withdrawn, cancellationToken).ConfigureAwait(false);
        var keys = new Dictionary<Guid, (Call Call, string Key)>();
        foreach (var call in changed)
        {
            if (call.External is { } number && NumberKey.Of(number) is { } key)
            {
                keys[call.Id] = (call, key.Key);
            }
        }

        foreach (var some in keys.Keys.Chunk(StoredMatches.Batch))
        {
            var bound = await context.Set<CallContact>().AsTracking().Where(link => some.Contains(link.CallId))
                .ToDictionaryAsync(link => link.CallId, cancellationToken).ConfigureAwait(false);
            foreach (var link in bound.Values)
            {
                link.StartedAt = keys[link.CallId].Call.StartedAt;
            }

            var missing = some.Where(id => !bound.ContainsKey(id)).Select(id => keys[id]).ToList();
            await BindAsync(context, missing, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task BindAsync(CallTrackingDbContext context, List<(Call Call, string Key)> calls, CancellationToken cancellationToken)
    {
        if (calls.Count == 0)
        {
            return;
        }

        var numbers = calls.Select(call => call.Key).Distinct(StringComparer.Ordinal).ToList();
        var contacts = await StoredMatches.BoundAsync(context, numbers, identification.BindsExact, cancellationToken).ConfigureAwait(false);
        foreach (var (call, key) in calls)
        {
            if (contacts.TryGetValue(key, out var contact))
            {
                context.Add(new CallContact
                {
                    Tenant = call.Tenant,
                    CallId = call.Id,
                    ContactId = contact,
                    How = CallContactOrigin.Matched,
                    StartedAt = call.StartedAt,
                    At = time.GetUtcNow(),
                });
            }
        }
    }

    private static async Task DropAsync(CallTrackingDbContext context, IReadOnlyList<Guid> withdrawn, CancellationToken cancellationToken)
    {
        foreach (var some in withdrawn.Chunk(StoredMatches.Batch))
        {
            context.RemoveRange(await context.Set<CallContact>().AsTracking().Where(link => some.Contains(link.CallId))
                .ToListAsync(cancellationToken).ConfigureAwait(false));
        }
    }
}
