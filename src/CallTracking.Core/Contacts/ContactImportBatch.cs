using CallTracking.Access;
using CallTracking.Numbering;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>What a batch came to.</summary>
internal sealed class ContactImportOutcome
{
    public long Rows { get; set; }

    public long Created { get; set; }

    public long Updated { get; set; }

    public long Unchanged { get; set; }

    public long Refused { get; set; }

    public List<ContactImportProblem> Problems { get; } = [];
}

/// <summary>A batch of rows in one transaction: finds the contacts that are there with a few queries, then decides row by row. A dry run does the
/// same and adds nothing.</summary>
internal sealed class ContactImportBatch(
    CallTrackingDbContext context, Caller caller, NumberPlan plan, ContactImportSettings settings, Guid? import, DateTimeOffset now,
    ISet<UInt128>? seen)
{
    private readonly ContactImportOutcome _outcome = new();
    private readonly ContactImportTargets _targets = new(context, caller, plan, settings, import, tracked: import is not null);
    private Dictionary<string, (Guid Id, Guid? Department)?> _employees = [];
    private ContactCatalogue _catalogue = null!;

    public async Task<ContactImportOutcome> RunAsync(IReadOnlyList<ContactImportRow> rows, CancellationToken cancellationToken)
    {
        _catalogue = await ContactCatalogue.LoadAsync(context, cancellationToken).ConfigureAwait(false);
        await _targets.LoadAsync(rows, cancellationToken).ConfigureAwait(false);
        await LoadEmployeesAsync(rows, cancellationToken).ConfigureAwait(false);
        foreach (var row in rows.Where(row => row.Problems.Count > 0 || !row.IsEmpty))
        {
            _outcome.Rows++;

            // The same row may be tried again after somebody else's change: what was wrong with its cells stays, the rest is found anew.
            var own = row.Problems.Count;
            if (own == 0)
            {
                Take(row);
            }

            if (row.Problems.Count > 0)
            {
                _outcome.Refused++;
                _outcome.Problems.AddRange(row.Problems);
                row.Problems.RemoveRange(own, row.Problems.Count - own);
            }
        }

        return _outcome;
    }

    private void Take(ContactImportRow row)
    {
        var target = _targets.Find(row);
        if (row.Problems.Count > 0)
        {
            return;
        }

        if (target is not null && settings.OnMatch == ContactOnMatch.Skip)
        {
            _outcome.Unchanged++;
            return;
        }

        List<object> pending = [];
        var writer = new ContactWriter(caller, _catalogue, plan, now, pending.Add);
        var draft = target is null ? new ContactDraft() : ContactDraft.Of(target.Contact, ContactFieldValues.Parse(target.Contact.CustomFields));
        if (target is not null && caller.Access.Hides(FieldMask.Debt))
        {
            (draft.Debt, draft.DebtCurrency) = (null, null);
        }

        var organisation = Fill(row, draft, target?.Contact);
        if (target is null)
        {
            Create(row, writer, draft, organisation, pending);
        }
        else
        {
            Update(row, writer, draft, target, organisation, pending);
        }
    }

    private void Create(ContactImportRow row, ContactWriter writer, ContactDraft draft, ContactImportTarget? organisation, List<object> pending)
    {
        var contact = writer.Create(Guid.CreateVersion7(now), draft);
        contact.DepartmentId = DepartmentOf(contact.ResponsibleId, row);
        var target = new ContactImportTarget(contact, [], [], IsNew: true);
        AddParts(row, writer, target);
        if (Refused(row, writer))
        {
            return;
        }

        if (seen is not null && IsRepeated(row))
        {
            _outcome.Updated++;
            return;
        }

        AddOrganisation(row, organisation);
        _outcome.Created++;
        Store(pending);
        _targets.Add(target);
        if (import is { } id)
        {
            context.Add(Entry(id, row, contact.Id, isCreated: true, contact.Revision));
        }
    }

    private void Update(
        ContactImportRow row, ContactWriter writer, ContactDraft draft, ContactImportTarget target, ContactImportTarget? organisation, List<object> pending)
    {
        // Tried on a copy: a row that is refused leaves nothing on the contact.
        var contact = target.Contact;
        var before = ContactProperties.Of(contact);
        var trial = ContactImportTargets.Copy(contact);
        writer.Apply(trial, draft);
        if (trial.ResponsibleId != contact.ResponsibleId)
        {
            trial.DepartmentId = DepartmentOf(trial.ResponsibleId, row);
        }

        var work = target with { Contact = trial, Numbers = [.. target.Numbers], Emails = [.. target.Emails] };
        AddParts(row, writer, work);
        if (Refused(row, writer))
        {
            return;
        }

        AddOrganisation(row, organisation);
        var changes = ContactProperties.Compare(before, ContactProperties.Of(trial));
        if (changes.Count + pending.Count == 0)
        {
            _outcome.Unchanged++;
            return;
        }

        _outcome.Updated++;
        Store(pending);
        ContactProperties.Set(contact, changes.Select(change => (change.Field, change.After)), _catalogue.Fields);
        target.Numbers.Clear();
        target.Numbers.AddRange(work.Numbers);
        target.Emails.Clear();
        target.Emails.AddRange(work.Emails);
        _targets.Add(target);
        if (!target.IsNew)
        {
            (contact.Revision, contact.UpdatedAt) = (contact.Revision + 1, now);
        }

        if (import is { } id)
        {
            Note(target, row, id, changes, pending);
        }
    }

    /// <summary>Writes down what it takes to undo the row.</summary>
    private void Note(ContactImportTarget target, ContactImportRow row, Guid id, IReadOnlyList<ContactChange> changes, List<object> pending)
    {
        if (target.IsNew)
        {
            // It goes as a whole.
            return;
        }

        var entry = _targets.Entry(target.Contact.Id);
        if (entry is null)
        {
            entry = Entry(id, row, target.Contact.Id, isCreated: false, 0);
            context.Add(entry);
            _targets.Remember(entry);
        }

        entry.RevisionAfter = target.Contact.Revision;
        if (entry.IsCreated)
        {
            return;
        }

        var merged = entry.Changes.ToDictionary(change => change.Field, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            merged[change.Field] = merged.TryGetValue(change.Field, out var first) ? first with { After = change.After } : change;
        }

        entry.Changes = [.. merged.Values];
        entry.Numbers = [.. entry.Numbers, .. pending.OfType<ContactNumber>().Select(n => n.Id)];
        entry.Emails = [.. entry.Emails, .. pending.OfType<ContactEmail>().Select(e => e.Id)];
        entry.Notes = [.. entry.Notes, .. pending.OfType<ContactNote>().Select(n => n.Id)];
    }

    private ContactImportEntry Entry(Guid id, ContactImportRow row, Guid contact, bool isCreated, long revision) => new()
    {
        Tenant = caller.Tenant,
        ImportId = id,
        ContactId = contact,
        Line = row.Line,
        IsCreated = isCreated,
        RevisionAfter = revision,
    };

    private void Store(List<object> pending)
    {
        if (import is not null)
        {
            context.AddRange(pending);
        }
    }

    private bool IsRepeated(ContactImportRow row)
    {
        var keys = _targets.KeysOf(row).ToList();
        var repeated = keys.Exists(seen!.Contains);
        foreach (var key in keys)
        {
            seen.Add(key);
        }

        return repeated;
    }

    private static void AddParts(ContactImportRow row, ContactWriter writer, ContactImportTarget target)
    {
        void At(int column, Action add)
        {
            var before = writer.Problems.Count;
            add();
            foreach (var problem in writer.Problems.Skip(before))
            {
                row.Refuse(column, problem.Code, problem.Message);
            }

            writer.Problems.RemoveRange(before, writer.Problems.Count - before);
        }

        foreach (var (number, column) in row.Numbers)
        {
            At(column, () => writer.AddNumber(target.Contact.Id, target.Numbers, number, ContactNumberSource.Imported));
        }

        foreach (var (email, column) in row.Emails)
        {
            At(column, () => writer.AddEmail(target.Contact.Id, target.Emails, email));
        }

        foreach (var (text, column) in row.Notes)
        {
            At(column, () => writer.AddNote(target.Contact.Id, text, null));
        }
    }

    private static bool Refused(ContactImportRow row, ContactWriter writer)
    {
        foreach (var problem in writer.Problems)
        {
            var target = problem.Field?.EndsWith("Id", StringComparison.Ordinal) == true && problem.Field != ContactColumns.ExternalId
                ? problem.Field[..^2]
                : problem.Field;
            row.Refuse(target, problem.Code, problem.Field?.StartsWith(ContactProperties.FieldPrefix, StringComparison.Ordinal) == true
                ? $"{problem.Field}: {problem.Message}" : problem.Message);
        }

        return row.Problems.Count > 0;
    }

    /// <summary>Puts into the draft what the row says.</summary>
    /// <returns>An organisation that has to be added; null when there is none.</returns>
    private ContactImportTarget? Fill(ContactImportRow row, ContactDraft draft, Contact? contact)
    {
        var overwrite = contact is null || settings.OnMatch == ContactOnMatch.Overwrite;
        T? Take<T>(T? current, T? said) => said is null || (current is not null && !overwrite) ? current : said;
        if (overwrite && row[ContactColumns.Kind] is { } kind)
        {
            if (Enum.TryParse<ContactKind>(kind, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(kind[0]))
            {
                draft.Kind = known;
            }
            else
            {
                row.Refuse(ContactColumns.Kind, "kind.unknown", "The kind is 'person' or 'organisation'.");
            }
        }

        draft.GivenName = Take(draft.GivenName, row[ContactColumns.GivenName]);
        draft.FamilyName = Take(draft.FamilyName, row[ContactColumns.FamilyName]);
        draft.Name = Take(draft.Name, row[ContactColumns.Name]);
        draft.AddressAs = Take(draft.AddressAs, row[ContactColumns.AddressAs]);
        draft.Language = Take(draft.Language, row[ContactColumns.Language]);
        draft.ExternalId = Take(draft.ExternalId, row[ContactColumns.ExternalId]);
        draft.Discount = Take(draft.Discount, row.Decimal(ContactColumns.Discount));
        if (draft.Debt is null || overwrite)
        {
            draft.Debt = row.Decimal(ContactColumns.Debt) ?? draft.Debt;
            draft.DebtCurrency = row[ContactColumns.DebtCurrency] ?? draft.DebtCurrency;
        }

        if (row[ContactColumns.Status] is { } word && (draft.StatusId is null || overwrite))
        {
            draft.StatusId = _catalogue.Status(word)?.Id ?? draft.StatusId;
            if (_catalogue.Status(word) is null)
            {
                row.Refuse(ContactColumns.Status, "status.unknown", $"There is no such status; there are: {_catalogue.Choice}.");
            }
        }

        if (row[ContactColumns.Responsible] is { } employee && (draft.ResponsibleId is null || overwrite))
        {
            if (_employees.TryGetValue(employee, out var found) && found is { } one)
            {
                draft.ResponsibleId = one.Id;
            }
            else
            {
                row.Refuse(ContactColumns.Responsible, "responsible.unknown", "There is no such employee, or several: write the e-mail address, sign-in name or id.");
            }
        }

        foreach (var (key, text) in row.Fields)
        {
            draft.Fields[key] = Take(draft.Fields.TryGetValue(key, out var value) ? value : null, text);
        }

        return row[ContactColumns.Organisation] is { } name && (draft.OrganisationId is null || overwrite) ? Organisation(row, draft, name) : null;
    }

    private ContactImportTarget? Organisation(ContactImportRow row, ContactDraft draft, string name)
    {
        if (_targets.Organisation(name) is { } known)
        {
            draft.OrganisationId = known;
            return null;
        }

        if (!settings.CreateOrganisations || name.Length > ContactModel.NameLength || ContactText.HasControl(name))
        {
            row.Refuse(ContactColumns.Organisation, "organisation.unknown", "There is no such organisation: add it first, or let the import create organisations.");
            return null;
        }

        var contact = new Contact
        {
            Tenant = caller.Tenant,
            Id = Guid.CreateVersion7(now),
            Kind = ContactKind.Organisation,
            Name = name,
            NameKey = ContactText.NameKey(name),
            CreatedAt = now,
            UpdatedAt = now,
            Revision = 1,
        };
        draft.OrganisationId = contact.Id;
        return new ContactImportTarget(contact, [], [], IsNew: true);
    }

    private void AddOrganisation(ContactImportRow row, ContactImportTarget? organisation)
    {
        if (organisation is null)
        {
            return;
        }

        _targets.AddOrganisation(organisation.Contact);
        if (seen is not null && !seen.Add(ContactImportTargets.Key("organisation", organisation.Contact.Name)))
        {
            return;
        }

        _outcome.Created++;
        if (import is { } id)
        {
            context.Add(organisation.Contact);
            context.Add(Entry(id, row, organisation.Contact.Id, isCreated: true, organisation.Contact.Revision));
        }
    }

    private Guid? DepartmentOf(Guid? responsible, ContactImportRow row) =>
        responsible is not null && row[ContactColumns.Responsible] is { } word && _employees.TryGetValue(word, out var found) ? found?.Department : null;

    private async Task LoadEmployeesAsync(IReadOnlyList<ContactImportRow> rows, CancellationToken cancellationToken)
    {
        var words = rows.Select(row => row[ContactColumns.Responsible]).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (words.Count == 0)
        {
            return;
        }

        var ids = words.Select(word => Guid.TryParse(word, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToList();
        var found = await context.Set<Employee>()
            .Where(e => words.Contains(e.DisplayName) || words.Contains(e.ExternalUserId!) || words.Contains(e.Email!) || ids.Contains(e.Id))
            .Select(e => new { e.Id, e.DepartmentId, e.DisplayName, e.ExternalUserId, e.Email }).ToListAsync(cancellationToken).ConfigureAwait(false);
        _employees = words.ToDictionary(word => word, word =>
        {
            var matches = found.FindAll(e => e.DisplayName == word || e.ExternalUserId == word || e.Email == word || (Guid.TryParse(word, out var id) && e.Id == id));
            return matches is [var only] ? (only.Id, only.DepartmentId) : ((Guid, Guid?)?)null;
        }, StringComparer.Ordinal);
    }
}
