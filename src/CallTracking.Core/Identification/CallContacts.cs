using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Numbering;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Identification;

/// <summary>The contacts of calls: who it was, what an employee says who it was, and what follows for the contact's numbers.</summary>
/// <remarks>
/// Thread-safe. A call gets its contact by itself where its number leaves no doubt, and keeps it when the number later changes hands. Every
/// method throws <see cref="AccessDeniedException"/> when a permission lacks, and <see cref="LedgerStoreException"/> when the store fails. A
/// call or contact out of the caller's row scope is as if it were not there.
/// </remarks>
public sealed partial class CallContacts
{
    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly CallHistory _history;
    private readonly CallerIdentification _identification;
    private readonly ContactBook _contacts;
    private readonly IdentificationOptions _options;
    private readonly TimeProvider _time;
    private readonly IOpenCalls? _open;

    internal CallContacts(
        ICallTrackingDbContextFactory contexts, CallHistory history, CallerIdentification identification, ContactBook contacts,
        IOptions<IdentificationOptions> options, TimeProvider time, IOpenCalls? open)
    {
        _contexts = contexts;
        _history = history;
        _identification = identification;
        _contacts = contacts;
        _options = options.Value;
        _time = time;
        _open = open;
    }

    /// <summary>The contact of a call.</summary>
    /// <param name="caller">On whose behalf; needs <see cref="Permission.CallsRead"/>.</param>
    /// <param name="callId">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it has none.</returns>
    public async Task<CallContactName?> FindAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        return await VisibleAsync(caller, callId, cancellationToken).ConfigureAwait(false) is null
            ? null
            : (await NamesAsync(caller, [callId], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(callId);
    }

    /// <summary>The contacts of calls, for lists.</summary>
    /// <param name="caller">On whose behalf; needs <see cref="Permission.CallsRead"/>.</param>
    /// <param name="calls">The calls; those that are not the caller's to see are passed over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>By id of the call; calls without a contact, or with one that the caller may not see, are missing.</returns>
    public async Task<IReadOnlyDictionary<Guid, CallContactName>> FindManyAsync(
        Caller caller, IReadOnlyCollection<Call> calls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(calls);
        caller.Demand(Permission.CallsRead);
        Guid[] ids = [.. calls.Select(call => call.Id).Distinct()];
        return await NamesAsync(
            caller, CallScope.IsAll(caller) ? ids : await ReachedAsync(caller, ids, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Says who a call was with. The choice is remembered for the number, and the number comes on the contact's card as
    /// <see cref="IdentificationOptions.NewNumbers"/> has it.</summary>
    /// <param name="caller">Who says so; needs <see cref="Permission.CallsRead"/> and <see cref="Permission.ContactsEdit"/>.</param>
    /// <param name="callId">The call; may be in progress.</param>
    /// <param name="contactId">The contact.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>What became of it; null when there is no such call or contact.</returns>
    public Task<CallAssignment?> AssignAsync(Caller caller, Guid callId, Guid contactId, CancellationToken cancellationToken) =>
        WithCallAsync(caller, callId, "call.contact", (context, call, token) => AssignAsync(context, caller, call, contactId, token), cancellationToken);

    /// <summary>Takes the contact of a call away, because it was somebody else. The call stays nobody's, whoever has its number, until somebody
    /// names one; what was remembered for the number when this contact was chosen is forgotten. A number that came on the contact's card stays
    /// there.</summary>
    /// <param name="caller">Who says so; needs <see cref="Permission.CallsRead"/> and <see cref="Permission.ContactsEdit"/>.</param>
    /// <param name="callId">The call; may be in progress.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>What became of it; null when there is no such call, or it has no contact.</returns>
    public Task<CallUnassignment?> UnassignAsync(Caller caller, Guid callId, CancellationToken cancellationToken) => WithCallAsync(
        caller, callId, "call.contact_removed",
        async (context, call, token) =>
        {
            var link = await context.Set<CallContact>().AsTracking().SingleOrDefaultAsync(one => one.CallId == callId, token).ConfigureAwait(false);
            if (link is null or { How: CallContactOrigin.Nobody }
                || await StoredMatches.StandingAsync(context, link.ContactId, token).ConfigureAwait(false) is not { } contact
                || !CallerIdentification.IsSeenBy(caller, contact.ResponsibleId, contact.DepartmentId))
            {
                return null;
            }

            if (link.How != CallContactOrigin.Matched && call.External is { } number && NumberKey.Of(number) is { } key)
            {
                var choices = context.Set<NumberChoice>();
                context.RemoveRange(await choices.AsTracking()
                    .Where(one => one.Number == key.Key && (one.ContactId == contact.Id || one.ContactId == link.ContactId)).ToListAsync(token)
                    .ConfigureAwait(false));
            }

            (link.ContactId, link.How, link.At, link.ByEmployee) = (CallContact.Nobody, CallContactOrigin.Nobody, _time.GetUtcNow(), caller.Employee);
            return new CallUnassignment(callId, contact.Id);
        },
        cancellationToken);

    /// <summary>Confirms the likeliest candidate: the contact that the call has, or the first one that identification names.</summary>
    /// <param name="caller">Who says so; needs <see cref="Permission.CallsRead"/> and <see cref="Permission.ContactsEdit"/>.</param>
    /// <param name="callId">The call; may be in progress.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <returns>What became of it; null when there is no such call, or nobody is known to confirm.</returns>
    public async Task<CallAssignment?> ConfirmAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        caller.Demand(Permission.ContactsEdit);
        if (await VisibleAsync(caller, callId, cancellationToken).ConfigureAwait(false) is not { } call)
        {
            return null;
        }

        var bound = await StoreWork.ReadAsync(
            _contexts, caller, context => context.Set<CallContact>().Where(link => link.CallId == callId && link.ContactId != CallContact.Nobody)
                .Select(link => (Guid?)link.ContactId).SingleOrDefaultAsync(cancellationToken)).ConfigureAwait(false);
        if (bound is null)
        {
            var identity = await _identification.IdentifyAsync(caller, call.External, cancellationToken).ConfigureAwait(false);
            bound = identity.Candidates.FirstOrDefault(candidate => candidate.ContactId is not null)?.ContactId;
        }

        return bound is { } contact ? await AssignAsync(caller, callId, contact, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Binds a call that rings to whom live identification knows for sure; does nothing when it has a contact already.</summary>
    internal Task<bool> BindAsync(Call call, CallerIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.Known?.ContactId is not { } contact)
        {
            return Task.FromResult(false);
        }

        return StoreWork.WriteAsync(
            _contexts, Caller.System(call.Tenant),
            async (context, token) =>
            {
                if (await context.Set<CallContact>().AnyAsync(link => link.CallId == call.Id, token).ConfigureAwait(false))
                {
                    return false;
                }

                context.Add(Link(call, contact, CallContactOrigin.Matched, by: null));
                return true;
            },
            cancellationToken);
    }

    private async Task<CallAssignment?> AssignAsync(
        CallTrackingDbContext context, Caller caller, Call call, Guid contactId, CancellationToken cancellationToken)
    {
        var contact = await StoredMatches.StandingAsync(context, contactId, cancellationToken).ConfigureAwait(false);
        if (contact is null || !CallerIdentification.IsSeenBy(caller, contact.ResponsibleId, contact.DepartmentId))
        {
            return null;
        }

        await PutLinkAsync(context, caller, call, contact.Id, CallContactOrigin.Chosen, cancellationToken).ConfigureAwait(false);
        var number = NewNumberOutcome.Nothing;
        if (call.External is { } external && NumberKey.Of(external) is { } key)
        {
            var owners = await OwnersAsync(context, key, cancellationToken).ConfigureAwait(false);
            number = await TakeNumberAsync(context, caller, call, contact.Id, external, owners, cancellationToken).ConfigureAwait(false);
            if (owners.Count != 1 || owners[0] != contact.Id)
            {
                await RememberAsync(context, caller, key, contact.Id, cancellationToken).ConfigureAwait(false);
            }
        }

        return new CallAssignment(call.Id, contact.Id, CallContactOrigin.Chosen, number);
    }

    private async Task PutLinkAsync(
        CallTrackingDbContext context, Caller caller, Call call, Guid contact, CallContactOrigin how, CancellationToken cancellationToken)
    {
        var link = await context.Set<CallContact>().AsTracking().SingleOrDefaultAsync(one => one.CallId == call.Id, cancellationToken)
            .ConfigureAwait(false);
        if (link is null)
        {
            context.Add(Link(call, contact, how, caller.Employee));
        }
        else
        {
            (link.ContactId, link.How, link.At, link.ByEmployee) = (contact, how, _time.GetUtcNow(), caller.Employee);
        }
    }

    private CallContact Link(Call call, Guid contact, CallContactOrigin how, Guid? by) => new()
    {
        Tenant = call.Tenant,
        CallId = call.Id,
        ContactId = contact,
        How = how,
        StartedAt = call.StartedAt,
        At = _time.GetUtcNow(),
        ByEmployee = by,
    };

    private async Task RememberAsync(CallTrackingDbContext context, Caller caller, NumberKey key, Guid contact, CancellationToken cancellationToken)
    {
        var choice = await context.Set<NumberChoice>().AsTracking().SingleOrDefaultAsync(one => one.Number == key.Key, cancellationToken)
            .ConfigureAwait(false);
        if (choice is null)
        {
            context.Add(new NumberChoice
            {
                Tenant = caller.Tenant,
                Number = key.Key,
                ContactId = contact,
                At = _time.GetUtcNow(),
                ByEmployee = caller.Employee,
            });
        }
        else
        {
            (choice.ContactId, choice.At, choice.ByEmployee) = (contact, _time.GetUtcNow(), caller.Employee);
        }
    }

    private static async Task<List<Guid>> OwnersAsync(CallTrackingDbContext context, NumberKey key, CancellationToken cancellationToken) =>
        key.E164 is null
            ? []
            : (await StoredMatches.OwnersAsync(context, [key.E164], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(key.E164) ?? [];

    private async Task<T?> WithCallAsync<T>(
        Caller caller, Guid callId, string action, Func<CallTrackingDbContext, Call, CancellationToken, Task<T?>> work,
        CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.CallsRead);
        caller.Demand(Permission.ContactsEdit);
        if (await VisibleAsync(caller, callId, cancellationToken).ConfigureAwait(false) is not { } call)
        {
            return null;
        }

        return await StoreWork.WriteAsync(
            _contexts, caller,
            async (context, token) =>
            {
                var result = await work(context, call, token).ConfigureAwait(false);
                if (result is not null)
                {
                    AuditTrail.Add(context, caller, _time.GetUtcNow(), action, "call", callId.ToString("D"), CallContactJson.Of(result));
                }

                return result;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The call as the caller may see it; unmasked, because its number has to be read.</summary>
    private async Task<Call?> VisibleAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        // A call that rings while the store is down is not in it yet, for nobody.
        if (!caller.IsSystem && await _history.GetAsync(caller, callId, cancellationToken).ConfigureAwait(false) is null
            && _open?.Find(caller, callId) is null)
        {
            return null;
        }

        var system = Caller.System(caller.Tenant);
        return await _history.GetAsync(system, callId, cancellationToken).ConfigureAwait(false) ?? _open?.Find(system, callId);
    }

    /// <summary>Which of some calls the caller may see.</summary>
    private async Task<Guid[]> ReachedAsync(Caller caller, Guid[] calls, CancellationToken cancellationToken)
    {
        var reached = new List<Guid>();
        foreach (var some in calls.Chunk(StoredMatches.Batch))
        {
            reached.AddRange(await StoreWork.ReadAsync(
                _contexts, caller, context => context.Set<Call>().Where(call => some.Contains(call.Id)).Select(call => call.Id)
                    .ToListAsync(cancellationToken)).ConfigureAwait(false));
        }

        return [.. reached, .. calls.Except(reached).Where(id => _open?.Find(caller, id) is not null)];
    }

    /// <summary>The contacts of calls, those that were merged as whom they became.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, CallContactName>> NamesAsync(
        CallTrackingDbContext context, Guid[] calls, CancellationToken cancellationToken)
    {
        var names = new Dictionary<Guid, CallContactName>();
        foreach (var some in calls.Chunk(StoredMatches.Batch))
        {
            var rows = await context.Set<CallContact>().Where(link => some.Contains(link.CallId))
                .Join(
                    context.Set<Contact>(), link => link.ContactId, contact => contact.Id,
                    (link, contact) => new { Link = link, contact.Id, contact.Name, contact.MergedIntoId })
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                var became = row.MergedIntoId is { } into
                    ? await StoredMatches.StandingAsync(context, into, cancellationToken).ConfigureAwait(false)
                    : null;
                names[row.Link.CallId] = new CallContactName(
                    row.Link.CallId, became?.Id ?? row.Id, became?.Name ?? row.Name, row.Link.How, row.Link.At, row.Link.ByEmployee);
            }
        }

        return names;
    }

    private Task<IReadOnlyDictionary<Guid, CallContactName>> NamesAsync(Caller caller, Guid[] calls, CancellationToken cancellationToken) =>
        StoreWork.ReadAsync(_contexts, caller, context => NamesAsync(context, calls, cancellationToken));
}
