using System.Text;
using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CallTracking.Identification;

/// <summary>Finds contacts by what a person types: three or more letters of the name, anywhere in it, or the last four or more digits of a
/// number.</summary>
/// <remarks>Thread-safe. Both are ranges of an index, whatever the size of the base. Only contacts in the caller's row scope are found, neither
/// deleted nor merged ones. Throws <see cref="AccessDeniedException"/> without <see cref="Permission.ContactsRead"/>, and
/// <see cref="LedgerStoreException"/> when the store cannot be read.</remarks>
public sealed class ContactFinder
{
    /// <summary>Fewest letters of a name: 3.</summary>
    public const int FewestLetters = 3;

    /// <summary>Fewest last digits of a number: 4.</summary>
    public const int FewestDigits = 4;

    /// <summary>Most contacts that one search gives: 200.</summary>
    public const int MaxLimit = 200;

    // What is looked at before the best are chosen: "son" is in the names of half a country.
    private const int MostLookedAt = 1_000;
    private const int LongestText = 200;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly IContactSearch _search;
    private readonly ILogger<ContactFinder> _logger;
    private Answer? _index;

    internal ContactFinder(ICallTrackingDbContextFactory contexts, IContactSearch search, ILogger<ContactFinder> logger) =>
        (_contexts, _search, _logger) = (contexts, search, logger);

    /// <summary>Finds contacts by letters or digits, whichever the text is made of.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="text">Letters of a name or last digits of a number; blanks, dots, dashes, brackets and a plus between digits do not
    /// count.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The text is too short or too long.</exception>
    /// <exception cref="AccessDeniedException">Digits, where numbers are hidden from the caller.</exception>
    public Task<ContactSearchResult> FindAsync(Caller caller, string text, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(char.IsAsciiDigit) && text.All(static letter => char.IsAsciiDigit(letter) || " +-./()".Contains(letter, StringComparison.Ordinal))
            ? ByNumberAsync(caller, text, limit, cancellationToken)
            : ByNameAsync(caller, text, limit, cancellationToken);
    }

    /// <summary>Contacts whose name holds a fragment: those that begin with it first, then those in which a word does, then the others.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="fragment">Three letters or more, in any script; taken literally, whatever the case.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The fragment is too short or too long.</exception>
    public async Task<ContactSearchResult> ByNameAsync(Caller caller, string fragment, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(fragment);
        ThrowIfOutOfRange(limit);
        caller.Demand(Permission.ContactsRead);
        var text = fragment.Trim().Normalize(NormalizationForm.FormC);
        if (text.EnumerateRunes().Count() < FewestLetters || text.Length > LongestText || text.Any(char.IsControl))
        {
            throw new ArgumentException($"Give {FewestLetters} to {LongestText} letters of the name, without control characters.", nameof(fragment));
        }

        var note = await NoteAsync(caller, cancellationToken).ConfigureAwait(false);
        var found = await StoreWork.ReadAsync(
            _contexts, caller, context => _search.ByName(context, text, MostLookedAt).ShownTo(caller)
                .Select(contact => new FoundContact(contact.Id, contact.Name, contact.Kind, null)).ToListAsync(cancellationToken)).ConfigureAwait(false);
        return new ContactSearchResult(
            [.. found.OrderBy(contact => Place(contact.Name, text)).ThenBy(contact => contact.Name, StringComparer.Ordinal).ThenBy(contact => contact.Id).Take(limit)],
            found.Count > limit, note);
    }

    /// <summary>Contacts one of whose numbers ends in digits.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="digits">Four digits or more; with <c>+</c> in front the whole number.</param>
    /// <param name="limit">How many at most, 1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">There are too few digits, or something else between them.</exception>
    /// <exception cref="AccessDeniedException">Numbers are hidden from the caller, and so cannot be searched.</exception>
    public async Task<ContactSearchResult> ByNumberAsync(Caller caller, string digits, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(digits);
        ThrowIfOutOfRange(limit);
        caller.Demand(Permission.ContactsRead);
        caller.DemandField(FieldMask.Numbers, "searched");
        var only = new string([.. digits.Where(char.IsAsciiDigit)]);
        if (only.Length < FewestDigits || digits.Length > LongestText
            || digits.Any(static letter => !char.IsAsciiDigit(letter) && !" +-./()".Contains(letter, StringComparison.Ordinal)))
        {
            throw new ArgumentException($"Give the last {FewestDigits} or more digits of a number, or all of it with +.", nameof(digits));
        }

        var found = await StoreWork.ReadAsync(_contexts, caller, async context =>
        {
            var numbers = digits.AsSpan().Trim().StartsWith('+')
                ? context.Set<ContactNumber>().Where(number => number.E164 == "+" + only)
                : Ending(context, only);
            return await numbers
                .Join(
                    context.Set<Contact>().ShownTo(caller), number => number.ContactId, contact => contact.Id,
                    (number, contact) => new FoundContact(contact.Id, contact.Name, contact.Kind, number.E164 ?? number.Raw))
                .Take(MostLookedAt).ToListAsync(cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        var people = found.GroupBy(contact => contact.Id).Select(group => group.OrderBy(contact => contact.Number, StringComparer.Ordinal).First())
            .OrderBy(contact => contact.Name, StringComparer.Ordinal).ThenBy(contact => contact.Id).ToList();
        return new ContactSearchResult([.. people.Take(limit)], people.Count > limit, null);
    }

#pragma warning disable CA1309 // string.Compare is what EF Core translates; the database compares, and digits have one order in every collation.
    private static IQueryable<ContactNumber> Ending(CallTrackingDbContext context, string digits)
    {
        // Numbers are kept without the zero that many countries dial before a national number. A letter follows all digits in every collation.
        var national = digits.Length > NumberKey.FewestDigits && digits[0] == '0' ? digits[1..] : digits;
        var first = new string([.. national.Reverse()]);
        var end = first + "a";
        return context.Set<ContactNumber>()
            .Where(number => string.Compare(number.NationalReversed, first) >= 0 && string.Compare(number.NationalReversed, end) < 0);
    }
#pragma warning restore CA1309

    private static int Place(string name, string fragment)
    {
        var at = name.IndexOf(fragment, StringComparison.OrdinalIgnoreCase);
        return at switch
        {
            0 => 0,
            > 0 when char.IsWhiteSpace(name[at - 1]) => 1,
            _ => 2,
        };
    }

    private static void ThrowIfOutOfRange(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
    }

    // An index does not come and go by itself: asked once, and told once.
    private async Task<string?> NoteAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (_index is { } known)
        {
            return known.Note;
        }

        var note = await StoreWork.ReadAsync(_contexts, caller, context => _search.WhyWithoutIndexAsync(context, cancellationToken)).ConfigureAwait(false);
        if (Interlocked.CompareExchange(ref _index, new Answer(note), null) is null && note is not null)
        {
            Log.SearchWithoutIndex(_logger, note);
        }

        return note;
    }

    private sealed record Answer(string? Note);
}

/// <summary>What a search found.</summary>
/// <param name="Contacts">The contacts, the best first.</param>
/// <param name="HasMore">Whether there are more than were asked for: more letters or digits find the right one.</param>
/// <param name="Note">Why the search read all contacts in place of an index, and the cure; null when it did not.</param>
public sealed record ContactSearchResult(IReadOnlyList<FoundContact> Contacts, bool HasMore, string? Note);

/// <summary>A contact that was found.</summary>
/// <param name="Id">The contact.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Person or organisation.</param>
/// <param name="Number">The number that agrees; null in a search by name.</param>
public sealed record FoundContact(Guid Id, string Name, ContactKind Kind, string? Number);
