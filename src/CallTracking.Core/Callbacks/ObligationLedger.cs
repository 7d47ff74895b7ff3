using CallTracking.Calls;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <summary>
/// The rules by which calls open, join and close obligations. Calls may come in any order between links, again, and corrected: what
/// is there in the end depends on the calls alone. Works inside the transaction of its context, for one piece of work.
/// </summary>
internal sealed partial class ObligationLedger
{
    private readonly CallTrackingDbContext _context;
    private readonly CallbackOptions _options;
    private readonly CustomerCalls _customers;
    private readonly ObligationOwners _owners;
    private readonly ObligationStateMachine _machine = new();
    private WorkCalendar? _calendar;

    public ObligationLedger(CallTrackingDbContext context, CallbackOptions options)
    {
        _context = context;
        _options = options;
        _customers = new CustomerCalls(context, options);
        _owners = new ObligationOwners(context, options);
    }

    /// <summary>Obligations that came to somebody by this work: their owners are told when it is durable.</summary>
    public List<(Guid Obligation, Guid? Owner, Guid? Department)> Assigned { get; } = [];

    private IQueryable<Obligation> Obligations => _context.Set<Obligation>().AsTracking();

    private IQueryable<ObligationCall> Rows => _context.Set<ObligationCall>();

    /// <summary>Takes in what is known of calls.</summary>
    /// <param name="changed">Their newest state.</param>
    /// <param name="withdrawn">Calls that are no more.</param>
    /// <param name="now">What ended too long before is counted only.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ApplyAsync(
        IReadOnlyList<Call> changed, IReadOnlyList<Guid> withdrawn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await KnownCalls.LoadAsync(_context, changed, withdrawn, cancellationToken).ConfigureAwait(false);
        foreach (var id in withdrawn)
        {
            await ForgetAsync(known, id, cancellationToken).ConfigureAwait(false);
        }

