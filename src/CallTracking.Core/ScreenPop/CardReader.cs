using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.ScreenPop;

/// <summary>Reads cards: the contact first, then all parts side by side, each within its time.</summary>
internal sealed class CardReader(
    PopBoard board, CallHistory history, CardContacts contacts, IEnumerable<ICardSection> sections, IStaffDirectory staff,
    ICallTrackingDbContextFactory contexts, IOptions<ScreenPopOptions> options, TimeProvider time, ILogger<CardReader> logger)
{
    private static readonly Permission[] Scoped =
        [Permission.CallsRead, Permission.ContactsRead, Permission.TasksRead, Permission.CallbacksRead, Permission.RatingsRead];

    public async Task<PopCard?> ReadAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        var isGranted = caller.Employee is { } employee && board.Find(caller.Tenant, employee, callId) is not null;
        var call = isGranted ? board.FindCall(caller.Tenant, callId) : null;
        isGranted &= call is not null;
        call ??= await history.GetAsync(caller, callId, cancellationToken).ConfigureAwait(false);
        if (call is null)
        {
            return null;
        }

        if (isGranted)
        {
            await AuditAsync(caller, callId, cancellationToken).ConfigureAwait(false);
        }

        var reader = isGranted ? Caller.System(caller.Tenant) : caller;
        var card = Bare(call, caller, isGranted);
        CardContacts.Found? found = null;
        if (caller.Access.Allows(Permission.ContactsRead))
        {
            (found, var isRead) = await WithinAsync("contact", token => contacts.FindAsync(reader, call, token), cancellationToken).ConfigureAwait(false);
            card = isRead ? card with { Candidates = found?.Candidates ?? [] } : card with { Missing = ["contact"] };
        }

        var request = new CardRequest(reader, caller, call, found?.Contact, found?.ContactIds ?? [], staff);
        var parts = await Task.WhenAll(sections.Where(section => caller.Access.Allows(section.Needs))
            .Select(section => ReadAsync(section, request, cancellationToken))).ConfigureAwait(false);
        return parts.Aggregate(card, static (whole, put) => put(whole));
    }

    private static PopCard Bare(Call call, Caller viewer, bool isGranted)
    {
        var number = call.External?.Display;
        return new PopCard
        {
            CallId = call.Id,
            Direction = call.Direction,
            State = call.State,
            StartedAt = call.StartedAt,
            Number = viewer.Access.Hides(FieldMask.Numbers) ? PopMasks.Number(number) : number,
            DialedNumber = call.Direction == CallDirection.Outbound && viewer.Access.Hides(FieldMask.Numbers)
                ? PopMasks.Number(call.DialedNumber) : call.DialedNumber,
            Queue = call.Queue,
            IsGranted = isGranted,
        };
    }

    private async Task<Func<PopCard, PopCard>> ReadAsync(ICardSection section, CardRequest request, CancellationToken cancellationToken)
    {
        var (put, isRead) = await WithinAsync<Func<PopCard, PopCard>?>(
            section.Name, async token => await section.ReadAsync(request, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return isRead && put is not null ? put : card => card with { Missing = [.. card.Missing, section.Name] };
    }

    private async Task<(T? Part, bool IsRead)> WithinAsync<T>(
        string section, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.SectionTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return (await Task.Run(() => read(either.Token), either.Token).WaitAsync(either.Token).ConfigureAwait(false), true);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Log.SectionTimedOut(logger, section, options.Value.SectionTimeout);
        }
#pragma warning disable CA1031 // One part of the card fails: the others help still.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.SectionFailed(logger, section, exception);
        }

        return (default, false);
    }

    /// <summary>Once per call and employee, before anything is shown; not where the employee's own rights reach as far.</summary>
    private async Task AuditAsync(Caller caller, Guid callId, CancellationToken cancellationToken)
    {
        var widens = Array.Exists(Scoped, permission => caller.Access.ScopeOf(permission) is AccessScope.Own or AccessScope.Team);
        if (!widens || !board.BeginGrant(caller.Tenant, callId, caller.Employee!.Value))
        {
            return;
        }

        try
        {
            await StoreWork.WriteAsync(contexts, caller, (context, _) =>
            {
                AuditTrail.Add(context, caller, time.GetUtcNow(), "card.grant", "call", callId.ToString());
                return Task.FromResult(true);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            board.UndoGrant(caller.Tenant, callId, caller.Employee!.Value);
            throw;
        }
    }
}
