using System.ComponentModel;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.ScreenPop;

namespace CallTracking.AspNetCore.Pops;

[Description("Everything that helps to talk with the caller, as the employee may see it.")]
internal sealed record CardBody
{
    [Description("The call.")]
    public required Guid CallId { get; init; }

    [WordsOf<CallDirection>]
    [Description("Who called whom.")]
    public required string Direction { get; init; }

    [WordsOf<CallState>]
    [Description("What the call does.")]
    public required string State { get; init; }

    [Description("When it began.")]
    public required DateTimeOffset StartedAt { get; init; }

    [Description("The number outside; masked for whom numbers are hidden from.")]
    public string? Number { get; init; }

    [Description("The number that was called.")]
    public string? DialedNumber { get; init; }

    [Description("The queue.")]
    public string? Queue { get; init; }

    [Description("Whether it is shown because the call is on the employee's own screens.")]
    public required bool IsGranted { get; init; }

    [Description("Who calls; null when nobody is known.")]
    public CardContactBody? Contact { get; init; }

    [Description("Who else it may be, the likeliest first.")]
    public required IReadOnlyList<CardCandidateBody> Candidates { get; init; }

    [Description("Who spoke with the contact last.")]
    public CardEmployeeBody? LastHandler { get; init; }

    [Description("The last calls, latest first.")]
    public required IReadOnlyList<CardCallBody> LastCalls { get; init; }

    [Description("Open tasks, the first due first.")]
    public required IReadOnlyList<CardTaskBody> OpenTasks { get; init; }

    [Description("Calls that the contact is owed, the first due first.")]
    public required IReadOnlyList<CardObligationBody> OpenObligations { get; init; }

    [Description("The mark that the contact gave last.")]
    public CardRatingBody? LastRating { get; init; }

    [Description("Parts that could not be read in time.")]
    public required IReadOnlyList<string> Missing { get; init; }

    public static CardBody Of(PopCard card) => new()
    {
        CallId = card.CallId,
        Direction = Word.Of(card.Direction),
        State = Word.Of(card.State),
        StartedAt = card.StartedAt,
        Number = card.Number,
        DialedNumber = card.DialedNumber,
        Queue = card.Queue,
        IsGranted = card.IsGranted,
        Contact = card.Contact is { } contact ? CardContactBody.Of(contact) : null,
        Candidates = [.. card.Candidates.Select(one => new CardCandidateBody(one.ContactId, one.Name, one.Confidence))],
        LastHandler = CardEmployeeBody.Of(card.LastHandler),
        LastCalls = [.. card.LastCalls.Select(CardCallBody.Of)],
        OpenTasks = [.. card.OpenTasks.Select(one => new CardTaskBody(one.Id, one.Title, one.DueAt, CardEmployeeBody.Of(one.Assignee)))],
        OpenObligations = [.. card.OpenObligations.Select(one => new CardObligationBody(
            one.Id, one.OpenedAt, one.DueAt, one.Calls, CardEmployeeBody.Of(one.Owner)))],
        LastRating = card.LastRating is { } mark
            ? new CardRatingBody(mark.CallId, mark.Score, mark.Lowest, mark.Highest, mark.Comment, mark.At, CardEmployeeBody.Of(mark.Employee)) : null,
        Missing = card.Missing,
    };
}

[Description("Who calls.")]
internal sealed record CardContactBody
{
    [Description("The contact.")]
    public required Guid Id { get; init; }

    [WordsOf<ContactKind>]
    [Description("Person or organisation.")]
    public required string Kind { get; init; }

    [Description("The name.")]
    public required string Name { get; init; }

    [Description("How to address the caller.")]
    public required string AddressAs { get; init; }

    [Description("The organisation of a person.")]
    public string? Organisation { get; init; }

    [Description("The numbers, the primary one first; masked for whom numbers are hidden from.")]
    public required IReadOnlyList<CardNumberBody> Numbers { get; init; }

    [Description("The status.")]
    public string? Status { get; init; }

    [Description("Colour of the status, #rrggbb.")]
    public string? StatusColor { get; init; }

    [Description("Since when.")]
    public DateTimeOffset? StatusSince { get; init; }

    [Description("Discount in percent.")]
    public decimal? Discount { get; init; }

