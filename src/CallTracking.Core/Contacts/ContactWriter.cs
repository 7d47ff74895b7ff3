using System.Globalization;
using CallTracking.Access;
using CallTracking.Numbering;

namespace CallTracking.Contacts;

/// <summary>
/// Makes contacts out of drafts: one place for every rule, whoever writes (a screen, the API, an import, a dry run). It reads nothing and
/// collects what is wrong; what it makes goes to <paramref name="add"/>.
/// </summary>
internal sealed class ContactWriter(Caller caller, ContactCatalogue catalogue, NumberPlan plan, DateTimeOffset now, Action<object> add)
{
    private const int MostNumbers = 100;
    private const decimal MostMoney = 1_000_000_000_000m;
    private const int MoneyDecimals = 6;

    /// <summary>What is wrong so far.</summary>
    public List<ContactProblem> Problems { get; } = [];

    /// <summary>Makes a contact, not its numbers.</summary>
    public Contact Create(Guid id, ContactDraft draft)
    {
        var contact = new Contact
        {
            Tenant = caller.Tenant,
            Id = id,
            Name = string.Empty,
            NameKey = string.Empty,
            CreatedAt = now,
            UpdatedAt = now,
            Revision = 1,
        };
        Apply(contact, draft, isNew: true);
        if (contact.StatusId is null && catalogue.Default is { } status)
        {
            SetStatus(contact, status.Id, reason: null);
        }

        add(contact);
        return contact;
    }

    /// <summary>Puts a draft into a contact.</summary>
    /// <returns>What changed.</returns>
    public IReadOnlyList<ContactChange> Apply(Contact contact, ContactDraft draft, bool isNew = false)
    {
        var before = isNew ? [] : ContactProperties.Of(contact);
        contact.Kind = Enum.IsDefined(draft.Kind) ? draft.Kind : Wrong("kind.unknown", "kind", "The kind is person or organisation.", contact.Kind);
        contact.GivenName = Text(draft.GivenName, "givenName", ContactModel.PartLength);
        contact.FamilyName = Text(draft.FamilyName, "familyName", ContactModel.PartLength);
        contact.AddressAs = Text(draft.AddressAs, "addressAs", ContactModel.NameLength);
        Name(contact, draft.Name);
        contact.Language = Language(draft.Language);
        contact.ExternalId = Text(draft.ExternalId, "externalId", ContactModel.ExternalIdLength);
        contact.OrganisationId = draft.OrganisationId == contact.Id
            ? Wrong("organisation.self", "organisationId", "A contact cannot be its own organisation.", contact.OrganisationId)
            : draft.OrganisationId;
        contact.ResponsibleId = draft.ResponsibleId;
        contact.Discount = draft.Discount is null or (>= 0 and <= 100)
            ? Rounded(draft.Discount)
            : Wrong("discount.range", "discount", "The discount is a percentage from 0 to 100.", contact.Discount);
        Debt(contact, draft);
        Fields(contact, draft, isNew);
        if (draft.StatusId != contact.StatusId)
        {
            SetStatus(contact, draft.StatusId, draft.StatusReason);
        }

        return ContactProperties.Compare(before, ContactProperties.Of(contact));
    }

    /// <summary>Sets a contact's status and writes its history.</summary>
    public void SetStatus(Contact contact, Guid? status, string? reason)
    {
        if (status is { } id && catalogue.Status(id) is not { IsArchived: false })
        {
            Problems.Add(new ContactProblem(
                "status.unknown", "statusId", $"There is no such status to choose; there are: {catalogue.Choice}."));
            return;
        }

        add(new ContactStatusChange
        {
            Tenant = caller.Tenant,
            Id = Guid.CreateVersion7(now),
            ContactId = contact.Id,
            At = now,
            FromStatusId = contact.StatusId,
            ToStatusId = status,
            ByEmployee = caller.Employee,
            Reason = Text(reason, "statusReason", ContactModel.ReasonLength),
        });
        (contact.StatusId, contact.StatusSince) = (status, now);
    }

