namespace CallTracking.Contacts;

/// <summary>By what a row finds the contact that is there already.</summary>
[Flags]
public enum ContactMatch
{
    /// <summary>Never: every row is a new contact.</summary>
    None = 0,

    /// <summary>By our id or the host's own key.</summary>
    Key = 1,

    /// <summary>By a number, in E.164.</summary>
    Number = 2,

    /// <summary>By an e-mail address.</summary>
    Email = 4,
}

/// <summary>What becomes of a contact that a row found.</summary>
public enum ContactOnMatch
{
    /// <summary>What it lacks is filled in; what it has stays.</summary>
    FillBlanks = 1,

    /// <summary>What the row says replaces what it has. An empty cell replaces nothing.</summary>
    Overwrite = 2,

    /// <summary>It stays as it is.</summary>
    Skip = 3,
}

/// <summary>How a file of contacts is read.</summary>
public sealed record ContactImportSettings
{
    /// <summary>What the columns hold, by their header: <c>name</c>, <c>givenName</c>, <c>familyName</c>, <c>addressAs</c>, <c>kind</c>,
    /// <c>organisation</c>, <c>status</c>, <c>discount</c>, <c>debt</c>, <c>debtCurrency</c>, <c>responsible</c>, <c>language</c>,
    /// <c>externalId</c>, <c>id</c>, <c>email</c>, <c>note</c>, <c>number</c>, <c>number.mobile</c> (… <c>landline</c>, <c>work</c>,
    /// <c>extension</c>, <c>fax</c>, <c>other</c>), <c>field:KEY</c>, <c>ignore</c>. Columns that are not named here are guessed by their header.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>What stands between cells; null: comma, semicolon or tab, whichever the header line has most of.</summary>
    public char? Separator { get; init; }

    /// <summary>By what a row finds a contact. Default: key and number.</summary>
    public ContactMatch Match { get; init; } = ContactMatch.Key | ContactMatch.Number;

    /// <summary>What becomes of a contact that a row found. Default: blanks are filled.</summary>
    public ContactOnMatch OnMatch { get; init; } = ContactOnMatch.FillBlanks;

    /// <summary>Whether an organisation that the base does not have is created. Default: yes.</summary>
    public bool CreateOrganisations { get; init; } = true;

    /// <summary>Rows in one transaction, 1 to 1,000. Default 200.</summary>
    public int BatchRows { get; init; } = 200;

    /// <summary>How many problems are told one by one; the others are counted. Default 1,000.</summary>
    public int MaxProblems { get; init; } = 1000;
}

/// <summary>What is wrong with a row of a file. The row is not taken in; all others are.</summary>
/// <param name="Line">The line on which the row begins, from 1.</param>
/// <param name="Column">The header of the column; null when it is the row as a whole.</param>
/// <param name="Code">Which rule, stable.</param>
/// <param name="Message">One sentence that says what is wrong and what to do. It quotes no number and no name.</param>
public sealed record ContactImportProblem(long Line, string? Column, string Code, string Message);

/// <summary>What an import did, or, of a dry run, would do.</summary>
/// <param name="ImportId">The import; null of a dry run.</param>
/// <param name="Columns">What each column of the file is taken for, by header; <c>ignore</c> where its header says nothing.</param>
/// <param name="Rows">Rows taken in or refused, by this run and, of an import that was resumed, those before it.</param>
/// <param name="Created">Contacts created.</param>
/// <param name="Updated">Contacts changed.</param>
/// <param name="Unchanged">Rows with nothing new.</param>
/// <param name="Refused">Rows refused.</param>
/// <param name="Problems">What is wrong, in order of lines; at most <see cref="ContactImportSettings.MaxProblems"/>.</param>
/// <param name="ProblemCount">How many problems this run found.</param>
public sealed record ContactImportReport(
    Guid? ImportId, IReadOnlyDictionary<string, string> Columns, long Rows, long Created, long Updated, long Unchanged, long Refused,
    IReadOnlyList<ContactImportProblem> Problems, long ProblemCount);

/// <summary>What the undoing of an import did.</summary>
/// <param name="Undone">Contacts that are gone, or as they were before.</param>
/// <param name="KeptEdits">Contacts that were edited since: the edits were kept, all else is as it was.</param>
/// <param name="Hidden">Contacts that the import had created and that calls or other records name: deleted, as a user deletes.</param>
public sealed record ContactImportUndoReport(long Undone, long KeptEdits, long Hidden);

/// <summary>A file cannot be imported as a whole: no header, another encoding, not the file that was begun. Nothing was changed.</summary>
public sealed class ContactFileException : Exception
{
    /// <summary>Refuses a file.</summary>
    /// <param name="message">One sentence that names the place and the cure.</param>
    public ContactFileException(string message)
        : base(message)
    {
    }
}
