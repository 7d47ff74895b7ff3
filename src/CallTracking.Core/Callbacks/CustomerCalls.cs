using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <summary>Whom a call was with: a contact where one is known, else whoever has the number.</summary>
/// <param name="ContactId">The contact; null when unknown.</param>
/// <param name="Number">The number as the key of unknown customers.</param>
internal readonly record struct Customer(Guid? ContactId, string Number);

/// <summary>An answered call with a customer.</summary>
internal sealed record Evidence(Guid CallId, bool WeCalled, DateTimeOffset AnsweredAt);

/// <summary>Finds a customer's calls in the ledger.</summary>
internal sealed class CustomerCalls(CallTrackingDbContext context, CallbackOptions options)
{
    private const string RawPrefix = "raw:";

    // A contact's numbers are few; what has more is no person to call.
    private const int MostNumbers = 64;
    private const int MostMerges = 16;

    // Calls that wait longer than this before somebody answers are no calls.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(12);

    /// <summary>The key of a number: E.164, else the text as received. Null when it was withheld.</summary>
    public static string? KeyOf(PhoneNumber? number)
    {
        if (number is null || number.Kind == PhoneNumberKind.Withheld || string.IsNullOrWhiteSpace(number.Display))
        {
            return null;
        }

        var key = number.E164 ?? RawPrefix + number.Raw;
        return key.Length <= CallbacksModel.NumberLength ? key : key[..CallbacksModel.NumberLength];
    }

    /// <summary>Whether an answered call settles what came before it. A caller who was lost on his way to somebody else was not served.</summary>
    public bool IsEvidence(Call call) => call.State == CallState.Ended && call.Outcome == CallOutcome.Answered && call.AnsweredAt is not null
        && call.Talk >= options.EvidenceTalk
        && (call.Direction == CallDirection.Outbound || (call.Direction == CallDirection.Inbound && !call.LostInTransfer));

    public async Task<Guid?> ContactOfAsync(Guid callId, string number, CancellationToken cancellationToken)
    {
        var contact = await context.Set<CallContact>().Where(link => link.CallId == callId).Select(link => (Guid?)link.ContactId)
            .SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (contact == CallContact.Nobody)
        {
            return null; // Somebody said that it is not who has the number.
        }

        if (contact is null)
        {
            var owners = await OwnersOf(number).Take(2).ToListAsync(cancellationToken).ConfigureAwait(false);
            contact = owners.Count == 1 ? owners[0] : null;
        }

        return contact is { } known ? await StandingForAsync(known, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>The contact that a merged one is shown as now.</summary>
    public async Task<Guid> StandingForAsync(Guid contact, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MostMerges; i++)
        {
            var into = await context.Set<Contact>().Where(one => one.Id == contact).Select(one => one.MergedIntoId)
                .SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (into is null)
            {
                break;
            }

            contact = into.Value;
        }

        return contact;
    }

    /// <summary>Contacts that have a number.</summary>
    public IQueryable<Guid> OwnersOf(string number) => context.Set<ContactNumber>().Where(one => one.E164 == number)
        .Where(one => context.Set<Contact>().Any(contact => contact.Id == one.ContactId && contact.DeletedAt == null && contact.MergedIntoId == null))
        .Select(one => one.ContactId).Distinct().OrderBy(id => id);

    /// <summary>The first answered call with a customer from an instant on; null when there is none.</summary>
    public async Task<Evidence?> FirstEvidenceAsync(
        Guid? contact, IReadOnlyCollection<string> numbers, DateTimeOffset since, Guid? except, CancellationToken cancellationToken)
    {
        Evidence? best = null;
        foreach (var calls in Answered(contact, numbers, since, except))
        {
            // By start, because that is the order of the index; one that began later may have been answered before.
            var first = await Select(calls.OrderBy(call => call.StartedAt).ThenBy(call => call.Id))
                .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (first is null)
            {
                continue;
            }

            var limit = first.AnsweredAt;
            var earliest = await Select(calls.Where(call => call.StartedAt <= limit).OrderBy(call => call.AnsweredAt).ThenBy(call => call.Id))
                .FirstAsync(cancellationToken).ConfigureAwait(false);
            if (best is null || (earliest.AnsweredAt, earliest.CallId).CompareTo((best.AnsweredAt, best.CallId)) < 0)
            {
                best = earliest;
            }
        }

        return best;
    }

    /// <summary>Every number by which a customer is known: his contact's, and those that he called from.</summary>
    public async Task<IReadOnlyCollection<string>> NumbersOfAsync(Guid contact, CancellationToken cancellationToken)
    {
        var numbers = await context.Set<ContactNumber>().Where(number => number.ContactId == contact && number.E164 != null)
            .Select(number => number.E164!).Distinct().OrderBy(number => number).Take(MostNumbers).ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        return numbers;
    }

    private static IQueryable<Evidence> Select(IQueryable<Call> calls) =>
        calls.Select(call => new Evidence(call.Id, call.Direction == CallDirection.Outbound, call.AnsweredAt!.Value));

    private IEnumerable<IQueryable<Call>> Answered(Guid? contact, IReadOnlyCollection<string> numbers, DateTimeOffset since, Guid? except)
    {
        var (early, talk) = (since - LongestWait, options.EvidenceTalk);
        var answered = context.Set<Call>().Where(call => call.Outcome == CallOutcome.Answered && call.State == CallState.Ended
            && call.AnsweredAt >= since && call.StartedAt > early && call.Talk >= talk
            && (call.Direction == CallDirection.Outbound || (call.Direction == CallDirection.Inbound && !call.LostInTransfer)));
        if (except is { } id)
        {
            answered = answered.Where(call => call.Id != id);
        }

        if (contact is { } known)
        {
            var links = context.Set<CallContact>().Where(link => link.ContactId == known && link.StartedAt > early);
            yield return links.Join(answered, link => link.CallId, call => call.Id, (_, call) => call);

            // A number may be shared: a call that somebody else is known to have made is no evidence.
            answered = answered.Where(call => !context.Set<CallContact>().Any(link => link.CallId == call.Id && link.ContactId != known));
        }

        foreach (var number in numbers)
        {
            if (number.StartsWith(RawPrefix, StringComparison.Ordinal))
            {
                var raw = number[RawPrefix.Length..];
                yield return answered.Where(call => call.External!.E164 == null && call.External!.Raw == raw);
            }
            else
            {
                yield return answered.Where(call => call.External!.E164 == number);
            }
        }
    }
}
