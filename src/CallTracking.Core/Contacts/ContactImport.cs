using CallTracking.Storage;

namespace CallTracking.Contacts;

/// <summary>Where an import stands.</summary>
public enum ContactImportState
{
    /// <summary>It runs, or was cut off: what was committed is whole, and it can be resumed or undone.</summary>
    Running = 1,

    /// <summary>The whole file was taken in.</summary>
    Finished = 2,

    /// <summary>It is being undone, or that was cut off: undoing again goes on.</summary>
    Undoing = 3,

    /// <summary>It was undone.</summary>
    Undone = 4,
}

/// <summary>
/// An import of contacts from a file, with how far it came: moved in the transaction of each batch, so that after a crash it says exactly which
/// rows are in.
/// </summary>
public sealed class ContactImport : ITenantOwned
{
    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The file's name, without its folder.</summary>
    public required string FileName { get; init; }

    /// <summary>Where it stands.</summary>
    public ContactImportState State { get; set; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last batch was stored, or the state changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Who started it; null for the system.</summary>
    public Guid? ByEmployee { get; init; }

    /// <summary>The settings it runs with (JSON), so that going on means the same as before.</summary>
    public required string Settings { get; init; }

    /// <summary>Bytes of the file whose rows are in.</summary>
    public long Bytes { get; set; }

    /// <summary>SHA-256 of those bytes: it goes on with the same file only.</summary>
    public byte[] BytesHash { get; set; } = [];

    /// <summary>The line on which the next row begins.</summary>
    public long NextLine { get; set; }

    /// <summary>Rows taken in or refused.</summary>
    public long Rows { get; set; }

    /// <summary>Contacts that were created.</summary>
    public long Created { get; set; }

    /// <summary>Rows that changed a contact which was there.</summary>
    public long Updated { get; set; }

    /// <summary>Rows that had nothing new, or that were to be skipped because their contact was there.</summary>
    public long Unchanged { get; set; }

    /// <summary>Rows that were refused.</summary>
    public long Refused { get; set; }

    /// <summary>Which run may write: a run that was overtaken by another one stops.</summary>
    public Guid Run { get; set; }

    /// <summary>Grows with every change.</summary>
    public long Revision { get; set; }
}

/// <summary>What became of an import's effect on a contact when the import was undone.</summary>
public enum ContactImportUndo
{
    /// <summary>It was not undone.</summary>
    None = 0,

    /// <summary>The contact is gone, or is as it was.</summary>
    Undone = 1,

    /// <summary>What somebody changed since the import was left as it is now; all else is as it was.</summary>
    KeptEdits = 2,

    /// <summary>The contact stays, hidden: calls or other records name it.</summary>
    Hidden = 3,
}

/// <summary>What an import did to one contact, with what it takes to undo it.</summary>
public sealed class ContactImportEntry : ITenantOwned
{
    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>The import.</summary>
    public required Guid ImportId { get; init; }

    /// <summary>The contact.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>The line of the row that touched it first.</summary>
    public required long Line { get; init; }

    /// <summary>Whether the import created it.</summary>
    public required bool IsCreated { get; init; }

    /// <summary>The contact's revision after the import.</summary>
    public long RevisionAfter { get; set; }

    /// <summary>What it changed on a contact that was there.</summary>
    public IReadOnlyList<ContactChange> Changes { get; set; } = [];

    /// <summary>Ids of the numbers it added to a contact that was there.</summary>
    public IReadOnlyList<Guid> Numbers { get; set; } = [];

    /// <summary>Ids of the e-mail addresses it added to a contact that was there.</summary>
    public IReadOnlyList<Guid> Emails { get; set; } = [];

    /// <summary>Ids of the notes it added to a contact that was there.</summary>
    public IReadOnlyList<Guid> Notes { get; set; } = [];

    /// <summary>What undoing did.</summary>
    public ContactImportUndo Undo { get; set; }
}
