using System.Text.RegularExpressions;
using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <content>The tenant's statuses and custom fields.</content>
public sealed partial class ContactBook
{
    private const int MostStatuses = 100;

    /// <summary>The catalogue of statuses, in its order, archived ones included. Needs <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<ContactStatus>> ListStatusesAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync<IReadOnlyList<ContactStatus>>(_contexts, caller, async context =>
            await context.Set<ContactStatus>().OrderBy(s => s.Position).ThenBy(s => s.Code).ToListAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Adds the customary statuses that the catalogue does not have: potential (the default), current, reliable, doubtful, former.
    /// Needs <see cref="Permission.SettingsManage"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The catalogue then.</returns>
    public async Task<IReadOnlyList<ContactStatus>> AddCustomaryStatusesAsync(Caller caller, CancellationToken cancellationToken)
    {
        (string Code, string Name, string Color, int? Reliability)[] customary =
        [
            ("potential", "Potential", "#1976d2", null), ("current", "Current", "#2e7d32", 70), ("reliable", "Reliable", "#00695c", 95),
            ("doubtful", "Doubtful", "#ed6c02", 30), ("former", "Former", "#757575", null),
        ];
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.SettingsManage);
        await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var known = await context.Set<ContactStatus>().ToListAsync(token).ConfigureAwait(false);
            var position = known.Count == 0 ? 0 : known.Max(s => s.Position);
            foreach (var (code, name, color, reliability) in customary.Where(s => known.TrueForAll(k => k.Code != s.Code)))
            {
                context.Add(new ContactStatus
                {
                    Tenant = caller.Tenant,
                    Id = Guid.CreateVersion7(_time.GetUtcNow()),
                    Code = code,
                    Name = name,
                    Color = color,
                    Reliability = reliability,
                    Position = position += 10,
                    IsDefault = code == "potential" && known.TrueForAll(k => !k.IsDefault),
                    Revision = 1,
                });
                AuditTrail.Add(context, caller, _time.GetUtcNow(), "contact.status.define", "contactStatus", code);
            }

