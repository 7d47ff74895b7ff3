using CallTracking.Contacts;
using CallTracking.Numbering;

namespace CallTracking.Identification;

/// <summary>Who a number may belong to.</summary>
/// <param name="Number">The number that was asked about.</param>
/// <param name="Status">What is known in short.</param>
/// <param name="Candidates">Who it may be, the likeliest first; empty when nobody is known.</param>
public sealed record CallerIdentity(PhoneNumber Number, IdentificationStatus Status, IReadOnlyList<CallerCandidate> Candidates)
{
    /// <summary>Whether everybody was asked and everything is shown: false when a host's look-up failed or was too slow, or when more contacts
    /// share the number than are shown.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The contact, where there is no doubt; null otherwise.</summary>
    public CallerCandidate? Known => Status == IdentificationStatus.Known ? Candidates[0] : null;
}

/// <summary>Somebody a number may belong to.</summary>
/// <param name="ContactId">The contact; null for somebody whom only a host's look-up knows.</param>
/// <param name="Name">The name.</param>
/// <param name="Confidence">From 0 to 1; see <see cref="IdentificationSource"/> for where it comes from.</param>
/// <param name="Source">How the candidate was found.</param>
public sealed record CallerCandidate(Guid? ContactId, string Name, double Confidence, IdentificationSource Source)
{
    /// <summary>How to address the caller; null for the name.</summary>
    public string? AddressAs { get; init; }

    /// <summary>Person or organisation.</summary>
    public ContactKind Kind { get; init; } = ContactKind.Person;

    /// <summary>The look-up that told; null unless <see cref="Source"/> is <see cref="IdentificationSource.Host"/>.</summary>
    public string? Lookup { get; init; }

    /// <summary>The host's own key of that person; null when it gave none.</summary>
    public string? ExternalId { get; init; }

    // For the row scope of whoever asks.
    internal Guid? ResponsibleId { get; init; }

    internal Guid? DepartmentId { get; init; }
}

/// <summary>What is known of a number's owner.</summary>
public enum IdentificationStatus
{
    /// <summary>The number is withheld, an extension or a short code: it is nobody's, and never bound to a contact.</summary>
    NotIdentifiable = 0,

    /// <summary>Nobody is known under it.</summary>
    Unknown = 1,

    /// <summary>There are guesses, none of them good enough to bind the call to: somebody has to say who it is.</summary>
    Suggested = 2,

    /// <summary>Several contacts have exactly this number, and nobody has chosen yet.</summary>
    Ambiguous = 3,

    /// <summary>One contact, without doubt.</summary>
    Known = 4,
}

/// <summary>How a candidate was found.</summary>
public enum IdentificationSource
{
    /// <summary>An employee said so when the number called before. Confidence 1.</summary>
    Remembered = 1,

    /// <summary>The contact has the number, compared in E.164. Confidence 0.95, divided among those who share it.</summary>
    Exact = 2,

    /// <summary>A look-up of the host named it. Confidence as the host says, at most 0.9.</summary>
    Host = 3,

    /// <summary>The national digits agree: the same in full with another country code (0.5), or all digits of the shorter of the two, seven
    /// or more (0.4); divided among those who share it.</summary>
    NationalSuffix = 4,
}
