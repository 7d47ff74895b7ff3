using System.ComponentModel;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;
using CallTracking.Identification;

namespace CallTracking.AspNetCore.Contacts;

[Description("The contact of a call, with what a list shows of it.")]
internal sealed record CallContactBody
{
    [Description("The call.")]
    public required Guid CallId { get; init; }

    [Description("The contact; the one it was merged into, where it was.")]
    public required Guid ContactId { get; init; }

    [Description("The contact's name today.")]
    public required string Name { get; init; }

    [Description("How they came together.")]
    [WordsOf<CallContactOrigin>]
    public required string How { get; init; }

    [Description("When.")]
    public required DateTimeOffset At { get; init; }

    [Description("The employee who said so; null when it was found by the number.")]
    public Guid? ByEmployee { get; init; }

    public static CallContactBody Of(CallContactName one) => new()
    {
        CallId = one.CallId,
        ContactId = one.ContactId,
        Name = one.Name,
        How = Word.Of(one.How),
        At = one.At,
        ByEmployee = one.ByEmployee,
    };
}

[Description("What became of saying who a call was with.")]
internal sealed record CallAssignmentBody
{
    [Description("The call.")]
    public required Guid CallId { get; init; }

    [Description("Its contact now.")]
    public required Guid ContactId { get; init; }

    [Description("How they came together.")]
    [WordsOf<CallContactOrigin>]
    public required string How { get; init; }

    [Description("What became of the number.")]
    [WordsOf<NewNumberOutcome>]
    public required string Number { get; init; }

    public static CallAssignmentBody Of(CallAssignment one) => new()
    {
        CallId = one.CallId,
        ContactId = one.ContactId,
        How = Word.Of(one.How),
        Number = Word.Of(one.Number),
    };
}
