using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CallTracking.Access;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>A contact that rows of a file may be about, with what belongs to it.</summary>
internal sealed record ContactImportTarget(Contact Contact, List<ContactNumber> Numbers, List<ContactEmail> Emails, bool IsNew);

/// <summary>The contacts that the rows of a batch are about: those that are there, read at once, and those that earlier rows of it made.</summary>
internal sealed class ContactImportTargets(
    CallTrackingDbContext context, Caller caller, NumberPlan plan, ContactImportSettings settings, Guid? import, bool tracked)
{
    private readonly Dictionary<Guid, ContactImportTarget> _byId = [];
    private readonly Dictionary<string, Guid> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<Guid>> _byNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<Guid>> _byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guid> _organisations = new(StringComparer.Ordinal);
    private Dictionary<Guid, ContactImportEntry> _entries = [];

    public async Task LoadAsync(IReadOnlyList<ContactImportRow> rows, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>(rows.Select(IdOf).OfType<Guid>());
        if (settings.Match.HasFlag(ContactMatch.Key))
        {
            var keys = rows.Select(row => row[ContactColumns.ExternalId]).OfType<string>().Distinct().ToList();
            ids.UnionWith(await Alive().Where(c => keys.Contains(c.ExternalId!)).Select(c => c.Id).ToListAsync(cancellationToken).ConfigureAwait(false));
        }

        if (settings.Match.HasFlag(ContactMatch.Number))
        {
            var numbers = rows.SelectMany(NumbersOf).Distinct().ToList();
            ids.UnionWith(await context.Set<ContactNumber>().Where(n => numbers.Contains(n.E164!)).Select(n => n.ContactId).ToListAsync(cancellationToken)
                .ConfigureAwait(false));
        }

        if (settings.Match.HasFlag(ContactMatch.Email))
        {
            var emails = rows.SelectMany(EmailsOf).Distinct().ToList();
            ids.UnionWith(await context.Set<ContactEmail>().Where(e => emails.Contains(e.Normalized)).Select(e => e.ContactId).ToListAsync(cancellationToken)
                .ConfigureAwait(false));
        }

        var wanted = ids.ToList();
        var contacts = await Tracked(Alive().Where(c => wanted.Contains(c.Id))).ToListAsync(cancellationToken).ConfigureAwait(false);
        var there = contacts.ConvertAll(c => c.Id);
        var numbersOf = (await Tracked(context.Set<ContactNumber>().Where(n => there.Contains(n.ContactId))).ToListAsync(cancellationToken).ConfigureAwait(false))
            .ToLookup(n => n.ContactId);
        var emailsOf = (await Tracked(context.Set<ContactEmail>().Where(e => there.Contains(e.ContactId))).ToListAsync(cancellationToken).ConfigureAwait(false))
            .ToLookup(e => e.ContactId);
        foreach (var contact in contacts)
        {
            Add(new ContactImportTarget(contact, [.. numbersOf[contact.Id]], [.. emailsOf[contact.Id]], IsNew: false));
        }

        var names = rows.Select(row => row[ContactColumns.Organisation]).OfType<string>().Distinct().ToList();
        foreach (var organisation in await context.Set<Contact>().Alive().Where(c => c.Kind == ContactKind.Organisation && names.Contains(c.Name))
            .OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Select(c => new { c.Id, c.Name }).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            _organisations[organisation.Name] = organisation.Id;
        }

        if (import is { } id)
        {
            _entries = await context.Set<ContactImportEntry>().AsTracking().Where(e => e.ImportId == id && there.Contains(e.ContactId))
                .ToDictionaryAsync(e => e.ContactId, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The contact that a row is about; null when there is none, or the row was refused because there are several.</summary>
    public ContactImportTarget? Find(ContactImportRow row)
    {
        var key = row[ContactColumns.ExternalId];
        if (settings.Match.HasFlag(ContactMatch.Key))
        {
            if (IdOf(row) is { } id && _byId.TryGetValue(id, out var byId))
            {
                return byId;
            }

            if (row[ContactColumns.Id] is not null && IdOf(row) is null)
            {
                row.Refuse(ContactColumns.Id, "id.invalid", "This is no id of a contact: leave the cell empty for a new one.");
                return null;
            }

            if (key is not null && _byKey.TryGetValue(key, out var byKey))
            {
                return _byId[byKey];
            }
        }

        var candidates = new HashSet<Guid>();
        if (settings.Match.HasFlag(ContactMatch.Number))
        {
            candidates.UnionWith(NumbersOf(row).SelectMany(number => _byNumber.GetValueOrDefault(number) ?? []));
        }

        if (settings.Match.HasFlag(ContactMatch.Email))
        {
            candidates.UnionWith(EmailsOf(row).SelectMany(email => _byEmail.GetValueOrDefault(email) ?? []));
        }

        // Two keys of the host are two contacts, whatever number they share.
        candidates.RemoveWhere(id => key is not null && _byId[id].Contact.ExternalId is { } other && other != key);
        if (candidates.Count > 1)
        {
            row.Refuse(null, "match.several", "The numbers and addresses of the row belong to several contacts: merge them first, or match by key.");
            return null;
        }

        return candidates.Count == 0 ? null : _byId[candidates.First()];
    }

    public void Add(ContactImportTarget target)
    {
        var id = target.Contact.Id;
        _byId[id] = target;
        if (target.Contact.ExternalId is { } key)
        {
            _byKey[key] = id;
        }

        foreach (var number in target.Numbers.Select(n => n.E164).OfType<string>())
        {
            Put(_byNumber, number, id);
        }

        foreach (var email in target.Emails)
        {
            Put(_byEmail, email.Normalized, id);
        }

        if (target is { IsNew: true, Contact.Kind: ContactKind.Organisation })
        {
            _organisations.TryAdd(target.Contact.Name, id);
        }
    }

    public Guid? Organisation(string name) => _organisations.TryGetValue(name, out var id) ? id : null;

    public void AddOrganisation(Contact organisation) => _organisations[organisation.Name] = organisation.Id;

    public ContactImportEntry? Entry(Guid contact) => _entries.GetValueOrDefault(contact);

    public void Remember(ContactImportEntry entry) => _entries[entry.ContactId] = entry;

    /// <summary>By what a later row of a dry run is known to be about the same contact: sixteen bytes each, whatever the file says.</summary>
    public IEnumerable<UInt128> KeysOf(ContactImportRow row)
    {
        if (settings.Match.HasFlag(ContactMatch.Key) && row[ContactColumns.ExternalId] is { } key)
        {
            yield return Key("key", key);
        }
        else
        {
            foreach (var number in settings.Match.HasFlag(ContactMatch.Number) ? NumbersOf(row) : [])
            {
                yield return Key("number", number);
            }

            foreach (var email in settings.Match.HasFlag(ContactMatch.Email) ? EmailsOf(row) : [])
            {
                yield return Key("email", email);
            }
        }
    }

    public static UInt128 Key(string kind, string text) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{text}")));

    /// <summary>A copy of a contact that nobody tracks.</summary>
    public static Contact Copy(Contact contact) => new()
    {
        Tenant = contact.Tenant,
        Id = contact.Id,
        Kind = contact.Kind,
        Name = contact.Name,
        NameKey = contact.NameKey,
        GivenName = contact.GivenName,
        FamilyName = contact.FamilyName,
        AddressAs = contact.AddressAs,
        OrganisationId = contact.OrganisationId,
        StatusId = contact.StatusId,
        StatusSince = contact.StatusSince,
        Discount = contact.Discount,
        Debt = contact.Debt,
        DebtCurrency = contact.DebtCurrency,
        ResponsibleId = contact.ResponsibleId,
        DepartmentId = contact.DepartmentId,
        Language = contact.Language,
        ExternalId = contact.ExternalId,
        CustomFields = contact.CustomFields,
        CreatedAt = contact.CreatedAt,
        UpdatedAt = contact.UpdatedAt,
        Revision = contact.Revision,
    };

    private IQueryable<Contact> Alive() => ContactAccess.Reach(context, caller, Permission.ContactsImport).Alive();

    private IQueryable<T> Tracked<T>(IQueryable<T> rows)
        where T : class => tracked ? rows.AsTracking() : rows;

    private static Guid? IdOf(ContactImportRow row) => Guid.TryParse(row[ContactColumns.Id], out var id) ? id : null;

    private IEnumerable<string> NumbersOf(ContactImportRow row) =>
        row.Numbers.Where(n => n.Number.Kind != ContactNumberKind.Extension).Select(n => plan.Read(n.Number.Text).E164).OfType<string>();

    private static IEnumerable<string> EmailsOf(ContactImportRow row) => row.Emails.Select(e => ContactWriter.Normalize(e.Email.Address));

    private static void Put(Dictionary<string, HashSet<Guid>> index, string key, Guid id)
    {
        if (!index.TryGetValue(key, out var ids))
        {
            index[key] = ids = [];
        }

        ids.Add(id);
    }
}
