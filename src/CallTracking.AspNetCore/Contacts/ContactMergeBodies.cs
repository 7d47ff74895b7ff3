using System.ComponentModel;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;
using CallTracking.Identification;

namespace CallTracking.AspNetCore.Contacts;

[Description("A property of a contact that changed. Values are in the canonical text of files and programs: dates as `2026-11-23`, numbers with a point, ids as text.")]
internal sealed record ContactChangeBody
{
    [Description("The property as the API names it, or `field:KEY` for a custom field.")]
    public required string Field { get; init; }

    [Description("The value before; null for none.")]
    public string? Before { get; init; }

    [Description("The value after; null for none.")]
    public string? After { get; init; }

    public static ContactChangeBody Of(ContactChange one) => new()
    {
        Field = one.Field,
        Before = one.Before,
        After = one.After,
    };
}

[Description("A merge or a split, with what it takes to undo it. A merged contact's row, calls, notes and history stay where they are; only MergedIntoId says who it is now. So a call that comes in meanwhile is nobody's loss, whichever of the two it was bound to.")]
internal sealed record ContactMergeBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("Merge or split.")]
    [WordsOf<ContactMergeKind>]
    public required string Kind { get; init; }

    [Description("The contact that stays: the survivor of a merge, the original of a split.")]
    public required Guid ContactId { get; init; }

    [Description("The contact that was merged into it, or that the split made.")]
    public required Guid OtherId { get; init; }

    [Description("When.")]
    public required DateTimeOffset At { get; init; }

    [Description("Who did it; null for the system.")]
    public Guid? ByEmployee { get; init; }

    [Description("When it was undone; null when it was not.")]
    public DateTimeOffset? UndoneAt { get; init; }

    [Description("Ids of the numbers that changed owner.")]
    public required IReadOnlyList<Guid> Numbers { get; init; }

    [Description("Ids of the e-mail addresses that changed owner.")]
    public required IReadOnlyList<Guid> Emails { get; init; }

    [Description("Ids of the notes that changed owner (splits only; a merge leaves notes where they are).")]
    public required IReadOnlyList<Guid> Notes { get; init; }

    [Description("What the survivor lacked and took over.")]
    public required IReadOnlyList<ContactChangeBody> Changes { get; init; }

    public static ContactMergeBody Of(ContactMerge one) => new()
    {
        Id = one.Id,
        Kind = Word.Of(one.Kind),
        ContactId = one.ContactId,
        OtherId = one.OtherId,
        At = one.At,
        ByEmployee = one.ByEmployee,
        UndoneAt = one.UndoneAt,
        Numbers = one.Numbers,
        Emails = one.Emails,
        Notes = one.Notes,
        Changes = [.. one.Changes.Select(ContactChangeBody.Of)],
    };
}

[Description("The merges and splits.")]
internal sealed record ContactMergeList([property: Description("The merges and splits.")] IReadOnlyList<ContactMergeBody> Items);