    /// <summary>Adds a number to a contact, unless it has it.</summary>
    /// <param name="contact">The contact's id.</param>
    /// <param name="numbers">Those that it has; a new one is added.</param>
    /// <param name="wanted">The number.</param>
    /// <param name="source">Where it comes from.</param>
    /// <returns>The number, the one that was there if it was; null when it was refused.</returns>
    public ContactNumber? AddNumber(Guid contact, List<ContactNumber> numbers, NewContactNumber wanted, ContactNumberSource source)
    {
        var read = Read(wanted, out var problem);
        if (problem is not null)
        {
            Problems.Add(problem);
            return null;
        }

        if (numbers.Find(known => IsSame(known, read!)) is { } same)
        {
            return same;
        }

        if (numbers.Count >= MostNumbers)
        {
            Problems.Add(new ContactProblem("number.many", "numbers", $"A contact has at most {MostNumbers} numbers: remove one first."));
            return null;
        }

        var number = new ContactNumber
        {
            Tenant = caller.Tenant,
            Id = Guid.CreateVersion7(now),
            ContactId = contact,
            Kind = wanted.Kind,
            Raw = read!.Raw.Trim(),
            E164 = read.E164,
            NationalReversed = read.NationalReversed,
            Label = Text(wanted.Label, "numbers", ContactModel.LabelLength),
            IsPrimary = wanted.IsPrimary || numbers.Count == 0,
            AddedAt = InOrder(numbers.Count),
            Source = source,
        };
        if (number.IsPrimary)
        {
            numbers.ForEach(other => other.IsPrimary = false);
        }

        numbers.Add(number);
        add(number);
        return number;
    }

    /// <summary>Adds an e-mail address to a contact, unless it has it.</summary>
    public ContactEmail? AddEmail(Guid contact, List<ContactEmail> emails, NewContactEmail wanted)
    {
        var address = ContactText.Clean(wanted.Address) ?? string.Empty;
        if (!IsEmail(address))
        {
            Problems.Add(new ContactProblem("email.invalid", "emails", "An e-mail address has the form name@example.com."));
            return null;
        }

        var normalized = Normalize(address);
        if (emails.Find(known => known.Normalized == normalized) is { } same)
        {
            return same;
        }

        if (emails.Count >= MostNumbers)
        {
            Problems.Add(new ContactProblem("email.many", "emails", $"A contact has at most {MostNumbers} e-mail addresses: remove one first."));
            return null;
        }

        var email = new ContactEmail
        {
            Tenant = caller.Tenant,
            Id = Guid.CreateVersion7(now),
            ContactId = contact,
            Address = address,
            Normalized = normalized,
            Label = Text(wanted.Label, "emails", ContactModel.LabelLength),
            IsPrimary = wanted.IsPrimary || emails.Count == 0,
            AddedAt = InOrder(emails.Count),
        };
        if (email.IsPrimary)
        {
            emails.ForEach(other => other.IsPrimary = false);
        }

        emails.Add(email);
        add(email);
        return email;
    }

    /// <summary>Adds a note to a contact.</summary>
    public ContactNote? AddNote(Guid contact, string? text, Guid? call)
    {
        var clean = NoteText(text);
        if (clean is null)
        {
            return null;
        }

        var note = new ContactNote
        {
            Tenant = caller.Tenant,
            Id = Guid.CreateVersion7(now),
            ContactId = contact,
            CallId = call,
            At = now,
            ByEmployee = caller.Employee,
            Text = clean,
            Revision = 1,
        };
        add(note);
        return note;
    }

    /// <summary>The text of a note as it is kept; null when it was refused.</summary>
    public string? NoteText(string? text)
    {
        var clean = ContactText.Clean(text);
        if (clean is null || clean.Length > ContactNote.MaxLength || ContactText.HasControl(clean, allowLines: true))
        {
            Problems.Add(new ContactProblem(
                "note.text", "text", string.Create(CultureInfo.InvariantCulture, $"A note is a text of 1 to {ContactNote.MaxLength} characters.")));
            return null;
        }

        return clean;
    }

    /// <summary>Reads a number that somebody wrote.</summary>
    public PhoneNumber? Read(NewContactNumber wanted, out ContactProblem? problem)
    {
        problem = null;
        var text = wanted.Text?.Trim() ?? string.Empty;
        var number = plan.Read(text);
        var digits = text.Count(char.IsAsciiDigit);
        if (text.Length > ContactModel.RawLength || ContactText.HasControl(text) || digits == 0 || number.Kind == PhoneNumberKind.Withheld)
        {
            problem = new ContactProblem("number.invalid", "numbers", "This is no phone number: write it with + and country code, or as it is dialled.");
            return null;
        }

        if (!Enum.IsDefined(wanted.Kind))
        {
            problem = new ContactProblem("number.kind", "numbers", "A number is mobile, landline, work, extension, fax or other.");
            return null;
        }

        if (wanted.Kind == ContactNumberKind.Extension)
        {
            // Digits behind another number: they are nobody's in the public network, and must not be found there.
            return new PhoneNumber(text, PhoneNumberKind.Extension, null, null);
        }

        if (number.Kind == PhoneNumberKind.Other && number.E164 is null)
        {
            problem = new ContactProblem(
                "number.invalid", "numbers", "This is no possible phone number in the site's country: write it with + and country code.");
            return null;
        }

        return number;
    }

    /// <summary>The comparable form of an e-mail address.</summary>
    public static string Normalize(string address) => address.Trim().ToLowerInvariant();

    // A microsecond, the store's finest, for each that is there: those that come at once stay in their order.
    private DateTimeOffset InOrder(int place) => now.AddTicks(place * TimeSpan.TicksPerMicrosecond);

