using System.Text.Json;
using CallTracking.Access;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <content>What needs the store to be checked, and what the audit trail is told.</content>
public sealed partial class ContactBook
{
    private static async Task CheckReferencesAsync(
        CallTrackingDbContext context, Contact contact, List<ContactChange> changes, List<ContactProblem> problems,
        CancellationToken cancellationToken)
    {
        bool Changed(string field) => changes.Exists(change => change.Field == field);
        if (contact.OrganisationId is { } organisation && Changed("organisationId")
            && !await context.Set<Contact>().Alive().AnyAsync(c => c.Id == organisation && c.Kind == ContactKind.Organisation, cancellationToken).ConfigureAwait(false))
        {
            problems.Add(new ContactProblem("organisation.unknown", "organisationId", "There is no such organisation: add it first, or name none."));
        }

        if (contact.ExternalId is { } key && Changed("externalId")
            && await context.Set<Contact>().Alive().AnyAsync(c => c.ExternalId == key && c.Id != contact.Id, cancellationToken).ConfigureAwait(false))
        {
            problems.Add(new ContactProblem("externalId.taken", "externalId", "Another contact has this key: a key belongs to one contact."));
        }

        if (contact.ResponsibleId is not { } responsible)
        {
            contact.DepartmentId = null;
        }
        else if (Changed("responsibleId") || contact.CreatedAt == contact.UpdatedAt)
        {
            var employee = await context.Set<Employee>().Where(e => e.Id == responsible).Select(e => new { e.DepartmentId })
                .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (employee is null)
            {
                problems.Add(new ContactProblem("responsible.unknown", "responsibleId", "There is no such employee."));
            }

            contact.DepartmentId = employee?.DepartmentId;
        }
    }

    private static void Audit(
        CallTrackingDbContext context, Caller caller, DateTimeOffset now, string action, Guid contact, IReadOnlyList<ContactChange>? changes = null) =>
        AuditTrail.Add(
            context, caller, now, action, "contact", contact.ToString(),
            changes is { Count: > 0 } ? JsonSerializer.Serialize(changes, ContactColumnJson.Readable.IReadOnlyListContactChange) : null);

    private static void AuditText(
        CallTrackingDbContext context, Caller caller, DateTimeOffset now, string action, Guid contact, string field, string? before, string? after) =>
        Audit(context, caller, now, action, contact, [new ContactChange(field, before, after)]);
}