        foreach (var call in changed)
        {
            if (call.Direction == CallDirection.Internal)
            {
                await ForgetAsync(known, call.Id, cancellationToken).ConfigureAwait(false);
                continue;
            }

            await ApplyAsync(known, call, now, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What a call counts as; null for one that callbacks keep no account of.</summary>
    internal ObligationCallKind? KindOf(Call call, DateTimeOffset now)
    {
        if (!call.IsUnserved)
        {
            return IsAttempt(call) ? ObligationCallKind.Attempt : null;
        }

        return CustomerCalls.KeyOf(call.External) is null ? ObligationCallKind.Withheld
            : IsShortAbandon(call) ? ObligationCallKind.ShortAbandon
            : now - (call.EndedAt ?? call.StartedAt) > _options.OldestCall ? ObligationCallKind.Old
            : ObligationCallKind.Unserved;
    }

    private async Task ApplyAsync(KnownCalls known, Call call, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var kind = KindOf(call, now);
        var isEvidence = _customers.IsEvidence(call);
        if (known.Kinds.TryGetValue(call.Id, out var before) && before != kind)
        {
            // What was obliged, or counted as old, does not change its mind because time goes by.
            if (before is ObligationCallKind.Unserved or ObligationCallKind.Old && kind is ObligationCallKind.Unserved or ObligationCallKind.Old)
            {
                kind = before;
            }
            else
            {
                await RemoveRowAsync(call.Id, cancellationToken).ConfigureAwait(false);
                known.Kinds.Remove(call.Id);
            }
        }

        if (known.Evidence.Contains(call.Id) && !isEvidence)
        {
            await ForgetEvidenceAsync(call.Id, cancellationToken).ConfigureAwait(false);
            known.Evidence.Remove(call.Id);
        }

        if (kind is not null and not ObligationCallKind.Attempt)
        {
            await NoteUnservedAsync(known, call, kind.Value, cancellationToken).ConfigureAwait(false);
        }
        else if ((kind is not null || isEvidence) && known.Concerns(call))
        {
            await NoteOursAsync(known, call, isEvidence, cancellationToken).ConfigureAwait(false);
        }

        Detach();
    }

    private async Task ForgetAsync(KnownCalls known, Guid callId, CancellationToken cancellationToken)
    {
        if (known.Kinds.Remove(callId))
        {
            await RemoveRowAsync(callId, cancellationToken).ConfigureAwait(false);
        }

        if (known.Evidence.Remove(callId))
        {
            await ForgetEvidenceAsync(callId, cancellationToken).ConfigureAwait(false);
        }

        Detach();
    }

    private bool IsShortAbandon(Call call) => call.Outcome == CallOutcome.Missed && !call.LostInTransfer
        && call.MissedReason is MissedReason.CallerHungUp or MissedReason.AbandonedInQueue or MissedReason.AbandonedInIvr
        && _options.ShortAbandonSeconds > 0 && call.Wait.TotalSeconds <= _options.ShortAbandonSeconds;

    // A click-to-call whose employee never lifted asked no customer.
    private bool IsAttempt(Call call) => call is { Direction: CallDirection.Outbound, State: CallState.Ended }
        && (call.Outcome is CallOutcome.NoAnswer or CallOutcome.Busy or CallOutcome.Declined or CallOutcome.Cancelled or CallOutcome.Failed
            || (call.Outcome == CallOutcome.Answered && !_customers.IsEvidence(call)));

    private async Task NoteUnservedAsync(KnownCalls known, Call call, ObligationCallKind kind, CancellationToken cancellationToken)
    {
        var key = CustomerCalls.KeyOf(call.External);
        var at = call.LostInTransfer && call.EndedAt is { } lostAt ? lostAt : call.StartedAt;
        var contact = key is null ? null : await _customers.ContactOfAsync(call.Id, key, cancellationToken).ConfigureAwait(false);
        known.Concern(key, contact);
        var row = await Rows.SingleOrDefaultAsync(one => one.CallId == call.Id, cancellationToken).ConfigureAwait(false);
        if (row is not null && row.At == at && row.NumberKey == key && row.ContactId == contact
            && (kind != ObligationCallKind.Unserved || row.ObligationId is not null))
        {
            return;
        }

        if (row?.ObligationId is { } covered
            && await Obligations.SingleOrDefaultAsync(one => one.Id == covered, cancellationToken).ConfigureAwait(false)
                is { State: ObligationState.Closed or ObligationState.Waived })
        {
            // Settled by a person who knew of the call: it stays settled, whatever more is learned of it.
            await Rows.Where(one => one.CallId == call.Id).ExecuteUpdateAsync(
                set => set.SetProperty(one => one.At, at).SetProperty(one => one.ContactId, contact), cancellationToken).ConfigureAwait(false);
            return;
        }

        if (row is not null)
        {
            await RemoveRowAsync(call.Id, cancellationToken).ConfigureAwait(false);
        }

        row = new ObligationCall
        {
            Tenant = call.Tenant,
            CallId = call.Id,
            Kind = kind,
            At = at,
            ContactId = contact,
            NumberKey = key,
            Queue = call.Queue,
        };
        _context.Add(row);
        await SaveAsync(cancellationToken).ConfigureAwait(false);
        known.Kinds[call.Id] = kind;
        if (kind == ObligationCallKind.Unserved)
        {
            await PlaceAsync(row, call, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task NoteOursAsync(KnownCalls known, Call call, bool isEvidence, CancellationToken cancellationToken)
    {
        if (CustomerCalls.KeyOf(call.External) is not { } key)
        {
            return;
        }

        var contact = await _customers.ContactOfAsync(call.Id, key, cancellationToken).ConfigureAwait(false);
        var at = isEvidence ? call.AnsweredAt!.Value : call.StartedAt;
        if (isEvidence && known.Evidence.Contains(call.Id))
        {
            if (await Obligations.AllAsync(one => one.EvidenceCallId != call.Id || one.ClosedAt == at, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            // A second witness moved the answer.
            await ForgetEvidenceAsync(call.Id, cancellationToken).ConfigureAwait(false);
        }

        var theirs = await MatchAsync(contact, key, at, cancellationToken).ConfigureAwait(false);
        if (!isEvidence)
        {
            await NoteAttemptAsync(known, call, theirs.Find(static one => one.IsOpen), key, contact, cancellationToken).ConfigureAwait(false);
            return;
        }

        var evidence = new Evidence(call.Id, call.Direction == CallDirection.Outbound, at);
        foreach (var obligation in theirs.Where(one => one.IsOpen || one.ClosedAt > at))
        {
            await CloseAsync(obligation, evidence, cancellationToken).ConfigureAwait(false);
            known.Evidence.Add(call.Id);
        }
    }

    private async Task NoteAttemptAsync(
        KnownCalls known, Call call, Obligation? obligation, string key, Guid? contact, CancellationToken cancellationToken)
    {
        if (obligation is null || known.Kinds.ContainsKey(call.Id))
        {
            return;
        }

        _context.Add(new ObligationCall
        {
            Tenant = call.Tenant,
            CallId = call.Id,
            Kind = ObligationCallKind.Attempt,
            At = call.StartedAt,
            ObligationId = obligation.Id,
            ContactId = contact,
            NumberKey = key,
            Queue = call.Queue,
        });
        obligation.Attempts++;
        _machine.Fire(obligation, ObligationTrigger.Try);
        Write(obligation, ObligationEventKind.Tried, call.StartedAt, call.Id, rule: "outcome:" + call.Outcome);
        await SaveAsync(cancellationToken).ConfigureAwait(false);
        known.Kinds[call.Id] = ObligationCallKind.Attempt;
    }

    /// <summary>The obligations of a customer that began before an instant and that evidence may close: the newest of each way he is
    /// known by, for those of one customer do not overlap.</summary>
    private async Task<List<Obligation>> MatchAsync(Guid? contact, string number, DateTimeOffset at, CancellationToken cancellationToken)
    {
        const int NewestLookedAt = 3;
        var found = new List<Obligation>();
        async Task TakeAsync(IQueryable<Obligation> theirs)
        {
            foreach (var one in await Live(theirs).Where(one => one.OpenedAt <= at).OrderByDescending(one => one.OpenedAt)
                .ThenByDescending(one => one.Id).Take(NewestLookedAt).ToListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!found.Contains(one))
                {
                    found.Add(one);
                }
            }
        }

        await TakeAsync(Obligations.Where(one => one.ContactId == null && one.NumberKey == number)).ConfigureAwait(false);
        if (contact is { } known)
        {
            await TakeAsync(Obligations.Where(one => one.ContactId == known)).ConfigureAwait(false);
            return found;
        }

        foreach (var owner in await _customers.OwnersOf(number).Take(8).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            await TakeAsync(Obligations.Where(one => one.ContactId == owner)).ConfigureAwait(false);
        }

        await TakeAsync(Obligations.Where(one => one.ContactId != null
            && Rows.Any(row => row.NumberKey == number && row.ObligationId == one.Id && row.Kind == ObligationCallKind.Unserved))).ConfigureAwait(false);
        return found;
    }

    private static IQueryable<Obligation> Live(IQueryable<Obligation> obligations) => obligations.Where(one =>
        one.State == ObligationState.Open || one.State == ObligationState.Tried || one.State == ObligationState.Reached
        || one.State == ObligationState.Returned);
}
