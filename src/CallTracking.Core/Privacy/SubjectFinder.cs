using System.Security.Cryptography;
using System.Text;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Numbering;
using CallTracking.Storage;
using CallTracking.Traces;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Privacy;

/// <summary>Gathers by what a person is known, and under which pseudonyms he goes on.</summary>
internal sealed class SubjectFinder(SiteOptions site, string keyFile)
{
    private const string Prefix = "anon-";
    private const int PseudonymBytes = 6;

    // A name that the network sends for many callers ("Wireless caller") is nobody's.
    private const int MostSentNames = 50;

    private readonly NumberPlan _plan = new(site);

    /// <exception cref="ArgumentException">Nothing is given to know him by; one line.</exception>
    /// <exception cref="InvalidOperationException">The key cannot be read; one line.</exception>
    public async Task<FoundSubject> FindAsync(CallTrackingDbContext context, PrivacySubject wanted, CancellationToken cancellationToken)
    {
        var contacts = await ContactsAsync(context, wanted.ContactId, cancellationToken).ConfigureAwait(false);
        var ids = contacts.ConvertAll(static contact => contact.Id);
        var numbers = wanted.Numbers.Select(number => Read(number) ?? throw new ArgumentException(
            "One of the numbers is none: write it with + and country code, or as dialled.", nameof(wanted))).ToList();
        foreach (var number in await context.Set<ContactNumber>().IgnoreQueryFilters([CallTrackingDbContext.ScopeFilter])
            .Where(number => ids.Contains(number.ContactId)).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Read(number.E164 ?? number.Raw) is { } digits)
            {
                numbers.Add(digits);
            }
        }

        if (numbers.Count == 0 && ids.Count == 0 && wanted.Names.Count == 0)
        {
            throw new ArgumentException("There is nothing to know the person by: give a contact, a number or a name.", nameof(wanted));
        }

        var key = PseudonymKeyFile.Read(keyFile);
        var seen = numbers.DistinctBy(static number => number.Digits).Select(number => new SubjectNumber(
            number.Digits, number.National, Pseudonym(key, context.Caller.Tenant, number.Digits))).ToList();
        var name = ids.Count > 0 ? Pseudonym(key, context.Caller.Tenant, ids[0].ToString("D"))
            : seen.Count > 0 ? seen[0].Pseudonym : Pseudonym(key, context.Caller.Tenant, wanted.Names[0]);
        var addresses = await context.Set<ContactEmail>().Where(email => ids.Contains(email.ContactId)).Select(email => email.Address)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var names = wanted.Names.Concat(contacts.SelectMany(NamesOf)).Concat(addresses).Where(static one => !one.StartsWith(Prefix, StringComparison.Ordinal)).ToList();
        var sent = await SentNamesAsync(context, numbers, cancellationToken).ConfigureAwait(false);
        return new FoundSubject(new SubjectText(seen, names, sent, name), ids);
    }

    private static IEnumerable<string> NamesOf(Contact contact)
    {
        yield return contact.Name;
        if (contact.GivenName is { } given && contact.FamilyName is { } family)
        {
            yield return $"{given} {family}";
            yield return $"{family} {given}";
            yield return $"{family}, {given}";
        }

        if (contact.AddressAs is { } address && address.Contains(' ', StringComparison.Ordinal))
        {
            yield return address;
        }
    }

    // Letters only: digits would make it a number again somewhere.
    private static string Pseudonym(byte[] key, string tenant, string subject)
    {
        var digest = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"ct-erasure-1\n{tenant}\n{subject}"));
        return Prefix + string.Concat(digest.Take(PseudonymBytes).SelectMany(static one => new[] { (char)('a' + (one >> 4)), (char)('a' + (one & 15)) }));
    }

    private static async Task<List<Contact>> ContactsAsync(CallTrackingDbContext context, Guid? id, CancellationToken cancellationToken)
    {
        var found = new List<Contact>();
        List<Guid> wanted = id is { } first ? [first] : [];
        while (wanted.Count > 0)
        {
            var newest = wanted;
            var rows = await context.Set<Contact>().IgnoreQueryFilters([CallTrackingDbContext.ScopeFilter])
                .Where(contact => newest.Contains(contact.Id) || (contact.MergedIntoId != null && newest.Contains(contact.MergedIntoId.Value)))
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            var added = rows.FindAll(row => found.TrueForAll(known => known.Id != row.Id));
            found.AddRange(added);
            wanted = added.ConvertAll(static row => row.Id).FindAll(one => !newest.Contains(one));
        }

        return found;
    }

    // The names that the network sent with his calls, and with nobody else's.
    private static async Task<IReadOnlyList<string>> SentNamesAsync(
        CallTrackingDbContext context, List<(string Digits, string National)> numbers, CancellationToken cancellationToken)
    {
        var e164 = numbers.ConvertAll(static number => "+" + number.Digits);
        var calls = context.Set<Call>().IgnoreQueryFilters([CallTrackingDbContext.ScopeFilter]);
        var names = await calls.Where(call => e164.Contains(call.External!.E164!) && call.CallerName != null).Select(call => call.CallerName!)
            .Distinct().Take(MostSentNames).ToListAsync(cancellationToken).ConfigureAwait(false);
        var own = new List<string>();
        foreach (var name in names.Where(static one => one.Any(char.IsLetter) && !one.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if (!await calls.AnyAsync(call => call.CallerName == name && !e164.Contains(call.External!.E164!), cancellationToken).ConfigureAwait(false))
            {
                own.Add(name);
            }
        }

        return own;
    }

    private (string Digits, string National)? Read(string text)
    {
        var read = _plan.Read(text);
        var digits = new string([.. (read.E164 ?? text).Where(char.IsAsciiDigit)]);
        var national = read.NationalReversed is { } reversed ? new string([.. reversed.Reverse()]) : digits;
        return digits.Length < 3 ? null : (digits, national);
    }
}

/// <summary>A person as the stores know him.</summary>
/// <param name="Text">By what texts he is found.</param>
/// <param name="Contacts">His contacts.</param>
internal sealed record FoundSubject(SubjectText Text, IReadOnlyList<Guid> Contacts);
