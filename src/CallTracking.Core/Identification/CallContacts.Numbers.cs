using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Identification;

/// <content>What becomes of the number that a call came from: it comes on a card, or a new contact is made with it.</content>
public sealed partial class CallContacts
{
    /// <summary>Adds the number of a call to the contact of that call: the answer to <see cref="NewNumberOutcome.Offered"/>.</summary>
    /// <param name="caller">Who says so; needs <see cref="Permission.CallsRead"/> and <see cref="Permission.ContactsEdit"/>.</param>
    /// <param name="callId">The call. An employee must have said who it was, or the contact been made from it.</param>
    /// <param name="kind">What kind of number it is.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>What became of it: <see cref="NewNumberOutcome.Added"/>, or <see cref="NewNumberOutcome.Nothing"/> where the contact has it
    /// already; null when there is no such call, it has no contact that an employee named, or no number that can be anybody's.</returns>
    public Task<CallAssignment?> AddNumberAsync(Caller caller, Guid callId, ContactNumberKind kind, CancellationToken cancellationToken) =>
        WithCallAsync(
            caller, callId, "call.number",
            async (context, call, token) =>
            {
                var link = await context.Set<CallContact>().SingleOrDefaultAsync(one => one.CallId == callId, token).ConfigureAwait(false);
                if (link is null or { How: CallContactOrigin.Matched or CallContactOrigin.Imported }
                    || call.External is not { } number || NumberKey.Of(number) is not { } key
                    || await StoredMatches.StandingAsync(context, link.ContactId, token).ConfigureAwait(false) is not { } contact
                    || !CallerIdentification.IsSeenBy(caller, contact.ResponsibleId, contact.DepartmentId))
                {
                    return null;
                }

                var owners = await OwnersAsync(context, key, token).ConfigureAwait(false);
                var isNew = !await HasAsync(context, contact.Id, number, owners, token).ConfigureAwait(false);
                if (isNew)
                {
                    await PutNumberAsync(context, caller, call, contact.Id, number, kind, token).ConfigureAwait(false);
                }

                return new CallAssignment(callId, contact.Id, link.How, isNew ? NewNumberOutcome.Added : NewNumberOutcome.Nothing);
            },
            cancellationToken);

    /// <summary>Makes a new contact of the unknown caller of a call, with the number; earlier calls of that number that belong to nobody become
    /// the contact's too (<see cref="IdentificationOptions.EarlierCalls"/>).</summary>
    /// <param name="caller">Who says so; needs <see cref="Permission.CallsRead"/> and <see cref="Permission.ContactsEdit"/>.</param>
    /// <param name="callId">The call; may be in progress.</param>
    /// <param name="details">Who it is.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>The new contact; where somebody else made one from that call a moment ago, that one. Null when there is no such call.</returns>
    /// <exception cref="ArgumentException">The details cannot be a contact's; says which and why.</exception>
    /// <exception cref="ContactRejectedException">A rule of the contacts is broken, such as a custom field that must be filled.</exception>
    public Task<CallAssignment?> CreateFromCallAsync(Caller caller, Guid callId, NewCaller details, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(details);
        details.ThrowIfInvalid();
        return WithCallAsync(
            caller, callId, "contact.create_from_call",
            async (context, call, token) =>
            {
                var link = await context.Set<CallContact>().SingleOrDefaultAsync(one => one.CallId == callId, token).ConfigureAwait(false);
                if (link is { How: CallContactOrigin.Created })
                {
                    return new CallAssignment(callId, link.ContactId, CallContactOrigin.Created, NewNumberOutcome.Nothing);
                }

                var contact = await _contacts.AddAsync(context, caller, details.Draft(), ContactNumberSource.FromCall, token).ConfigureAwait(false);
                await PutLinkAsync(context, caller, call, contact.Id, CallContactOrigin.Created, token).ConfigureAwait(false);
                var outcome = NewNumberOutcome.Nothing;
                if (call.External is { } number && NumberKey.Of(number) is { } key)
                {
                    var owners = await OwnersAsync(context, key, token).ConfigureAwait(false);
                    await PutNumberAsync(context, caller, call, contact.Id, number, details.NumberKind, token).ConfigureAwait(false);
                    outcome = NewNumberOutcome.Added;
                    if (owners.Count > 0)
                    {
                        await RememberAsync(context, caller, key, contact.Id, token).ConfigureAwait(false);
                    }
                }

                return new CallAssignment(callId, contact.Id, CallContactOrigin.Created, outcome);
            },
            cancellationToken);
    }

    /// <summary>What the policy has for the number of somebody who was named.</summary>
    private async Task<NewNumberOutcome> TakeNumberAsync(
        CallTrackingDbContext context, Caller caller, Call call, Guid contact, PhoneNumber number, List<Guid> owners, CancellationToken cancellationToken)
    {
        if (await HasAsync(context, contact, number, owners, cancellationToken).ConfigureAwait(false))
        {
            return NewNumberOutcome.Nothing;
        }

        switch (_options.NewNumbers)
        {
            case NewNumberPolicy.Never:
                return NewNumberOutcome.NotOffered;
            case NewNumberPolicy.Automatic when owners.Count == 0:
                await PutNumberAsync(context, caller, call, contact, number, ContactNumberKind.Other, cancellationToken).ConfigureAwait(false);
                return NewNumberOutcome.Added;
            default:
                return NewNumberOutcome.Offered;
        }
    }

    private static async Task<bool> HasAsync(
        CallTrackingDbContext context, Guid contact, PhoneNumber number, List<Guid> owners, CancellationToken cancellationToken) =>
        owners.Contains(contact) || (number.E164 is null && await context.Set<ContactNumber>()
            .AnyAsync(one => one.ContactId == contact && one.Raw == number.Raw, cancellationToken).ConfigureAwait(false));

    private async Task PutNumberAsync(
        CallTrackingDbContext context, Caller caller, Call call, Guid contact, PhoneNumber number, ContactNumberKind kind,
        CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var isFirst = !await context.Set<ContactNumber>().AnyAsync(one => one.ContactId == contact, cancellationToken).ConfigureAwait(false);
        context.Add(new ContactNumber
        {
            Tenant = caller.Tenant,
            Id = Guid.CreateVersion7(now),
            ContactId = contact,
            Kind = kind,
            Raw = number.E164 ?? number.Raw,
            E164 = number.E164,
            NationalReversed = number.NationalReversed,
            IsPrimary = isFirst,
            AddedAt = now,
            Source = ContactNumberSource.FromCall,
        });
        await BindEarlierAsync(context, call, contact, number, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Calls of the number that belonged to nobody; those that have a contact keep it.</summary>
    private async Task BindEarlierAsync(
        CallTrackingDbContext context, Call call, Guid contact, PhoneNumber number, CancellationToken cancellationToken)
    {
        if (number.E164 is not { } e164 || _options.EarlierCalls == 0)
        {
            return;
        }

        var links = context.Set<CallContact>();
        var calls = await context.Set<Call>()
            .Where(one => one.External!.E164 == e164 && one.Id != call.Id && !links.Any(link => link.CallId == one.Id))
            .OrderByDescending(one => one.StartedAt).ThenByDescending(one => one.Id).Take(_options.EarlierCalls)
            .Select(one => new { one.Id, one.StartedAt }).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var earlier in calls)
        {
            context.Add(new CallContact
            {
                Tenant = call.Tenant,
                CallId = earlier.Id,
                ContactId = contact,
                How = CallContactOrigin.Matched,
                StartedAt = earlier.StartedAt,
                At = _time.GetUtcNow(),
            });
        }
    }
}