    [Description("What the contact owes; null for whom debts are hidden from.")]
    public decimal? Debt { get; init; }

    [Description("ISO 4217.")]
    public string? DebtCurrency { get; init; }

    [Description("Who works with the contact.")]
    public CardEmployeeBody? Responsible { get; init; }

    [Description("Language that the contact speaks.")]
    public string? Language { get; init; }

    [Description("The photo.")]
    public Guid? PhotoId { get; init; }

    public static CardContactBody Of(CardContact contact) => new()
    {
        Id = contact.Id,
        Kind = Word.Of(contact.Kind),
        Name = contact.Name,
        AddressAs = contact.AddressAs,
        Organisation = contact.Organisation,
        Numbers = [.. contact.Numbers.Select(one => new CardNumberBody(one.Number, Word.Of(one.Kind), one.Label, one.IsPrimary))],
        Status = contact.Status,
        StatusColor = contact.StatusColor,
        StatusSince = contact.StatusSince,
        Discount = contact.Discount,
        Debt = contact.Debt,
        DebtCurrency = contact.DebtCurrency,
        Responsible = CardEmployeeBody.Of(contact.Responsible),
        Language = contact.Language,
        PhotoId = contact.PhotoId,
    };
}

[Description("A number of a contact.")]
internal sealed record CardNumberBody(
    [property: Description("In E.164 where possible.")] string Number,
    [property: WordsOf<ContactNumberKind>, Description("What kind.")] string Kind,
    [property: Description("What people call it.")] string? Label,
    [property: Description("Whether it is the first to dial.")] bool IsPrimary);

[Description("Somebody it may be.")]
internal sealed record CardCandidateBody(
    [property: Description("The contact; null for somebody whom only the host's look-up knows.")] Guid? ContactId,
    [property: Description("The name.")] string Name,
    [property: Description("From 0 to 1.")] double Confidence);

[Description("An employee.")]
internal sealed record CardEmployeeBody(
    [property: Description("Who.")] Guid Id, [property: Description("The name; null when he is not in the directory any more.")] string? Name)
{
    public static CardEmployeeBody? Of(CardEmployee? employee) => employee is null ? null : new CardEmployeeBody(employee.Id, employee.Name);
}

[Description("A call of before.")]
internal sealed record CardCallBody(
    [property: Description("Which.")] Guid CallId,
    [property: Description("When it began.")] DateTimeOffset StartedAt,
    [property: WordsOf<CallDirection>, Description("Who called whom.")] string Direction,
    [property: Description("How it went; null while it lasts.")] string? Outcome,
    [property: Description("Whether the customer left without what he called for.")] bool IsUnserved,
    [property: Description("How long our side talked.")] double TalkSeconds,
    [property: Description("Who talked last.")] CardEmployeeBody? Employee)
{
    public static CardCallBody Of(CardCall call) => new(
        call.CallId, call.StartedAt, Word.Of(call.Direction), Word.Of(call.Outcome), call.IsUnserved, Math.Round(call.Talk.TotalSeconds, 3),
        CardEmployeeBody.Of(call.Employee));
}

[Description("An open task.")]
internal sealed record CardTaskBody(
    [property: Description("Which.")] Guid Id, [property: Description("What is to be done.")] string Title,
    [property: Description("Until when.")] DateTimeOffset? DueAt, [property: Description("Who is to do it.")] CardEmployeeBody? Assignee);

[Description("A call that the contact is owed.")]
internal sealed record CardObligationBody(
    [property: Description("Which.")] Guid Id, [property: Description("Since when.")] DateTimeOffset OpenedAt,
    [property: Description("Until when.")] DateTimeOffset DueAt, [property: Description("How many calls went unserved.")] int Calls,
    [property: Description("Who is to call.")] CardEmployeeBody? Owner);

[Description("A mark.")]
internal sealed record CardRatingBody(
    [property: Description("The call that was rated.")] Guid CallId, [property: Description("The mark.")] int Score,
    [property: Description("The worst mark of its scale.")] int Lowest, [property: Description("The best mark of its scale.")] int Highest,
    [property: Description("In the customer's words.")] string? Comment, [property: Description("When.")] DateTimeOffset At,
    [property: Description("Who was rated.")] CardEmployeeBody? Employee);