            return true;
        }, cancellationToken).ConfigureAwait(false);
        return await StoreWork.ReadAsync<IReadOnlyList<ContactStatus>>(_contexts, caller, async context =>
            await context.Set<ContactStatus>().OrderBy(s => s.Position).ThenBy(s => s.Code).ToListAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Adds a status, or changes the one of that code. Needs <see cref="Permission.SettingsManage"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="definition">The status by its <see cref="ContactStatusDefinition.Code"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The status as it is then.</returns>
    public Task<ContactStatus> DefineStatusAsync(Caller caller, ContactStatusDefinition definition, CancellationToken cancellationToken) =>
        DefineStatusAsync(caller, definition, null, cancellationToken);

    /// <summary>The same for whoever read it before. Needs <see cref="Permission.SettingsManage"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="definition">The status by its <see cref="ContactStatusDefinition.Code"/>.</param>
    /// <param name="expectedRevision">The revision that the change is meant for, 0 for a status that is not there yet; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The status as it is then.</returns>
    /// <exception cref="RevisionConflictException">It has another revision.</exception>
    public Task<ContactStatus> DefineStatusAsync(Caller caller, ContactStatusDefinition definition, long? expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(definition);
        caller.Demand(Permission.SettingsManage);
        ThrowIfAny([.. ProblemsOf(definition)]);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var all = await context.Set<ContactStatus>().AsTracking().ToListAsync(token).ConfigureAwait(false);
            var status = all.Find(s => s.Code == definition.Code);
            ThrowIfChanged("contact status", status?.Id, status?.Revision, expectedRevision);
            if (status is null)
            {
                if (all.Count >= MostStatuses)
                {
                    throw new ContactRejectedException("status.many", null, $"A catalogue has at most {MostStatuses} statuses.");
                }

                status = new ContactStatus { Tenant = caller.Tenant, Id = Guid.CreateVersion7(_time.GetUtcNow()), Code = definition.Code, Name = string.Empty };
                context.Add(status);
            }

            status.Name = ContactText.Clean(definition.Name)!;
            status.Position = definition.Position ?? (status.Revision > 0 ? status.Position : all.Count == 0 ? 10 : all.Max(s => s.Position) + 10);
            (status.Color, status.Reliability, status.IsArchived) = (definition.Color, definition.Reliability, definition.IsArchived);
            if (definition.IsDefault && !definition.IsArchived)
            {
                foreach (var other in all.Where(s => s.IsDefault && s != status))
                {
                    other.IsDefault = false;
                    other.Revision++;
                }
            }

            status.IsDefault = definition.IsDefault && !definition.IsArchived;
            status.Revision++;
            AuditTrail.Add(context, caller, _time.GetUtcNow(), "contact.status.define", "contactStatus", status.Code);
            return status;
        }, cancellationToken);
    }

    /// <summary>The custom fields, in their order, archived ones included. Needs <see cref="Permission.ContactsRead"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<ContactField>> ListFieldsAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsRead);
        return StoreWork.ReadAsync<IReadOnlyList<ContactField>>(_contexts, caller, async context =>
            await context.Set<ContactField>().OrderBy(f => f.Position).ThenBy(f => f.Key).ToListAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Adds a custom field, or changes the one of that key; its kind stays. Needs <see cref="Permission.SettingsManage"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="definition">The field by its <see cref="ContactFieldDefinition.Key"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The field as it is then.</returns>
    public Task<ContactField> DefineFieldAsync(Caller caller, ContactFieldDefinition definition, CancellationToken cancellationToken) =>
        DefineFieldAsync(caller, definition, null, cancellationToken);

    /// <summary>The same for whoever read it before. Needs <see cref="Permission.SettingsManage"/>.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="definition">The field by its <see cref="ContactFieldDefinition.Key"/>.</param>
    /// <param name="expectedRevision">The revision that the change is meant for, 0 for a field that is not there yet; null for whatever it is now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The field as it is then.</returns>
    /// <exception cref="RevisionConflictException">It has another revision.</exception>
    public Task<ContactField> DefineFieldAsync(Caller caller, ContactFieldDefinition definition, long? expectedRevision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(definition);
        caller.Demand(Permission.SettingsManage);
        ThrowIfAny([.. ProblemsOf(definition)]);
        return StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var all = await context.Set<ContactField>().AsTracking().ToListAsync(token).ConfigureAwait(false);
            var field = all.Find(f => f.Key == definition.Key);
            ThrowIfChanged("contact field", field?.Id, field?.Revision, expectedRevision);
            if (field is null)
            {
                if (all.Count >= ContactField.MaxFields)
                {
                    throw new ContactRejectedException("field.many", null, $"A tenant has at most {ContactField.MaxFields} custom fields.");
                }

                field = new ContactField
                {
                    Tenant = caller.Tenant,
                    Id = Guid.CreateVersion7(_time.GetUtcNow()),
                    Key = definition.Key,
                    Name = string.Empty,
                    Kind = definition.Kind,
                };
                context.Add(field);
            }
            else if (field.Kind != definition.Kind)
            {
                throw new ContactRejectedException(
                    "field.kind", "kind", $"The field takes values of the kind {field.Kind} already: define another field for another kind.");
            }

            field.Name = ContactText.Clean(definition.Name)!;
            field.Choices = [.. definition.Choices.Select(choice => ContactText.Clean(choice)!)];
            field.MaxLength = definition.MaxLength ?? ContactField.MaxTextLength;
            (field.Minimum, field.Maximum) = (definition.Minimum, definition.Maximum);
            field.Position = definition.Position ?? (field.Revision > 0 ? field.Position : all.Count == 0 ? 10 : all.Max(f => f.Position) + 10);
            (field.IsRequired, field.IsArchived) = (definition.IsRequired, definition.IsArchived);
            field.Revision++;
            AuditTrail.Add(context, caller, _time.GetUtcNow(), "contact.field.define", "contactField", field.Key);
            return field;
        }, cancellationToken);
    }

    private static void ThrowIfChanged(string what, Guid? id, long? current, long? expected)
    {
        if (expected is { } revision && revision != (current ?? 0))
        {
            throw new RevisionConflictException(what, id ?? Guid.Empty, revision, current ?? 0);
        }
    }

    private static IEnumerable<ContactProblem> ProblemsOf(ContactStatusDefinition definition)
    {
        if (!Code().IsMatch(definition.Code ?? string.Empty))
        {
            yield return new ContactProblem("status.code", "code", "A code is a lower-case letter, then letters, digits, - or _, at most 64.");
        }

        if (ContactText.Clean(definition.Name) is not { Length: <= ContactModel.PartLength } name || ContactText.HasControl(name))
        {
            yield return new ContactProblem("status.name", "name", "A status needs a name of at most 100 characters.");
        }

        if (definition.Color is { } color && !Colour().IsMatch(color))
        {
            yield return new ContactProblem("status.color", "color", "A colour is written #rrggbb.");
        }

        if (definition.Reliability is < 0 or > 100)
        {
            yield return new ContactProblem("status.reliability", "reliability", "Reliability goes from 0 to 100.");
        }
    }

    private static IEnumerable<ContactProblem> ProblemsOf(ContactFieldDefinition definition)
    {
        if (!Code().IsMatch(definition.Key ?? string.Empty))
        {
            yield return new ContactProblem("field.key", "key", "A key is a lower-case letter, then letters, digits, - or _, at most 64.");
        }

        if (ContactText.Clean(definition.Name) is not { Length: <= ContactModel.PartLength } name || ContactText.HasControl(name))
        {
            yield return new ContactProblem("field.name", "name", "A field needs a name of at most 100 characters.");
        }

        if (!Enum.IsDefined(definition.Kind))
        {
            yield return new ContactProblem("field.kind", "kind", "A field takes text, number, date, boolean or choice.");
        }

        if (definition.MaxLength is < 1 or > ContactField.MaxTextLength)
        {
            yield return new ContactProblem("field.maxLength", "maxLength", $"A text has at most 1 to {ContactField.MaxTextLength} characters.");
        }

        if (definition.Minimum > definition.Maximum)
        {
            yield return new ContactProblem("field.range", "minimum", "The least is greater than the greatest: swap the two.");
        }

        if ((definition.Kind == ContactFieldKind.Choice) != (definition.Choices.Count > 0)
            || definition.Choices.Count > 200 || definition.Choices.Any(choice => ContactText.Clean(choice) is not { Length: <= ContactModel.NameLength }))
        {
            yield return new ContactProblem("field.choices", "choices", "A choice, and nothing else, has 1 to 200 choices of at most 200 characters.");
        }
    }

    [GeneratedRegex("^[a-z][a-zA-Z0-9_-]{0,63}\\z")]
    private static partial Regex Code();

    [GeneratedRegex("^#[0-9a-fA-F]{6}\\z")]
    private static partial Regex Colour();
}
