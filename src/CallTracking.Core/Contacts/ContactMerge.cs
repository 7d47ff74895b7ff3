using CallTracking.Storage;

namespace CallTracking.Contacts;

/// <summary>Which way it was.</summary>
public enum ContactMergeKind
{
    /// <summary>Two contacts became one.</summary>
    Merge = 1,

    /// <summary>One contact became two.</summary>
    Split = 2,
}

/// <summary>
/// A merge or a split, with what it takes to undo it. A merged contact's row, calls, notes and history stay where they are; only
/// <see cref="Contact.MergedIntoId"/> says who it is now. So a call that comes in meanwhile is nobody's loss, whichever of the two it was bound to.
/// </summary>
public sealed class ContactMerge : ITenantOwned
{
    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Merge or split.</summary>
    public required ContactMergeKind Kind { get; init; }

    /// <summary>The contact that stays: the survivor of a merge, the original of a split.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>The contact that was merged into it, or that the split made.</summary>
    public required Guid OtherId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it; null for the system.</summary>
    public Guid? ByEmployee { get; init; }

    /// <summary>When it was undone; null when it was not.</summary>
    public DateTimeOffset? UndoneAt { get; set; }

    /// <summary>Ids of the numbers that changed owner.</summary>
    public IReadOnlyList<Guid> Numbers { get; init; } = [];

    /// <summary>Ids of the e-mail addresses that changed owner.</summary>
    public IReadOnlyList<Guid> Emails { get; init; } = [];

    /// <summary>Ids of the notes that changed owner (splits only; a merge leaves notes where they are).</summary>
    public IReadOnlyList<Guid> Notes { get; init; } = [];

    /// <summary>What the survivor lacked and took over.</summary>
    public IReadOnlyList<ContactChange> Changes { get; init; } = [];
}

/// <summary>A pair of contacts of which somebody said that they are two. <see cref="First"/> is the lower id.</summary>
public sealed class DistinctContacts : ITenantOwned
{
    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>The lower id.</summary>
    public required Guid First { get; init; }

    /// <summary>The higher id.</summary>
    public required Guid Second { get; init; }

    /// <summary>When it was said.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>By whom; null for the system.</summary>
    public Guid? ByEmployee { get; init; }
}
