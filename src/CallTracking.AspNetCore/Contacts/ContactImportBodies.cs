using System.ComponentModel;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;

namespace CallTracking.AspNetCore.Contacts;

[Description("What is wrong with a row of a file. The row is not taken in; all others are.")]
internal sealed record ContactImportProblemBody(
    [property: Description("The line on which the row begins, from 1.")] long Line,
    [property: Description("The header of the column; null when it is the row as a whole.")] string? Column,
    [property: Description("Which rule, stable.")] string Code,
    [property: Description("One sentence that says what is wrong and what to do.")] string Message)
{
    public static ContactImportProblemBody Of(ContactImportProblem one) => new(one.Line, one.Column, one.Code, one.Message);
}

[Description("What an import did, or would do.")]
internal sealed record ContactImportReportBody
{
    [Description("The import; null where it was only tried.")]
    public Guid? ImportId { get; init; }

    [Description("What each column is taken for, by its header.")]
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    [Description("Rows taken in or refused.")]
    public required long Rows { get; init; }

    [Description("Contacts created.")]
    public required long Created { get; init; }

    [Description("Contacts changed.")]
    public required long Updated { get; init; }

    [Description("Rows with nothing new.")]
    public required long Unchanged { get; init; }

    [Description("Rows refused.")]
    public required long Refused { get; init; }

    [Description("What is wrong, in order of lines; at most 1,000.")]
    public required IReadOnlyList<ContactImportProblemBody> Problems { get; init; }

    [Description("How many problems there are.")]
    public required long ProblemCount { get; init; }

    public static ContactImportReportBody Of(ContactImportReport one) => new()
    {
        ImportId = one.ImportId,
        Columns = one.Columns,
        Rows = one.Rows,
        Created = one.Created,
        Updated = one.Updated,
        Unchanged = one.Unchanged,
        Refused = one.Refused,
        Problems = [.. one.Problems.Select(ContactImportProblemBody.Of)],
        ProblemCount = one.ProblemCount,
    };
}

[Description("What the undoing of an import did.")]
internal sealed record ContactImportUndoBody(
    [property: Description("Contacts that are gone, or as they were before.")] long Undone,
    [property: Description("Contacts that were edited since: the edits were kept.")] long KeptEdits,
    [property: Description("Contacts that calls or other records name: deleted as a user deletes.")] long Hidden)
{
    public static ContactImportUndoBody Of(ContactImportUndoReport one) => new(one.Undone, one.KeptEdits, one.Hidden);
}

[Description("An import and how far it came.")]
internal sealed record ContactImportBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("The file's name.")]
    public required string FileName { get; init; }

    [Description("Where it stands. `running` also when it was cut off.")]
    [WordsOf<ContactImportState>]
    public required string State { get; init; }

    [Description("When it was started.")]
    public required DateTimeOffset StartedAt { get; init; }

    [Description("When the last batch was stored, or the state changed.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [Description("Who started it; null for the system.")]
    public Guid? ByEmployee { get; init; }

    [Description("Rows taken in or refused.")]
    public required long Rows { get; init; }

    [Description("Contacts created.")]
    public required long Created { get; init; }

    [Description("Contacts changed.")]
    public required long Updated { get; init; }

    [Description("Rows with nothing new.")]
    public required long Unchanged { get; init; }

    [Description("Rows refused.")]
    public required long Refused { get; init; }

    [Description("Grows with every change.")]
    public required long Revision { get; init; }

    public static ContactImportBody Of(ContactImport one) => new()
    {
        Id = one.Id,
        FileName = one.FileName,
        State = Word.Of(one.State),
        StartedAt = one.StartedAt,
        UpdatedAt = one.UpdatedAt,
        ByEmployee = one.ByEmployee,
        Rows = one.Rows,
        Created = one.Created,
        Updated = one.Updated,
        Unchanged = one.Unchanged,
        Refused = one.Refused,
        Revision = one.Revision,
    };
}

[Description("Imports.")]
internal sealed record ContactImportList([property: Description("The imports, the newest first.")] IReadOnlyList<ContactImportBody> Items);

[Description("Contacts that may be the same.")]
internal sealed record ContactDuplicateBody
{
    [Description("Why.")]
    [WordsOf<ContactDuplicateReason>]
    public required string Reason { get; init; }

    [Description("The contacts, at most 20.")]
    public required IReadOnlyList<Guid> Contacts { get; init; }

    [Description("1 for the same number, address or name; less for names that only resemble each other.")]
    public required double Similarity { get; init; }

    public static ContactDuplicateBody Of(ContactDuplicate one) => new() { Reason = Word.Of(one.Reason), Contacts = one.Contacts, Similarity = one.Similarity };
}

[Description("Contacts that may be the same, in groups.")]
internal sealed record ContactDuplicateList(
    [property: Description("The groups.")] IReadOnlyList<ContactDuplicateBody> Items,
    [property: Description("Whether there are more: merge or dismiss these, and ask again.")] bool HasMore);
