using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.ScreenPop;

/// <summary>The contact of a call: the one that the call has been given, else the one that its number leads to.</summary>
internal sealed class CardContacts(
    ICallTrackingDbContextFactory contexts, CallerIdentification identification, CallContacts bindings) : ICallerNames
{
    /// <summary>Who calls, for the system: names on pops.</summary>
    public async ValueTask<PopCaller?> FindAsync(Call call, CancellationToken cancellationToken)
    {
        var bound = await BoundAsync(call, cancellationToken).ConfigureAwait(false);
        var identity = bound is null
            ? await identification.FindAsync(call.Tenant, call.External, cancellationToken).ConfigureAwait(false) : null;
        if (identity?.Known is { Source: IdentificationSource.Host })
        {
            // What the contacts themselves say follows the call into the ledger; what the host says is known only here.
            await bindings.BindAsync(call, identity, cancellationToken).ConfigureAwait(false);
        }

        var first = identity is { Candidates: [var likeliest, ..] } ? likeliest : null;
        if (first is { ContactId: null })
        {
            // Only the host's own data know that one.
            return new PopCaller(null, first.Name, first.AddressAs ?? first.Name, null, identity!.Candidates.Count);
        }

        return await DetailsAsync(Caller.System(call.Tenant), bound ?? first?.ContactId, cancellationToken).ConfigureAwait(false) is var (details, _)
            ? new PopCaller(
                details.Contact.Id, details.Contact.Name, details.Contact.AddressAs ?? details.Contact.Name, details.Organisation,
                Math.Max(1, identity?.Candidates.Count ?? 1))
            : null;
    }

    /// <summary>Who calls, as far as the reader may know.</summary>
    public async Task<Found> FindAsync(Caller reader, Call call, CancellationToken cancellationToken)
    {
        var bound = await BoundAsync(call, cancellationToken).ConfigureAwait(false);
        var candidates = bound is not null ? []
            : (await identification.IdentifyAsync(reader, call.External, cancellationToken).ConfigureAwait(false)).Candidates;
        var found = await DetailsAsync(reader, bound ?? (candidates is [var likeliest, ..] ? likeliest.ContactId : null), cancellationToken).ConfigureAwait(false);
        return new Found(
            found?.Details, found?.Ids ?? [],
            candidates.Count > 1 || (candidates.Count == 1 && found is null)
                ? [.. candidates.Select(static one => new CardCandidate(one.ContactId, one.Name, one.Confidence))] : []);
    }

    private Task<Guid?> BoundAsync(Call call, CancellationToken cancellationToken) => StoreWork.ReadAsync(
        contexts, Caller.System(call.Tenant), context => context.Set<CallContact>().Where(link => link.CallId == call.Id)
            .Select(link => (Guid?)link.ContactId).SingleOrDefaultAsync(cancellationToken));

    private async Task<(ContactDetails Details, IReadOnlyList<Guid> Ids)?> DetailsAsync(
        Caller reader, Guid? contact, CancellationToken cancellationToken) => contact is not { } id ? null : await StoreWork.ReadAsync(
            contexts, reader, async context =>
            {
                var survivor = await ContactAccess.SurvivorAsync(context, id, cancellationToken).ConfigureAwait(false);
                var details = await ContactReading.OneAsync(
                    context, reader, ContactAccess.Reach(context, reader, Permission.ContactsRead), survivor, cancellationToken).ConfigureAwait(false);
                return details is null ? ((ContactDetails, IReadOnlyList<Guid>)?)null
                    : (details, await ContactAccess.IdentitiesAsync(context, survivor, cancellationToken).ConfigureAwait(false));
            }).ConfigureAwait(false);

    /// <summary>Who calls.</summary>
    /// <param name="Contact">The contact; null when there is none, or only candidates.</param>
    /// <param name="ContactIds">All ids that the contact goes by.</param>
    /// <param name="Candidates">Who it may be, where there is doubt.</param>
    internal sealed record Found(ContactDetails? Contact, IReadOnlyList<Guid> ContactIds, IReadOnlyList<CardCandidate> Candidates);
}
