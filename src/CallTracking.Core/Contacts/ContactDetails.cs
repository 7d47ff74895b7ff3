using CallTracking.Access;

namespace CallTracking.Contacts;

/// <summary>A contact with what belongs to it, as the caller may see it.</summary>
/// <param name="Contact">The contact itself; its debt is null where it is hidden.</param>
/// <param name="Numbers">Its numbers, the primary one first, then in order of entry. Where numbers are hidden, all but the last two digits are
/// dots and E.164 is null.</param>
/// <param name="Emails">Its e-mail addresses, the primary one first.</param>
/// <param name="Status">Its status; null when it has none.</param>
/// <param name="Organisation">Name of its organisation; null when it has none.</param>
/// <param name="Responsible">Name of the employee who looks after it; null when nobody does.</param>
/// <param name="Fields">Custom values by key, as canonical text.</param>
/// <param name="Masked">What was hidden.</param>
public sealed record ContactDetails(
    Contact Contact, IReadOnlyList<ContactNumber> Numbers, IReadOnlyList<ContactEmail> Emails, ContactStatus? Status, string? Organisation,
    string? Responsible, IReadOnlyDictionary<string, string> Fields, FieldMask Masked);

/// <summary>Which contacts a list shows. Criteria that are null do not matter; deleted and merged ones are never shown.</summary>
public sealed record ContactFilter
{
    /// <summary>Persons or organisations.</summary>
    public ContactKind? Kind { get; init; }

    /// <summary>Those with one of these statuses.</summary>
    public IReadOnlyCollection<Guid> Statuses { get; init; } = [];

    /// <summary>Those of this employee.</summary>
    public Guid? ResponsibleId { get; init; }

    /// <summary>Those who belong to this organisation.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>Those who have this number, in any writing that the site understands.</summary>
    public string? Number { get; init; }

    /// <summary>Those who have this e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Those with a debt above this amount, whatever the currency.</summary>
    public decimal? DebtAbove { get; init; }

    /// <summary>Those changed at this instant or later.</summary>
    public DateTimeOffset? ChangedSince { get; init; }
}

/// <summary>A place in a list of contacts: the one after which the next page goes on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id.</param>
public readonly record struct ContactCursor(string Name, Guid Id)
{
    private const int LongestText = 2000;

    /// <summary>Text without blanks that <see cref="TryParse"/> reads, fit for a URL.</summary>
    public override string ToString()
    {
        var name = System.Text.Encoding.UTF8.GetBytes(Name ?? string.Empty);
        var bytes = new byte[16 + name.Length];
        Id.TryWriteBytes(bytes, bigEndian: true, out _);
        name.CopyTo(bytes, 16);
        return System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text; may come from outside.</param>
    /// <param name="cursor">The cursor.</param>
    /// <returns>False when the text is none.</returns>
    public static bool TryParse([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text, out ContactCursor cursor)
    {
        cursor = default;
        if (text is null || text.Length > LongestText || !System.Buffers.Text.Base64Url.IsValid(text))
        {
            return false;
        }

        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text);
        if (bytes.Length < 16)
        {
            return false;
        }

        var name = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(16));
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        cursor = new ContactCursor(name, new Guid(bytes.AsSpan(0, 16), bigEndian: true));
        return true;
    }
}

/// <summary>A page of contacts.</summary>
/// <param name="Contacts">In order of name.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record ContactPage(IReadOnlyList<ContactDetails> Contacts, ContactCursor? Next);
