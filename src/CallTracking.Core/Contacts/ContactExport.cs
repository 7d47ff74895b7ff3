using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>Writes contacts as a CSV file (RFC 4180, UTF-8) that <see cref="ContactImports"/> reads again.</summary>
/// <remarks>
/// Safe for concurrent use; a file of any size is written page by page. A cell that a spreadsheet would run as a formula gets an apostrophe in
/// front, one that begins with an apostrophe a second one; the import takes it away again, and numbers such as +12025550101 stay as they are.
/// Columns that are hidden from the caller are not in the file.
/// </remarks>
public sealed class ContactExport
{
    private const int PageSize = 500;

    private static readonly ContactNumberKind[] NumberKinds =
    [
        ContactNumberKind.Mobile, ContactNumberKind.Landline, ContactNumberKind.Work, ContactNumberKind.Extension, ContactNumberKind.Fax, ContactNumberKind.Other,
    ];

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly ContactBook _book;
    private readonly TimeProvider _time;

    internal ContactExport(ICallTrackingDbContextFactory contexts, ContactBook book, TimeProvider time)
    {
        _contexts = contexts;
        _book = book;
        _time = time;
    }

    /// <summary>Writes contacts in order of name. Needs <see cref="Permission.ContactsExport"/>; it goes into the audit trail before the first
    /// row is written.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="filter">Which contacts.</param>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="cancellationToken">Gives up; the file is then incomplete.</param>
    /// <returns>How many contacts were written.</returns>
    public async Task<long> WriteAsync(Caller caller, ContactFilter filter, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(output);
        caller.Demand(Permission.ContactsExport);
        var fields = await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            AuditTrail.Add(context, caller, _time.GetUtcNow(), "contact.export", "contact", null);
            return (await ContactCatalogue.LoadAsync(context, token).ConfigureAwait(false)).Fields.Values.ToList();
        }, cancellationToken).ConfigureAwait(false);
        var columns = Columns(caller, fields);
        await output.WriteAsync(string.Join(',', columns.Select(column => ContactCsv.Cell(column.Name))) + "\r\n").ConfigureAwait(false);
        ContactCursor? after = null;
        long count = 0;
        do
        {
            var page = await StoreWork.ReadAsync(_contexts, caller, async context =>
            {
                var contacts = await ContactBook.Page(_book.Filtered(context, caller, Permission.ContactsExport, filter), after).Take(PageSize)
                    .ToListAsync(cancellationToken).ConfigureAwait(false);
                return await ContactReading.DetailsAsync(context, caller, contacts, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
            foreach (var contact in page)
            {
                await output.WriteAsync(string.Join(',', columns.Select(column => ContactCsv.Cell(column.Value(contact)))) + "\r\n").ConfigureAwait(false);
            }

            count += page.Count;
            after = page.Count < PageSize ? null : new ContactCursor(page[^1].Contact.Name, page[^1].Contact.Id);
        }
        while (after is not null);

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return count;
    }

    private static List<(string Name, Func<ContactDetails, string?> Value)> Columns(Caller caller, List<ContactField> fields)
    {
        List<(string, Func<ContactDetails, string?>)> columns =
        [
            (ContactColumns.Id, c => c.Contact.Id.ToString()),
            (ContactColumns.ExternalId, c => c.Contact.ExternalId),
            (ContactColumns.Kind, c => c.Contact.Kind == ContactKind.Person ? "person" : "organisation"),
            (ContactColumns.Name, c => c.Contact.Name),
            (ContactColumns.GivenName, c => c.Contact.GivenName),
            (ContactColumns.FamilyName, c => c.Contact.FamilyName),
            (ContactColumns.AddressAs, c => c.Contact.AddressAs),
            (ContactColumns.Organisation, c => c.Organisation),
            (ContactColumns.Status, c => c.Status?.Code),
            (ContactColumns.Discount, c => ContactProperties.Text(c.Contact.Discount)),
        ];
        if (!caller.Access.Hides(FieldMask.Debt))
        {
            columns.Add((ContactColumns.Debt, c => ContactProperties.Text(c.Contact.Debt)));
            columns.Add((ContactColumns.DebtCurrency, c => c.Contact.DebtCurrency));
        }

        // The id too: names may be shared.
        columns.Add((ContactColumns.Responsible, c => c.Contact.ResponsibleId?.ToString()));
        columns.Add((ContactColumns.Language, c => c.Contact.Language));
        if (!caller.Access.Hides(FieldMask.Numbers))
        {
            columns.AddRange(NumberKinds.Select(kind => ($"number.{ContactColumns.Word(kind)}", (Func<ContactDetails, string?>)(c => Numbers(c, kind)))));
        }

        columns.Add((ContactColumns.Email, c => string.Join(ContactColumns.Between, c.Emails.Select(email => email.Address))));
        columns.AddRange(fields.Where(field => !field.IsArchived).Select(field => (
            ContactProperties.FieldPrefix + field.Key, (Func<ContactDetails, string?>)(c => c.Fields.GetValueOrDefault(field.Key)))));
        return columns;
    }

    private static string Numbers(ContactDetails contact, ContactNumberKind kind) => string.Join(
        ContactColumns.Between,
        contact.Numbers.Where(n => n.Kind == kind).Select(n => n.Label is null ? n.E164 ?? n.Raw : $"{n.E164 ?? n.Raw} <{Label(n.Label)}>"));

    // What separates numbers in a cell has no place in a label.
    private static string Label(string label) => new([.. label.Select(letter => letter is '|' or ';' or '<' or '>' ? ' ' : letter)]);
}