    private static bool IsSame(ContactNumber known, PhoneNumber read) =>
        read.E164 is not null ? known.E164 == read.E164 : known.E164 is null && Digits(known.Raw) == Digits(read.Raw);

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private void Name(Contact contact, string? wanted)
    {
        var name = Text(wanted, "name", ContactModel.NameLength);
        name ??= ContactText.Clean($"{contact.GivenName} {contact.FamilyName}");
        if (name is null)
        {
            if (Problems.TrueForAll(problem => problem.Field != "name"))
            {
                Problems.Add(new ContactProblem("name.missing", "name", "A contact needs a name, or a given or family name."));
            }

            return;
        }

        (contact.Name, contact.NameKey) = (name, ContactText.NameKey(name));
    }

    private void Debt(Contact contact, ContactDraft draft)
    {
        if (caller.Access.Hides(FieldMask.Debt))
        {
            if (draft.Debt is not null || draft.DebtCurrency is not null)
            {
                caller.DemandField(FieldMask.Debt, "changed");
            }

            return;
        }

        var currency = ContactText.Clean(draft.DebtCurrency)?.ToUpperInvariant();
        if (currency is not null && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
        {
            Problems.Add(new ContactProblem("debt.currency", "debtCurrency", "A currency is a code of three letters such as USD."));
        }
        else if (draft.Debt is not null && currency is null)
        {
            Problems.Add(new ContactProblem("debt.currency", "debtCurrency", "A debt needs its currency, a code of three letters such as USD."));
        }
        else if (draft.Debt is < -MostMoney or > MostMoney)
        {
            Problems.Add(new ContactProblem("debt.range", "debt", "The debt is too large."));
        }
        else
        {
            (contact.Debt, contact.DebtCurrency) = (Rounded(draft.Debt), draft.Debt is null ? null : currency);
        }
    }

    private void Fields(Contact contact, ContactDraft draft, bool isNew)
    {
        var values = ContactFieldValues.Parse(contact.CustomFields);
        foreach (var (key, value) in draft.Fields)
        {
            var text = ContactText.Clean(ContactDraft.TextOf(value));
            if (text == values.GetValueOrDefault(key))
            {
                continue;
            }

            if (!catalogue.Fields.TryGetValue(key, out var field) || field.IsArchived)
            {
                Problems.Add(new ContactProblem("field.unknown", $"field:{ContactText.Cut(key, 64)}", "There is no custom field of that key."));
            }
            else if (text is null)
            {
                values.Remove(key);
            }
            else if (ContactFieldValues.Read(field, text, out var canonical) is { } problem)
            {
                Problems.Add(problem);
            }
            else
            {
                values[key] = canonical;
            }
        }

        // Somebody who edits a card from before the field was required is asked for it too.
        foreach (var field in catalogue.Fields.Values.Where(field => field.IsRequired && !field.IsArchived && !values.ContainsKey(field.Key)))
        {
            if (isNew || draft.Fields.ContainsKey(field.Key))
            {
                Problems.Add(new ContactProblem("field.required", $"field:{field.Key}", $"'{field.Name}' must have a value."));
            }
        }

        contact.CustomFields = ContactFieldValues.Write(values, catalogue.Fields);
    }

    private string? Language(string? wanted)
    {
        var tag = Text(wanted, "language", ContactModel.LanguageLength);
        if (tag is not null && !tag.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            Problems.Add(new ContactProblem("language.invalid", "language", "A language is a tag such as en, km or pt-BR."));
            return null;
        }

        return tag;
    }

    private string? Text(string? wanted, string field, int length)
    {
        var text = ContactText.Clean(wanted);
        if (text is null || (text.Length <= length && !ContactText.HasControl(text)))
        {
            return text;
        }

        Problems.Add(text.Length > length
            ? new ContactProblem(field + ".long", field, string.Create(CultureInfo.InvariantCulture, $"This is longer than {length} characters: shorten it."))
            : new ContactProblem(field + ".control", field, "This has control characters: remove them."));
        return null;
    }

    private T Wrong<T>(string code, string field, string message, T unchanged)
    {
        Problems.Add(new ContactProblem(code, field, message));
        return unchanged;
    }

    private static decimal? Rounded(decimal? amount) => amount is { } known ? Math.Round(known, MoneyDecimals, MidpointRounding.AwayFromZero) : null;

    private static bool IsEmail(string address)
    {
        var at = address.LastIndexOf('@');
        return address.Length <= ContactModel.EmailLength && at > 0 && at < address.Length - 1 && address.IndexOf('@', StringComparison.Ordinal) == at
            && !address.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is ',' or ';' or '<' or '>' or '|' or '"')
            && !address.EndsWith('.') && address[at + 1] != '.';
    }
}
